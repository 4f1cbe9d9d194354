"""scim2-tester against a running endpoint, and its report as a page.

`SCIM_SECRET=… python -m tests.scim.conformance https://host/api/scim` runs every check there, with
an administrator's Scim token in SCIM_SECRET. It creates, changes and deletes users and groups of
its own.
"""

import http.client
import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from email.message import Message
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode, urlsplit

from scim2_client import BaseSyncSCIMClient
from scim2_tester import CheckResult, Status, check_server

HEADERS = {"Accept": "application/scim+json", "Content-Type": "application/scim+json"}
ALLOWED = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}
REFUSED = "Failed to remove attribute 'active'"  # it always has a value: see the page


def is_passed(result: CheckResult) -> bool:
    """True for what a check is content with, and for the one refusal that has its reason."""
    return result.status in ALLOWED or (result.reason or "").startswith(REFUSED)


@dataclass
class Response:
    """One answer, as scim2-client reads it."""

    status_code: int
    headers: Message = field(default_factory=Message)
    content: bytes = b""

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


class NetworkClient(BaseSyncSCIMClient):
    """scim2-client over the standard library, so that the suite needs no HTTP library more."""

    def __init__(self, tenant_url: str, secret: str) -> None:
        super().__init__()
        self.url = urlsplit(tenant_url)
        self.secret = secret

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return endpoint.startswith("/")

    def _parse_json(self, response: Any) -> Any:
        return response.json()

    def request(
        self,
        method: str,
        url: str,
        *,
        params: dict[str, Any] | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
        **_: Any,
    ) -> Response:
        """Send one request over a connection of its own."""
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        connection = kinds[self.url.scheme](self.url.netloc, timeout=60)
        target = f"{self.url.path.rstrip('/')}/{url.lstrip('/')}"
        if params:
            target += f"?{urlencode(params, doseq=True)}"
        body = None if json is None else dumps(json)
        sent = {**HEADERS, **(headers or {}), "Authorization": f"Bearer {self.secret}"}
        try:
            connection.request(method, target, body, sent)
            answer = connection.getresponse()
            return Response(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


def dumps(document: Any) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(document).encode()


def run(tenant_url: str, secret: str) -> list[CheckResult]:
    """Carry out every check of scim2-tester on every resource type that discovery lists."""
    return check_server(NetworkClient(tenant_url, secret))


Row = tuple[str, str, str, str]


def rows(results: list[CheckResult]) -> list[Row]:
    """What a report says of each check: resource type, name, status, and what was found."""
    return [
        (item.resource_type or "", item.title or "", item.status.name, _said(item))
        for item in results
    ]


def _said(result: CheckResult) -> str:
    """The reason without what is drawn anew in each run."""
    return " ".join(_DRAWN.sub("…", result.reason or "").replace("|", "\\|").split())


_DRAWN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def page(results: list[CheckResult], day: date) -> str:
    """The report, as docs/scim2-tester.md has it."""
    counts = Counter(result.status.name for result in results)
    said = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    lines = [f"| {' | '.join(row)} |" for row in rows(results)]
    return "\n".join([HEAD.format(version=version("scim2-tester"), day=day, said=said), *lines, ""])


HEAD = """\
# scim2-tester

[scim2-tester](https://scim2-tester.readthedocs.io) is a conformance suite that shares no code with
this product. It reads the discovery endpoints, builds its own models from them, and creates, reads,
searches, replaces, patches and deletes users and groups.

Version {version}, {day}: **{said}**.

Every check is run, for discovery and for each resource type that it lists. Roles and entitlements
are not among them: [0013](decisions/0013-roles-and-entitlements.md) says why.
`tests/scim/test_conformance.py` runs it
against a live server with each `make test`, and fails where a check is
not passed or where this page names other checks. To write the page anew, and to look at a site of
your own:

```sh
WRITE_SCIM2_TESTER=1 .venv/bin/pytest tests/scim/test_conformance.py
SCIM_SECRET=… .venv/bin/python -m tests.scim.conformance https://host/api/scim
```

One check is not passed, for a reason. `active` is optional, as in the example of RFC 7643, section
8.7.1; but Django has no third state beside active and inactive, so it always has a value, and a
PATCH that removes it is refused with `mutability` (RFC 7644 section 3.5.2.2).

One row of the attribute table is as it is for the suite's sake: `members.$ref` is `immutable`, as
in RFC 7643 section 8.7.1: a member may be named by its `$ref`.

| Resource | Check | Status | Found |
|---|---|---|---|"""


def main() -> int:
    """Print the page; returns 1 if a check is not passed."""
    [tenant_url] = sys.argv[1:]
    results = run(tenant_url, os.environ["SCIM_SECRET"])
    sys.stdout.write(page(results, date.today()))
    return int(not all(map(is_passed, results)))


if __name__ == "__main__":
    sys.exit(main())

"""Self-check: an identity provider's whole day, played against this site's own endpoint.

The requests go through the endpoint as Entra's do, with a token of their own, but inside one
transaction that is undone at the end: no user, event or token is left behind.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import AccessToken, User
from accounts.sign_in.guards import administrator_required, signed_in
from accounts.work import audit
from promapp_console.provisioning.setup import address_warning
from scim.endpoint import in_process

PATIENCE = 5  # seconds for the site's own public address
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@dataclass(frozen=True)
class Step:
    """One step and what came of it; `is_warning`: wrong, but it may be meant so."""

    title: str
    is_good: bool
    said: str
    milliseconds: float
    is_warning: bool = False


class Failed(Exception):
    """A step's answer was not what an identity provider needs; the text says how."""


class _UndoneException(Exception):
    """Ends the transaction."""


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def self_check(request: HttpRequest) -> HttpResponse:
    """Offer the check, and run it."""
    steps: list[Step] = []
    if request.method == "POST":
        steps = [*run(signed_in(request)), public_address()]
        is_good = all(step.is_good or step.is_warning for step in steps)
        audit.record(
            request, audit.Action.SELF_CHECK, None, result="passed" if is_good else "failed"
        )
    context = {"steps": steps, "is_good": all(s.is_good or s.is_warning for s in steps)}
    return render(request, "scim/self_check.html", context)


def run(owner: User) -> list[Step]:
    """Play the day; stops at the first step that fails. Everything is undone."""
    steps: list[Step] = []
    try:
        with transaction.atomic():
            secret = AccessToken.objects.add(  # it is undone, so it takes nobody's room
                owner=owner,
                description="Self-check",
                scope=AccessToken.Scope.SCIM,
                expires_at=timezone.now() + timedelta(minutes=5),
            )[1]
            day = Day(secret)
            for title, act in day.steps():
                steps.append(_timed(title, act))
                if not steps[-1].is_good:
                    break
            raise _UndoneException  # takes back what the endpoint has stored
    except _UndoneException:
        return steps


def _timed(title: str, act: Callable[[], str]) -> Step:
    started = time.perf_counter()
    try:
        said, is_good = act(), True
    except Failed as failure:
        said, is_good = str(failure), False
    return Step(title, is_good, said, round((time.perf_counter() - started) * 1000, 1))


class Day:
    """What Entra does with one user, in order."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.name = f"self-check-{uuid.uuid4()}@promapp.invalid"
        self.address = ""

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            (_("Test Connection: look up a user who cannot exist"), self.test_connection),
            (_("Create a user"), self.create),
            (_("Find the user by userName in other letters"), self.match),
            (_("Change the display name (Entra's first dialect)"), self.change_legacy),
            (_("Change the given name (Entra's second dialect)"), self.change_compliant),
            (_("Disable the user"), self.disable),
            (_("Delete the user"), self.delete),
        ]

    def test_connection(self) -> str:
        found = self.ask("GET", f"/Users?filter=userName+eq+%22{uuid.uuid4()}%22", 200)
        if found["totalResults"] != 0:
            raise Failed(
                _("%(value)s users were found instead of none.") % {"value": found["totalResults"]}
            )
        return _("200, an empty list.")

    def create(self) -> str:
        body = {
            "schemas": [_USER],
            "userName": self.name,
            "active": True,
            "displayName": "Self-check",
            "emails": [{"type": "work", "value": self.name, "primary": True}],
        }
        self.address = f"/Users/{self.ask('POST', '/Users', 201, body)['id']}"
        self.expect("userName", self.name)
        return _("201, and the user can be read back.")

    def match(self) -> str:
        found = self.ask("GET", f"/Users?filter=userName+eq+%22{self.name.upper()}%22", 200)
        if found["totalResults"] != 1:
            raise Failed(
                _("%(value)s users were found instead of one.") % {"value": found["totalResults"]}
            )
        return _("200, one user.")

    def change_legacy(self) -> str:
        self.patch({"op": "Replace", "path": "displayName", "value": "Self-check changed"})
        return self.expect("displayName", "Self-check changed")

    def change_compliant(self) -> str:
        self.patch({"op": "replace", "value": {"name.givenName": "Self"}})
        return self.expect("name", {"givenName": "Self"})

    def disable(self) -> str:
        self.patch({"op": "Replace", "path": "active", "value": "False"})
        return self.expect("active", False)

    def delete(self) -> str:
        self.ask("DELETE", self.address, 204)
        self.ask("GET", self.address, 404)
        return _("204, and then 404.")

    def patch(self, operation: dict[str, Any]) -> None:
        self.ask("PATCH", self.address, 200, {"schemas": [_PATCH], "Operations": [operation]})

    def expect(self, attribute: str, value: Any) -> str:
        """Read the user back. Raises Failed unless the attribute has this value."""
        found = self.ask("GET", self.address, 200).get(attribute)
        if found != value:
            raise Failed(
                _("'%(attribute)s' is %(found)s afterwards instead of %(value)s.")
                % {"attribute": attribute, "found": repr(found), "value": repr(value)}
            )
        return _("The change can be read back.")

    def ask(self, method: str, path: str, status: int, body: Any = None) -> Any:
        """Send one request through the endpoint. Raises Failed for another status."""
        answered, document = in_process.send(
            method, path, self.secret, body, user_agent="Promapp self-check"
        )
        if answered != status:
            detail = (document or {}).get("detail", "")
            raise Failed(
                _("Answered %(answered)s instead of %(status)s. %(detail)s")
                % {"answered": answered, "status": status, "detail": detail}
            )
        return document


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Only this site's own address is asked, wherever it may point."""

    def redirect_request(self, *given: Any) -> None:
        """Take a redirect for an error."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def public_address() -> Step:
    """Call the site by its public address, as far as that is possible from here."""
    started = time.perf_counter()
    warning = address_warning()
    said, is_good = _("%(public_url)s answers.") % {"public_url": settings.PUBLIC_URL}, True
    if warning:
        said, is_good = _("It answers here. %(warning)s") % {"warning": warning}, False
    try:
        with _OPENER.open(f"{settings.PUBLIC_URL}/healthz", timeout=PATIENCE):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        said = _(
            "This server cannot reach %(public_url)s (%(reason)s). Behind a firewall "
            "that can be right; the identity provider must be able to."
        ) % {"public_url": settings.PUBLIC_URL, "reason": reason}
        is_good = False
    took = round((time.perf_counter() - started) * 1000, 1)
    return Step(
        _("Reach the site by its public address"), is_good, said, took, is_warning=not is_good
    )

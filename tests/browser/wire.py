"""Speaking SCIM to the running site, beside the browser."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen


class Wire:
    """A provisioning client with a token, over real HTTP."""

    def __init__(self, site: str, secret: str) -> None:
        self.base = f"{site}/api/scim"
        self.secret = secret

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send one request. Returns status and document."""
        request = Request(
            self.base + path,
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/scim+json"},
            method=method,
        )
        try:
            with urlopen(request) as response:
                status, content = response.status, response.read()
        except HTTPError as error:
            status, content = error.code, error.read()
        return status, json.loads(content) if content else None

    def test_connection(self) -> None:
        """Look for a user who cannot exist, as Entra does."""
        query = quote('userName eq "3f2504e0-4f89-11d3-9a0c-0305e82c3301"')
        assert self.send("GET", f"/Users?filter={query}")[0] == 200

    def create(self, user_name: str, **attributes: Any) -> str:
        """Create a user; returns the id."""
        status, user = self.send("POST", "/Users", {"userName": user_name, **attributes})
        assert status == 201, user
        return str(user["id"])

    def replace(self, path: str, target: str, value: Any) -> int:
        """Replace one attribute; returns the status."""
        operation = {"op": "Replace", "path": target, "value": value}
        return self.send("PATCH", path, {"Operations": [operation]})[0]

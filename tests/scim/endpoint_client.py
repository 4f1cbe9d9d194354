"""A provisioning client for tests: sends JSON with a token, and reads JSON back."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

BASE = "/api/scim"
SITE = "https://promapp.example"  # tests.settings.PUBLIC_URL
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


class EndpointClient:
    """Speaks SCIM to the endpoint; `secret` is the access token, "" for none."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.http = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send one request. `body`: bytes as they are, anything else as JSON."""
        if self.secret:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        data = body if isinstance(body, bytes) else b"" if body is None else dumps(body)
        content_type = headers.pop("content_type", "application/scim+json")
        response = self.http.generic(
            method, BASE + path, data, content_type=content_type, headers=headers
        )
        check_form(response)
        return response

    def get(self, path: str, **query: str | int) -> Any:
        """GET, expect 200, and return the document."""
        return self.expect(200, "GET", path, query=query)

    def expect(
        self,
        status: int,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, str | int] | None = None,
    ) -> Any:
        """Send one request, assert its status, and return the document (None if empty)."""
        if query:
            from urllib.parse import urlencode

            path = f"{path}?{urlencode(query)}"
        response = self.send(method, path, body)
        assert response.status_code == status, (response.status_code, response.content)
        return json.loads(response.content) if response.content else None

    def create_user(self, user_name: str, **attributes: Any) -> Any:
        """POST a user and return the document."""
        body = {"schemas": [USER], "userName": user_name, **attributes}
        return self.expect(201, "POST", "/Users", body)

    def create_group(self, display_name: str, *members: str, **attributes: Any) -> Any:
        """POST a group with members by id, and return the document."""
        body = {"schemas": [GROUP], "displayName": display_name, **attributes}
        if members:
            body["members"] = [{"value": member} for member in members]
        return self.expect(201, "POST", "/Groups", body)

    def patch(self, path: str, *operations: dict[str, Any], status: int = 0) -> Any:
        """PATCH, expect 200 for a user and 204 for a group, and return the document."""
        body = {"schemas": [PATCH_OP], "Operations": list(operations)}
        return self.expect(
            status or (204 if path.startswith("/Groups") else 200), "PATCH", path, body
        )

    def names(self, path: str, **query: str | int) -> list[str]:
        """List, and return the userNames or displayNames in order."""
        found = self.get(path, **query)["Resources"]
        return [item.get("userName", item.get("displayName")) for item in found]


def dumps(document: Any) -> bytes:
    """JSON in UTF-8; surrogate halves are escaped."""
    return json.dumps(document).encode()


def check_form(response: HttpResponse) -> None:
    """What holds for every answer of the endpoint, errors included."""
    assert response.status_code < 500 or response.status_code in {501, 503}, response.content
    assert not 300 <= response.status_code < 304, response["Location"]
    assert not response.cookies
    if not response.content:
        return
    assert response["Content-Type"] == "application/scim+json; charset=utf-8"
    document = json.loads(response.content)
    if response.status_code >= 400:
        assert document["schemas"] == [ERROR]
        assert document["status"] == str(response.status_code)
        assert document["detail"].endswith((".", ":", "/Schemas.", '".', "}]", "…")), document
        assert set(document) <= {"schemas", "status", "scimType", "detail"}

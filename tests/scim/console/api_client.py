"""A client of the JSON API for tests."""

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

BASE = "/api/v1"


class ApiClient:
    """Sends requests to the API; `secret` is the access token, "" for none."""

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.http = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send one request. `body`: bytes as they are, anything else as JSON."""
        if self.secret:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        content_type = headers.pop("content_type", "application/json")
        response = self.http.generic(
            method, BASE + path, data, content_type=content_type, headers=headers
        )
        check_form(response)
        return response

    def expect(self, status: int, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """Send one request, assert its status, and return what it says."""
        if query:
            path = f"{path}?{urlencode(query, doseq=True)}"
        response = self.send(method, path, body)
        assert response.status_code == status, (response.status_code, response.content)
        return json.loads(response.content)

    def get(self, path: str, /, **query: Any) -> Any:
        """GET, expect 200, and return the document."""
        return self.expect(200, "GET", path, **query)

    def all(self, path: str, /, **query: Any) -> list[Any]:
        """Return every row of a list, page after page."""
        rows: list[Any] = []
        page = self.get(path, **query)
        rows += page["results"]
        while page["next"]:
            assert page["next"].startswith(f"http://testserver{BASE}{path}?")
            page = self.get(page["next"].removeprefix(f"http://testserver{BASE}"))
            rows += page["results"]
        return rows


def check_form(response: HttpResponse) -> None:
    """What holds for every answer of the API, errors included."""
    assert response.status_code < 500, response.content
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Request-ID"]
    if response.status_code < 400 or not response.content:
        return
    said = json.loads(response.content)
    assert set(said) <= {"detail", "errors"}
    assert said["detail"].endswith("."), said

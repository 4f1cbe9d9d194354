"""The API's description, and the page that is drawn from it."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern

from accounts.models import User
from promapp_console.api import docs, urls
from promapp_console.api.meanings import MEANINGS
from tests.factories import make_user
from tests.scim.console.api_client import ApiClient


def test_the_description_is_valid_and_complete() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_the_description_holds_every_address(audit: ApiClient) -> None:
    described = audit.get("/schema")
    assert described["openapi"].startswith("3.")
    served = {
        "/api/v1/" + re.sub(r"<(\w+):(\w+)>", r"{\2}", str(pattern.pattern)).replace("{pk}", "{id}")
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern) and str(pattern.pattern)
    }
    assert set(described["paths"]) == served
    for methods in described["paths"].values():
        for operation in methods.values():
            assert {"200", "201"} & set(operation["responses"])
            assert {"400", "401", "403", "404", "406", "429"} <= set(operation["responses"])
            assert operation["security"] == [{"auditToken": []}, {"session": []}]


def test_no_field_of_the_description_is_a_secret(audit: ApiClient) -> None:
    fields = {
        (name, field)
        for name, schema in audit.get("/schema")["components"]["schemas"].items()
        for field in schema.get("properties", {})
    }
    words = re.compile("digest|password|nonce|secret|session|key", re.I)
    assert {pair for pair in fields if words.search(pair[1])} == {("CreatedToken", "secret")}


def test_the_page_names_every_operation(session: ApiClient) -> None:
    page = session.http.get("/api/v1/")
    text = page.content.decode()
    for path, methods in session.get("/schema")["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in text
    for words in ("list of Failure | Rejected | Skipped | Success", "date | date-time", "uuid"):
        assert words in text
    assert "unsafe" not in page["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)|\bstyle=|\bon\w+=\"", text) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", text) == []


def test_every_field_is_described(audit: ApiClient) -> None:
    for name, schema in audit.get("/schema")["components"]["schemas"].items():
        for field, item in schema.get("properties", {}).items():
            assert item.get("description"), f"{name}.{field}"
    for operation in docs.operations():
        for part in ("parameters", "body", "answer"):
            for field in operation[part]:
                assert field["description"], f"{operation['path']}: {field['name']}"


def test_every_meaning_is_that_of_a_field(audit: ApiClient) -> None:
    told = set()
    for schema in audit.get("/schema")["components"]["schemas"].values():
        told |= {(name, item["description"]) for name, item in schema.get("properties", {}).items()}
    assert [name for name, words in MEANINGS.items() if (name, words) not in told] == []


def test_code_is_set_as_code(session: ApiClient) -> None:
    page = session.http.get("/api/v1/").content.decode()
    assert "<code>changes</code> leaves out" in page
    assert "`" not in page


def test_the_page_is_for_administrators(db: None, user: User) -> None:
    assert Client().get("/api/v1/")["Location"] == "/sign-in/?next=/api/v1/"
    browser = Client()
    browser.force_login(make_user())
    assert browser.get("/api/v1/").status_code == 403


def test_the_address_without_its_slash_leads_to_the_page(session: ApiClient) -> None:
    assert session.http.get("/api/v1")["Location"] == "/api/v1/"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_is_only_read(session: ApiClient, method: str) -> None:
    assert getattr(session.http, method)("/api/v1/").status_code == 405

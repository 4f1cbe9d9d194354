"""What is the site's own: health, error pages, headers."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings

from accounts.models import User
from promapp_console.server import errors, health
from promapp_console.server.request_id import RequestIdFilter
from scim.models import ProvisioningEvent
from tests import factories


def test_alive_needs_no_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_the_database_answers_and_is_migrated(client: Client, db: None) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_not_ready_before_the_migrations_ran(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_migrated", health.Migrated())
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("accounts")
    MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "migrations"}
    MigrationRecorder(connection).record_applied(*newest)
    assert client.get("/readyz").status_code == 200


def test_an_unknown_page_has_a_way_back_and_an_id(client: Client, db: None) -> None:
    response = client.get("/nowhere/", follow=True)
    assert response.status_code == 404 or response.redirect_chain
    page = errors.not_found(RequestFactory().get("/nowhere/"))
    assert "There is nothing here" in page.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_many_requests, 429),
        (errors.server_error, 500),
        (errors.expired_form, 403),
    ],
)
def test_each_error_page_names_the_request(view: object, status: int) -> None:
    request = RequestFactory().get("/")
    request.request_id = "6a1f"
    response = view(request)
    assert response.status_code == status
    assert "6a1f" in response.content.decode()


def test_every_page_carries_the_policy_and_an_id(client: Client, db: None) -> None:
    response = client.get("/sign-in/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Request-ID"] in str(response.headers.items())
    assert client.get("/sign-in/").headers["X-Request-ID"] != response.headers["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/healthz", "/readyz", "/sign-in/", "/static/css/tokens.css", "/api/scim/Users", "/nowhere"],
)
def test_every_answer_says_what_browsers_may_do_with_it(client: Client, path: str) -> None:
    headers = client.get(path, secure=True).headers
    for directive in ("frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"):
        assert directive in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


DOORS = ["/healthz", "/readyz", "/sign-in/", "/api/scim/Users", "/api/v1/health", "/nowhere", "/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*DOORS, "/static/css/tokens.css", "/api/scim/none"])
def test_every_answer_has_the_id_that_a_trusted_proxy_gave(client: Client, path: str) -> None:
    headers = {"X-Request-ID": "0af7651916cd43dd8448eb211c80319c"}
    with override_settings(TRUSTED_PROXY_COUNT=1):
        assert client.get(path, headers=headers).headers["X-Request-ID"] == headers["X-Request-ID"]
        for bad in (
            "short",
            "x" * 65,
            "with blank in it",
            "<script>alert</script>",
            "ümläut-ümläut",
        ):
            given = client.get(path, headers={"X-Request-ID": bad}).headers["X-Request-ID"]
            assert given == str(UUID(given))
    given = client.get(path, headers=headers).headers["X-Request-ID"]  # nobody is trusted
    assert given == str(UUID(given))


@pytest.mark.django_db
def test_the_provisioning_log_has_the_same_id(client: Client) -> None:
    given = "Root=1-67891233-abcdef012345678912345678"
    with override_settings(TRUSTED_PROXY_COUNT=1):
        client.get("/api/scim/Users", headers={"X-Request-ID": given})
    assert ProvisioningEvent.objects.get().request_id == given


def test_a_line_of_the_log_names_its_request() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "", None, None)
    RequestIdFilter().filter(record)
    assert record.request_id == "-"
    record.request = RequestFactory().get("/")
    record.request.request_id = "6a1f"
    RequestIdFilter().filter(record)
    assert record.request_id == "6a1f"


def test_a_page_asks_for_nothing_of_the_device(client: Client, db: None) -> None:
    assert "camera=()" in client.get("/sign-in/").headers["Permissions-Policy"]


def test_whom_to_tell_of_a_weak_spot(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@promapp.example"]
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@promapp.example"
    assert datetime.fromisoformat(fields["Expires"]) > datetime.now(UTC) + timedelta(days=100)
    settings.SECURITY_CONTACT = []
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/favicon.ico", "image/"),
        ("/apple-touch-icon.png", "image/png"),
        ("/icon-192.png", "image/png"),
        ("/icon-512.png", "image/png"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/robots.txt", "text/plain"),
    ],
)
def test_the_top_of_the_site_has_what_browsers_ask_for(
    client: Client, db: None, path: str, kind: str
) -> None:
    response = client.get(path)
    response.close()
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(kind)
    assert "max-age=86400" in response.headers["Cache-Control"]


def test_a_password_manager_finds_where_to_change_the_password(client: Client) -> None:
    response = client.get("/.well-known/change-password")
    assert (response.status_code, response.headers["Location"]) == (302, "/password/change/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_many_requests, 429),
        (errors.expired_form, 403),
    ],
)
def test_an_error_page_keeps_the_navigation(client: Client, view: Any, status: int) -> None:
    request = client_request(client, factories.make_administrator())
    response = view(request)
    assert response.status_code == status
    assert 'id="rail"' in response.content.decode()


@pytest.mark.django_db
def test_a_failure_keeps_the_navigation_and_asks_the_database_nothing(
    client: Client, django_assert_num_queries: Any
) -> None:
    request = client_request(client, factories.make_administrator())
    with django_assert_num_queries(0):
        page = errors.server_error(request).content.decode()
    assert 'id="rail"' in page
    assert "Something went wrong here" in page
    with django_assert_num_queries(0):  # nor to learn who it is
        unknown = errors.server_error(RequestFactory().get("/")).content.decode()
    assert 'id="rail"' not in unknown


def client_request(client: Client, user: User) -> HttpRequest:
    """A request of somebody who is signed in, as the middleware leaves it."""
    client.force_login(user)
    request: HttpRequest = client.get("/profile/").wsgi_request
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/audit/", "/admin/accounts/user/", "/api/v1/events"])
def test_the_log_names_who_was_refused(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    user = factories.make_user()
    client.force_login(user)
    caplog.handler.addFilter(RequestIdFilter())
    assert client.get(path, follow=True).status_code == 403
    assert f"(user {user.pk})" in caplog.messages[-1]

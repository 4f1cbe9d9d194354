"""How long sessions last, who ends them, and what browsers keep."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from accounts import sessions
from accounts.models import AuditEntry, User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def age(client: Client, **seconds: float) -> None:
    """Let the session be so much older by the clock that it keeps."""
    session = client.session
    for name, by in seconds.items():
        session[name] = time.time() - by
    session.save()


@pytest.mark.parametrize(
    ("ages", "ends"),
    [
        ({"began_at": 23 * 3600, "seen_at": 59 * 60}, False),
        ({"began_at": 23 * 3600, "seen_at": 61 * 60}, True),
        ({"began_at": 25 * 3600, "seen_at": 10}, True),
    ],
)
@pytest.mark.parametrize("path", ["/profile/", "/api/v1/users", "/admin/"])
def test_sessions_end(
    client: Client, administrator: User, ages: dict[str, float], ends: bool, path: str
) -> None:
    client.force_login(administrator)
    assert is_signed_in(client)
    age(client, **ages)
    answer = client.get(path)
    assert (answer.status_code == 200) is not ends
    assert answer.has_header("Clear-Site-Data") is ends
    assert is_signed_in(client) is not ends
    assert AuditEntry.objects.filter(action="session.timed_out").exists() is ends


def test_a_proof_does_not_make_a_session_last(client: Client, user: User) -> None:
    client.force_login(user)
    assert is_signed_in(client)
    age(client, began_at=25 * 3600)
    client.post("/confirm/", {"password": PASSWORD})
    assert not is_signed_in(client)


def test_use_is_noted_once_a_minute(
    client: Client, user: User, django_assert_num_queries: Any
) -> None:
    client.force_login(user)
    assert is_signed_in(client)
    first = client.session["seen_at"]
    assert is_signed_in(client)
    assert client.session["seen_at"] == first
    age(client, seen_at=120)
    assert is_signed_in(client)
    assert client.session["seen_at"] >= first


def test_a_database_that_takes_nothing_shows_pages(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(user)
    assert is_signed_in(client)
    age(client, seen_at=120)

    def fail(_store: Any, *_args: Any, **_options: Any) -> None:
        raise DatabaseError("cannot execute UPDATE in a read-only transaction")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", fail)
    assert is_signed_in(client)
    assert sessions._NOTED_EVERY == 60


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/",
        "/sign-up/",
        "/password/reset/",
        "/password/reset/1-set-password/",
        "/password/change/",
        "/confirm/",
        "/security/",
        "/security/totp/activate/",
        "/security/recovery-codes/",
        "/security/sessions/",
        "/profile/",
        "/disabled/",
        "/admin/",
        "/api/v1/users",
        "/",
    ],
)
def test_no_browser_keeps_a_page(client: Client, administrator: User, path: str) -> None:
    assert "no-store" in Client().get(path).headers["Cache-Control"]
    client.force_login(administrator)
    client.post("/confirm/", {"password": PASSWORD})
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_signing_out_clears_what_the_browser_kept(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.post("/sign-out/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not client.post("/sign-out/").has_header("Clear-Site-Data")


def test_cookies_are_this_hosts_alone(client: Client, user: User) -> None:
    client.get("/sign-in/")
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    names = {"__Host-sessionid", "__Host-csrftoken", "__Host-known-browser"}
    assert names <= set(client.cookies)
    for name in names:
        cookie = client.cookies[name]
        assert cookie["secure"]
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_a_link_to_reset_a_password_lives_a_day_at_most() -> None:
    assert settings.PASSWORD_RESET_TIMEOUT <= 24 * 3600

"""How long sessions last, who ends them, and what browsers keep."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import DatabaseError
from django.test import Client

from accounts.models import AuditEntry, User
from accounts.sign_in import sessions
from tests import addresses
from tests.factories import PASSWORD, make_administrator, make_token, make_user

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


@pytest.mark.long
def test_no_browser_keeps_a_page(client: Client, administrator: User) -> None:
    """The middleware says so of every address: no page has to."""
    client.force_login(administrator)
    client.post("/confirm/", {"password": PASSWORD})
    for _, name, path in addresses.every():
        if name == "account_logout":
            continue
        for browser in (Client(), client):
            kept = browser.get(path).headers.get("Cache-Control", "")
            assert "no-store" in kept, path


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


# Ending sessions


def test_ending_ones_other_sessions_is_proven(client: Client, user: User) -> None:
    other = Client()
    for each in (client, other):
        each.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    age(client, signed_in_at=3600)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert client.get("/security/sessions/").status_code == 200
    answer = client.post("/security/sessions/")
    assert answer.headers["Location"].startswith("/confirm/")
    assert is_signed_in(other)
    client.post("/confirm/", {"password": PASSWORD})
    client.post("/security/sessions/")
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_one_session_is_ended_alone(client: Client, user: User) -> None:
    others = [Client(), Client()]
    for each in (client, *others):
        each.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    keys = dict(UserSession.objects.values_list("session_key", "pk"))
    address = f"/security/sessions/{keys[others[0].session.session_key]}/end/"
    assert client.get("/security/sessions/").content.decode().count("/end/") == 2
    age(client, signed_in_at=3600)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert client.post(address).headers["Location"].startswith("/confirm/")
    assert is_signed_in(others[0])
    client.post("/confirm/", {"password": PASSWORD})
    assert client.post(address).headers["Location"] == "/security/sessions/"
    assert [is_signed_in(each) for each in (client, *others)] == [True, False, True]
    entry = AuditEntry.objects.get(action="session.others_ended")
    assert (entry.actor, entry.detail) == (user, {"sessions": 1})
    assert client.post(address).status_code == 404


def test_neither_ones_own_nor_anothers_session_is_ended(
    client: Client, administrator: User, user: User
) -> None:
    other = Client()
    for each, name in ((client, administrator.username), (other, user.username)):
        each.post("/sign-in/", {"login": name, "password": PASSWORD})
    for pk in UserSession.objects.values_list("pk", flat=True):
        assert client.post(f"/security/sessions/{pk}/end/").status_code == 404
    assert is_signed_in(client)
    assert is_signed_in(other)


def test_the_list_says_when_a_session_was_last_used(client: Client, user: User) -> None:
    other = Client()
    for each in (client, other):
        each.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    used = float(int(time.time()) - 600)
    session = other.session
    session["seen_at"] = used
    session.save()
    rows = client.get("/security/sessions/").context["sessions"]
    assert [row.used_at.timestamp() == used for row in rows].count(True) == 1
    assert all(row.used_at for row in rows)


def test_an_administrator_ends_anothers_sessions(
    client: Client, administrator: User, user: User
) -> None:
    token, _ = make_token(make_administrator("bob"))
    others = [Client(), Client()]
    for other, name in zip(others, (user.username, "bob"), strict=True):
        other.post("/sign-in/", {"login": name, "password": PASSWORD})
        assert is_signed_in(other)
    client.force_login(administrator)
    keys = list(
        User.objects.filter(username__in=[user.username, "bob"]).values_list("pk", flat=True)
    )
    address = "/admin/accounts/user/"
    chosen = {"action": "end_sessions", "_selected_action": keys}
    client.post(address, chosen)
    assert all(is_signed_in(other) for other in others)  # it asks first
    client.post(address, {**chosen, "confirmed": "yes"})
    assert not any(is_signed_in(other) for other in others)
    assert is_signed_in(client)
    token.refresh_from_db()
    assert token.revoked_at is None
    assert User.objects.filter(pk__in=keys, is_active=True).count() == 2
    entries = AuditEntry.objects.filter(action="user.signed_out", actor=administrator)
    assert {entry.object_name for entry in entries} == {user.username, "bob"}
    assert [entry.detail for entry in entries] == [{"sessions": 1}] * 2


def test_staff_without_all_rights_end_no_superusers_sessions(
    client: Client, administrator: User
) -> None:
    staff = make_user("staff", is_staff=True)
    staff.user_permissions.add(*Permission.objects.filter(codename__endswith="_user"))
    boss = Client()
    boss.post("/sign-in/", {"login": administrator.username, "password": PASSWORD})
    client.force_login(staff)
    sent = {"action": "end_sessions", "_selected_action": [administrator.pk]}
    client.post("/admin/accounts/user/", sent)
    assert is_signed_in(boss)


# A second factor for everybody with rights


def with_totp(user: User) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")


@pytest.mark.parametrize(
    "path", ["/", "/profile/", "/users/", "/admin/", "/admin/accounts/user/", "/security/sessions/"]
)
def test_rights_need_a_second_factor_where_the_site_says_so(
    client: Client, administrator: User, settings: Any, path: str
) -> None:
    client.force_login(administrator)
    assert client.get(path).status_code == 200
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = True
    page = client.get(path, follow=True)
    assert page.redirect_chain == [("/security/", 302)]
    assert "asks everybody with rights for a second factor" in page.content.decode()
    with_totp(administrator)
    assert client.get(path).status_code == 200


def test_nothing_is_done_without_it(
    client: Client, administrator: User, user: User, settings: Any
) -> None:
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = True
    client.force_login(administrator)
    assert client.get("/api/v1/users").status_code == 403
    assert "second factor" in client.get("/api/v1/users").json()["detail"]
    sent = {"action": "end_sessions", "_selected_action": [user.pk]}
    assert client.post("/admin/accounts/user/", sent).headers["Location"] == "/security/"
    assert not AuditEntry.objects.filter(action="user.signed_out").exists()
    client.post("/confirm/", {"password": PASSWORD})
    assert client.get("/security/totp/activate/").status_code == 200
    assert client.get("/security/webauthn/add/").status_code == 200
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"


def test_tokens_and_people_without_rights_are_not_concerned(
    client: Client, user: User, settings: Any
) -> None:
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = True
    client.force_login(user)
    assert is_signed_in(client)
    _, secret = make_token(scope="audit")
    answer = Client().get("/api/v1/users", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 200

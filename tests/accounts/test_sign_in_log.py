"""What people do to get in and to stay safe stands in the audit log."""

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import AuditEntry, User
from accounts.sign_in import records, resets
from tests.factories import PASSWORD, make_administrator

NEW_PASSWORD = "a new horse battery"


@pytest.fixture(autouse=True)
def _no_attempts_yet(db: None) -> None:
    cache.clear()


def sign_in(client: Client, name: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": name, "password": password}, REMOTE_ADDR="192.0.2.7")


def log() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Who, what, to what and how, oldest first."""
    return [
        (entry.actor_name, entry.action, entry.object_name, entry.detail)
        for entry in AuditEntry.objects.order_by("pk")
    ]


def test_signing_in_and_out(client: Client, user: User) -> None:
    sign_in(client, user.username)
    client.post("/sign-out/")
    assert log() == [
        (user.username, "session.signed_in", "", {"methods": ["password"]}),
        (user.username, "session.signed_out", "", {}),
    ]
    assert AuditEntry.objects.earliest("pk").address == "192.0.2.7"
    client.post("/sign-out/")
    assert AuditEntry.objects.count() == 2


def test_a_wrong_password(client: Client, user: User) -> None:
    sign_in(client, user.username.upper(), "wrong")
    sign_in(client, "hunter2 typed into the wrong field", "wrong")
    assert log() == [
        ("nobody signed in", "session.sign_in_failed", user.username, {"wrong": "password"}),
        ("nobody signed in", "session.sign_in_failed", "", {"wrong": "user name"}),
    ]
    assert AuditEntry.objects.latest("pk").address == "192.0.2.7"


def test_guessing_does_not_fill_the_log(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "FAILURES_AN_HOUR", 3)
    for number in range(5):
        sign_in(client, f"guess{number}", "wrong")
    details = [detail for *_, detail in log()]
    assert details == [
        {"wrong": "user name"},
        {"wrong": "user name"},
        {"wrong": "user name", "not_listed": "further failures within the hour"},
    ]
    sign_in(client, user.username)
    assert AuditEntry.objects.latest("pk").action == "session.signed_in"


def test_a_proof_that_fails(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    client.post("/confirm/", {"password": "wrong"})
    assert log() == [
        (
            administrator.username,
            "session.proof_failed",
            administrator.username,
            {"wrong": "password"},
        )
    ]


def test_passwords(client: Client, user: User) -> None:
    client.force_login(user)
    passwords = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/password/change/", {**passwords, "oldpassword": "wrong"})
    client.post("/password/change/", passwords)
    assert log() == [
        (user.username, "session.proof_failed", user.username, {"wrong": "password"}),
        (user.username, "password.changed", "", {}),
    ]
    assert NEW_PASSWORD not in str(log())


def test_a_password_reset_by_mail(client: Client, user: User) -> None:
    client.post("/password/reset/", {"email": user.email})
    resets.deliver()
    [message] = mail.outbox
    address = next(word for word in message.body.split() if "/password/reset/" in word)
    page = client.get(address.partition("promapp.example")[2], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert log() == [("nobody signed in", "password.reset", user.username, {})]


def test_sessions_of_ones_own(client: Client, user: User) -> None:
    sign_in(Client(), user.username)
    sign_in(client, user.username)
    assert UserSession.objects.count() == 2
    client.post("/security/sessions/")
    assert log()[-1] == (user.username, "session.others_ended", "", {"sessions": 1})
    client.post("/security/sessions/")
    assert [what for _, what, *_ in log()].count("session.others_ended") == 1


def test_a_second_factor(
    client: Client, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, user.username)
    client.get("/security/totp/activate/")
    client.post("/confirm/", {"password": PASSWORD})
    page = client.get("/security/totp/activate/")
    counter = int(time.time()) // 30
    code = format_hotp_value(hotp_value(page.context["form"].secret, counter))
    for address, data in (
        ("totp/activate/", {"code": code}),
        ("recovery-codes/generate/", {}),
        ("totp/deactivate/", {}),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/security/{address}", data)
    assert {(who, object_name) for who, _, object_name, _ in log()} == {(user.username, "")}
    totp, codes = {"type": "TOTP Authenticator"}, {"type": "Recovery codes"}
    told = [(what, detail) for _, what, _, detail in log()]
    assert told[0] == ("session.signed_in", {"methods": ["password"]})
    assert sorted(told[1:3], key=str) == [
        ("second_factor.added", codes),
        ("second_factor.added", totp),
    ]
    assert told[3:] == [
        ("second_factor.codes_renewed", {}),
        ("second_factor.removed", totp),
        ("second_factor.removed", codes),
    ]


def test_a_wrong_code(client: Client, user: User) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    sign_in(client, user.username)
    client.post("/security/authenticate/", {"code": "000000"})
    assert log() == [
        ("nobody signed in", "session.sign_in_failed", user.username, {"wrong": "second factor"})
    ]


def test_a_superuser_takes_a_lost_factor_away(client: Client, user: User) -> None:
    boss = make_administrator("boss")
    factor = TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance
    client.force_login(boss)
    client.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    assert log() == [
        ("boss", "second_factor.removed", user.username, {"type": "TOTP Authenticator"})
    ]

"""Links to reset passwords, and mails to people about their own account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.management.commands import changepassword
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Mail, PasswordReset, User
from accounts.sign_in import resets
from tests.admin_pages import page_url, submit
from tests.factories import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db
NEW = "a new horse battery"
FORM = {"password1": NEW, "password2": NEW}


class ServerDown(EmailBackend):
    """Takes nothing."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("Connection refused")


def told() -> list[tuple[str, str]]:
    """The subjects and recipients of the mails about accounts, oldest first."""
    mails = Mail.objects.filter(notice__kind="account_changed").order_by("pk")
    return [(item.subject.partition(" (")[0], item.recipient) for item in mails]


# Forgotten passwords


def test_a_known_and_an_unknown_address_cost_the_same(client: Client, user: User) -> None:
    def statements(address: str) -> list[str]:
        client.get("/password/reset/")
        with CaptureQueriesContext(connection) as captured:
            client.post("/password/reset/", {"email": address})
        return [re.sub(r"'[^']*'|[0-9.]+", "?", query["sql"]) for query in captured]

    assert len(statements(user.email)) == len(statements("nobody@promapp.example"))
    assert mail.outbox == []
    assert PasswordReset.objects.count() == 2
    assert resets.deliver() == "2 done, 0 failed"
    assert [message.to for message in mail.outbox] == [[user.email]]
    assert not PasswordReset.objects.exists()


def test_nothing_stored_opens_the_account(client: Client, user: User) -> None:
    client.post("/password/reset/", {"email": user.email})
    stored = str(list(PasswordReset.objects.values())) + str(list(Mail.objects.values()))
    resets.deliver()
    [link] = re.findall(r"https://promapp\.example(/\S+)", mail.outbox[0].body)
    key = link.split("-", 1)[1].strip("/")
    assert key not in stored
    assert "within 24 hours" in mail.outbox[0].body
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], FORM)
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert told() == [
        (f"The password of {user.username} was reset by a link in a mail", user.email)
    ]


@pytest.mark.parametrize("stored", ["Ada@Promapp.example", "ada@promapp.example"])
def test_the_case_of_an_address_does_not_matter(stored: str) -> None:
    ada = make_user("ada", email=stored)
    make_user("gone", email=stored, is_active=False)
    assert resets.people("ADA@promapp.example") == [ada]
    assert resets.people("\u0430da@promapp.example") == []


def test_a_link_is_tried_again_for_a_day(client: Client, user: User, settings: Any) -> None:
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.ServerDown"
    client.post("/password/reset/", {"email": user.email})
    assert resets.deliver() == "0 done, 1 failed"
    assert resets.deliver() == "0 done, 0 failed"
    settings.EMAIL_BACKEND = backend
    PasswordReset.objects.update(next_attempt_at=timezone.now())
    assert resets.deliver() == "1 done, 0 failed"
    client.post("/password/reset/", {"email": user.email})
    PasswordReset.objects.update(asked_at=F("asked_at") - timedelta(hours=25))
    assert resets.deliver() == "0 done, 0 failed"
    assert not PasswordReset.objects.exists()


# What people are told


def test_a_changed_password_is_told(client: Client, user: User) -> None:
    client.force_login(user)
    client.post("/password/change/", {"oldpassword": "wrong", **FORM})
    assert told() == []
    client.post("/password/change/", {"oldpassword": PASSWORD, **FORM})
    assert told() == [(f"The password of {user.username} was changed", user.email)]


def test_what_happens_to_an_administrator_is_told_to_all(client: Client) -> None:
    ada, bob = make_administrator("ada"), make_administrator("bob")
    client.force_login(ada)
    client.post(f"/admin/accounts/user/{bob.pk}/password/", FORM)
    what = "The password of bob was set by an administrator"
    assert sorted(told()) == [(what, ada.email), (what, bob.email)]
    body = Mail.objects.latest("pk").body
    assert "By: ada, from the address 127.0.0.1" in body
    assert "Sent to bob and to all administrators" in body


def test_second_factors_are_told(
    client: Client, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(user)
    client.post("/confirm/", {"password": PASSWORD})
    client.get("/security/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/security/totp/activate/", {"code": code})
    subjects = [subject for subject, _ in told()]
    assert f"A second factor was added to the account {user.username}" in subjects
    administrator = make_administrator()
    client.force_login(administrator)
    factor = Authenticator.objects.get(type="totp")
    client.post(page_url(factor, "delete"), {"post": "yes"})
    assert told()[-1] == (
        f"A second factor was removed from the account {user.username}",
        user.email,
    )


def test_the_former_address_is_told_too(client: Client) -> None:
    ada, bob = make_administrator("ada"), make_user("bob")
    client.force_login(ada)
    former = bob.email
    submit(client, bob, email="new@promapp.example")
    what = "The e-mail address of bob was changed"
    assert sorted(told()) == [(what, former), (what, "new@promapp.example")]


def test_a_password_set_by_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    bob = make_user("bob")
    typed = f"{changepassword.__name__}.getpass.getpass"
    monkeypatch.setattr(typed, lambda **_: NEW)
    call_command("changepassword", "bob")
    assert User.objects.get(pk=bob.pk).check_password(NEW)
    assert told() == [("The password of bob was set by an administrator", bob.email)]
    assert "By: manage.py changepassword" in Mail.objects.latest("pk").body
    monkeypatch.setattr(typed, lambda **_: "1")
    with pytest.raises(CommandError):
        call_command("changepassword", "bob")
    assert len(told()) == 1

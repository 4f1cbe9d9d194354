"""What was typed when the session ended is not lost, and nobody else gets it."""

from __future__ import annotations

import time
import uuid

import pytest
from django.test import Client

from accounts.models import AccessToken, User
from accounts.sign_in import kept_forms
from tests.factories import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db
NEW = "/profile/tokens/new/"
COOKIE = "__Secure-form"


def typed(**changes: str) -> dict[str, str]:
    filled = {"description": "Typed long", "scope": "scim", "expires": "365"}
    return {**filled, "nonce": str(uuid.uuid4()), **changes}


def end_session(client: Client) -> None:
    session = client.session
    session["seen_at"] = time.time() - 2 * 3600
    session.save()


def sign_in(client: Client, user: User) -> None:
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})


@pytest.fixture
def sent(client: Client, administrator: User) -> Client:
    """An administrator whose session had ended when the form was sent."""
    sign_in(client, administrator)
    end_session(client)
    answer = client.post(NEW, typed(old_password="Mellon-17", code="Recover-99"))
    assert answer.headers["Location"].startswith("/sign-in/?next=")
    cookie = answer.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["secure"]) == (NEW, True, True)
    return client


def test_the_form_comes_back_filled(sent: Client, administrator: User) -> None:
    assert not AccessToken.objects.exists()
    sign_in(sent, administrator)
    page = sent.get(NEW)
    assert "Typed long" in page.content.decode()
    assert "Mellon-17" not in page.content.decode()
    assert "Recover-99" not in page.content.decode()
    fields = dict(page.context["form"].fields)
    assert "created" in sent.post(NEW, fields).content.decode()
    assert AccessToken.objects.get().description == "Typed long"
    assert "Create Token" in sent.get(NEW).content.decode()  # once


def test_a_form_that_was_lost_is_spoken_of(client: Client, administrator: User) -> None:
    """The session was ended elsewhere, so nobody knows whose form it was."""
    sign_in(client, administrator)
    client.session.flush()
    answer = client.post(NEW, typed(), follow=True)
    assert "You are signed out, so what you sent was not done." in answer.content.decode()
    assert COOKIE not in client.cookies
    assert "You are signed out" not in client.get(NEW, follow=True).content.decode()


def test_nobody_else_gets_it(sent: Client) -> None:
    sign_in(sent, make_administrator("other@promapp.example"))
    assert "Typed long" not in sent.get(NEW).content.decode()


def test_it_belongs_to_its_address(sent: Client, administrator: User) -> None:
    sign_in(sent, administrator)
    assert "Typed long" not in sent.get("/profile/").content.decode()


def test_it_waits_for_a_while_only(
    sent: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(sent, administrator)
    monkeypatch.setattr(kept_forms, "WAITS", -1)
    assert "Typed long" not in sent.get(NEW).content.decode()


def test_what_is_too_long_is_not_kept(client: Client, administrator: User) -> None:
    sign_in(client, administrator)
    end_session(client)
    noise = "".join(str(uuid.uuid4()) for _ in range(300))
    assert COOKIE not in client.post(NEW, typed(description=noise)).cookies


@pytest.mark.parametrize("cookie", ["", "x", "gAAAA", "x" * 5000])
def test_a_made_up_cookie_is_nothing(client: Client, administrator: User, cookie: str) -> None:
    sign_in(client, administrator)
    client.cookies[COOKIE] = cookie
    assert client.get(NEW).status_code == 200


def test_a_stranger_leaves_nothing(client: Client) -> None:
    make_user()
    assert COOKIE not in client.post(NEW, typed()).cookies

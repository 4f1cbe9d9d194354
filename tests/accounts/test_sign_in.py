"""Signing in and out: who gets in, who is told what, and what an attacker learns."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.sign_in import resets
from tests.factories import PASSWORD, make_user

SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def _no_attempts_yet(db: None) -> None:
    cache.clear()


def sign_in(client: Client, name: str, password: str = PASSWORD, target: str = "") -> object:
    return client.post(SIGN_IN, {"login": name, "password": password, "next": target})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_user_name_and_password_open_the_console(client: Client, user: User) -> None:
    response = sign_in(client, user.username)
    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert is_signed_in(client)
    assert UserSession.objects.get().user == user


@pytest.mark.parametrize("name", ["Straße@Promapp.example", "STRASSE@promapp.EXAMPLE"])
def test_the_case_of_the_user_name_does_not_matter(client: Client, name: str) -> None:
    make_user("straße@promapp.example")
    sign_in(client, name)
    assert is_signed_in(client)


@pytest.mark.parametrize("name", ["ada@promapp.example", "nobody@promapp.example"])
def test_a_wrong_password_and_an_unknown_name_are_told_the_same(client: Client, name: str) -> None:
    make_user("ada@promapp.example")
    response = sign_in(client, name, "wrong")
    assert response.context["form"].non_field_errors() == ["User name or password is not right."]
    assert not is_signed_in(client)


def test_five_wrong_passwords_lock_the_name_for_a_while(client: Client, user: User) -> None:
    for _ in range(5):
        sign_in(client, user.username, "wrong")
    response = sign_in(client, user.username)
    errors = response.context["form"].non_field_errors()
    assert errors == ["Too many attempts. Try again in a minute."]
    assert not is_signed_in(client)


def test_a_disabled_user_does_not_get_in(client: Client) -> None:
    user = make_user(is_active=False)
    response = sign_in(client, user.username)
    assert "User name or password is not right." in response.content.decode()
    assert not is_signed_in(client)


def test_where_the_visitor_wanted_to_go_is_kept(client: Client, administrator: User) -> None:
    response = client.get("/profile/")
    assert response.headers["Location"] == f"{SIGN_IN}?next=/profile/"
    response = sign_in(client, administrator.username, target="/profile/")
    assert response.headers["Location"] == "/profile/"


def test_the_way_on_never_leads_to_another_site(client: Client, user: User) -> None:
    response = sign_in(client, user.username, target="https://elsewhere.example/")
    assert response.headers["Location"] == "/"


def test_signing_out_is_a_post(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/sign-out/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_nobody_registers_themselves(client: Client) -> None:
    data = {"username": "eve", "password1": PASSWORD, "email": "eve@promapp.example"}
    response = client.post(reverse("account_signup"), data)
    assert "No self-registration" in response.content.decode()
    assert not User.objects.exists()


def test_a_site_without_administrator_says_how_to_begin(client: Client, user: User) -> None:
    assert "ensure_administrator" in client.get(SIGN_IN).content.decode()
    user.is_staff = True
    user.save()
    assert "ensure_administrator" not in client.get(SIGN_IN).content.decode()


def test_forms_are_protected_against_forgery(csrf_client: Client, user: User) -> None:
    response = sign_in(csrf_client, user.username)
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


def test_a_forgotten_password_is_reset_by_mail(client: Client, user: User) -> None:
    response = client.post("/password/reset/", {"email": user.email}, follow=True)
    assert "Look into your mail" in response.content.decode()
    resets.deliver()
    [message] = mail.outbox
    assert message.to == [user.email]
    assert message.subject == "Promapp: Reset your password"
    [link] = re.findall(r"https://promapp\.example(/\S+)", message.body)
    page = client.get(link, follow=True)
    fields = {"password1": "a new horse battery", "password2": "a new horse battery"}
    client.post(page.request["PATH_INFO"], fields)
    sign_in(client, user.username, "a new horse battery")
    assert is_signed_in(client)


def test_an_unknown_address_is_told_the_same_and_gets_no_mail(client: Client) -> None:
    response = client.post("/password/reset/", {"email": "no@promapp.example"}, follow=True)
    assert "Look into your mail" in response.content.decode()
    assert resets.deliver() == "1 done, 0 failed"
    assert mail.outbox == []


def test_the_link_in_the_mail_names_the_public_address(client: Client, user: User) -> None:
    client.post("/password/reset/", {"email": user.email}, headers={"host": "localhost"})
    resets.deliver()
    assert "https://promapp.example/password/reset/" in mail.outbox[0].body
    assert "localhost" not in mail.outbox[0].body


def test_the_password_is_changed_with_the_present_one(client: Client, user: User) -> None:
    sign_in(client, user.username)
    fields = {"password1": "a new horse battery", "password2": "a new horse battery"}
    client.post("/password/change/", {"oldpassword": "wrong", **fields})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    client.post("/password/change/", {"oldpassword": PASSWORD, **fields})
    user.refresh_from_db()
    assert user.check_password("a new horse battery")


def test_a_second_factor_is_asked_for_and_its_key_is_stored_encrypted(
    client: Client, user: User
) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    stored = Authenticator.objects.get().data["secret"]
    assert secret not in stored
    response = sign_in(client, user.username)
    assert response.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)
    response = client.post(response.headers["Location"], {"code": "000000"})
    assert "Incorrect code." in response.content.decode()
    assert not is_signed_in(client)


def test_a_key_stays_readable_when_the_secret_key_is_changed(
    settings: object, client: Client, user: User
) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret key of fifty characters or more, for this test"
    totp = Authenticator.objects.get().wrap()
    assert totp.validate_code("123456") in {True, False}


@pytest.mark.parametrize(
    "address",
    [
        "/security/",
        "/security/totp/activate/",
        "/security/sessions/",
        "/password/change/",
        "/profile/",
        "/sign-in/",
        "/password/reset/",
        "/disabled/",
    ],
)
def test_each_page_is_drawn(client: Client, user: User, address: str) -> None:
    sign_in(client, user.username)
    client.post("/confirm/", {"password": PASSWORD})
    response = client.get(address)
    assert response.status_code in {200, 302}
    anonymous = Client().get(address)
    assert anonymous.status_code in {200, 302}


def test_each_session_is_listed_and_the_others_can_be_ended(client: Client, user: User) -> None:
    other = Client()
    sign_in(other, user.username)
    sign_in(client, user.username)
    assert "Sign out everywhere else" in client.get("/security/sessions/").content.decode()
    client.post("/security/sessions/")
    assert client.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302

"""Django admin asks who somebody is before anything is done, as the console does."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.lifecycle import activation
from accounts.models import AuditEntry, User
from tests import addresses
from tests.admin_pages import act, filled_in, list_url, page_url, said, submit
from tests.factories import PASSWORD, make_administrator, make_group, make_token, make_user

KEY = "JBSWY3DPEHPK3PXP"
NO_ACT = {"/admin/login/", "/admin/logout/"}


@pytest.fixture
def ops(administrator: User) -> Client:
    """A superuser who signed in by the form an hour ago."""
    client = Client()
    client.post("/sign-in/", {"login": administrator.username, "password": PASSWORD})
    forget_the_proof(client)
    return client


def forget_the_proof(client: Client) -> None:
    session = client.session
    session["signed_in_at"] = time.time() - 3600
    session["account_authentication_methods"] = []
    session.save()


def code() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(KEY, counter)))


def test_every_post_asks_for_a_proof(ops: Client) -> None:
    found = [path for _, _, path in addresses.every() if path.startswith("/admin/")]
    found = sorted(set(found) - NO_ACT)
    assert len(found) > 40
    for address in found:
        response = ops.post(address, {"post": "yes"})
        asked = (response.status_code, response.headers.get("Location", "").split("?")[0])
        assert asked == (302, "/confirm/"), address


def test_so_do_the_other_verbs(ops: Client, user: User) -> None:
    for verb in ("put", "patch", "delete"):
        response = getattr(ops, verb)(page_url(user, "delete"))
        assert response.headers["Location"].startswith("/confirm/")
    assert User.objects.filter(pk=user.pk).exists()


def test_whoever_may_do_nothing_is_not_asked(user: User, client: Client) -> None:
    client.force_login(user)
    forget_the_proof(client)
    assert client.post(page_url(user, "delete")).status_code == 302
    assert client.post(page_url(user, "delete"), follow=True).status_code == 403


def test_looking_and_leaving_need_no_proof(ops: Client, user: User) -> None:
    assert ops.get(list_url(User)).status_code == 200
    assert ops.get(page_url(user)).status_code == 200
    ops.post(reverse("admin:logout"))
    assert ops.get("/profile/").headers["Location"].startswith("/sign-in/")


def test_what_was_typed_is_done_after_the_proof(ops: Client, user: User) -> None:
    address = f"{page_url(user)}?_changelist_filters=q%3Dada"
    data = {**filled_in(ops.get(address)), "title": "Analyst", "is_staff": "on"}
    asked = ops.post(address, data)
    user.refresh_from_db()
    assert (user.title, user.is_staff) == ("", False)
    assert asked.headers["Location"] == f"/confirm/?next={page_url(user).replace('/', '%2F')}"
    done = ops.post("/confirm/", {"password": PASSWORD, "next": page_url(user)})
    assert done.headers["Location"] == f"{list_url(User)}?q=ada"
    user.refresh_from_db()
    assert (user.title, user.is_staff) == ("Analyst", True)


def test_an_action_is_done_after_the_proof(ops: Client) -> None:
    eve = make_user("eve")
    act(ops, "disable", eve, confirmed="yes")
    eve.refresh_from_db()
    assert eve.is_active
    ops.post("/confirm/", {"password": PASSWORD, "next": list_url(User)})
    eve.refresh_from_db()
    assert not eve.is_active


def test_a_typed_password_does_not_wait_in_the_session(ops: Client, user: User) -> None:
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    typed = {"password1": "a long new password", "password2": "a long new password"}
    ops.post(address, {**typed, "usable_password": "true"})
    kept = str(dict(ops.session))
    assert "a long new password" not in kept
    assert "a+long+new+password" not in kept
    page = ops.post("/confirm/", {"password": PASSWORD, "next": address})
    assert "This field is required" in page.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    ops.post(address, {**typed, "usable_password": "true"})
    user.refresh_from_db()
    assert user.check_password("a long new password")


@pytest.mark.parametrize("data", [{"usable_password": "true"}, {"usable_password": "false"}])
def test_ones_own_password_goes_the_ordinary_way(
    client: Client, administrator: User, data: dict[str, str]
) -> None:
    client.force_login(administrator)
    address = reverse("admin:auth_user_password_change", args=[administrator.pk])
    typed = {"password1": "a long new password", "password2": "a long new password"}
    for response in (client.get(address), client.post(address, {**typed, **data})):
        assert response.headers["Location"] == "/password/change/"
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)
    assert not AuditEntry.objects.filter(action="password.set").exists()


def test_a_password_is_no_proof_where_a_second_factor_is_set_up(
    ops: Client, administrator: User
) -> None:
    TOTP.activate(administrator, KEY)
    other = make_administrator("other")
    asked = ops.post(page_url(other, "delete"), {"post": "yes"})
    assert asked.headers["Location"].startswith("/security/reauthenticate/?next=")
    by_password = ops.post("/confirm/", {"password": PASSWORD, "next": "/profile/tokens/new/"})
    assert by_password.headers["Location"].startswith("/security/reauthenticate/")
    assert "Use your password" not in ops.get("/security/reauthenticate/").content.decode()
    assert ops.get("/profile/tokens/new/").headers["Location"].startswith("/security/reauth")
    page = page_url(other, "delete")
    ops.post("/security/reauthenticate/", {"code": "000000", "next": page})
    assert User.objects.filter(pk=other.pk).exists()
    ops.post("/security/reauthenticate/", {"code": code(), "next": page})
    assert not User.objects.filter(pk=other.pk).exists()


def test_a_passkey_is_a_second_factor_too(ops: Client, administrator: User) -> None:
    Authenticator.objects.create(user=administrator, type="webauthn", data={"name": "Key"})
    response = ops.post("/confirm/", {"password": PASSWORD, "next": "/"})
    assert response.headers["Location"].startswith("/security/webauthn/reauthenticate/")


def test_a_proof_gives_the_session_a_new_id(ops: Client, administrator: User) -> None:
    copied = Client()
    name = settings.SESSION_COOKIE_NAME
    copied.cookies[name] = ops.cookies[name].value
    assert copied.get("/profile/").status_code == 200
    ops.post("/confirm/", {"password": PASSWORD, "next": "/"})
    assert copied.get("/profile/").status_code == 302
    assert ops.get("/profile/").status_code == 200
    listed = UserSession.objects.get(user=administrator)
    assert listed.session_key == ops.session.session_key
    activation.end_access(administrator, "left")
    assert ops.get("/profile/").status_code == 302


def test_a_first_password_needs_a_proof_too(client: Client, user: User) -> None:
    """Whoever signs in by a passkey alone has no present password to ask for."""
    user.set_unusable_password()
    user.save()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key"})
    client.force_login(user)
    forget_the_proof(client)
    typed = {"password1": "a long new password", "password2": "a long new password"}
    response = client.post("/password/set/", typed)
    assert response.headers["Location"].startswith("/security/webauthn/reauthenticate/")
    user.refresh_from_db()
    assert not user.has_usable_password()
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()
    client.post("/password/set/", typed)
    user.refresh_from_db()
    assert user.check_password("a long new password")


def test_no_token_waits_in_the_session_or_is_stored(ops: Client, user: User) -> None:
    _, secret = make_token()
    ops.post("/profile/tokens/new/", {"description": f"a {secret}", "scope": "scim"})
    assert secret not in str(dict(ops.session))
    ops.post("/confirm/", {"password": PASSWORD, "next": "/"})
    for field in ("title", "first_name", "email"):
        response = submit(ops, user, **{field: f"a{secret}@x.example"})
        assert "access token was typed" in said(ops.get(response.headers["Location"]))
    user.refresh_from_db()
    assert (user.title, user.first_name) == ("", "")
    group = make_group("Engineers")
    submit(ops, group, display_name=secret)
    group.refresh_from_db()
    assert group.display_name == "Engineers"


def test_a_wrong_proof_changes_nothing(ops: Client) -> None:
    before = ops.session.session_key
    ops.post("/confirm/", {"password": "wrong", "next": "/"})
    assert ops.session.session_key == before
    token, _ = make_token()
    act(ops, "revoke_selected", token, confirmed="yes")
    token.refresh_from_db()
    assert not token.is_revoked

"""Making an administrator of a provisioned user: an act of its own, and a new beginning."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.lifecycle import promotion
from accounts.models import AuditEntry, Mail, User
from tests.admin_pages import page_url, said, submit
from tests.factories import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db
PREPARED = "prepared it, and now wait"
TRUSTED = "eve@promapp.example"
GIVE = {"email": TRUSTED, "is_superuser": "on", "may_disable": "on"}


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    """A browser in which a superuser is signed in."""
    client.force_login(administrator)
    return client


@pytest.fixture
def eve(db: None) -> User:
    """A user whom the identity provider keeps, with an address of its choice."""
    fields: dict[str, Any] = {"is_provisioned": True, "credentials_from_scim": True}
    return make_user("eve", email="attacker@evil.example", **fields)


def address_of(user: User) -> str:
    return reverse("user-promote", args=[user.scim_id])


def test_the_account_begins_anew(ops: Client, administrator: User, eve: User) -> None:
    Authenticator.objects.create(user=eve, type="webauthn", data={})
    EmailAddress.objects.create(user=eve, email="old@evil.example", verified=True)
    session = Client()
    session.force_login(eve)
    shown = ops.get(address_of(eve)).content.decode()
    assert "Make <bdi>eve</bdi> an administrator?" in shown
    assert "evil.example" not in shown
    assert ops.post(address_of(eve), GIVE).status_code == 302
    eve.refresh_from_db()
    assert (eve.is_administrator, eve.is_superuser, eve.email) == (True, True, TRUSTED)
    assert not eve.has_usable_password()
    assert not Authenticator.objects.filter(user=eve).exists()
    assert not EmailAddress.objects.filter(user=eve).exists()
    assert session.get(reverse("profile")).status_code == 302
    assert (eve.rights_linked, eve.scim_may_disable, eve.scim_may_delete) == (True, True, False)
    entry = AuditEntry.objects.get(action="user.promoted")
    assert (entry.actor, entry.object_name) == (administrator, "eve")
    told = Mail.objects.filter(notice__kind="rights_given")
    assert {item.recipient for item in told} == {administrator.email, TRUSTED}
    assert "evil.example" not in str(list(told.values_list("recipient", "body")))


def test_the_address_has_to_be_typed(ops: Client, eve: User) -> None:
    response = ops.post(address_of(eve), {"email": "", "is_superuser": "on"})
    assert "Type the address that the person reads." in response.content.decode()
    assert not User.objects.get(pk=eve.pk).has_rights


def test_rights_held_are_confirmed_by_it(ops: Client, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(is_staff=True)
    assert "These rights are held" in ops.get(page_url(eve)).content.decode()
    assert "eve has rights that are held" in ops.get("/").content.decode()
    ops.post(address_of(eve), {"email": TRUSTED})
    eve.refresh_from_db()
    assert (eve.is_administrator, eve.is_superuser, eve.scim_may_disable) == (True, False, False)
    assert "rights that are held" not in ops.get("/").content.decode()


@pytest.mark.parametrize("fields", [{"is_provisioned": False}, {"credentials_from_scim": False}])
@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_the_form_gives_nothing_to_whom_scim_writes_or_wrote(
    ops: Client, eve: User, right: str, fields: dict[str, bool]
) -> None:
    User.objects.filter(pk=eve.pk).update(**fields)
    page = ops.get(page_url(eve))
    assert right not in page.context["adminform"].form.fields
    assert address_of(eve) in page.content.decode()
    submit(ops, eve, **{right: "on"})
    assert not User.objects.get(pk=eve.pk).has_rights
    # Someone with the page open since before the account was written to.
    other = make_user("other")
    open_page = ops.get(page_url(other))
    assert right in open_page.context["adminform"].form.fields
    User.objects.filter(pk=other.pk).update(credentials_from_scim=True, is_staff=True)
    left = "is_superuser" if right == "is_staff" else right
    assert "Use the link" in said(submit(ops, other, **{left: "on"}))


def test_demotion_stays_simple(ops: Client, eve: User) -> None:
    ops.post(address_of(eve), GIVE)
    assert submit(ops, eve, is_staff=None, is_superuser=None).status_code == 302
    assert not User.objects.get(pk=eve.pk).has_rights


def test_a_local_user_is_promoted_by_the_form_and_that_is_told(
    ops: Client, administrator: User, user: User
) -> None:
    assert submit(ops, user, is_staff="on").status_code == 302
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    told = Mail.objects.filter(notice__kind="rights_given")
    assert {item.recipient for item in told} == {administrator.email, user.email}
    submit(ops, user, title="Dr")
    submit(ops, user, is_staff=None)
    assert Mail.objects.filter(notice__kind="rights_given").count() == 2


def test_who_may(client: Client, eve: User, user: User) -> None:
    staff = make_user("staff", is_staff=True)
    for person, status in ((user, 403), (staff, 403), (eve, 403)):
        client.force_login(person)
        assert client.get(address_of(eve)).status_code == status
        assert client.post(address_of(eve), GIVE).status_code == status
    boss = make_administrator()
    client.force_login(boss)
    session = client.session
    session["signed_in_at"] = time.time() - 16 * 60
    session.save()
    assert client.post(address_of(eve), GIVE).headers["Location"].startswith("/confirm/")
    assert not User.objects.get(pk=eve.pk).has_rights


def test_whoever_needs_it_not_is_left_alone(ops: Client, user: User) -> None:
    boss = make_administrator(is_provisioned=True)
    for person, why in ((user, "Nobody but superusers"), (boss, "administrator already")):
        assert not promotion.is_needed(person)
        assert why in ops.post(address_of(person), GIVE).content.decode()
        assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_the_address_of_an_administrator_is_for_administrators(ops: Client, eve: User) -> None:
    ops.post(address_of(eve), GIVE)
    assert submit(ops, eve, email="new@promapp.example", username="mallory").status_code == 302
    eve.refresh_from_db()
    assert (eve.email, eve.username) == ("new@promapp.example", "eve")


@pytest.fixture
def clerk(db: None) -> Client:
    """A browser of an administrator who may change users, and give no rights."""
    person = make_user("clerk", is_staff=True)
    named = Permission.objects.filter(codename__in=["add_user", "change_user"])
    person.user_permissions.set(named.filter(content_type__app_label="accounts"))
    browser = Client()
    browser.force_login(person)
    return browser


def by_password(clerk: Client, user: User) -> None:
    typed = {"password1": PREPARED, "password2": PREPARED, "usable_password": "true"}
    clerk.post(reverse("admin:auth_user_password_change", args=[user.pk]), typed)


def by_address(clerk: Client, user: User) -> None:
    submit(clerk, user, email="clerk@elsewhere.example")


def by_making_it(clerk: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).delete()
    typed = {"username": user.username, "email": user.email, "usable_password": "true"}
    passwords = {"password1": PREPARED, "password2": PREPARED}
    clerk.post(reverse("admin:accounts_user_add"), typed | passwords)


@pytest.mark.parametrize("prepare", [by_password, by_address, by_making_it])
def test_an_account_that_a_lesser_administrator_prepared_begins_anew_too(
    ops: Client, clerk: Client, user: User, prepare: Callable[[Client, User], None]
) -> None:
    """Whoever may change users, and give no rights, must not get some by waiting for them."""
    prepare(clerk, user)
    user = User.objects.get(username=user.username)
    assert promotion.is_needed(user)
    submit(ops, user, is_staff="on", is_superuser="on")
    user.refresh_from_db()
    assert not user.has_rights
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)  # in a shell
    user.refresh_from_db()
    assert user.is_held
    for password in (PASSWORD, PREPARED):
        Client().post("/sign-in/", {"login": user.username, "password": password})
        assert not user.check_password(password)
    assert ops.post(address_of(user), GIVE).status_code == 302
    user.refresh_from_db()
    assert (user.is_administrator, user.email, user.has_usable_password()) == (True, TRUSTED, False)


@pytest.mark.parametrize("prepare", [by_password, by_address, by_making_it])
def test_what_a_superuser_prepared_is_theirs_to_give(
    ops: Client, user: User, prepare: Callable[[Client, User], None]
) -> None:
    prepare(ops, user)
    user = User.objects.get(username=user.username)
    assert not promotion.is_needed(user)
    submit(ops, user, is_staff="on")
    user.refresh_from_db()
    assert user.is_administrator


def test_other_changes_of_a_lesser_administrator_prepare_nothing(clerk: Client, user: User) -> None:
    submit(clerk, user, title="Engineer")
    user.refresh_from_db()
    assert (user.title, promotion.is_needed(user)) == ("Engineer", False)

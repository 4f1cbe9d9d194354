"""On what terms there is an access token, whichever way it is asked for."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import token_format
from accounts.models import AccessToken, AuditEntry, Mail, User
from accounts.tokens import acts
from tests.admin_pages import act, list_url, said
from tests.factories import make_administrator, make_token, make_user
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db
NEW = "/profile/tokens/new/"
DAY = timedelta(days=1)


@pytest.fixture
def staff() -> User:
    """An administrator without any permission."""
    return make_user("steve", is_staff=True)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**given: str) -> dict[str, str]:
    typed = {"description": "Entra", "scope": "scim", "expires": "365"}
    return {**typed, "nonce": str(uuid.uuid4()), **given}


def by_form(user: User, **given: str) -> None:
    client_of(user).post(NEW, form(**given))


def by_api(user: User, **given: str) -> None:
    body = json.dumps({"description": "Entra", "scope": "scim", **given})
    client_of(user).post("/api/v1/access-tokens", body, content_type="application/json")


def by_command(user: User, **given: str) -> None:
    asked = {"description": "Entra", "scope": "scim", **given}
    with pytest.raises(CommandError):
        call_command("create_access_token", user.username, **asked)


def by_act(user: User, **given: str) -> None:
    with pytest.raises(ValidationError):
        acts.create(user, owner=user, **{"description": "Entra", "scope": "scim", **given})


WAYS = [by_form, by_api, by_command, by_act]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("description", ["token", "cut", " ", "x" * 101, "a\x1b[31mb", "\u202eab"])
def test_no_way_leads_past_what_a_token_may_be_called(
    way: Any, description: str, administrator: User
) -> None:
    _, secret = make_token(administrator)
    given = {"token": f"Entra {secret}", "cut": secret[:-9]}.get(description, description)
    way(administrator, description=given)
    assert AccessToken.objects.count() == 1
    assert not AuditEntry.objects.exists()
    assert not Mail.objects.filter(subject__contains="token").exists()


def test_nothing_said_of_the_end_means_a_year(administrator: User) -> None:
    token, _ = acts.create(administrator, owner=administrator, description="x", scope="scim")
    assert token.expires_at is not None
    assert abs(token.expires_at - timezone.now() - 365 * DAY) < timedelta(minutes=1)


@pytest.mark.parametrize("days", [-1, 0, 732, 100_000])
def test_no_token_lives_longer_than_two_years(administrator: User, days: int) -> None:
    with pytest.raises(ValidationError):
        acts.create(
            administrator,
            owner=administrator,
            description="x",
            scope="scim",
            expires_at=timezone.now() + days * DAY,
        )


def test_a_token_in_an_old_description_is_not_handed_on(administrator: User) -> None:
    old, secret = make_token(administrator)
    AccessToken.objects.filter(pk=old.pk).update(description=f"see {secret}")
    old.refresh_from_db()
    new, _ = acts.rotate(administrator, old, owner=administrator)
    assert new.description == "see pmp_scim_…"
    entry = AuditEntry.objects.get()
    assert entry.detail["replaces"] == f"see pmp_scim_… ({old.hint})"


# Who may have one


@pytest.mark.parametrize("way", WAYS)
def test_a_scim_token_needs_a_permission(way: Any, staff: User) -> None:
    way(staff)
    assert not AccessToken.objects.exists()


def test_the_page_says_what_to_do(staff: User) -> None:
    client = client_of(staff)
    page = client.get(f"{NEW}?scope=scim").content.decode()
    assert "Ask a superuser to do it" in page
    assert '<option value="scim"' not in page
    assert '<option value="audit"' in page
    answer = client.post(
        "/api/v1/access-tokens",
        json.dumps({"description": "x", "scope": "scim"}),
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert "Can create and rotate Scim access tokens" in answer.json()["detail"]
    superuser = client_of(make_administrator()).get(NEW).content.decode()
    assert '<option value="scim"' in superuser
    assert "Ask a superuser" not in superuser


def test_an_audit_token_needs_none(staff: User) -> None:
    by_form(staff, scope="audit")
    token = AccessToken.objects.get()
    assert (token.owner, token.scope) == (staff, "audit")
    token, _ = acts.rotate(staff, token, owner=staff)
    assert token.owner == staff


def test_those_without_the_permission_keep_the_tokens_they_have(staff: User) -> None:
    token, secret = make_token(staff)
    assert EndpointClient(secret).send("GET", "/Users").status_code == 200
    client = client_of(staff)
    for answer in (
        client.get(f"/profile/tokens/{token.pk}/rotate/"),
        client.post(f"/profile/tokens/{token.pk}/rotate/", {"nonce": str(uuid.uuid4())}),
    ):
        assert "Ask a superuser to do it" in answer.content.decode()
    assert AccessToken.objects.get() == token


def test_taking_over_needs_a_permission_of_its_own(staff: User) -> None:
    token, _ = make_token()
    owner = token.owner
    client = client_of(staff)
    address = f"/profile/tokens/{token.pk}/take-over/"
    give(staff, "add_scim_token")
    for answer in (client.get(address), client.post(address)):
        assert "Can take over the access tokens of others" in answer.content.decode()
    assert "take_over_selected" not in client.get(list_url(AccessToken)).content.decode()
    act(client, "take_over_selected", token)
    token.refresh_from_db()
    assert token.owner == owner
    give(staff, "take_over_token")
    assert "is yours now" in said(act(client_of(staff), "take_over_selected", token))
    token.refresh_from_db()
    assert token.owner == staff


def test_the_permission_is_enough(staff: User) -> None:
    give(staff, "add_scim_token")
    by_form(staff)
    token = AccessToken.objects.get()
    acts.rotate(staff, token, owner=User.objects.get(pk=staff.pk))
    assert AccessToken.objects.filter(owner=staff, scope="scim").count() == 2


def test_rights_without_administration_are_not(user: User) -> None:
    give(user, "add_scim_token", "take_over_token")
    assert AccessToken.Scope.open_to(User.objects.get(pk=user.pk)) == []


def test_the_first_administrator_may(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ensure_administrator")
    capsys.readouterr()
    first = User.objects.get()
    _, secret = acts.create(first, owner=first, description="Entra", scope="scim")
    assert token_format.parse(secret).scope == "scim"
    acts.take_over(first, make_token()[0], owner=first)


def give(user: User, *codenames: str) -> None:
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))

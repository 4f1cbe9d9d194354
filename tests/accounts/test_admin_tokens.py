"""Access tokens in Django admin: read, find and revoke."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessToken, AuditEntry, User
from tests.admin_pages import act, list_url, names, page_url, said, submit
from tests.factories import make_token, make_user


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def tokens(administrator: User) -> dict[str, AccessToken]:
    """One live, one expired and one revoked token."""
    yesterday = timezone.now() - timedelta(days=1)
    live, _ = make_token(administrator, description="Live")
    expired, _ = make_token(administrator, description="Old", expires_at=yesterday)
    revoked, _ = make_token(administrator, description="Gone")
    AccessToken.objects.filter(pk=revoked.pk).revoke(by=administrator, reason="It leaked")
    AccessToken.objects.filter(pk=live.pk).update(
        last_used_at=yesterday, last_used_address="192.0.2.7"
    )
    return {"live": live, "expired": expired, "revoked": revoked}


def test_filters(ops: Client, tokens: dict[str, AccessToken]) -> None:
    assert names(ops, AccessToken, "state=live") == {str(tokens["live"])}
    assert names(ops, AccessToken, "state=ended") == {
        str(tokens["expired"]),
        str(tokens["revoked"]),
    }
    assert len(names(ops, AccessToken, "scope__exact=scim")) == 3
    assert names(ops, AccessToken, f"q={tokens['live'].key_id}") == {str(tokens["live"])}
    assert names(ops, AccessToken, "q=old") == {str(tokens["expired"])}


def test_the_list_says_which_state(ops: Client, tokens: dict[str, AccessToken]) -> None:
    page = ops.get(list_url(AccessToken)).content.decode()
    for text in ("Active", "Expired", "Revoked", "Never", "192.0.2.7"):
        assert text in page


def test_the_page_says_who_revoked_it_and_why(
    ops: Client, administrator: User, tokens: dict[str, AccessToken]
) -> None:
    page = ops.get(page_url(tokens["revoked"])).content.decode()
    assert "It leaked" in page
    assert page_url(administrator) in page
    assert f"token__id__exact={tokens['revoked'].pk}" in page


def test_the_name_of_a_deleted_owner_stays(ops: Client) -> None:
    owner = make_user("leaver")
    make_token(owner)
    owner.delete()
    assert "leaver (deleted)" in ops.get(list_url(AccessToken)).content.decode()


def test_revoking_asks_first(
    ops: Client, administrator: User, tokens: dict[str, AccessToken]
) -> None:
    live = tokens["live"]
    page = act(ops, "revoke_selected", live, tokens["revoked"]).content.decode()
    assert live.description in page
    assert "192.0.2.7" in page
    assert tokens["revoked"].description not in page
    live.refresh_from_db()
    assert live.revoked_at is None
    assert "1 token was revoked" in said(act(ops, "revoke_selected", live, confirmed="yes"))
    live.refresh_from_db()
    assert live.revoked_at is not None
    assert (live.revoked_by, live.revoked_reason) == (
        administrator,
        "in site administration",
    )
    assert "Revoked." in ops.get(page_url(live, "history")).content.decode()


def test_a_revoked_token_keeps_its_reason(ops: Client, tokens: dict[str, AccessToken]) -> None:
    response = act(ops, "revoke_selected", tokens["revoked"], confirmed="yes")
    assert "revoked before" in said(response)
    tokens["revoked"].refresh_from_db()
    assert tokens["revoked"].revoked_reason == "It leaked"


def test_every_administrator_can_revoke(client: Client, tokens: dict[str, AccessToken]) -> None:
    client.force_login(make_user("helper", is_staff=True))
    act(client, "revoke_selected", tokens["live"], confirmed="yes")
    tokens["live"].refresh_from_db()
    assert tokens["live"].revoked_at


def test_a_token_is_taken_over(
    ops: Client, administrator: User, tokens: dict[str, AccessToken]
) -> None:
    other, _ = make_token(description="Theirs")
    said_then = said(act(ops, "take_over_selected", other, tokens["revoked"], tokens["live"]))
    assert f"{other} is yours now." in said_then
    assert f"{tokens['revoked']}: This access token is yours already." in said_then
    other.refresh_from_db()
    assert other.owner == administrator
    assert "Taken over." in ops.get(page_url(other, "history")).content.decode()
    entry = AuditEntry.objects.get(action="token.taken_over")
    assert (entry.actor, entry.address) == (administrator, "127.0.0.1")


def test_taking_over_asks_for_a_recent_proof(ops: Client) -> None:
    other, _ = make_token()
    session = ops.session
    session["signed_in_at"] = 0
    session.save()
    response: Any = act(ops, "take_over_selected", other)
    assert response.redirect_chain[0][0].startswith(reverse("account_reauthenticate"))
    owner = other.owner
    other.refresh_from_db()
    assert other.owner == owner


def test_tokens_are_neither_made_nor_deleted_and_one_switch_is_changed(
    ops: Client, tokens: dict[str, AccessToken]
) -> None:
    live = tokens["live"]
    assert ops.get(reverse("admin:accounts_accesstoken_add")).status_code == 403
    assert ops.post(page_url(live, "delete"), {"post": "yes"}).status_code == 403
    act(ops, "delete_selected", live, post="yes")
    before = AccessToken.objects.values().get(pk=live.pk)
    assert before["replace_members_adds"] is False
    forged = {"description": "Other", "scope": "x", "owner": "", "digest": "0" * 64}
    submit(ops, live, replace_members_adds="on", **forged)
    after = AccessToken.objects.values().get(pk=live.pk)
    assert after == {**before, "replace_members_adds": True}
    assert "Changed Replace members adds." in ops.get(page_url(live, "history")).content.decode()
    entry = AuditEntry.objects.get(action="token.changed")
    assert (entry.object_name, entry.detail) == (str(live), {"replace_members_adds": True})
    submit(ops, live, replace_members_adds="on")
    assert AuditEntry.objects.filter(action="token.changed").count() == 1
    submit(ops, live, replace_members_adds=None)
    assert AccessToken.objects.values().get(pk=live.pk) == before


def test_a_token_is_marked_as_oktas(ops: Client, tokens: dict[str, AccessToken]) -> None:
    live = tokens["live"]
    submit(ops, live, client="okta")
    live.refresh_from_db()
    assert live.client == AccessToken.Client.OKTA
    entry = AuditEntry.objects.get(action="token.changed")
    assert entry.detail == {"client": "okta"}
    submit(ops, live, client="nobody")
    live.refresh_from_db()
    assert live.client == AccessToken.Client.OKTA


def test_the_switch_needs_the_right_to_change_tokens(
    client: Client, tokens: dict[str, AccessToken]
) -> None:
    client.force_login(make_user("helper", is_staff=True))
    assert "Replace members adds" in client.get(page_url(tokens["live"])).content.decode()
    response = client.post(page_url(tokens["live"]), {"replace_members_adds": "on"})
    assert response.status_code == 403
    tokens["live"].refresh_from_db()
    assert tokens["live"].replace_members_adds is False

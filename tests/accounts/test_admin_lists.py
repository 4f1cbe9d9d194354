"""Lists of Django admin: their parts, their days, and what is downloaded of them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessToken, AuditEntry, Group, User
from promapp_console.admin import base
from promapp_console.lists import sheets
from scim.models import ProvisioningEvent
from tests.admin_pages import act, list_url, page_url, said
from tests.factories import make_group, make_token, make_user
from tests.scim.insight.events import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def downloaded(client: Client, *rows: Model, **more: Any) -> list[dict[str, str]]:
    data = {"action": "export_csv", "_selected_action": [row.pk for row in rows], **more}
    response = client.post(list_url(type(rows[0])), data)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(StringIO(text)))


def test_users_are_downloaded_and_harmless(ops: Client) -> None:
    bob = make_user("bob", display_name="=1+1")
    make_user("eve")
    [row] = downloaded(ops, bob)
    assert (row["user name"], row["display name"], row["provenance"]) == ("bob", "'=1+1", "Local")
    assert row["SCIM id"] == str(bob.scim_id)
    entry = AuditEntry.objects.get(action="list.exported")
    assert entry.detail["list"] == "users"
    names = {row["user name"] for row in downloaded(ops, bob, select_across="1")}
    assert {"bob", "eve"} <= names


@pytest.mark.parametrize("model", [User, Group, AccessToken, ProvisioningEvent, AuditEntry])
@pytest.mark.parametrize("chosen", ["x", "", "1'", "-1", "9" * 30])
def test_what_is_no_row_is_refused(
    client: Client, administrator: User, model: Any, chosen: str
) -> None:
    client.force_login(administrator)
    client.raise_request_exception = False
    for action in ("export_csv", "delete_selected", "disable", "revoke_selected"):
        response = client.post(
            list_url(model), {"action": action, "_selected_action": ["1", chosen]}
        )
        assert response.status_code == 400


def test_every_chunk_is_downloaded_once(ops: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "CHUNK", 2)
    groups = [make_group(f"Group {number}") for number in range(5)]
    names = [row["display name"] for row in downloaded(ops, *groups)]
    assert names == [group.display_name for group in groups]
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    events = [make_event(name=f"n{number}", created_at=moment) for number in range(5)]
    assert [row["name"] for row in downloaded(ops, *events)] == ["n4", "n3", "n2", "n1", "n0"]


def test_the_audit_log_is_downloaded(ops: Client) -> None:
    token, _ = make_token(make_user("bob", is_staff=True))
    act(ops, "revoke_selected", token, confirmed="yes")
    entry = AuditEntry.objects.get(action="token.revoked")
    [row] = downloaded(ops, entry)
    assert row["action"] == "Revoked access token"


def test_an_ordinary_user_downloads_nothing(client: Client, user: User) -> None:
    client.force_login(user)
    data = {"action": "export_csv", "_selected_action": [user.pk]}
    assert client.post(list_url(User), data).status_code in {302, 403}
    assert not AuditEntry.objects.filter(action="list.exported").exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["2024", "2026"]),
        ("created_at__year=2026", ["January", "March"]),
        ("created_at__year=2026&created_at__month=3", ["1", "2", "3"]),
        ("created_at__year=2026&created_at__month=3&created_at__day=2", ["March 2"]),
    ],
)
def test_days_are_worked_out_from_both_ends(ops: Client, query: str, shown: list[str]) -> None:
    for moment in (datetime(2024, 12, 30), datetime(2026, 3, 3, 12)):
        make_event(created_at=moment.replace(tzinfo=UTC))
    address = f"{list_url(ProvisioningEvent)}?{query}"
    with CaptureQueriesContext(connection) as captured:
        page = ops.get(address).content.decode()
    links = page[page.index('class="toplinks"') :].partition("</nav>")[0]
    for text in shown:
        assert f">{text}<" in links or text in links
    assert "April" not in links
    assert not [sql for sql in captured if "DISTINCT" in sql["sql"] or "MIN(" in sql["sql"]]


@pytest.mark.parametrize(
    "query",
    [
        "created_at__year=9999",
        "created_at__year=2026&created_at__month=13",
        "created_at__month=3",
        "created_at__year=x",
    ],
)
def test_what_is_no_day_is_refused(ops: Client, query: str) -> None:
    make_event()
    assert ops.get(f"{list_url(ProvisioningEvent)}?{query}").status_code == 302


def test_the_lists_stand_in_their_parts(ops: Client) -> None:
    parts = ops.get(reverse("admin:index")).context["app_list"]
    assert [part["name"] for part in parts] == ["Provisioning", "People", "Site"]
    lists = [model["name"] for part in parts for model in part["models"]]
    assert lists[:5] == ["Provisioning events", "Link requests", "Daily counts", "Users", "Groups"]
    for part in parts:
        for model in part["models"]:
            assert ops.get(model["admin_url"]).status_code == 200


def test_a_selection_is_asked_about_first(ops: Client) -> None:
    bob = make_user("bob", is_provisioned=True)
    asked = act(ops, "detach_from_identity_provider", bob)
    assert "Detach these?" in asked.content.decode()
    assert "bob" in asked.content.decode()
    bob.refresh_from_db()
    assert bob.is_provisioned
    assert "Detached" in said(act(ops, "detach_from_identity_provider", bob, confirmed="yes"))


@pytest.mark.parametrize(
    "action", ["link_to_identity_provider", "disable", "end_sessions", "delete_selected"]
)
def test_too_many_at_once_are_refused(
    ops: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """Also where it is to be done to a few of them: which these are is not known of the rest."""
    monkeypatch.setattr(base, "MOST", 1)
    bob, eve = make_user("bob", is_provisioned=True), make_user("eve")
    before = list(User.objects.order_by("pk").values())
    said_so = said(act(ops, action, bob, eve, confirmed="yes", post="yes"))
    assert said_so.count("Choose 1 at most. Nothing was done.") == 1
    assert list(User.objects.order_by("pk").values()) == before


def test_too_many_groups_and_tokens_are_refused(
    ops: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MOST", 1)
    groups = make_group("A"), make_group("B")
    Group._default_manager.update(is_provisioned=True)
    answer = act(ops, "detach_from_identity_provider", *groups, confirmed="yes")
    assert "Choose 1 at most" in said(answer)
    tokens = [make_token(administrator)[0] for _ in range(2)]
    for action in ("revoke_selected", "take_over_selected"):
        assert "Choose 1 at most" in said(act(ops, action, *tokens, confirmed="yes"))
    assert AccessToken.objects.filter(revoked_at=None).count() == 2


def test_an_object_opens_in_the_console(ops: Client) -> None:
    bob = make_user("bob")
    for row in (bob, make_group("A"), make_event(), make_token(bob, scope="scim")[0]):
        page = ops.get(page_url(row)).content.decode()
        assert "Open in console" in page, row
    assert f'href="/users/{bob.scim_id}/"' in ops.get(page_url(bob)).content.decode()

"""The audit log over the API: whole entries, filters, pages, and who may read them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.work.audit import Action, Actor, AuditEntry, record
from tests.factories import make_token, make_user
from tests.scim.console.api_client import ApiClient

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def empty(audit: ApiClient, administrator: User) -> ApiClient:
    """The client; its token was made without an entry."""
    assert not AuditEntry.objects.exists()
    return audit


def test_an_entry_is_shown_whole(empty: ApiClient, administrator: User) -> None:
    user = make_user("bob")
    actor = Actor(administrator, administrator.username, "192.0.2.7")
    entry = record(actor, Action.USER_DISABLED, user, tokens=["a", "b"])
    shown = {
        "id": entry.pk,
        "created_at": entry.created_at.isoformat().replace("+00:00", "Z"),
        "actor": {"id": str(administrator.scim_id), "user_name": administrator.username},
        "actor_name": administrator.username,
        "address": "192.0.2.7",
        "action": "user.disabled",
        "action_label": "Disabled user",
        "object_type": "accounts.user",
        "object_id": str(user.pk),
        "object_name": str(user),
        "detail": {"tokens": ["a", "b"]},
    }
    assert empty.get("/audit") == {"next": None, "results": [shown]}
    assert empty.get(f"/audit/{entry.pk}") == shown


def test_what_a_program_did_has_no_user(empty: ApiClient) -> None:
    entry = record("run_scheduled", Action.TOKEN_REVOKED)
    found = empty.get(f"/audit/{entry.pk}")
    assert (found["actor"], found["actor_name"]) == (None, "run_scheduled")
    empty.expect(404, "GET", f"/audit/{entry.pk + 1}")


def entry_at(moment: datetime, **fields: Any) -> int:
    return AuditEntry.objects.create(created_at=moment, **{"action": "user.created", **fields}).pk


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_pages_follow_each_other(empty: ApiClient, limit: int) -> None:
    made = [entry_at(NOON + timedelta(hours=n // 2)) for n in range(5)]
    assert [row["id"] for row in empty.all("/audit", limit=limit)] == made[::-1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "cba"),
        ({"actor": "ada"}, "ba"),
        ({"action": "user.deleted"}, "c"),
        ({"action": ["user.deleted", "user.changed"]}, "cb"),
        ({"object_type": "accounts.user", "object_id": "7"}, "a"),
        ({"date_from": "2026-11-25"}, "cb"),
        ({"date_to": "2026-11-25"}, "ba"),
        ({"actor": "ada", "date_from": "2026-11-25"}, "b"),
    ],
)
def test_filters(empty: ApiClient, query: dict[str, Any], expected: str) -> None:
    day = timedelta(days=1)
    user = {"object_type": "accounts.user"}
    named = {
        entry_at(NOON, actor_name="ada", object_id="7", **user): "a",
        entry_at(NOON + day, actor_name="ada", action="user.changed", **user): "b",
        entry_at(NOON + 2 * day, actor_name="bob", action="user.deleted", **user): "c",
    }
    assert "".join(named[row["id"]] for row in empty.all("/audit", **query)) == expected


@pytest.mark.parametrize("query", [{"action": "x"}, {"who": "ada"}, {"date_from": "soon"}])
def test_what_cannot_be_asked_for_is_an_error(empty: ApiClient, query: dict[str, str]) -> None:
    assert empty.expect(400, "GET", "/audit", **query)["errors"]


def test_a_page_costs_the_same_for_one_entry_and_for_many(
    empty: ApiClient, administrator: User
) -> None:
    empty.get("/audit")  # notes that the token is in use
    counts = []
    for many in (1, 20):
        for n in range(many):
            record(administrator, Action.USER_CHANGED, make_user(f"u{many}-{n}"))
        with CaptureQueriesContext(connection) as queries:
            empty.get("/audit")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("scope", "status"), [("scim", 403), ("audit", 200)])
def test_only_an_audit_token_reads(administrator: User, scope: str, status: int) -> None:
    client = ApiClient(make_token(administrator, scope=scope)[1])
    client.expect(status, "GET", "/audit")
    client.expect(403, "POST", "/audit", {})
    ApiClient("").expect(401, "GET", "/audit")

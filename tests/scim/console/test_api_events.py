"""The provisioning log over the API: whole bodies, filters, pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessToken, User
from scim.models import LinkRequest, ProvisioningEvent
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.console.api_client import ApiClient
from tests.scim.endpoint_client import EndpointClient

TALLY = [
    "created",
    "updated",
    "disabled",
    "enabled",
    "deleted",
    "failed",
    "rejected",
    "skipped",
]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def event(**fields: Any) -> ProvisioningEvent:
    plain = {
        "action": "Update",
        "result": "Success",
        "resource_type": "User",
        "method": "PATCH",
        "path": "/api/scim/Users/x",
        "status": 200,
    }
    return ProvisioningEvent.objects.create(**{**plain, **fields})


def ids(rows: list[Any]) -> list[int]:
    return [row["id"] for row in rows]


def test_an_event_is_shown_whole(audit: ApiClient, administrator: User) -> None:
    token, _ = make_token(administrator, description="Entra prod")
    user = make_user("bob@promapp.example")
    row = event(
        created_at=NOON,
        request_id="6a1f",
        token=token,
        action="Disable",
        resource_id=user.scim_id,
        user=user,
        name="bob@promapp.example",
        external_id="e-1",
        changes=[{"attribute": "active", "old": True, "new": False}],
        notes="2 sessions were ended.",
        duration_ms=12.5,
        address="192.0.2.7",
        user_agent="Azure AD",
        request_body='{"active": false}',
    )
    shown = {
        "id": row.pk,
        "created_at": "2026-11-24T12:00:00Z",
        "request_id": "6a1f",
        "action": "Disable",
        "result": "Success",
        "linked": False,
        "resource_type": "User",
        "resource_id": user.scim_id,
        "name": "bob@promapp.example",
        "external_id": "e-1",
        "status": 200,
        "scim_type": "",
        "reason": "",
        "detail": "",
        "notes": "2 sessions were ended.",
        "method": "PATCH",
        "path": "/api/scim/Users/x",
        "duration_ms": 12.5,
        "address": "192.0.2.7",
        "user_agent": "Azure AD",
        "is_test_connection": False,
        "occurrences": 1,
        "token": {
            "id": token.pk,
            "description": "Entra prod",
            "scope": "scim",
            "hint": token.hint,
        },
    }
    assert audit.get("/events") == {"next": None, "results": [shown]}
    assert audit.get(f"/events/{row.pk}") == {
        **shown,
        "changes": [{"attribute": "active", "old": True, "new": False}],
        "diagnosis": None,
        "request": {"active": False},
        "response": None,
    }


@pytest.mark.parametrize("word", ["Infinity", "-Infinity", "NaN"])
def test_an_old_row_with_a_number_that_json_lacks(audit: ApiClient, word: str) -> None:
    """Rows of before such numbers were refused."""
    row = event(request_body=f'{{"emails": [{{"primary": {word}}}]}}', response_body=word)
    found = audit.get(f"/events/{row.pk}")
    assert found["request"] == {"emails": [{"primary": word}]}
    assert found["response"] == word


def test_what_an_identity_provider_did_is_in_the_log(audit: ApiClient, api: EndpointClient) -> None:
    made = api.create_user("bob@promapp.example", password="correct horse 7 battery")
    EndpointClient("").send("GET", "/Users")
    rejected, created = audit.get("/events")["results"]
    assert (rejected["result"], rejected["reason"], rejected["token"]) == (
        "Rejected",
        "no_header",
        None,
    )
    assert (created["action"], created["resource_id"]) == ("Create", made["id"])
    diagnosis = audit.get(f"/events/{rejected['id']}")["diagnosis"]
    assert diagnosis == {
        "cause": "no_header",
        "title": "No token was sent",
        "what": "The request had no Authorization header.",
        "next": "Paste an access token with the scope Scim into Secret Token.",
    }
    detail = audit.get(f"/events/{created['id']}")
    assert detail["request"]["userName"] == detail["response"]["userName"]
    whole = str(detail)
    assert "bob@promapp.example" in whole
    assert "correct horse" not in whole
    assert api.secret not in whole


def test_events_come_newest_first_and_in_pages(audit: ApiClient) -> None:
    """Of one moment, as those of a bulk request are: none is lost or doubled between pages."""
    early = event(created_at=NOON - timedelta(days=1))
    rows = [event(created_at=NOON) for _ in range(7)]
    expected = [row.pk for row in reversed(rows)] + [early.pk]
    for limit in (1, 2, 3, 7, 8, 200):
        assert ids(audit.all("/events", limit=limit)) == expected
    assert audit.get("/events", limit=8)["next"] is None


def test_filters_stay_on_the_next_page(audit: ApiClient) -> None:
    kept = [event(result="Failure", status=409).pk for _ in range(3)]
    event()
    rows = audit.all("/events", result="Failure", resource_type="User", limit=1)
    assert ids(rows) == kept[::-1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "abcde"),
        ({"result": "Failure"}, "b"),
        ({"result": ["Failure", "Rejected"]}, "bc"),
        ({"action": "Query"}, "ce"),
        ({"action": ["Create", "Delete"]}, "bd"),
        ({"resource_type": "Group"}, "d"),
        ({"show": "changes"}, "abcd"),
        ({"status": 401}, "c"),
        ({"reason": "no_header"}, "c"),
        ({"scim_type": "uniqueness"}, "b"),
        ({"is_test_connection": "true"}, "e"),
        ({"is_test_connection": "false", "action": "Query"}, "c"),
        ({"date_from": "2026-11-24"}, "abcd"),
        ({"date_from": "2026-11-24T12:00:00Z"}, "ab"),
        ({"date_from": "2026-11-24T13:00:00+01:00"}, "ab"),
        ({"date_from": "2026-11-25"}, "a"),
        ({"date_to": "2026-11-24"}, "bcde"),
        ({"date_to": "2026-11-24T12:00:00Z"}, "bcde"),
        ({"date_to": "2026-11-24t11:59:59.5z"}, "cde"),
        ({"date_from": "2026-11-24", "date_to": "2026-11-24"}, "bcd"),
        ({"date_from": "2026-11-24", "result": "Success"}, "ad"),
        ({"search": "request-b"}, "b"),
        ({"search": "nobody@promapp.example"}, "b"),
        ({"search": "external-b"}, "b"),
        ({"search": "  BOB@"}, "a"),
        ({"search": "external-bob"}, "a"),
        ({"search": "sal"}, "d"),
        ({"search": "nothing like this"}, ""),
    ],
)
def test_filters(audit: ApiClient, query: dict[str, Any], expected: str) -> None:
    bob = make_user("bob@promapp.example", external_id="external-bob")
    sales = make_group("Sales")
    rows = {
        "e": event(
            action="Query",
            result="Skipped",
            is_test_connection=True,
            created_at=NOON - timedelta(days=1),
        ),
        "d": event(
            action="Delete",
            resource_type="Group",
            group=sales,
            created_at=NOON - timedelta(hours=2),
        ),
        "c": event(
            action="Query",
            result="Rejected",
            resource_type="",
            status=401,
            reason="no_header",
            created_at=NOON - timedelta(hours=1),
        ),
        "b": event(
            action="Create",
            result="Failure",
            status=409,
            scim_type="uniqueness",
            request_id="request-b",
            name="nobody@promapp.example",
            external_id="external-b",
            created_at=NOON,
        ),
        "a": event(user=bob, resource_id=bob.scim_id, created_at=NOON + timedelta(days=1)),
    }
    named = {row.pk: name for name, row in rows.items()}
    assert [named[pk] for pk in ids(audit.all("/events", **query))] == list(expected)


def test_search_by_scim_id_and_token(audit: ApiClient, administrator: User) -> None:
    token, _ = make_token(administrator)
    user = make_user()
    about, by = event(user=user, resource_id=user.scim_id), event(token=token)
    event()
    assert ids(audit.all("/events", search=user.scim_id.upper())) == [about.pk]
    assert ids(audit.all("/events", token=token.pk)) == [by.pk]
    assert audit.all("/events", token=2**63 - 1) == []


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"result": "Bad"}, {"result": "Select a valid choice. Bad is not one of the available"}),
        ({"resource_type": "user"}, {"resource_type": "Select a valid choice."}),
        ({"token": "x"}, {"token": "Enter a whole number."}),
        ({"token": 2**63}, {"token": "Ensure this value is less than or equal to"}),
        ({"token": 0}, {"token": "Ensure this value is greater than or equal to 1"}),
        ({"date_from": "yesterday"}, {"date_from": "Give a day such as 2026-11-25, or a time"}),
        ({"date_to": "0001-01-01T00:00:00+14:00"}, {"date_to": "Give a day such as"}),
        ({"search": "a\0b"}, {"search": "Null characters are not allowed."}),
        ({"search": "x" * 513}, {"search": "Ensure this value has at most 512 characters"}),
        ({"limit": 0}, {"limit": "Give a number from 1 to 200."}),
        ({"limit": 201}, {"limit": "Give a number from 1 to 200."}),
        ({"limit": "³"}, {"limit": "Give a number from 1 to 200."}),
        ({"limit": ""}, {"limit": "Give a value, or leave the parameter out."}),
        ({"result": ["", "Failure"]}, {"result": "Give a value, or leave the parameter out."}),
        ({"date_to": ""}, {"date_to": "Give a value, or leave the parameter out."}),
        ({"limit": "9" * 5000}, {"limit": "Give a number from 1 to 200."}),
        ({"reslt": "x"}, {"reslt": "No such parameter. Known are search, show, result, action,"}),
        ({"format": "xml"}, {"format": "No such parameter."}),
    ],
)
def test_nonsense_is_explained(
    audit: ApiClient, query: dict[str, Any], errors: dict[str, str]
) -> None:
    said = audit.expect(400, "GET", "/events", **query)
    assert said["detail"] == "The request is not right; `errors` says where."
    assert list(said["errors"]) == list(errors)
    for name, begin in errors.items():
        assert said["errors"][name][0].startswith(begin)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "AAAA",
        "W10",  # []
        "WzFd",  # [1]
        "WzEsMl0",  # [1,2]
        "WyJ4IiwxXQ",  # ["x",1]
        "WyIyMDI2LTExLTI0IiwieCJd",  # ["2026-11-24","x"]
        "WyIyMDI2LTExLTI0Iiw5OTk5OTk5OTk5OTk5OTk5OTk5OV0",  # ["2026-11-24",99999999999999999999]
        "W" * 3000,
    ],
)
def test_a_strange_cursor_leads_nowhere(audit: ApiClient, cursor: str) -> None:
    said = audit.expect(404, "GET", "/events", cursor=cursor)
    assert said["detail"].startswith("This cursor leads nowhere.")


def test_an_event_that_is_not_there(audit: ApiClient) -> None:
    said = {"detail": "There is nothing with this id."}
    assert audit.expect(404, "GET", "/events/1") == said
    assert audit.expect(404, "GET", f"/events/{10**40}") == said


def test_a_list_costs_the_same_for_many_events(audit: ApiClient, administrator: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert audit.get("/events", search="e", show="changes")
        return len(captured)

    token, _ = make_token(administrator)
    event(token=token, name="e")
    audit.get("/events")
    few = queries()
    for _ in range(5):
        event(token=make_token(administrator)[0], name="e")
    # The token; who was deleted of that name here or by SCIM, and their keys; the page.
    assert queries() == few == 7


def test_statistics_count_what_was_done(audit: ApiClient, administrator: User) -> None:
    now = timezone.now()
    for action, result, resource_type, days in (
        ("Create", "Success", "User", 0),
        ("Create", "Success", "User", 3),
        ("Create", "Success", "Group", 3),
        ("Update", "Success", "User", 40),
        ("Disable", "Success", "User", 0),
        ("Enable", "Success", "User", 0),
        ("Delete", "Success", "Group", 0),
        ("Create", "Failure", "User", 0),
        ("Query", "Rejected", "", 0),
        ("Update", "Skipped", "User", 0),
        ("Query", "Success", "User", 0),
    ):
        event(
            action=action,
            result=result,
            resource_type=resource_type,
            created_at=now - timedelta(days=days),
        )
    make_user(is_provisioned=True)
    make_group(is_provisioned=True)
    figures = audit.get("/statistics")
    assert (figures["users"], figures["groups"]) == (1, 1)
    assert figures["to_date"] == {
        "total": tally(3, 1, 1, 1, 1, 1, 1, 1),
        "users": tally(2, 1, 1, 1, 0, 1, 0, 1),
        "groups": tally(1, 0, 0, 0, 1, 0, 0, 0),
    }
    assert figures["last_24_hours"]["total"] == tally(1, 0, 1, 1, 1, 1, 1, 1)
    days = {day["day"]: day["counters"]["total"] for day in figures["days"]}
    assert len(days) == 30
    assert list(days)[-1] == f"{now:%Y-%m-%d}"
    assert days[f"{now:%Y-%m-%d}"] == tally(1, 0, 1, 1, 1, 1, 1, 1)
    assert days[f"{now - timedelta(days=3):%Y-%m-%d}"] == tally(2, 0, 0, 0, 0, 0, 0, 0)


def tally(*counts: int) -> dict[str, int]:
    return dict(zip(TALLY, counts, strict=True))


def checks(audit: ApiClient) -> dict[str, tuple[str, str]]:
    health = audit.get("/health")
    found = {check["name"]: (check["status"], check["detail"]) for check in health["checks"]}
    statuses = {status for status, _ in found.values()}
    assert health["status"] == ("ok" if statuses == {"ok"} else "attention")
    return found


def test_a_new_site_waits(audit: ApiClient) -> None:
    assert audit.get("/health") == {
        "status": "attention",
        "connection": "Waiting",
        "last_call_at": None,
        "checks": [
            {
                "name": "connection",
                "status": "ok",
                "detail": "Waiting for the first request of the identity provider.",
            },
            {
                "name": "scim_tokens",
                "status": "attention",
                "detail": "No Scim token works. Create one under My Profile, Access Tokens.",
            },
            {
                "name": "link_requests",
                "status": "ok",
                "detail": "Accounts and groups that wait to be linked by an administrator: 0.",
            },
            {"name": "scheduled_work", "status": "ok", "detail": "Nothing is overdue."},
        ],
    }


def test_all_is_well_while_the_identity_provider_calls(
    audit: ApiClient, api: EndpointClient
) -> None:
    api.create_user("bob@promapp.example")
    health = audit.get("/health")
    assert (health["status"], health["connection"]) == ("ok", "Connected")
    assert datetime.fromisoformat(health["last_call_at"]) > timezone.now() - timedelta(minutes=1)
    assert checks(audit)["scim_tokens"] == ("ok", "Scim tokens that work: 1.")


def test_health_tells_of_a_token_that_ends_soon(audit: ApiClient, administrator: User) -> None:
    token, _ = make_token(administrator, expires_at=timezone.now() + timedelta(days=3, hours=1))
    status, detail = checks(audit)["scim_tokens"]
    assert status == "attention"
    assert detail.startswith(f"Entra ({token.hint}): Expires in 3 days.")


def test_health_counts_no_token_that_its_owner_has_left_behind(
    audit: ApiClient, administrator: User
) -> None:
    boss = make_administrator("boss")
    old, _ = make_token(boss)
    new, _ = make_token(administrator)
    AccessToken.objects.filter(pk=new.pk).update(replaces=old, last_used_at=timezone.now())
    User.objects.filter(pk=boss.pk).update(is_staff=False)
    assert checks(audit)["scim_tokens"] == ("ok", "Scim tokens that work: 1.")


def test_health_tells_of_a_rejection_and_what_to_do(audit: ApiClient, api: EndpointClient) -> None:
    api.create_user("bob@promapp.example")
    ProvisioningEvent.objects.update(created_at=NOON - timedelta(days=1))
    AccessToken.objects.filter(scope="scim").update(last_used_at=NOON - timedelta(days=1))
    AccessToken.objects.filter(scope="scim").revoke(by=None)
    EndpointClient(api.secret).send("GET", "/Users")
    assert audit.get("/health")["connection"] == "Rejected"
    status, detail = checks(audit)["connection"]
    assert status == "attention"
    assert detail.startswith("Rejected: ")
    assert "Create a new" in detail


def test_health_tells_of_link_requests_and_overdue_work(
    audit: ApiClient, administrator: User
) -> None:
    User.objects.update(created=timezone.now() - timedelta(days=2))
    LinkRequest.objects.create(user=administrator)
    found = checks(audit)
    assert found["link_requests"] == (
        "attention",
        "Accounts and groups that wait to be linked by an administrator: 1.",
    )
    status, detail = found["scheduled_work"]
    assert status == "attention"
    assert detail.startswith("Scheduled work has not run for a day")

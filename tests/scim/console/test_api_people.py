"""Users and groups over the API."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories import make_group, make_token, make_user
from tests.scim.console.api_client import ApiClient

NOON = datetime(2026, 11, 24, 12, 0, 0, 120_000, tzinfo=UTC)


def names(rows: list[Any]) -> list[str]:
    return [row.get("user_name", row.get("display_name")) for row in rows]


def test_a_user_is_shown_whole(audit: ApiClient, administrator: User) -> None:
    token, _ = make_token(administrator, description="Entra prod")
    boss = make_user("boss@promapp.example")
    user = make_user(
        "bob@promapp.example",
        display_name="Bob Builder",
        first_name="Bob",
        last_name="Builder",
        external_id="e-1",
        title="Builder",
        department="Sites",
        is_provisioned=True,
        provisioned_by=token,
        created=NOON,
        last_modified=NOON,
        manager=boss,
    )
    group = make_group("Sales", user)
    shown = {
        "id": user.scim_id,
        "user_name": "bob@promapp.example",
        "display_name": "Bob Builder",
        "given_name": "Bob",
        "family_name": "Builder",
        "email": "bob@promapp.example",
        "external_id": "e-1",
        "is_active": True,
        "is_administrator": False,
        "is_provisioned": True,
        "provenance": "Managed by Entra prod",
        "created": "2026-11-24T12:00:00.120000Z",
        "last_modified": "2026-11-24T12:00:00.120000Z",
        "last_login": None,
    }
    assert audit.get("/users", search="bob") == {"next": None, "results": [shown]}
    assert audit.get(f"/users/{user.scim_id}") == {
        **shown,
        "formatted_name": "",
        "middle_name": "",
        "honorific_prefix": "",
        "honorific_suffix": "",
        "profile_url": "",
        "manager_value": "",
        "nick_name": "",
        "title": "Builder",
        "user_type": "",
        "employee_number": "",
        "department": "Sites",
        "division": "",
        "organization": "",
        "cost_center": "",
        "preferred_language": "",
        "locale": "",
        "time_zone": "",
        "manager": {"id": boss.scim_id, "user_name": "boss@promapp.example"},
        "member_of": [{"id": group.scim_id, "display_name": "Sales"}],
    }


def test_a_group_is_shown_whole(audit: ApiClient) -> None:
    group = make_group(
        "Sales", make_user(), make_user(), external_id="g-1", created=NOON, last_modified=NOON
    )
    make_group("Empty")
    shown = {
        "id": group.scim_id,
        "display_name": "Sales",
        "external_id": "g-1",
        "is_provisioned": False,
        "provenance": "Local",
        "member_count": 2,
        "created": "2026-11-24T12:00:00.120000Z",
        "last_modified": "2026-11-24T12:00:00.120000Z",
    }
    assert audit.get("/groups", search="sal") == {"next": None, "results": [shown]}
    assert audit.get(f"/groups/{group.scim_id}") == shown
    assert [row["member_count"] for row in audit.all("/groups")] == [0, 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "ANN"}, ["Ann"]),
        ({"search": "ann@mail"}, ["Ann"]),
        ({"search": "e-2"}, ["bea"]),
        ({"search": "nn"}, []),
        ({"is_active": "false"}, ["bea"]),
        ({"is_active": "true", "is_administrator": "false"}, ["Ann", "čeněk"]),
        ({"is_provisioned": "true"}, ["bea"]),
        ({"is_provisioned": "false", "is_administrator": "false"}, ["Ann", "čeněk"]),
        ({"group": "sales"}, ["Ann", "bea"]),
        ({"group": "sales", "is_active": "true"}, ["Ann"]),
        ({"group": "67f88711-96d8-4169-aaed-08f7f9ff05d6"}, []),
    ],
)
def test_users_are_narrowed(audit: ApiClient, query: dict[str, str], expected: list[str]) -> None:
    ann = make_user("Ann", email="ann@mail.example")
    bea = make_user("bea", external_id="e-2", is_active=False, is_provisioned=True)
    make_user("čeněk")
    make_group("Other", bea)
    sales = make_group("Sales", ann, bea)
    if query.get("group") == "sales":
        query = {**query, "group": sales.scim_id}
    assert names(audit.all("/users", **query)) == expected


def test_users_come_by_name_in_pages(audit: ApiClient, administrator: User) -> None:
    expected = ["a", "Ab", "b", "B2", "ž", "日本"]
    for name in reversed(expected):
        make_user(name, email="")
    for limit in (1, 2, 5, 7, 200):
        rows = audit.all("/users", is_administrator="false", limit=limit)
        assert names(rows) == expected


def test_groups_come_by_name_in_pages(audit: ApiClient) -> None:
    for name in ("beta", "Alpha", "gamma"):
        make_group(name, is_provisioned=name == "beta")
    assert names(audit.all("/groups", limit=1)) == ["Alpha", "beta", "gamma"]
    assert names(audit.all("/groups", is_provisioned="true")) == ["beta"]
    assert names(audit.all("/groups", is_provisioned="false", limit=1)) == ["Alpha", "gamma"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/users", {"is_active": "maybe"}),
        ("/users", {"group": "x"}),
        ("/users", {"search": "\0"}),
        ("/groups", {"is_provisioned": "1"}),
        ("/access-tokens", {"scope": "root"}),
        ("/access-tokens", {"is_ended": "yes"}),
    ],
)
def test_nonsense_is_explained(audit: ApiClient, path: str, query: dict[str, str]) -> None:
    assert list(audit.expect(400, "GET", path, **query)["errors"]) == list(query)


@pytest.mark.parametrize("cursor", ["WyJcdWQ4MDAiLDFd", "WyJcdTAwMDAiLDFd", "WzEsMV0"])
def test_a_strange_cursor_leads_nowhere(audit: ApiClient, cursor: str) -> None:
    for path in ("/users", "/groups"):
        assert audit.expect(404, "GET", path, cursor=cursor)["detail"].startswith("This cursor")


@pytest.mark.parametrize(
    "path",
    ["/users/67f88711-96d8-4169-aaed-08f7f9ff05d6", "/groups/67f88711-96d8-4169-aaed-08f7f9ff05d6"],
)
def test_an_id_that_is_not_there(audit: ApiClient, path: str) -> None:
    assert audit.expect(404, "GET", path) == {"detail": "There is nothing with this id."}


@pytest.mark.parametrize("path", ["/users/", "/users/1", "/users/%00", "/users/%ED%A0%80", "/x"])
def test_an_address_that_is_not_there(audit: ApiClient, path: str) -> None:
    said = audit.expect(404, "GET", path)["detail"]
    assert said.startswith("There is nothing at '/api/v1/")
    assert said.endswith("/api/v1/ lists the addresses; they have no slash at the end.")


def test_lists_and_details_cost_the_same_for_many(audit: ApiClient, administrator: User) -> None:
    def people(number: int) -> tuple[str, str]:
        token, _ = make_token(administrator)
        some = [
            make_user(is_provisioned=True, provisioned_by=token, manager=administrator)
            for _ in range(number)
        ]
        groups = [make_group("", *some, provisioned_by=token) for _ in range(number)]
        return some[0].scim_id, groups[0].scim_id

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            audit.get(path)
        return len(captured)

    def costs(user: str, group: str) -> list[int]:
        paths = ["/users", f"/users/{user}", f"/users?group={group}&search=u", "/groups"]
        return [queries(path) for path in [*paths, f"/groups/{group}", "/access-tokens"]]

    audit.get("/users")  # notes the use of the token
    few = costs(*people(1))
    assert few == [2, 3, 3, 2, 2, 2]  # the group itself, before its members
    assert costs(*people(4)) == few

"""Who was put into a group and who was taken out is recorded, whichever way a request says it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import saving
from accounts.models import Group, User
from accounts.work import pruning
from promapp_console.provisioning import retention
from scim.log import memberships
from scim.models import MembershipChange, ProvisioningEvent
from scim.store import members
from tests.factories import make_group, make_user
from tests.scim.endpoint_client import GROUP, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
PEOPLE = ("ada", "bob", "eve")


@pytest.fixture
def people(api: EndpointClient) -> list[str]:
    return [api.create_user(name)["id"] for name in PEOPLE]


def named(*ids: str) -> list[dict[str, str]]:
    return [{"value": scim_id} for scim_id in ids]


def moves(event: ProvisioningEvent | None = None) -> list[str]:
    """What an event did, the last one unless it is said: `+ada`, `-bob`, in order."""
    event = event or ProvisioningEvent.objects.latest("pk")
    rows = MembershipChange.objects.filter(event=event).order_by("pk")
    assert {row.created_at for row in rows} <= {event.created_at}
    return [f"{'+' if row.is_added else '-'}{row.user}" for row in rows]


def test_a_group_that_is_created_with_members(api: EndpointClient, people: list[str]) -> None:
    created = api.create_group("Sales", *people[:2])
    assert moves() == ["+ada", "+bob"]
    assert {row.group.scim_id for row in MembershipChange.objects.all() if row.group} == {
        created["id"]
    }


Ask = Callable[[list[str]], list[dict[str, Any]]]
PATCHES: list[tuple[Ask, list[str]]] = [
    (lambda ids: [{"op": "add", "path": "members", "value": named(*ids)}], ["+bob", "+eve"]),
    (lambda ids: [{"op": "add", "path": "members", "value": named(ids[0])}], []),
    (lambda ids: [{"op": "remove", "path": "members", "value": named(*ids)}], ["-ada"]),
    (lambda ids: [{"op": "remove", "path": f'members[value eq "{ids[0]}"]'}], ["-ada"]),
    (lambda ids: [{"op": "remove", "path": "members"}], ["-ada"]),
    (lambda ids: [{"op": "replace", "path": "members", "value": named(ids[1])}], ["-ada", "+bob"]),
    (lambda ids: [{"op": "replace", "value": {"members": []}}], ["-ada"]),
    (
        lambda ids: [
            {"op": "add", "path": "members", "value": named(ids[1])},
            {"op": "remove", "path": "members"},
            {"op": "replace", "path": "displayName", "value": "Sold"},
        ],
        ["+bob", "-ada", "-bob"],
    ),
]


@pytest.mark.parametrize(("ask", "expected"), PATCHES)
def test_a_patch(api: EndpointClient, people: list[str], ask: Ask, expected: list[str]) -> None:
    path = f"/Groups/{api.create_group('Sales', people[0])['id']}"
    api.patch(path, *ask(people))
    assert moves() == expected


def test_a_put(api: EndpointClient, people: list[str]) -> None:
    path = f"/Groups/{api.create_group('Sales', people[0])['id']}"
    body = {"schemas": [GROUP], "displayName": "Sales", "members": named(*people[1:])}
    api.expect(200, "PUT", path, body)
    assert moves() == ["-ada", "+bob", "+eve"]
    api.expect(200, "PUT", path, body)
    assert moves() == []


def test_the_end_of_a_group(api: EndpointClient, people: list[str]) -> None:
    path = f"/Groups/{api.create_group('Sales', *people)['id']}"
    api.expect(204, "DELETE", path)
    assert moves() == ["-ada", "-bob", "-eve"]
    assert MembershipChange.objects.values("group_id").distinct().count() == 1


def test_a_user_who_is_deleted_leaves_no_row_and_changes_none(
    api: EndpointClient, people: list[str]
) -> None:
    api.create_group("Sales", *people)
    with CaptureQueriesContext(connection) as captured:
        api.expect(204, "DELETE", f"/Users/{people[0]}")
    assert not [query for query in captured if "scim_membershipchange" in query["sql"]]
    assert MembershipChange.objects.count() == 3
    assert sum(row.user is None for row in MembershipChange.objects.all()) == 1


def test_operations_of_a_bulk_request(api: EndpointClient, people: list[str]) -> None:
    group = {"displayName": "Sales", "members": named("bulkId:new", people[0])}
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "new", "data": {"userName": "new"}},
        {"method": "POST", "path": "/Groups", "bulkId": "sales", "data": group},
    ]
    api.expect(200, "POST", "/Bulk", {"Operations": operations})
    event = ProvisioningEvent.objects.get(resource_type="Group")
    assert sorted(moves(event)) == ["+ada", "+new"]


def test_what_fails_records_nobody(api: EndpointClient, people: list[str]) -> None:
    path = f"/Groups/{api.create_group('Sales')['id']}"
    steps = [
        {"op": "add", "path": "members", "value": named(people[0])},
        {"op": "add", "path": "members", "value": named("no-such-user")},
    ]
    api.patch(path, *steps, status=400)
    assert not MembershipChange.objects.exists()
    assert not Group.objects.get().user_set.exists()


def test_it_has_a_bound_and_says_so(
    api: EndpointClient, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (members, memberships):
        monkeypatch.setattr(module, "TOLD", 2)
    monkeypatch.setattr("scim.log.recording.TOLD", 2)
    path = f"/Groups/{api.create_group('Sales', *people)['id']}"
    note = "1 people more were put in or taken out than are listed."
    assert (moves(), ProvisioningEvent.objects.latest("pk").notes) == (["+ada", "+bob"], note)
    api.patch(path, {"op": "remove", "path": "members"})
    event = ProvisioningEvent.objects.latest("pk")
    assert (moves(), note in event.notes) == (["-ada", "-bob"], True)
    api.patch(path, {"op": "add", "path": "members", "value": named(*people)})
    api.expect(204, "DELETE", path)
    assert (moves(), note in ProvisioningEvent.objects.latest("pk").notes) == (
        ["-ada", "-bob"],
        True,
    )


@pytest.mark.parametrize("count", [1, 2, 3, 8, 9, 100, 1000])
def test_any_number_of_rows_is_stored(count: int) -> None:
    group, users = make_group(), range(5, 5 + count)
    at = timezone.now()
    wanted = [(user, user % 3 == 0) for user in users]
    with CaptureQueriesContext(connection) as captured:
        memberships.record(group.pk, wanted, at, event=7)
    assert len(captured) <= (1 if connection.vendor == "postgresql" else 12)
    rows = MembershipChange.objects.order_by("pk").values_list(
        "user_id", "is_added", "group_id", "created_at", "event_id", "entry_id"
    )
    assert list(rows) == [(*each, group.pk, at, 7, None) for each in wanted]


def test_rows_that_are_alike_are_stored_as_the_orm_stores_them() -> None:
    at = timezone.now()
    saving.insert_alike(
        MembershipChange,
        {"created_at": at},
        {"user_id": [1, 2, 3], "is_added": [True, False, True]},
    )
    ours = list(MembershipChange.objects.order_by("user_id").values())
    MembershipChange.objects.all().delete()
    for row in ours:
        MembershipChange.objects.create(**row)
    assert list(MembershipChange.objects.order_by("user_id").values()) == ours


def test_they_go_with_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 3)
    user, group = make_user(), make_group()
    for days in (100, 100, 1):
        at = timezone.now() - timedelta(days=days)
        event = ProvisioningEvent.objects.create(
            action="Update", result="Success", created_at=at, status=204
        )
        for _ in range(4):
            MembershipChange.objects.create(
                created_at=at, event=event, user=user, group=group, is_added=True
            )
    assert retention.prune(30) == 2
    assert MembershipChange.objects.count() == 4
    assert {row.event for row in MembershipChange.objects.all()} == {event}


def test_deleting_people_and_groups_here_changes_no_row() -> None:
    user, group = make_user(), make_group()
    memberships.record(group.pk, [(user.pk, True)], timezone.now(), event=1)
    user_key, group_key = user.pk, group.pk
    with CaptureQueriesContext(connection) as captured:
        user.delete()
        group.delete()
    assert not [query for query in captured if "scim_membershipchange" in query["sql"]]
    row = MembershipChange.objects.get()
    assert (row.user, row.group, row.event) == (None, None, None)
    assert (row.user_id, row.group_id) == (user_key, group_key)
    assert not User.objects.filter(pk=user_key).exists()

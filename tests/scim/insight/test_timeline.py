"""What became of users and groups, in the order that it happened."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Group, User
from accounts.work import audit
from promapp_console.provisioning.timeline import Part, Place, timeline
from scim.models import MembershipChange
from tests.factories import make_administrator, make_group, make_user
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import ago, make_event

pytestmark = pytest.mark.django_db
OFF = {"op": "Replace", "path": "active", "value": "False"}
ON = {"op": "Replace", "path": "active", "value": "True"}


def told(resource: User | Group, part: Part = Part.ALL) -> list[str]:
    """A timeline in words."""
    return [f"{each.sentence} {each.group_name}".rstrip() for each in timeline(resource, part=part)]


def test_a_user_from_first_to_last(api: EndpointClient) -> None:
    path = f"/Users/{api.create_user('bob')['id']}"
    api.patch(path, {"op": "replace", "path": "title", "value": "Dr"})
    api.patch(path, {"op": "replace", "path": "title", "value": "Dr"})
    api.patch(path, {"op": "replace", "path": "colour", "value": "red"}, status=400)
    api.patch(path, OFF)
    api.patch(path, ON)
    api.create_user("other")
    found = timeline(User.objects.get(username="bob"))
    assert [moment.sentence for moment in found] == [
        "Enabled user bob",
        "Disabled user bob",
        "Update user bob failed",
        "Nothing to change on user bob",
        "Changed user bob",
        "Created user bob",
    ]
    keys = [moment.event.pk for moment in found if moment.event]
    assert keys == sorted(keys, reverse=True)
    assert len(timeline(User.objects.get(username="bob"), limit=2)) == 2


def test_a_group(api: EndpointClient) -> None:
    user = api.create_user("bob")["id"]
    local = Group(display_name="Readers")
    local.save()
    path = f"/Groups/{local.scim_id}"
    member = {"op": "add", "path": "members", "value": [{"value": user}]}
    api.patch(path, member)
    api.patch(path, {"op": "remove", "path": "members"})
    api.patch(path, {"op": "replace", "path": "displayName", "value": "Authors"}, member)
    with CaptureQueriesContext(connection) as captured:
        found = timeline(local)
        assert [moment.sentence for moment in found] == [
            "Changed group Authors",
            "Took bob out of Readers",
            "Linked group Readers, and changed it",
        ]
        assert found[0].event
        assert found[0].event.token
    assert len(captured) == 2


def test_memberships_stand_between_what_else_was_done(api: EndpointClient) -> None:
    bob = api.create_user("bob")["id"]
    group = api.create_group("Sales", bob)["id"]
    api.patch(f"/Users/{bob}", OFF)
    out = {"op": "remove", "path": f'members[value eq "{bob}"]'}
    api.patch(f"/Groups/{group}", out, {"op": "replace", "path": "displayName", "value": "Sold"})
    api.patch(f"/Users/{bob}", {"op": "replace", "path": "colour", "value": "red"}, status=400)
    person = User.objects.get(username="bob")
    with CaptureQueriesContext(connection) as captured:
        assert told(person) == [
            "Update user bob failed",
            "Taken out of Sold",
            "Disabled user bob",
            "Added to Sales",
            "Created user bob",
        ]
    assert len(captured) == 3
    assert told(person, Part.GROUPS) == ["Taken out of Sold", "Added to Sales"]
    assert told(person, Part.STATE) == ["Disabled user bob", "Created user bob"]
    assert told(person, Part.FAILURES) == ["Update user bob failed"]
    marks = [moment.mark[0] for moment in timeline(person)]
    assert marks == ["bad", "bad", "off", "good", "good"]


def test_the_parts_of_a_group(api: EndpointClient) -> None:
    bob = api.create_user("bob")["id"]
    group = api.create_group("Sales")["id"]
    api.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": bob}]})
    api.patch(f"/Groups/{group}", {"op": "replace", "path": "externalId", "value": "7"})
    sales = Group.objects.get(scim_id=group)
    assert told(sales, Part.GROUPS) == ["Added bob to Sales"]
    assert told(sales, Part.STATE) == ["Created group Sales"]
    assert told(sales, Part.FAILURES) == []
    assert len(told(sales)) == 3


def test_a_group_that_is_gone_is_named_as_it_was(api: EndpointClient) -> None:
    bob = api.create_user("bob")["id"]
    group = api.create_group("Sales", bob)["id"]
    api.expect(204, "DELETE", f"/Groups/{group}")
    taken_out, added, _ = timeline(User.objects.get(username="bob"))
    assert (taken_out.sentence, taken_out.group_name) == ("Taken out of", "Sales")
    assert (added.sentence, added.group_name) == ("Added to", "Sales")
    assert taken_out.change
    assert taken_out.change.group is None


def test_it_goes_on_where_it_was_left(api: EndpointClient) -> None:
    """Of whatever kind what came last is, and also where all happened at one moment."""
    bob = make_user("bob")
    at = ago(hours=1)
    group = make_group("Sales")
    for number in range(3):
        event = make_event(resource_id=bob.scim_id, name="bob", created_at=at)
        audit.record("somebody", audit.Action.USER_CHANGED, bob)
        MembershipChange.objects.create(
            created_at=at, event=event, user=bob, group=group, is_added=bool(number % 2)
        )
    whole = [str(moment.place) for moment in timeline(bob, 50)]
    assert len(whole) == 9
    for size in (1, 2, 4):
        seen: list[str] = []
        place = None
        while found := timeline(bob, size, before=place):
            seen += [str(moment.place) for moment in found]
            place = Place.read(seen[-1])
            assert place == found[-1].place
        assert seen == whole


def test_a_part_is_sought_among_so_many(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/Groups/{api.create_group('Sales')['id']}"
    for number in range(3):
        api.patch(path, {"op": "replace", "path": "externalId", "value": str(number)})
    sales = Group.objects.get()
    assert told(sales, Part.STATE) == ["Created group Sales"]
    monkeypatch.setattr("promapp_console.provisioning.timeline.LOOKED_AT", 3)
    assert told(sales, Part.STATE) == []
    newest = timeline(sales)[0].place
    assert len(timeline(sales, part=Part.STATE, before=newest)) == 1


@pytest.mark.parametrize("text", ["0-0-0", "9" * 17 + "-2-" + "9" * 18])
def test_a_place_is_read_as_it_is_written(text: str) -> None:
    assert str(Place.read(text)) == text


@pytest.mark.parametrize("text", ["", "x", "1-2", "1-3-1", "9" * 18 + "-0-1", "1-0-" + "9" * 19])
def test_no_place(text: str) -> None:
    assert Place.read(text) is None


def test_an_act_of_an_administrator_is_told_too() -> None:
    bob, sales = make_user("bob"), make_group("Sales")
    entry = audit.record(make_administrator("ada"), audit.Action.GROUP_CHANGED, sales)
    MembershipChange.objects.create(
        created_at=entry.created_at, entry=entry, user=bob, group=sales, is_added=True
    )
    [moment] = timeline(bob)
    assert (moment.sentence, moment.group_name, moment.entry) == ("Added to", "Sales", entry)
    assert told(sales, Part.GROUPS) == ["Changed group"]

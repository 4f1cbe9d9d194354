"""Which groups somebody is in, why and since when: on the pages, in the log and over the API."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Group, User
from accounts.work.audit import AuditEntry
from promapp_console.pages import resources
from promapp_console.provisioning import memberships, wording
from scim.models import MembershipChange, ProvisioningEvent
from tests.factories import make_group, make_user
from tests.scim.console.api_client import ApiClient
from tests.scim.console.pages import FRAME, queries, read, text
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import make_event

pytestmark = pytest.mark.django_db


def change(api: EndpointClient, group: str, op: str, *ids: str) -> ProvisioningEvent:
    """Put people into a group, or take them out; returns the event."""
    value = [{"value": scim_id} for scim_id in ids]
    api.patch(f"/Groups/{group}", {"op": op, "path": "members", "value": value})
    return ProvisioningEvent.objects.latest("pk")


def events(client: Client, term: str) -> list[int]:
    """The keys of the log's entries that a search finds."""
    return [row[0].pk for row in client.get("/provisioning/log/", {"search": term}).context["rows"]]


# A user's page


def test_a_user_shows_since_when_and_why(ada: Client, api: EndpointClient) -> None:
    bob = api.create_user("bob")["id"]
    created = api.create_group("Founders", bob)["id"]
    sales = api.create_group("Sales")["id"]
    event = change(api, sales, "add", bob)
    make_group("Old", User.objects.get(username="bob"))
    response = ada.get(f"/users/{bob}/")
    page = text(response)
    assert "Groups 3" in page
    for words in ("Created with the group Entra", "Added by a request Entra", "Not in the log"):
        assert words in page
    assert f"/provisioning/log/{event.pk}/" in response.content.decode()
    shown = {group.scim_id: why.get("change") for group, why in response.context["groups"]}
    assert shown[sales].event == event
    assert shown[created].created_at < event.created_at
    change(api, sales, "remove", bob)
    assert "Groups 2" in read(ada, f"/users/{bob}/")


def test_nothing_is_claimed_of_what_the_log_does_not_know(ada: Client, api: EndpointClient) -> None:
    bob = api.create_user("bob")["id"]
    sales = api.create_group("Sales", bob)["id"]
    change(api, sales, "remove", bob)
    User.objects.get(scim_id=bob).groups.add(Group.objects.get(scim_id=sales))
    [(_, why)] = ada.get(f"/users/{bob}/").context["groups"]
    assert why == {}
    MembershipChange.objects.all().delete()
    assert "Not in the log" in read(ada, f"/users/{bob}/")


def test_an_administrator_who_did_it_is_named(ada: Client, administrator: User) -> None:
    bob, eve = make_user("bob"), make_user("eve")
    sales = make_group("Sales", eve)
    address = reverse("admin:accounts_group_change", args=[sales.pk])
    form = {"display_name": "Sales", "external_id": "", "permissions": []}
    ada.post(address, {**form, "add_members": [bob.pk, eve.pk], "remove_members": []})
    entry = AuditEntry.objects.get(action="group.changed")
    assert [(row.user, row.entry) for row in MembershipChange.objects.all()] == [(bob, entry)]
    page = read(ada, f"/users/{bob.scim_id}/")
    assert f"Added in Site administration {administrator.username}" in page
    assert "Added to Sales" in page
    ada.post(address, {**form, "add_members": [], "remove_members": [bob.pk]})
    page = read(ada, f"/users/{bob.scim_id}/")
    assert "Taken out of Sales" in page
    assert "Member of no group." in page
    chosen = {"action": "delete_selected", "_selected_action": [sales.pk], "post": "yes"}
    ada.post(reverse("admin:accounts_group_changelist"), chosen)
    assert not Group.objects.exists()
    page = read(ada, f"/users/{eve.scim_id}/")
    assert "Taken out of Sales" in page


def test_many_groups_are_searched_and_paged(
    ada: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = make_user("bob")
    for number in range(5):
        make_group(f"Group {number}", bob)
    make_group("Group of others")
    few = queries(ada, f"/users/{bob.scim_id}/")
    monkeypatch.setattr("promapp_console.pages.users.GROUPS_SHOWN", 2)

    def shown(query: str = "") -> list[str]:
        found = ada.get(f"/users/{bob.scim_id}/?{query}").context["groups"]
        return [str(group) for group, _ in found]

    assert shown() == ["Group 0", "Group 1"]
    after = Group.objects.get(display_name="Group 1").scim_id
    assert shown(f"after={after}") == ["Group 2", "Group 3"]
    assert shown("sort=-group") == ["Group 4", "Group 3"]
    assert shown("q=GROUP+4") == ["Group 4"]
    assert shown("q=group+of") == []
    assert "No groups match. Clear filters" in read(ada, f"/users/{bob.scim_id}/?q=none")
    assert queries(ada, f"/users/{bob.scim_id}/") <= few + 1
    assert few <= 24 + FRAME


# The timeline


def test_the_timeline_has_parts_and_goes_on(
    ada: Client, api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = api.create_user("bob")["id"]
    sales = api.create_group("Sales")["id"]
    for op in ("add", "remove") * 2:
        change(api, sales, op, bob)
    page = read(ada, f"/users/{bob}/")
    assert "Taken out of Sales By Entra · Log entry" in page
    assert "Created user bob By Entra" in page
    monkeypatch.setattr(resources, "LIMIT", 3)
    response = ada.get(f"/users/{bob}/?timeline=groups")
    assert len(response.context["timeline"]) == 3
    older = response.context["timeline_older"]
    page = text(ada.get(f"/users/{bob}/?timeline=groups&older={older}"))
    assert page.count("Added to Sales") == 1
    assert "Newest" in page
    assert "Nothing of that kind. Show all" in read(ada, f"/users/{bob}/?timeline=failures")
    for nonsense in ("timeline=xyz", "older=1", "older=%00", "timeline=groups&older=9-9-9"):
        assert ada.get(f"/users/{bob}/?{nonsense}").status_code == 200
        assert ada.get(f"/groups/{sales}/?{nonsense}").status_code == 200
    assert "Members" in read(ada, f"/groups/{sales}/?timeline=groups")


# The log


def test_sentences(ada: Client, api: EndpointClient) -> None:
    ids = [api.create_user(name)["id"] for name in ("bob", "eve", "zoe")]
    sales = api.create_group("Sales")["id"]
    assert wording.plain(change(api, sales, "add", ids[0])) == "Added bob to Sales"
    assert wording.plain(change(api, sales, "add", *ids)) == "Added 2 people to Sales"
    assert wording.plain(change(api, sales, "remove", ids[1])) == "Took eve out of Sales"
    both = change(api, sales, "replace", ids[1])
    assert wording.plain(both) == "Added eve to Sales and took 2 out"
    many = change(api, sales, "remove", *ids)
    assert wording.plain(many) == "Took eve out of Sales"
    sentences = ["Added eve to Sales and took 2 out", "Added 2 people to Sales"]
    for address in ("/", "/provisioning/log/", f"/groups/{sales}/"):
        page = read(ada, address)
        assert all(sentence in page for sentence in sentences), address
    csv = b"".join(ada.get("/provisioning/log.csv")).decode()
    assert all(sentence in csv for sentence in sentences)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([{"old": None, "new": ["a", "b", "… 4,900 more"]}], "Added 3 people to Sales"),
        ([{"old": None, "new": ["a", "b", "… 4900 more"]}], "Added 4,902 people to Sales"),
        ([{"old": ["a"], "new": None}, {"old": ["b"], "new": None}], "Took 2 people out of Sales"),
        ([{"old": None, "new": "(too long to keep)"}], "Changed the members of group Sales"),
        (
            [{"old": ["a"], "new": None}, {"old": None, "new": ["b"]}],
            "Added b to Sales and took 1 out",
        ),
    ],
)
def test_sentences_of_what_the_log_has_cut(changes: list[Any], sentence: str) -> None:
    kept = [{"attribute": "members", **each} for each in changes]
    event = make_event(resource_type="Group", name="Sales", changes=kept)
    assert wording.plain(event) == sentence


def test_an_entry_lists_people_as_links(ada: Client, api: EndpointClient) -> None:
    bob = api.create_user("bob", displayName="Bob B")["id"]
    eve = api.create_user("eve")["id"]
    sales = api.create_group("Sales", eve)["id"]
    event = change(api, sales, "replace", bob)
    address = f"/provisioning/log/{event.pk}/"
    response = ada.get(address)
    page = text(response)
    assert "Added bob to Sales and took 1 out" in page
    assert "Members 2" in page
    assert "eve Taken out bob Bob B Added" in page
    assert f"/users/{bob}/" in response.content.decode()
    assert "[&quot;" not in response.content.decode().partition("Request body")[0]
    api.expect(204, "DELETE", f"/Users/{eve}")
    assert "eve Taken out" in read(ada, address)
    ProvisioningEvent.objects.filter(name="eve").delete()
    assert "Somebody who is gone Taken out" in read(ada, address)


def test_an_entry_of_many_people_has_pages(ada: Client, api: EndpointClient) -> None:
    ids = [api.create_user(f"user{number}")["id"] for number in range(5)]
    event = change(api, api.create_group("Sales")["id"], "add", *ids)
    first = memberships.people(event, size=2)
    assert ([row.name for row in first.rows], first.total, first.more) == (["user0", "user1"], 5, 3)
    assert first.next
    second = memberships.people(event, first.next, size=2)
    assert ([row.name for row in second.rows], second.start, second.more) == (
        ["user2", "user3"],
        2,
        1,
    )
    assert second.next
    last = memberships.people(event, second.next, size=2)
    assert ([row.name for row in last.rows], last.next, last.more) == (["user4"], None, 0)
    page = read(ada, f"/provisioning/log/{event.pk}/?people={first.next}")
    assert "Members 3–5 of 5" in page
    assert "user1" not in page.partition("Members")[2].partition("Request")[0]
    assert ada.get(f"/provisioning/log/{event.pk}/?people=%00").status_code == 200


def test_an_entry_of_before_shows_the_names_that_were_kept(ada: Client) -> None:
    changes = [{"attribute": "members", "old": None, "new": ["bob", "eve", "… 40 more"]}]
    event = make_event(resource_type="Group", name="Sales", changes=changes)
    page = read(ada, f"/provisioning/log/{event.pk}/")
    assert "Added 42 people to Sales" in page
    assert "bob Added eve Added" in page
    assert "and 40 more" in page


def test_the_log_is_searched_by_who_was_put_in_or_taken_out(
    ada: Client, audit: ApiClient, api: EndpointClient
) -> None:
    bob = api.create_user(
        "bob.b@promapp.example", emails=[{"value": "robert@mail.example"}], externalId="ext-7"
    )["id"]
    eve = api.create_user("eve@promapp.example")["id"]
    sales = api.create_group("Sales")["id"]
    added = change(api, sales, "add", bob)
    change(api, sales, "add", eve)
    taken = change(api, sales, "remove", bob, eve)
    for term in ("bob.b@promapp.example", "robert", "ext-7", bob):
        assert {added.pk, taken.pk} <= set(events(ada, term)), term
        over_api = {row["id"] for row in audit.get("/events", search=term)["results"]}
        assert {added.pk, taken.pk} <= over_api, term
        assert len(over_api) == 3
    api.expect(204, "DELETE", f"/Users/{bob}")
    for term in ("bob.b@promapp.example", bob):
        assert {added.pk, taken.pk} <= set(events(ada, term)), term
    assert events(ada, "nobody") == []


def test_somebody_deleted_here_is_found_by_the_name(ada: Client, api: EndpointClient) -> None:
    bob = api.create_user("bob")["id"]
    event = change(api, api.create_group("Sales")["id"], "add", bob)
    User.objects.filter(scim_id=bob).update(is_provisioned=False)
    chosen = {
        "action": "delete_selected",
        "_selected_action": [User.objects.get(scim_id=bob).pk],
        "post": "yes",
    }
    ada.post(reverse("admin:accounts_user_changelist"), chosen)
    assert not User.objects.filter(scim_id=bob).exists()
    assert event.pk in events(ada, "bob")


# The API


def test_the_api_lists_changes_of_memberships(audit: ApiClient, api: EndpointClient) -> None:
    bob, eve = (api.create_user(name)["id"] for name in ("bob", "eve"))
    sales, support = (api.create_group(name)["id"] for name in ("Sales", "Support"))
    first = change(api, sales, "add", bob, eve)
    second = change(api, support, "add", bob)
    third = change(api, sales, "remove", bob)
    rows = audit.all("/membership-changes", limit=1)
    assert [row["event"] for row in rows] == [third.pk, second.pk, first.pk, first.pk]
    assert rows[0] == {
        "id": rows[0]["id"],
        "created_at": rows[0]["created_at"],
        "is_added": False,
        "user": {"id": bob, "user_name": "bob"},
        "group": {"id": sales, "display_name": "Sales"},
        "event": third.pk,
        "entry": None,
    }

    def found(**query: Any) -> list[int]:
        return [row["event"] for row in audit.get("/membership-changes", **query)["results"]]

    assert found(event=first.pk) == [first.pk] * 2
    assert found(event=10**6) == []
    assert found(user=bob) == [third.pk, second.pk, first.pk]
    assert found(group=support) == [second.pk]
    assert found(user=bob, group=sales, is_added="true") == [first.pk]
    assert found(user=support) == []
    assert found(date_from="2100-01-01") == []
    api.expect(204, "DELETE", f"/Users/{bob}")
    api.expect(204, "DELETE", f"/Groups/{support}")
    gone = audit.get("/membership-changes", event=second.pk)["results"]
    assert [(row["user"], row["group"]) for row in gone] == [(None, None)]


@pytest.mark.parametrize("query", ["user=x", "event=0", "is_added=perhaps", "name=bob"])
def test_a_wrong_filter_is_an_error(audit: ApiClient, query: str) -> None:
    audit.expect(400, "GET", f"/membership-changes?{query}")

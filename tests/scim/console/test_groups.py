"""The pages of groups: the list, one group with its members, detaching."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import Group, User
from accounts.work.audit import AuditEntry
from promapp_console.lists import people
from promapp_console.pages import groups as group_pages
from tests.factories import make_group, make_user
from tests.scim.console.pages import FRAME, queries, read, text
from tests.scim.endpoint_client import EndpointClient

NOBODY = "00000000-0000-4000-8000-000000000000"
MARKUP = "<i>Builders</i>"


def page_of(group: Group, part: str = "") -> str:
    return f"/groups/{group.scim_id}/{part}"


def members(client: Client, group: Group, query: str = "") -> list[str]:
    """Return the members on a page of the group, in order."""
    response = client.get(f"{page_of(group)}?{query}")
    assert response.status_code == 200
    return [user.username for user in response.context["page"].rows]


def listed(client: Client, query: str = "") -> list[tuple[str, int]]:
    """Return the groups on a page of the list with their numbers of members, in order."""
    rows = client.get(f"/groups/?{query}").context["rows"]
    return [(group.display_name, count) for group, count in rows]


def test_strangers_and_ordinary_users_see_nothing(client: Client, user: User) -> None:
    group = make_group("Builders", user)
    addresses = ["/groups/", *(page_of(group, part) for part in ("", "scim/", "detach/"))]
    for address in addresses:
        assert client.get(address).headers["Location"].startswith("/sign-in/?next=")
    client.force_login(user)
    for address in addresses:
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in {403, 405}


@pytest.mark.parametrize("part", ["", "scim/", "detach/"])
@pytest.mark.parametrize("scim_id", [NOBODY, "1", "nonsense", "%00"])
def test_what_is_not_there_is_404(ada: Client, scim_id: str, part: str) -> None:
    assert ada.get(f"/groups/{scim_id}/{part}").status_code == 404


def test_a_user_is_no_group_and_a_group_no_user(ada: Client, administrator: User) -> None:
    assert ada.get(f"/groups/{administrator.scim_id}/").status_code == 404
    assert ada.get(f"/users/{make_group().scim_id}/").status_code == 404


def test_the_list_counts_members(ada: Client) -> None:
    assert "No groups yet." in read(ada, "/groups/")
    make_group("Painters", make_user())
    make_group("Builders", make_user(), make_user(), is_provisioned=True)
    make_group("Empty")
    assert listed(ada) == [("Builders", 2), ("Empty", 0), ("Painters", 1)]
    assert listed(ada, "sort=-name")[0] == ("Painters", 1)
    assert listed(ada, "provenance=managed") == [("Builders", 2)]
    assert listed(ada, "q=PAINT") == [("Painters", 1)]
    page = read(ada, "/groups/?q=nothing")
    assert "No groups match. Clear filters" in page
    assert "Managed by the identity provider" in read(ada, "/groups/")


def test_the_list_costs_the_same_for_many(ada: Client) -> None:
    make_group("", make_user())
    few = queries(ada, "/groups/")
    for _ in range(5):
        make_group("", make_user(), make_user())
    assert queries(ada, "/groups/") == few
    assert few <= 8 + FRAME


def test_a_group_shows_what_it_is_and_grants(ada: Client, api: EndpointClient) -> None:
    bob = api.create_user("bob", displayName="Bob")
    created = api.create_group("Builders", bob["id"], externalId="ext-7")
    group = Group.objects.get(scim_id=created["id"])
    page = read(ada, page_of(group))
    for words in (
        "Managed by Entra",
        "Members 1",
        "displayName Locked Builders",
        "externalId Locked ext-7",
        "bob Bob",
        "Membership grants no permissions here.",
        "Created group Builders By Entra",
        "Detach from the identity provider",
    ):
        assert words in page
    permission = Permission.objects.get(codename="view_user")
    group.permissions.add(permission)
    assert f"{permission.name} accounts.view_user" in read(ada, page_of(group))


def test_an_empty_group_says_so(ada: Client) -> None:
    page = read(ada, page_of(make_group("Empty")))
    assert "Nobody is in this group." in page
    assert "Nothing has happened yet." in page


def test_members_are_searched_filtered_and_sorted(ada: Client) -> None:
    bob = make_user("bob", display_name="Z", is_active=False)
    zoe = make_user("zoe", display_name="A")
    make_user("bobby")
    group = make_group("Builders", bob, zoe)
    assert members(ada, group) == ["bob", "zoe"]
    assert members(ada, group, "q=bo") == ["bob"]
    assert members(ada, group, "state=active") == ["zoe"]
    assert members(ada, group, "sort=display-name") == ["zoe", "bob"]
    assert members(ada, group, "q=bobby") == []
    assert "No members match. Clear filters" in read(ada, f"{page_of(group)}?q=bobby")
    assert "1 of 1 member" in read(ada, f"{page_of(group)}?q=bo")
    assert "1–2 of 2 members" in read(ada, page_of(group))


def test_members_are_paged(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PAGE_SIZE", 2)
    group = make_group("Builders", *(make_user(f"user{number}") for number in range(3)))
    page = ada.get(page_of(group)).context["page"]
    assert members(ada, group, f"after={page.next}") == ["user2"]
    assert members(ada, group, f"before={group.user_set.get(username='user2').scim_id}") == [
        "user0",
        "user1",
    ]


def test_one_group_costs_the_same_for_many_members(ada: Client, api: EndpointClient) -> None:
    created = api.create_group("Builders", api.create_user("user0")["id"])
    group = Group.objects.get(scim_id=created["id"])
    few = queries(ada, page_of(group))
    for number in range(1, 5):
        user = api.create_user(f"user{number}")
        value = [{"value": user["id"]}]
        api.patch(f"/Groups/{group.scim_id}", {"op": "add", "path": "members", "value": value})
    assert queries(ada, page_of(group)) == few
    assert few <= 14 + FRAME


def test_the_document_is_the_one_of_the_endpoint(
    ada: Client, api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = api.create_group(MARKUP, api.create_user("bob")["id"], api.create_user("zoe")["id"])
    address = f"/groups/{created['id']}/scim/"
    response = ada.get(address)
    shown = api.get(f"/Groups/{created['id']}")
    assert json.loads(response.context["document"]) == shown
    assert MARKUP not in response.content.decode()
    monkeypatch.setattr(group_pages, "MEMBERS_IN_DOCUMENT", 1)
    response = ada.get(address)
    del shown["members"]
    assert json.loads(response.context["document"]) == shown
    assert "Without its 2 members" in text(response)


def test_a_group_is_detached(ada: Client, administrator: User, api: EndpointClient) -> None:
    group = Group.objects.get(scim_id=api.create_group(MARKUP)["id"])
    page = ada.get(page_of(group, "detach/")).content.decode()
    assert "Detach <bdi>&lt;i&gt;Builders&lt;/i&gt;</bdi>" in page
    response = ada.post(page_of(group, "detach/"), follow=True)
    assert response.redirect_chain == [(page_of(group), 302)]
    assert "was detached from the identity provider" in text(response)
    group.refresh_from_db()
    assert not group.is_provisioned
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.object_name) == (administrator, MARKUP)


def test_only_who_may_change_groups_detaches(client: Client, db: None) -> None:
    client.force_login(make_user("eve", is_staff=True))
    group = make_group("Builders", is_provisioned=True)
    assert "Detach" not in client.get(page_of(group)).content.decode()
    assert client.post(page_of(group, "detach/")).status_code == 403
    group.refresh_from_db()
    assert group.is_provisioned

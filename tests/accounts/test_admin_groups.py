"""Groups in Django admin: members, what is locked, and what a group grants."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import Group, User
from tests.admin_pages import act, filled_in, list_url, names, page_url, said, submit
from tests.factories import make_group, make_token, make_user


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def managed(administrator: User, user: User) -> Group:
    token, _ = make_token(administrator, description="Microsoft Entra")
    return make_group("Überall", user, external_id="G-1", is_provisioned=True, provisioned_by=token)


@pytest.mark.parametrize("term", ["über", "ÜBERALL", "G-1"])
def test_search_finds(ops: Client, managed: Group, term: str) -> None:
    make_group("Finance")
    response = ops.get(list_url(Group), {"q": term})
    assert list(response.context["cl"].result_list) == [managed]


@pytest.mark.parametrize("term", ["berall", "g-1", "%"])
def test_search_does_not_find(ops: Client, managed: Group, term: str) -> None:
    assert list(ops.get(list_url(Group), {"q": term}).context["cl"].result_list) == []


def test_the_list_counts_members(ops: Client, managed: Group) -> None:
    make_group("Empty")
    rows = ops.get(list_url(Group)).context["cl"].result_list
    assert {group.display_name: group.member_count for group in rows} == {"Überall": 1, "Empty": 0}


def test_a_group_of_one_user_can_be_listed(ops: Client, managed: Group, user: User) -> None:
    make_group("Other", make_user())
    assert names(ops, Group, f"user__id__exact={user.pk}") == {"Überall"}


def test_mapped_fields_of_a_provisioned_group_do_not_change(
    ops: Client, managed: Group, user: User
) -> None:
    before = Group.objects.values().get(pk=managed.pk)
    stranger = make_user()
    changes: dict[str, Any] = {
        "display_name": "Mine",
        "external_id": "x",
        "add_members": [stranger.pk],
        "remove_members": [user.pk],
    }
    assert submit(ops, managed, **changes).status_code == 302
    assert Group.objects.values().get(pk=managed.pk) == before
    assert list(managed.user_set.all()) == [user]


def test_what_a_provisioned_group_grants_can_change(ops: Client, managed: Group) -> None:
    permission = Permission.objects.get(codename="view_user")
    assert submit(ops, managed, permissions=[permission.pk]).status_code == 302
    managed.refresh_from_db()
    assert list(managed.permissions.all()) == [permission]
    assert managed.version == 1


def test_a_provisioned_group_is_not_deleted_here(ops: Client, managed: Group) -> None:
    assert ops.post(page_url(managed, "delete"), {"post": "yes"}).status_code == 403
    assert "detach it first" in said(act(ops, "delete_selected", managed, post="yes"))
    assert Group.objects.filter(pk=managed.pk).exists()


def test_detach_and_link(ops: Client, managed: Group) -> None:
    act(ops, "detach_from_identity_provider", managed, confirmed="yes")
    submit(ops, managed, display_name="Mine")
    managed.refresh_from_db()
    assert (managed.is_provisioned, managed.display_name, managed.name) == (False, "Mine", "Mine")
    act(ops, "link_to_identity_provider", managed, confirmed="yes")
    managed.refresh_from_db()
    assert managed.is_provisioned


def test_a_group_is_added_with_members(ops: Client, user: User) -> None:
    data = {"display_name": "Finance", "external_id": "", "add_members": [user.pk]}
    assert ops.post(reverse("admin:accounts_group_add"), data).status_code == 302
    group = Group.objects.get(display_name="Finance")
    assert list(group.user_set.all()) == [user]
    assert (group.is_provisioned, group.version) == (False, 1)
    again = ops.post(reverse("admin:accounts_group_add"), {"display_name": "FINANCE"})
    assert "already exists" in said(again)


def test_members_are_added_and_removed(ops: Client, user: User) -> None:
    stays, comes = make_user("stays"), make_user("comes")
    group = make_group("Finance", user, stays)
    submit(ops, group, add_members=[comes.pk, stays.pk], remove_members=[user.pk])
    group.refresh_from_db()
    assert {str(member) for member in group.user_set.all()} == {"stays", "comes"}
    assert group.version == 2
    assert "Not a member of this group: " in said(submit(ops, group, remove_members=[user.pk]))


def test_members_are_found_as_in_the_list_of_users(ops: Client, user: User) -> None:
    make_user("zoe")
    query = {"app_label": "accounts", "model_name": "user_groups", "field_name": "user"}
    response = ops.get(reverse("admin:autocomplete"), {**query, "term": "ZO"})
    assert [row["text"] for row in response.json()["results"]] == ["zoe"]


def test_deleting_a_group_counts_its_members_instead_of_listing_them(
    ops: Client, user: User
) -> None:
    group = make_group("Finance", user, make_user())
    page = ops.get(page_url(group, "delete")).content.decode()
    assert "Memberships: 2" in page
    assert ops.post(page_url(group, "delete"), {"post": "yes"}).status_code == 302
    assert not Group.objects.filter(pk=group.pk).exists()
    assert User.objects.filter(pk=user.pk).exists()


# Rights


@pytest.fixture
def clerk(client: Client) -> User:
    """An administrator who may change groups, but is no superuser; signed in."""
    clerk = make_user("clerk", is_staff=True)
    permissions = Permission.objects.filter(
        content_type__app_label="accounts", codename__endswith="_group"
    )
    clerk.user_permissions.set(permissions)
    client.force_login(clerk)
    return clerk


def test_only_superusers_change_what_a_group_grants(
    db: None, client: Client, clerk: User, user: User
) -> None:
    group = make_group("Finance")
    everything = list(Permission.objects.values_list("pk", flat=True))
    response = submit(client, group, permissions=everything, add_members=[user.pk])
    assert response.status_code == 302
    assert list(group.user_set.all()) == [user]
    assert not group.has_rights
    data = {"display_name": "New", "permissions": everything}
    assert client.post(reverse("admin:accounts_group_add"), data).status_code == 302
    assert not Group.objects.get(display_name="New").has_rights


def test_nobody_joins_a_group_that_grants_more(db: None, client: Client, clerk: User) -> None:
    group = make_group("Powerful")
    page = filled_in(client.get(page_url(group)))
    group.permissions.add(Permission.objects.get(codename="add_user"))
    response = client.post(page_url(group), {**page, "add_members": [clerk.pk]})
    assert response.status_code == 403
    assert not group.user_set.exists()
    assert "Only a superuser" in said(
        act(client, "link_to_identity_provider", group, confirmed="yes")
    )
    assert client.post(page_url(group, "delete"), {"post": "yes"}).status_code == 403
    assert "only a superuser" in said(act(client, "delete_selected", group, post="yes"))
    group.refresh_from_db()
    assert not group.is_provisioned

"""Replacing the members of a group: what it says when many go, and the token's switch."""

from typing import Any

import pytest

from accounts.models import AccessToken, Group
from scim.models import ProvisioningEvent
from tests.factories import make_group, make_token, make_user
from tests.scim.endpoint_client import GROUP, EndpointClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(api: EndpointClient) -> Group:
    """A provisioned group of twelve."""
    users = [make_user(f"user{number:02}") for number in range(12)]
    return make_group("Engineers", *users, is_provisioned=True)


def members(group: Group) -> list[str]:
    return sorted(group.user_set.values_list("username", flat=True))


def replacement(group: Group, *user_names: str) -> dict[str, Any]:
    ids = dict(group.user_set.values_list("username", "scim_id"))
    ids |= {"new": make_user("new").scim_id} if "new" in user_names else {}
    value = [{"value": ids[name]} for name in user_names]
    return {"op": "Replace", "path": "members", "value": value}


def last_event() -> ProvisioningEvent:
    return ProvisioningEvent.objects.order_by("-pk")[0]


def test_a_replacement_replaces(api: EndpointClient, group: Group) -> None:
    """RFC 7644 section 3.5.2.3; the event says so when it takes many out."""
    path = f"/Groups/{group.scim_id}"
    keep = [f"user{number:02}" for number in range(3)]
    api.patch(path, replacement(group, *keep))
    assert members(group) == keep
    assert last_event().notes == ""
    api.patch(path, {"op": "replace", "value": {"members": []}})
    assert members(group) == []


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_the_event_says_when_many_are_dropped(
    api: EndpointClient, group: Group, method: str
) -> None:
    path = f"/Groups/{group.scim_id}"
    operation = replacement(group, "user00")
    if method == "PATCH":
        api.patch(path, operation)
    else:
        body = {"schemas": [GROUP], "displayName": "Engineers", "members": operation["value"]}
        api.expect(200, "PUT", path, body)
    assert members(group) == ["user00"]
    assert last_event().notes == (
        "The members were replaced (taken out: 11, left: 1). If the identity provider sends "
        "one member at a time, let an administrator turn on 'Replace members adds' for this "
        "access token (Site administration, Access tokens)."
    )


FORMS = [
    lambda value: {"op": "Replace", "path": "members", "value": value},
    lambda value: {"op": "replace", "value": {"members": value}},
    lambda value: {"op": "replace", "path": f"{GROUP}:members", "value": value},
]


@pytest.mark.parametrize("form", FORMS)
def test_with_the_switch_on_a_replacement_adds(
    api: EndpointClient, group: Group, form: Any
) -> None:
    """Entra was seen to send the members of a group one at a time, each replacing all."""
    AccessToken.objects.update(replace_members_adds=True)
    path = f"/Groups/{group.scim_id}"
    before = members(group)
    sent = replacement(group, "new")["value"]
    api.patch(path, form(sent))
    assert members(group) == ["new", *before]
    event = last_event()
    assert event.changes == [{"attribute": "members", "old": None, "new": ["new"]}]
    assert event.notes == (
        "The members were to be replaced, which would have taken 12 out. They were kept: "
        "'Replace members adds' is on for this access token."
    )
    api.patch(path, form(sent))
    assert last_event().result == "Skipped"
    group.refresh_from_db()
    assert group.version == 2


def test_the_switch_leaves_other_operations_alone(api: EndpointClient, group: Group) -> None:
    AccessToken.objects.update(replace_members_adds=True)
    path = f"/Groups/{group.scim_id}"
    everybody = members(group)
    api.patch(path, replacement(group, *everybody))
    assert last_event().notes == ""
    identifier = group.user_set.get(username="user00").scim_id
    api.patch(path, {"op": "remove", "path": f'members[value eq "{identifier}"]'})
    assert members(group) == everybody[1:]
    sent = replacement(group, "user01")["value"]
    body = {"schemas": [GROUP], "displayName": "Engineers", "members": sent}
    api.expect(200, "PUT", path, body)
    assert members(group) == ["user01"]
    api.patch(path, {"op": "remove", "path": "members"})
    assert members(group) == []


def test_the_switch_is_the_tokens_own(group: Group) -> None:
    AccessToken.objects.update(replace_members_adds=True)
    other = EndpointClient(make_token(description="Other")[1])
    other.patch(f"/Groups/{group.scim_id}", replacement(group, "user00"))
    assert members(group) == ["user00"]

"""Groups over HTTP: members in every form, and the mirror image on the user."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission

from accounts.models import Group, User
from scim.models import ProvisioningEvent
from tests.factories import make_group, make_token, make_user
from tests.scim.endpoint_client import GROUP, PATCH_OP, SITE, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
MICROSOFT = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"


@pytest.fixture(scope="module", autouse=True)
def ids(rows: None) -> list[str]:
    """The ids of three users."""
    api = EndpointClient(make_token()[1])
    names = ("ada", "bob", "cy")
    found = [api.create_user(name, displayName=name.title())["id"] for name in names]
    ProvisioningEvent.objects.all().delete()  # each test looks for its own
    return found


def member_ids(api: EndpointClient, group: str) -> list[str]:
    """The ids of a group's members, checked against the groups of every user."""
    members = [item["value"] for item in api.get(f"/Groups/{group}")["members"]]
    mirrored = {
        user["id"]
        for user in api.get("/Users", attributes="groups")["Resources"]
        if group in [item["value"] for item in user.get("groups", [])]
    }
    assert mirrored == set(members)
    assert len(members) == len(mirrored)
    return members


def test_entras_group_comes_back(api: EndpointClient) -> None:
    sent = {
        "schemas": [GROUP, MICROSOFT],
        "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
        "displayName": "Engineers",
        "meta": {"resourceType": "Group"},
    }
    response = api.send("POST", "/Groups", sent)
    shown = response.json()
    assert response.status_code == 201
    location = f"{SITE}/api/scim/Groups/{shown['id']}"
    assert response["Location"] == location
    meta = shown["meta"]
    assert shown == {
        "schemas": [GROUP],
        "id": shown["id"],
        "externalId": sent["externalId"],
        "displayName": "Engineers",
        "members": [],
        "meta": {
            "resourceType": "Group",
            "created": meta["created"],
            "lastModified": meta["created"],
            "location": location,
            "version": 'W/"1"',
        },
    }
    assert api.get(f"/Groups/{shown['id']}") == shown
    group = Group.objects.get(scim_id=shown["id"])
    assert group.is_provisioned
    assert not group.permissions.exists()
    assert AuthGroup.objects.get(pk=group.pk).name == "Engineers"


def test_members_and_groups_are_mirror_images(api: EndpointClient, ids: list[str]) -> None:
    nameless = api.create_user("nameless")["id"]
    shown = api.create_group("Engineers", ids[0], nameless)
    users = f"{SITE}/api/scim/Users"
    assert shown["members"] == [
        {"value": ids[0], "$ref": f"{users}/{ids[0]}", "display": "Ada", "type": "User"},
        {"value": nameless, "$ref": f"{users}/{nameless}", "type": "User"},
    ]
    assert api.get(f"/Users/{ids[0]}")["groups"] == [
        {
            "value": shown["id"],
            "$ref": f"{SITE}/api/scim/Groups/{shown['id']}",
            "display": "Engineers",
            "type": "direct",
        }
    ]
    assert "groups" not in api.get(f"/Users/{ids[1]}")


ADD: list[tuple[str, Any]] = [
    ("a list", {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "0"}]}),
    ("several", {"op": "Add", "path": "members", "value": [{"value": "0"}, {"value": "1"}]}),
    ("twice", {"op": "add", "path": "members", "value": [{"value": "0"}, {"value": "0"}]}),
    ("a text", {"op": "Add", "path": "members", "value": "0"}),
    ("texts", {"op": "Add", "path": "members", "value": ["0", "1"]}),
    ("an object", {"op": "add", "path": "members", "value": {"value": "0"}}),
    ("path-less", {"op": "Add", "value": {"members": [{"value": "0"}]}}),
    ("a URN", {"op": "add", "path": f"{GROUP}:members", "value": [{"value": "0"}]}),
    ("in other case", {"op": "ADD", "path": "Members", "value": [{"Value": "0"}]}),
    (
        "Okta's",
        {"op": "add", "path": "members", "value": [{"value": "0", "display": "ada@x"}]},
    ),
    (
        "a $ref alone",
        {"op": "add", "path": "members", "value": [{"$ref": f"{SITE}/api/scim/Users/0"}]},
    ),
    (
        "with type and $ref",
        {"op": "add", "path": "members", "value": [{"value": "0", "type": "User", "$ref": "x"}]},
    ),
]


def with_ids(value: Any, ids: list[str]) -> Any:
    """The operation with "0", "1", "2" replaced by ids, also inside filters."""
    if isinstance(value, dict):
        return {key: with_ids(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [with_ids(item, ids) for item in value]
    if isinstance(value, str) and value in {"0", "1", "2"}:
        return ids[int(value)]
    if isinstance(value, str):
        return re.sub(r'(?<=")[012](?=")|(?<=/Users/)[012]$', lambda at: ids[int(at[0])], value)
    return value


@pytest.mark.parametrize("operation", [case[1] for case in ADD], ids=[case[0] for case in ADD])
def test_adds_members(api: EndpointClient, ids: list[str], operation: Any) -> None:
    group = api.create_group("Engineers", ids[2])["id"]
    operation = with_ids(operation, ids)
    api.patch(f"/Groups/{group}", operation)
    added = [ids[0], ids[1]] if ids[1] in str(operation) else [ids[0]]
    assert member_ids(api, group) == [ids[2], *added]
    version = api.get(f"/Groups/{group}")["meta"]["version"]
    api.patch(f"/Groups/{group}", operation)  # JumpCloud repeats it
    assert member_ids(api, group) == [ids[2], *added]
    assert api.get(f"/Groups/{group}")["meta"]["version"] == version == 'W/"2"'


REMOVE: list[tuple[str, Any, str]] = [
    ("legacy", {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "0"}]}, "12"),
    (
        "legacy, two",
        {"op": "Remove", "path": "members", "value": [{"value": "0"}, {"value": "1"}]},
        "2",
    ),
    ("a text", {"op": "Remove", "path": "members", "value": "0"}, "12"),
    ("an object", {"op": "remove", "path": "members", "value": {"value": "0"}}, "12"),
    ("a filter", {"op": "remove", "path": 'members[value eq "0"]'}, "12"),
    ("a filter of several", {"op": "remove", "path": 'members[value eq "0" or value eq "1"]'}, "2"),
    (
        "a filter and a value",
        {"op": "Remove", "path": 'members[value eq "0"]', "value": None},
        "12",
    ),
    ("a filter on type", {"op": "remove", "path": 'members[type eq "User"]'}, ""),
    ("a filter on display", {"op": "remove", "path": 'members[display sw "a"]'}, "12"),
    ("a filter that matches nobody", {"op": "remove", "path": 'members[value eq "x"]'}, "012"),
    ("nobody listed", {"op": "remove", "path": "members", "value": []}, "012"),
    ("somebody unknown", {"op": "Remove", "path": "members", "value": [{"value": "x"}]}, "012"),
    ("all", {"op": "remove", "path": "members"}, ""),
    ("replace", {"op": "replace", "path": "members", "value": [{"value": "1"}]}, "1"),
    ("Okta's full push", {"op": "replace", "value": {"id": "x", "members": [{"value": "2"}]}}, "2"),
    ("Okta's empty push", {"op": "replace", "path": "members", "value": []}, ""),
    ("an empty push without path", {"op": "replace", "value": {"members": []}}, ""),
    ("the same again", {"op": "replace", "path": "members", "value": ["2", "1", "0"]}, "012"),
]


@pytest.mark.parametrize(
    ("operation", "left"), [case[1:] for case in REMOVE], ids=[case[0] for case in REMOVE]
)
def test_removes_members(api: EndpointClient, ids: list[str], operation: Any, left: str) -> None:
    group = api.create_group("Engineers", *ids)["id"]
    api.patch(f"/Groups/{group}", with_ids(operation, ids))
    assert member_ids(api, group) == [ids[int(number)] for number in left]
    changed = left != "012"
    version = api.get(f"/Groups/{group}")["meta"]["version"]
    assert version == ('W/"2"' if changed else 'W/"1"')
    event = ProvisioningEvent.objects.order_by("pk").last()
    assert event
    assert event.result == ("Success" if changed else "Skipped")


@pytest.mark.parametrize(
    "value",
    [[{}], [None], [{"$ref": None}], {}, [[]], 5, [{"value": ""}], [{"value": None}], [""], True],
)
@pytest.mark.parametrize("op", ["Add", "Remove", "Replace"])
def test_a_malformed_list_never_means_all_or_none(
    api: EndpointClient, ids: list[str], value: Any, op: str
) -> None:
    group = api.create_group("Engineers", *ids)["id"]
    operation = {"op": op, "path": "members", "value": value}
    answer = api.patch(f"/Groups/{group}", operation, status=400)
    assert answer["scimType"] == "invalidValue"
    assert "'members'" in answer["detail"]
    assert member_ids(api, group) == ids


@pytest.mark.parametrize("method", ["PATCH", "PUT", "POST"])
def test_an_unknown_member_is_named(api: EndpointClient, ids: list[str], method: str) -> None:
    group = api.create_group("Engineers", ids[0])["id"]
    members = [{"value": ids[1]}, {"value": "no-such-user"}]
    body: dict[str, Any] = {"schemas": [GROUP], "displayName": "New", "members": members}
    path = "/Groups" if method == "POST" else f"/Groups/{group}"
    if method == "PATCH":
        operation = {"op": "Add", "path": "members", "value": members}
        body = {"schemas": [PATCH_OP], "Operations": [operation]}
    answer = api.expect(400, method, path, body)
    assert answer["scimType"] == "invalidValue"
    assert answer["detail"].startswith("'members' names 'no-such-user', which is the id of no user")
    assert member_ids(api, group) == [ids[0]]
    assert Group.objects.count() == 1


def test_a_group_cannot_be_a_member_and_says_so(api: EndpointClient) -> None:
    inner = api.create_group("Inner")["id"]
    outer = api.create_group("Outer")["id"]
    operation = {"op": "Add", "path": "members", "value": [{"value": inner}]}
    answer = api.patch(f"/Groups/{outer}", operation, status=400)
    assert inner in answer["detail"]
    assert "Only users can be members" in answer["detail"]


def test_a_member_cannot_be_edited(api: EndpointClient, ids: list[str]) -> None:
    group = api.create_group("Engineers", ids[0])["id"]
    path = f'members[value eq "{ids[0]}"].display'
    for operation in (
        {"op": "replace", "path": path, "value": "x"},
        {"op": "replace", "path": "members.value", "value": ids[1]},
    ):
        answer = api.patch(f"/Groups/{group}", operation, status=400)
        assert answer["scimType"] == "mutability"
    no_target = {"op": "replace", "path": 'members[value eq "x"]', "value": {"value": ids[1]}}
    assert api.patch(f"/Groups/{group}", no_target, status=400)["scimType"] == "noTarget"
    assert member_ids(api, group) == [ids[0]]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "displayName", "value": "Inventors"},
        {"op": "replace", "value": {"displayName": "Inventors"}},
        {"op": "replace", "value": {"id": "x", "displayName": "Inventors"}},
        {"op": "add", "value": {"displayName": "Inventors", "externalId": "e"}},
    ],
)
def test_a_rename_leaves_the_members(
    api: EndpointClient, ids: list[str], operation: dict[str, Any]
) -> None:
    group = api.create_group("Engineers", *ids)["id"]
    api.patch(f"/Groups/{group}", operation)
    assert api.get(f"/Groups/{group}")["displayName"] == "Inventors"
    assert member_ids(api, group) == ids
    assert api.get(f"/Users/{ids[0]}")["groups"][0]["display"] == "Inventors"
    assert api.names("/Groups", filter='displayName eq "engineers"') == []
    assert api.names("/Groups", filter='displayName eq "INVENTORS"') == ["Inventors"]


def test_several_operations_in_order(api: EndpointClient, ids: list[str]) -> None:
    group = api.create_group("Engineers")["id"]
    api.patch(
        f"/Groups/{group}",
        {"op": "add", "path": "members", "value": [{"value": ids[0]}, {"value": ids[1]}]},
        {"op": "replace", "path": "displayName", "value": "Inventors"},
        {"op": "remove", "path": f'members[value eq "{ids[0]}"]'},
        {"op": "add", "path": "members", "value": [{"value": ids[2]}]},
    )
    assert member_ids(api, group) == ids[1:]
    meta = api.get(f"/Groups/{group}")["meta"]
    assert meta["version"] == 'W/"2"'
    event = ProvisioningEvent.objects.order_by("pk").last()
    assert event
    assert event.changes == [
        {"attribute": "displayName", "old": "Engineers", "new": "Inventors"},
        {"attribute": "members", "old": None, "new": ["ada", "bob"]},
        {"attribute": "members", "old": ["ada"], "new": None},
        {"attribute": "members", "old": None, "new": ["cy"]},
    ]


def test_a_failing_operation_undoes_the_members(api: EndpointClient, ids: list[str]) -> None:
    group = api.create_group("Engineers", ids[0])["id"]
    before = api.get(f"/Groups/{group}")
    for failing in (
        {"op": "replace", "path": "displayName", "value": ""},
        {"op": "add", "path": "members", "value": [{"value": "no-such-user"}]},
        {"op": "replace", "path": "colour", "value": "red"},
    ):
        api.patch(
            f"/Groups/{group}",
            {"op": "add", "path": "members", "value": [{"value": ids[1]}]},
            {"op": "remove", "path": f'members[value eq "{ids[0]}"]'},
            failing,
            status=400,
        )
        assert api.get(f"/Groups/{group}") == before


def test_patch_answers_with_the_group_on_request(api: EndpointClient, ids: list[str]) -> None:
    group = api.create_group("Engineers")["id"]
    body = {"Operations": [{"op": "add", "path": "members", "value": [{"value": ids[0]}]}]}
    path = f"/Groups/{group}?attributes=members.value"
    shown = api.expect(200, "PATCH", path, body)
    assert shown == {"schemas": [GROUP], "id": group, "members": [{"value": ids[0]}]}


def test_put_replaces_name_and_members(api: EndpointClient, ids: list[str]) -> None:
    group = api.create_group("Engineers", ids[0], externalId="e")["id"]
    members = [{"value": ids[1], "display": None}, {"value": ids[2]}]
    body = {"schemas": [GROUP], "id": group, "displayName": "Inventors", "members": members}
    shown = api.expect(200, "PUT", f"/Groups/{group}", body)
    assert "externalId" not in shown
    assert shown["meta"]["version"] == 'W/"2"'
    assert member_ids(api, group) == ids[1:]
    again = api.expect(200, "PUT", f"/Groups/{group}", body)
    assert again["meta"] == shown["meta"]
    api.expect(200, "PUT", f"/Groups/{group}", {"schemas": [GROUP], "displayName": "Inventors"})
    assert member_ids(api, group) == []


@pytest.mark.parametrize("name", ["engineers", "ENGINEERS", "Engineers"])
def test_the_name_is_unique(api: EndpointClient, name: str) -> None:
    api.create_group("Engineers")
    answer = api.expect(409, "POST", "/Groups", {"schemas": [GROUP], "displayName": name})
    assert answer["scimType"] == "uniqueness"
    assert f"Another group already has the displayName '{name}'" in answer["detail"]


@pytest.mark.parametrize("name", [None, "", 5, ["a", "b"], "x" * 513, "\x00"])
def test_a_name_is_required(api: EndpointClient, name: Any) -> None:
    answer = api.expect(400, "POST", "/Groups", {"schemas": [GROUP], "displayName": name})
    assert answer["scimType"] == "invalidValue"
    assert answer["detail"].startswith("'displayName' ")


def test_names_longer_than_djangos_column(api: EndpointClient) -> None:
    first, second = ("x" * 511 + letter for letter in "ab")
    assert api.create_group(first)["displayName"] == first
    assert api.create_group(second)["displayName"] == second
    assert api.names("/Groups", filter=f'displayName eq "{first.upper()}"') == [first]


def test_deleting_a_group_leaves_the_users(api: EndpointClient, ids: list[str]) -> None:
    group = api.create_group("Engineers", *ids)["id"]
    api.expect(204, "DELETE", f"/Groups/{group}")
    for method in ("GET", "DELETE"):
        answer = api.expect(404, method, f"/Groups/{group}")
        assert answer["detail"].startswith(f"There is no Group with the id '{group}' here.")
    assert "groups" not in api.get(f"/Users/{ids[0]}")
    assert User.objects.filter(scim_id__in=ids).count() == 3
    assert not AuthGroup.objects.exists()
    assert api.create_group("Engineers")["id"] != group


def test_the_membership_check(api: EndpointClient, ids: list[str]) -> None:
    group = api.create_group("Engineers", ids[0])["id"]
    other = api.create_group("Others", ids[1])["id"]
    for name in ("members", "members.value", "MEMBERS.VALUE"):
        for text in (
            f'id eq "{group}" and {name} eq "{ids[0]}"',
            f'{name} eq "{ids[0]}" and id eq "{group}"',
            f"id eq {group} and {name} eq {ids[0]}",
        ):
            found = api.get("/Groups", filter=text, excludedAttributes="members")
            assert [item["id"] for item in found["Resources"]] == [group]
        assert api.names("/Groups", filter=f'id eq "{other}" and {name} eq "{ids[0]}"') == []
    assert api.names("/Groups", filter=f'members[value eq "{ids[1]}"]') == ["Others"]
    assert api.names("/Users", filter=f'groups.value eq "{group}"') == ["ada"]
    assert api.names("/Users", filter='groups.display co "ther"') == ["bob"]


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("PATCH", {"Operations": [{"op": "add", "path": "members", "value": []}]}),
        ("PATCH", {"Operations": [{"op": "replace", "path": "displayName", "value": "x"}]}),
        ("PATCH", {"Operations": []}),
        ("PUT", {"schemas": [GROUP], "displayName": "x"}),
        ("DELETE", None),
    ],
)
def test_a_local_group_with_permissions_is_left_alone(
    api: EndpointClient, ids: list[str], method: str, body: Any
) -> None:
    group = make_group("Editors", make_user("editor"))
    group.permissions.add(Permission.objects.all()[0])
    before = api.get(f"/Groups/{group.scim_id}")
    answer = api.expect(409, method, f"/Groups/{group.scim_id}", body)
    assert answer["detail"].startswith("'Editors' is a group whose members are granted")
    assert api.get(f"/Groups/{group.scim_id}") == before
    add = {"op": "Add", "path": "members", "value": [{"value": ids[0]}]}
    api.patch(f"/Groups/{group.scim_id}", add, status=409)
    assert "groups" not in api.get(f"/Users/{ids[0]}")
    group.refresh_from_db()
    assert not group.is_provisioned


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("PATCH", {"Operations": [{"op": "add", "path": "members", "value": []}]}),
        ("PATCH", {"Operations": [{"op": "replace", "path": "externalId", "value": "e"}]}),
        ("PATCH", {"Operations": [{"op": "replace", "path": "displayName", "value": "Plain"}]}),
        ("PUT", {"schemas": [GROUP], "displayName": "Plain"}),
        ("PUT", {"schemas": [GROUP], "displayName": "Plain", "members": [{"value": "ADA"}]}),
        ("PATCH", {"Operations": [{"op": "add", "path": "members", "value": [{"value": "ADA"}]}]}),
    ],
)
def test_the_first_write_links_a_local_group(api: EndpointClient, method: str, body: Any) -> None:
    """One new version for all that it changes."""
    group = make_group("Plain")
    body = json.loads(json.dumps(body).replace("ADA", make_user().scim_id))
    api.expect(204 if method == "PATCH" else 200, method, f"/Groups/{group.scim_id}", body)
    group.refresh_from_db()
    assert group.is_provisioned
    assert group.provisioned_by
    assert group.version == 2
    event = ProvisioningEvent.objects.get()
    assert (event.result, event.linked, event.group) == ("Success", True, group)


def test_scim_gives_a_group_no_permissions(api: EndpointClient) -> None:
    group = api.create_group("Engineers", permissions=[1], name="x")["id"]
    operation = {"op": "add", "path": "permissions", "value": [1]}
    assert api.patch(f"/Groups/{group}", operation, status=400)["scimType"] == "invalidPath"
    assert not Group.objects.get(scim_id=group).permissions.exists()

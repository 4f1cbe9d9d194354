"""Names over SCIM: what is refused, by every way to write, and which names are one."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Group, User
from tests.scim.endpoint_client import GROUP, PATCH_OP, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
HIDDEN = "ad\u200bmin"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def refused(answer: Any, found: str) -> None:
    assert answer["status"] == "400"
    assert answer["scimType"] == "invalidValue"
    assert found in answer["detail"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (HIDDEN, "U+200B ZERO WIDTH SPACE"),
        ("admin ", "U+0020 SPACE"),
        ("admin\r\nX: y", "U+000D CARRIAGE RETURN"),
        ("\u202eadmin", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        (" ", "U+0020 SPACE"),
    ],
)
def test_a_user_name_holds_nothing_unseen(api: EndpointClient, name: str, found: str) -> None:
    body = {"schemas": [USER], "userName": name}
    refused(api.expect(400, "POST", "/Users", body), found)
    user = f"/Users/{api.create_user('ada')['id']}"
    refused(api.expect(400, "PUT", user, body), found)
    change = {"op": "replace", "path": "userName", "value": name}
    patch = {"schemas": [PATCH_OP], "Operations": [change]}
    refused(api.expect(400, "PATCH", user, patch), found)
    operation = {"method": "PATCH", "path": user, "data": patch}
    bulk = api.expect(200, "POST", "/Bulk", {"schemas": [BULK], "Operations": [operation]})
    refused(bulk["Operations"][0]["response"], found)
    assert api.get(user)["userName"] == "ada"


@pytest.mark.parametrize("name", ["En\u202etra", "Team\n", "\u200d", " ", "\u3000\u3000"])
def test_a_group_name_holds_nothing_unseen(api: EndpointClient, name: str) -> None:
    refused(api.expect(400, "POST", "/Groups", {"schemas": [GROUP], "displayName": name}), "U+")
    assert not Group.objects.exists()


def test_group_names_are_stored_as_sent_and_one_when_they_look_alike(api: EndpointClient) -> None:
    group = api.create_group(" Team \U0001f469\u200d\U0001f4bb")
    assert group["displayName"] == " Team \U0001f469\u200d\U0001f4bb"
    for name in ("Team \U0001f469\u200d\U0001f4bb", "\uff34eam \U0001f469\u200d\U0001f4bb\u00a0"):
        answer = api.expect(409, "POST", "/Groups", {"schemas": [GROUP], "displayName": name})
        assert answer["scimType"] == "uniqueness"
        found = api.get("/Groups", filter=f'displayName eq "{name}"')
        assert [item["id"] for item in found["Resources"]] == [group["id"]]


@pytest.mark.parametrize(
    ("operator", "operand", "count"),
    [
        ("eq", "TEAM RED", 1),
        ("eq", " team red  ", 1),
        ("ne", "team red ", 1),
        ("sw", " Team", 2),
        ("sw", "Team ", 2),
        ("sw", "Tea ", 0),
        ("ew", "red ", 1),
        ("ew", " red", 1),
        ("ew", "  red", 0),
        ("co", " r", 1),
        ("co", "\uff32ed", 1),
        ("gt", "team blue ", 1),
    ],
)
def test_blanks_count_inside_a_name_only(
    api: EndpointClient, operator: str, operand: str, count: int
) -> None:
    api.create_group(" Team Red ")
    api.create_group("Team Blue")
    found = api.get("/Groups", filter=f'displayName {operator} "{operand}"')
    assert found["totalResults"] == count


def test_full_width_letters_are_the_same_user_name(api: EndpointClient) -> None:
    api.create_user("admin2")
    name = "\uff41\uff44\uff4d\uff49\uff4e\uff12"
    body = {"schemas": [USER], "userName": name}
    assert api.expect(409, "POST", "/Users", body)["scimType"] == "uniqueness"
    assert api.get("/Users", filter=f'userName eq "{name}"')["totalResults"] == 1


@pytest.mark.parametrize("name", ["\u0645\u06cc\u200c\u062e", "van\u00a0Dyk", "Ada ", "\U0001f642"])
def test_what_people_are_called_is_kept_as_sent(api: EndpointClient, name: str) -> None:
    sent = {"displayName": name, "name": {"familyName": name}}
    shown = api.create_user("ada", **sent)
    assert shown["displayName"] == shown["name"]["familyName"] == name


def test_whoever_had_such_a_name_before_can_leave(api: EndpointClient) -> None:
    user = api.create_user("ada")
    User.objects.filter(scim_id=user["id"]).update(username=HIDDEN, username_key=HIDDEN)
    body = {"schemas": [USER], "userName": HIDDEN, "active": False}
    assert api.expect(200, "PUT", f"/Users/{user['id']}", body)["active"] is False
    change = {"op": "replace", "path": "title", "value": "x"}
    patch = {"schemas": [PATCH_OP], "Operations": [change]}
    assert api.expect(200, "PATCH", f"/Users/{user['id']}", patch)["title"] == "x"
    assert api.expect(200, "PATCH", f"/Users/{user['id']}", patch)["userName"] == HIDDEN

"""A schema more is rows of the table and no code: added to a copy of it, seen everywhere."""

from dataclasses import replace
from typing import Any

import pytest

import scim.checks
from scim.endpoint import discovery, views
from scim.table.attributes import Attribute, ResourceType, Schema, Storage
from scim.table.schemas import ENTERPRISE_USER, GROUP_TYPE, USER, USER_TYPE
from tests.scim.endpoint_client import USER as USER_URN
from tests.scim.endpoint_client import EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]

URN = "urn:ietf:params:scim:schemas:extension:promapp:2.0:User"
# A singular attribute needs a column; these two lie in columns of rows the copy leaves out.
ADDED = Schema(
    URN,
    "PromappUser",
    "What Promapp knows of a user",
    (
        Attribute("badge", column="nick_name", description="The number on the badge."),
        Attribute("key", column="profile_url", case_exact=True, max_length=2048),
        Attribute(
            "languages",
            type="complex",
            multi_valued=True,
            storage=Storage.VALUES,
            sub=(
                Attribute("value", column="value", max_length=512),
                Attribute("type", column="type", canonical_values=("spoken", "written")),
                Attribute("primary", type="boolean", column="primary"),
            ),
        ),
    ),
)
ADA = {"badge": "Straße 7", "key": "aB", "languages": [{"value": "English", "type": "spoken"}]}
BOB = {"badge": "12", "key": "ab", "languages": [{"value": "Czech", "primary": True}]}


def copied_table() -> ResourceType:
    """The table's user with a third schema."""
    left_out = {"nickName", "profileUrl"}
    core = replace(USER, attributes=tuple(a for a in USER.attributes if a.name not in left_out))
    return replace(USER_TYPE, schema=core, extensions=(ENTERPRISE_USER, ADDED))


@pytest.fixture
def people(api: EndpointClient, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Two users over SCIM, once the copy has taken the place of the table."""
    table = copied_table()
    for module in (discovery, views, scim.checks):
        monkeypatch.setattr(module, "RESOURCE_TYPES", (table, GROUP_TYPE))
    monkeypatch.setattr(views.UsersView, "table", table)
    return [
        api.create_user("ada", **{URN: ADA, "emails": [{"value": "a@x"}]}),
        api.create_user("bob", **{URN.upper(): {key.upper(): value for key, value in BOB.items()}}),
    ]


def test_the_copy_passes_the_checks(people: list[dict[str, Any]]) -> None:
    assert list(scim.checks.check_table()) == []


def test_discovery_publishes_it(api: EndpointClient, people: list[dict[str, Any]]) -> None:
    extensions = api.get("/ResourceTypes/User")["schemaExtensions"]
    assert {"schema": URN, "required": False} in extensions
    schema = api.get(f"/Schemas/{URN}")
    assert schema in api.get("/Schemas")["Resources"]
    badge, key, languages = schema["attributes"]
    assert badge == {
        "name": "badge",
        "type": "string",
        "multiValued": False,
        "description": "The number on the badge.",
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    }
    assert key["caseExact"] is True
    assert languages["multiValued"] is True
    assert [sub["name"] for sub in languages["subAttributes"]] == ["value", "type", "primary"]


def test_it_is_created_and_read(api: EndpointClient, people: list[dict[str, Any]]) -> None:
    for created, sent in zip(people, (ADA, BOB), strict=True):
        assert created["schemas"] == [USER_URN, URN]
        assert created[URN] == sent
        assert api.get(f"/Users/{created['id']}") == created
    assert "nickName" not in api.create_user("cy", nickName="C")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f'{URN}:badge eq "STRASSE 7"', ["ada"]),
        ('badge sw "1"', ["bob"]),
        (f'{URN}:key eq "ab"', ["bob"]),
        (f"{URN}:languages pr and userName pr", ["ada", "bob"]),
        (f'{URN}:languages.value co "ENG"', ["ada"]),
        (f'{URN}:languages[type eq "spoken" and value sw "e"]', ["ada"]),
        (f"{URN}:languages.primary eq true", ["bob"]),
        (f'{URN}:languages ne "Czech" and {URN}:badge pr', ["ada"]),
        (f'schemas eq "{URN}"', ["ada", "bob"]),
    ],
)
def test_it_is_filtered(
    api: EndpointClient, people: list[dict[str, Any]], text: str, names: list[str]
) -> None:
    assert api.names("/Users", filter=text) == names


@pytest.mark.parametrize(
    ("name", "names"),
    [
        (f"{URN}:badge", ["bob", "ada"]),
        (f"{URN}:key", ["ada", "bob"]),
        (f"{URN}:languages", ["bob", "ada"]),
        (f"{URN}:languages.type", ["ada", "bob"]),  # who has none comes last
    ],
)
def test_it_is_sorted_by(
    api: EndpointClient, people: list[dict[str, Any]], name: str, names: list[str]
) -> None:
    assert api.names("/Users", filter=f"{URN}:badge pr", sortBy=name) == names
    backwards = api.names("/Users", filter=f"{URN}:badge pr", sortBy=name, sortOrder="descending")
    assert backwards == names[::-1]


WRITTEN = {"value": "Latin", "type": "written"}
PATCHES: list[tuple[dict[str, Any], Any]] = [
    ({"op": "replace", "path": f"{URN}:badge", "value": "8"}, {**ADA, "badge": "8"}),
    ({"op": "remove", "path": f"{URN}:key"}, {key: ADA[key] for key in ("badge", "languages")}),
    ({"op": "replace", "value": {f"{URN}:badge": "8"}}, {**ADA, "badge": "8"}),
    ({"op": "add", "value": {URN: {"badge": "8"}}}, {**ADA, "badge": "8"}),
    (
        {"op": "add", "path": f"{URN}:languages", "value": [WRITTEN]},
        {**ADA, "languages": [*ADA["languages"], WRITTEN]},
    ),
    (
        {"op": "add", "path": f'{URN}:languages[type eq "written"].value', "value": "Latin"},
        {**ADA, "languages": [*ADA["languages"], WRITTEN]},
    ),
    (
        {"op": "replace", "path": f'{URN}:languages[type eq "spoken"].value', "value": "Czech"},
        {**ADA, "languages": [{"value": "Czech", "type": "spoken"}]},
    ),
    (
        {"op": "remove", "path": f'{URN}:languages[value eq "english"]'},
        {"badge": ADA["badge"], "key": ADA["key"]},
    ),
    ({"op": "remove", "path": URN}, None),
]


@pytest.mark.parametrize(("operation", "expected"), PATCHES)
def test_it_is_patched(
    api: EndpointClient, people: list[dict[str, Any]], operation: dict[str, Any], expected: Any
) -> None:
    path = f"/Users/{people[0]['id']}"
    shown = api.patch(path, operation)
    assert shown.get(URN) == expected
    assert (URN in shown["schemas"]) == (expected is not None)
    assert shown["emails"] == [{"value": "a@x"}]
    assert api.get(path) == shown


def test_a_put_without_it_clears_it(api: EndpointClient, people: list[dict[str, Any]]) -> None:
    body = {"schemas": [USER_URN], "userName": "ada"}
    shown = api.expect(200, "PUT", f"/Users/{people[0]['id']}", body)
    assert URN not in shown
    assert api.names("/Users", filter=f"{URN}:languages pr") == ["bob"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"attributes": URN}, {URN: ADA}),
        ({"attributes": f"{URN}:badge"}, {URN: {"badge": ADA["badge"]}}),
        ({"attributes": f"{URN}:languages.type"}, {URN: {"languages": [{"type": "spoken"}]}}),
        ({"attributes": "userName"}, {"userName": "ada"}),
    ],
)
def test_it_is_projected(
    api: EndpointClient, people: list[dict[str, Any]], query: dict[str, str], shown: Any
) -> None:
    found = api.get(f"/Users/{people[0]['id']}", **query)
    schemas = [USER_URN, *([URN] if URN in shown else [])]
    assert found == {"schemas": schemas, "id": people[0]["id"], **shown}


def test_it_is_left_out(api: EndpointClient, people: list[dict[str, Any]]) -> None:
    path = f"/Users/{people[0]['id']}"
    assert URN not in api.get(path, excludedAttributes=URN)
    without = api.get(path, excludedAttributes=f"{URN}:languages")
    assert without[URN] == {"badge": ADA["badge"], "key": ADA["key"]}

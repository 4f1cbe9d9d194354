"""Filters in SQL, on stored rows, against scim2-models on the same documents."""

from typing import Any

import pytest
from hypothesis import given, settings

from scim.language import filters
from scim.store import documents, queries
from scim.table.attributes import ResourceType
from scim.table.errors import InvalidFilter
from scim.table.schemas import ENTERPRISE_USER_URN, GROUP_TYPE, USER_TYPE
from tests.scim import generated, oracle
from tests.scim.endpoint_client import SITE, EndpointClient

BASE = f"{SITE}/api/scim"
CASES = {"User": 280 * generated.SIZE, "Group": 100 * generated.SIZE}
# One of so many filters at least is matched by some resources and not by others: the rest tell
# little. It depends on what is drawn, which any new attribute changes.
TELLING = {"User": 3, "Group": 10}


def store(api: EndpointClient) -> None:
    """People and groups, with what is read-only for a client: memberships, managers, times."""
    people = []
    for number, body in enumerate(generated.sample(generated.documents(USER_TYPE), 24)):
        sent = {key: value for key, value in body.items() if key != "userName"}
        people.append(api.create_user(f"{body['userName']} {number}", **sent)["id"])
    for number, person in enumerate(people[::3]):
        manager = {"op": "add", "path": f"{ENTERPRISE_USER_URN}:manager", "value": person}
        api.patch(f"/Users/{people[number]}", manager)
    for number, body in enumerate(generated.sample(generated.documents(GROUP_TYPE), 12)):
        sent = {key: value for key, value in body.items() if key != "displayName"}
        api.create_group(f"{body['displayName']} {number}", *people[number::5], **sent)


def known_values(table: ResourceType, shown: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """The values stored, by the path of their attribute."""
    found: dict[str, list[Any]] = {}
    for place in generated.leaves(table):
        for document in shown:
            home = document.get(place.schema.id, {}) if place.schema else document
            value = home.get(place.attribute.name)
            for item in value if isinstance(value, list) else [value]:
                leaf = item.get(place.sub.name) if place.sub and item else item
                if leaf is not None:
                    found.setdefault(place.path, []).append(leaf)
    return found


def found_in_sql(table: ResourceType, text: str) -> set[str] | str:
    """The ids of the rows that match a filter, or the scimType of its refusal."""
    try:
        rows = queries.resources(table, filters.parse(text))
    except InvalidFilter as error:
        return str(error.scim_type)
    return set(rows.values_list("scim_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("table", [USER_TYPE, GROUP_TYPE], ids=["User", "Group"])
def test_sql_finds_what_scim2_models_matches(api: EndpointClient, table: ResourceType) -> None:
    store(api)
    shown = list(
        documents.load(
            list(queries.resources(table).values_list("pk", flat=True)), table, BASE
        ).values()
    )
    resources = {str(document["id"]): oracle.read(table, document) for document in shown}
    telling = 0

    @settings(**generated.examples(CASES[table.name]))
    @given(generated.filters(table, known_values(table, shown)))
    def check(text: str) -> None:
        nonlocal telling
        found = found_in_sql(table, text)
        assert found == oracle.matching(table, text, resources), text
        telling += 0 < len(found) < len(resources)

    check()
    assert telling > CASES[table.name] / TELLING[table.name]

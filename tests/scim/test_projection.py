"""attributes and excludedAttributes: RFC 7644 section 3.9, RFC 7643 section 7 (`returned`)."""

import pytest

from scim.language import projection
from scim.table.attributes import Attribute
from scim.table.errors import InvalidValue
from scim.table.schemas import ENTERPRISE_USER, ENTERPRISE_USER_URN, USER_TYPE, USER_URN


def shown(attributes: str = "", excluded: str = "") -> set[str]:
    """The names of what a projection shows, sub-attributes where not all of them are shown."""
    chosen = projection.parse(attributes, excluded, USER_TYPE)
    names = set()
    places: list[tuple[object, Attribute]] = [(None, item) for item in USER_TYPE.attributes]
    places += [(ENTERPRISE_USER, item) for item in ENTERPRISE_USER.attributes]
    for schema, attribute in places:
        if chosen.wants(schema, attribute):  # type: ignore[arg-type]
            subs = {
                f"{attribute.name}.{sub.name}"
                for sub in attribute.sub
                if chosen.wants_part(schema, attribute, sub)  # type: ignore[arg-type]
            }
            names |= subs if len(subs) < len(attribute.sub) else {attribute.name}
    return names


ALWAYS = {"schemas", "id"}
ENTERPRISE = {item.name for item in ENTERPRISE_USER.attributes}
CORE = {item.name for item in USER_TYPE.schema.attributes} - {"password"}
EVERYTHING = ALWAYS | CORE | ENTERPRISE | {"externalId", "meta"}

ONLY = [
    ("userName", {"userName"}),
    ("USERNAME", {"userName"}),
    (" userName , displayName ", {"userName", "displayName"}),
    ("userName,,userName", {"userName"}),
    ("id", set()),
    ("password", set()),
    ("colour", set()),
    ("name", {"name"}),
    ("name.givenName", {"name.givenName"}),
    ("emails.value,emails.type", {"emails.value", "emails.type"}),
    ("emails.value,emails", {"emails"}),
    (f"{USER_URN}:userName", {"userName"}),
    (USER_URN, CORE | {"externalId", "meta"}),
    (ENTERPRISE_USER_URN, ENTERPRISE),
    (f"{ENTERPRISE_USER_URN}:manager.value", {"manager.value"}),
    ("department", {"department"}),
    ("meta.location", {"meta.location"}),
    ("groups", {"groups"}),
]

WITHOUT = [
    ("userName", {"userName"}),
    ("id,schemas", set()),
    ("colour", set()),
    ("emails,Groups", {"emails", "groups"}),
    (ENTERPRISE_USER_URN, ENTERPRISE),
    (f"{ENTERPRISE_USER_URN}:manager", {"manager"}),
    (USER_URN, CORE | {"externalId", "meta"}),
    ("meta", {"meta"}),
]


@pytest.mark.parametrize(("attributes", "names"), ONLY)
def test_shows_only(attributes: str, names: set[str]) -> None:
    assert shown(attributes) == ALWAYS | names


@pytest.mark.parametrize(("excluded", "names"), WITHOUT)
def test_leaves_out(excluded: str, names: set[str]) -> None:
    assert shown(excluded=excluded) == EVERYTHING - names


def test_leaves_out_a_part() -> None:
    names = shown(excluded="name.givenName,name.familyName")
    assert "name.formatted" in names
    assert not names & {"name", "name.givenName", "name.familyName"}


@pytest.mark.parametrize("blank", ["", "  "])
def test_shows_everything_but_secrets(blank: str) -> None:
    assert shown(blank, blank) == EVERYTHING


def test_refuses_both() -> None:
    with pytest.raises(InvalidValue, match="not both"):
        projection.parse("userName", "emails", USER_TYPE)

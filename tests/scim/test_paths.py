"""Attribute paths against the table: RFC 7644 figure 7, and what Entra writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim.language import paths
from scim.language.filters import Comparison
from scim.table.attributes import ResourceType
from scim.table.errors import InvalidFilter, InvalidPath
from scim.table.schemas import ENTERPRISE_USER_URN, GROUP_TYPE, USER_TYPE, USER_URN
from tests.scim.attempts import attempt

PLAIN = [
    ("userName", "userName"),
    ("USERNAME", "userName"),
    ("name.familyName", "name.familyName"),
    ("Name.FamilyName", "name.familyName"),
    ("members", "members"),
    ("meta.lastModified", "meta.lastModified"),
    (f"{USER_URN}:userName", "userName"),
    (f"{USER_URN.upper()}:Name.GivenName", "name.givenName"),
    (f"{USER_URN}:id", "id"),
    (f"{ENTERPRISE_USER_URN}:department", f"{ENTERPRISE_USER_URN}:department"),
    (f"{ENTERPRISE_USER_URN}:manager.value", f"{ENTERPRISE_USER_URN}:manager.value"),
    (ENTERPRISE_USER_URN, ENTERPRISE_USER_URN),
    (ENTERPRISE_USER_URN.lower(), ENTERPRISE_USER_URN),
    (" userName ", "userName"),
    # Microsoft's examples: extension attributes at the root, a dot or no colon after the URN.
    ("department", f"{ENTERPRISE_USER_URN}:department"),
    ("manager", f"{ENTERPRISE_USER_URN}:manager"),
    ("manager.value", f"{ENTERPRISE_USER_URN}:manager.value"),
    (f"{ENTERPRISE_USER_URN}.department", f"{ENTERPRISE_USER_URN}:department"),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department",
        f"{ENTERPRISE_USER_URN}:department",
    ),
    ("roles.displayName", "roles.display"),
]

UNKNOWN = [
    "",
    "colour",
    "name.colour",
    "userName.part",
    "emails.colour",
    "urn:example:other:2.0:User:userName",
    f"{ENTERPRISE_USER_URN}:colour",
    f"{ENTERPRISE_USER_URN}:userName",
    f"{USER_URN}:department",
    "name.familyName.more",
    'emails[type eq "work"',
    "emails]",
    'emails[type eq "work"].colour',
    'emails[type eq "work"].value.more',
    'emails.value[type eq "work"]',
    '[type eq "work"]',
    "x" * 4001,
]


def _type_of(text: str) -> ResourceType:
    return GROUP_TYPE if text == "members" else USER_TYPE


@pytest.mark.parametrize(("text", "place"), PLAIN)
def test_finds_the_place(text: str, place: str) -> None:
    assert str(paths.parse(text, _type_of(text))) == place


@pytest.mark.parametrize("text", UNKNOWN)
def test_refuses_what_names_nothing(text: str) -> None:
    with pytest.raises(InvalidPath) as caught:
        paths.parse(text, USER_TYPE)
    assert (caught.value.status, caught.value.scim_type) == (400, "invalidPath")
    assert len(caught.value.detail) < 500


@pytest.mark.parametrize("name", ["emails", "EMAILS", f"{USER_URN}:emails"])
def test_reads_a_value_filter(name: str) -> None:
    path = paths.parse(f'{name}[Type eq "work"].VALUE', USER_TYPE)
    assert path.attribute is USER_TYPE.find("emails")
    assert path.filter == Comparison("Type", "eq", "work")
    assert path.attribute
    assert path.sub is path.attribute.find("value")
    assert str(path) == "emails.value"


def test_brackets_and_dots_inside_quotes_are_text() -> None:
    path = paths.parse('roles[value eq "a]b.c[d"].display', USER_TYPE)
    assert path.filter == Comparison("value", "eq", "a]b.c[d")
    assert path.sub
    assert path.sub.name == "display"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('userName[type eq "work"]', "one value only"),
        ('name[type eq "work"].givenName', "one value only"),
        (f'{ENTERPRISE_USER_URN}:manager[value eq "x"]', "one value only"),
    ],
)
def test_refuses_brackets_on_one_value(text: str, expected: str) -> None:
    with pytest.raises(InvalidPath, match=expected):
        paths.parse(text, USER_TYPE)


@pytest.mark.parametrize(
    "text",
    ["emails[]", "emails[type]", "emails[colour eq 5]", 'emails[primary eq "x"]', "emails[(]"],
)
def test_a_bad_value_filter_is_an_invalid_filter(text: str) -> None:
    with pytest.raises(InvalidFilter):
        paths.parse(text, USER_TYPE)


@given(st.text() | st.from_regex(r"[a-zA-Z.:\[\]\" ]{0,30}"))
def test_any_text_is_read_or_refused(text: str) -> None:
    for resource_type in (USER_TYPE, GROUP_TYPE):
        path, error = attempt(paths.parse, text, resource_type)
        assert path or error.scim_type in {"invalidPath", "invalidFilter"}

"""docs/scim.md says what the code does."""

import re

import pytest

from scim.endpoint import discovery
from scim.table.schemas import RESOURCE_TYPES
from tests.scim import matrix

ROOT = matrix.PAGE.parent.parent
TEXT = matrix.PAGE.read_text()
CLAUSE = re.compile(
    r"^\| (?P<clause>[\d.]+) \| .+ \| (?P<state>[^|]+) \| `(?P<module>[\w/]+)` \|$", re.M
)
CLAUSES = {
    "RFC 7643": "2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 4.1 4.2 4.3 5 6 7 8 9",
    "RFC 7644": "2 3.2 3.3 3.4.1 3.4.2.1 3.4.2.2 3.4.2.3 3.4.2.4 3.4.2.5 3.4.3 3.5.1 3.5.2.1"
    " 3.5.2.2 3.5.2.3 3.6 3.7 3.7.1 3.7.2 3.7.3 3.7.4 3.8 3.9 3.10 3.11 3.12 3.13 3.14 4 5 6 7",
    "RFC 9865": "2 2.1 2.2 2.3 2.4 3 4 5",
}


def section(title: str) -> str:
    """The text from a heading that starts so to the next one."""
    found = re.search(rf"^### {title}.*?(?=^##)", TEXT, re.M | re.S)
    assert found, title
    return found[0]


@pytest.mark.parametrize("rfc", CLAUSES)
def test_each_clause_has_a_state(rfc: str) -> None:
    rows = list(CLAUSE.finditer(section(rfc)))
    assert [row["clause"] for row in rows] == CLAUSES[rfc].split()
    for row in rows:
        assert re.match(r"Whole$|In part|Not: ", row["state"]), row["state"]
        modules = [*ROOT.glob(f"scim/{row['module']}.py"), *ROOT.glob(f"*/{row['module']}.py")]
        assert modules, row["module"]


def test_what_is_drawn_is_as_the_code_has_it() -> None:
    """Otherwise `python -m tests.scim.matrix` draws it anew."""
    assert {found["name"] for found in matrix.BLOCK.finditer(TEXT)} == matrix.blocks().keys()
    assert matrix.drawn(TEXT) == TEXT


def test_every_resource_type_and_attribute_is_listed() -> None:
    for resource_type in RESOURCE_TYPES:
        table = section(f"{resource_type.name}$")
        for attribute in resource_type.attributes:
            assert f"| `{attribute.name}` |" in table
        for schema in resource_type.extensions:
            for attribute in schema.attributes:
                assert f"| `{schema.name}: {attribute.name}` |" in table


def test_a_difference_is_drawn() -> None:
    changed = TEXT.replace("1,048,576 bytes", "5 bytes")
    assert changed != TEXT
    assert matrix.drawn(changed) == TEXT


def test_what_is_announced_is_whole() -> None:
    """No feature of ServiceProviderConfig is less than its clause says."""
    announced = discovery.service_provider_config()
    states = {row["clause"]: row["state"] for row in CLAUSE.finditer(section("RFC 7644"))}
    for feature, clause in {
        "patch": "3.5.2.1",
        "bulk": "3.7",
        "filter": "3.4.2.2",
        "sort": "3.4.2.3",
        "etag": "3.14",
    }.items():
        assert announced[feature]["supported"] is (states[clause] == "Whole")
    assert announced["pagination"]["cursor"] is True

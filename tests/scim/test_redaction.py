"""What may be kept of a body: an allow-list, so nothing secret can survive."""

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import token_format
from scim.log import redaction
from scim.table.attributes import ResourceType
from scim.table.schemas import GROUP_TYPE, USER_TYPE
from tests.scim.endpoint_client import ENTERPRISE, ERROR, LIST, PATCH_OP, USER

SECRET = "Hunter2-Secret"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
TOKEN = f"pmp_scim_{'a1B2' * 11}xy"


def kept(document: Any, table: ResourceType | None = USER_TYPE) -> Any:
    return json.loads(redaction.body(document, table))


RESOURCES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"schemas": [USER], "userName": "ada", "active": True, "title": None, "roles": []},
        {"schemas": [USER], "userName": "ada", "active": True, "title": None, "roles": []},
    ),
    ({"password": SECRET, "PassWord": SECRET}, {"password": "(hidden)", "PassWord": "(hidden)"}),
    ({"password": {"value": SECRET}}, {"password": "(hidden)"}),
    (
        {"ssn": SECRET, "urn:x:y:User": {"pin": SECRET}},
        {"ssn": "(hidden)", "urn:x:y:User": "(hidden)"},
    ),
    (
        {"name": {"givenName": "Ada", "maiden": SECRET}},
        {"name": {"givenName": "Ada", "maiden": "(hidden)"}},
    ),
    (
        {"emails": [{"value": "a@x", "Type": "work", "pin": SECRET}]},
        {"emails": [{"value": "a@x", "Type": "work", "pin": "(hidden)"}]},
    ),
    (
        {ENTERPRISE: {"department": "R", "Manager": {"value": "1"}, "pin": SECRET}},
        {ENTERPRISE: {"department": "R", "Manager": {"value": "1"}, "pin": "(hidden)"}},
    ),
    ({"title": [{"$ref": SECRET, "value": "X"}]}, {"title": [{"$ref": "(hidden)", "value": "X"}]}),
    ({f"{USER}:password": SECRET}, {f"{USER}:password": "(hidden)"}),
    ({f'password[value eq "{SECRET}"]': 1}, {"password[(hidden)]": "(hidden)"}),
    ({f"a {SECRET}": 1}, {"(hidden)": "(hidden)"}),
    ({"title": f"my {TOKEN} token"}, {"title": "my pmp_scim_… token"}),
    ({"detail": SECRET, "filter": SECRET}, {"detail": "(hidden)", "filter": "(hidden)"}),
    ({"title": "a\x00\ud800b"}, {"title": "ab"}),
]


@pytest.mark.parametrize(("document", "expected"), RESOURCES)
def test_a_resource(document: dict[str, Any], expected: dict[str, Any]) -> None:
    assert kept(document) == expected


OPERATIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "a@x"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "a@x"},
    ),
    (
        {"op": "replace", "path": "password", "value": SECRET},
        {"op": "replace", "path": "password", "value": "(hidden)"},
    ),
    (
        {"OP": "remove", "Path": f'PASSWORD[value eq "{SECRET}"]'},
        {"OP": "remove", "Path": "PASSWORD"},
    ),
    (
        {"op": "add", "path": "pin", "value": SECRET, "from": SECRET},
        {"op": "add", "path": "pin", "value": "(hidden)", "from": "(hidden)"},
    ),
    ({"op": "add", "path": f"{SECRET} x", "value": SECRET}, None),
    (
        {"op": "add", "value": {"name.givenName": "A", "password": SECRET, "pin": SECRET}},
        {"op": "add", "value": {"name.givenName": "A", "password": "(hidden)", "pin": "(hidden)"}},
    ),
    (
        {"op": "add", "value": {'emails[type eq "work"].value': "a@x"}},
        {"op": "add", "value": {'emails[type eq "work"].value': "a@x"}},
    ),
    (
        {"op": "add", "value": {f'password[value eq "{SECRET}"]': SECRET}},
        {"op": "add", "value": {"password": "(hidden)"}},
    ),
    (
        {"op": "add", "path": ENTERPRISE, "value": {"division": "D", "pin": SECRET}},
        {"op": "add", "path": ENTERPRISE, "value": {"division": "D", "pin": "(hidden)"}},
    ),
    ({"op": "add", "value": SECRET}, {"op": "add", "value": "(hidden)"}),
    (
        {"op": "add", "path": 7, "value": SECRET},
        {"op": "add", "path": "(hidden)", "value": "(hidden)"},
    ),
]


@pytest.mark.parametrize(("operation", "expected"), OPERATIONS)
def test_an_operation(operation: dict[str, Any], expected: dict[str, Any] | None) -> None:
    document = {"schemas": [PATCH_OP], "Operations": [operation]}
    if expected is None:
        expected = {"op": "add", "path": "(hidden)", "value": "(hidden)"}
    assert kept(document) == {"schemas": [PATCH_OP], "Operations": [expected]}


def test_a_bulk_request() -> None:
    document = {
        "schemas": [BULK],
        "failOnErrors": 1,
        "Operations": [
            {
                "method": "POST",
                "path": "/Users",
                "bulkId": "1",
                "data": {"userName": "ada", "password": SECRET},
            },
            {"method": "PATCH", "path": "/Groups/1", "data": {"Operations": [{"op": "remove"}]}},
            {"method": "POST", "path": "/Else", "data": {"userName": "ada"}},
            {"method": "DELETE", "path": f'/Users?filter=password eq "{SECRET}"'},
            SECRET,
        ],
    }
    assert kept(document, None) == {
        "schemas": [BULK],
        "failOnErrors": 1,
        "Operations": [
            {
                "method": "POST",
                "path": "/Users",
                "bulkId": "1",
                "data": {"userName": "ada", "password": "(hidden)"},
            },
            {"method": "PATCH", "path": "/Groups/1", "data": {"Operations": [{"op": "remove"}]}},
            {"method": "POST", "path": "/Else", "data": {"userName": "(hidden)"}},
            {"method": "DELETE", "path": "/Users?(hidden)"},
            "(hidden)",
        ],
    }


def test_messages() -> None:
    search = {"schemas": [SEARCH], "filter": f'password eq "{SECRET}"', "count": 5, "pin": SECRET}
    assert kept(search, None) == {
        "schemas": [SEARCH],
        "filter": "password (hidden)",
        "count": 5,
        "pin": "(hidden)",
    }
    error = {"schemas": [ERROR], "status": "400", "detail": f"No {TOKEN}.", "scimType": "x"}
    assert kept(error) == {**error, "detail": "No pmp_scim_…."}
    found = {
        "schemas": [LIST],
        "totalResults": 1,
        "Resources": [{"userName": "a", "password": "b"}],
    }
    assert kept(found)["Resources"] == [{"userName": "a", "password": "(hidden)"}]


@pytest.mark.parametrize("document", [[], SECRET, 5, None, [SECRET]])
def test_what_is_no_object_is_hidden(document: Any) -> None:
    assert kept(document) == "(hidden)"


def test_long_bodies_are_cut_and_stay_json() -> None:
    members = [{"value": f"{number:036}", "display": "x" * 50} for number in range(5000)]
    shown = kept({"displayName": "Engineers", "members": members}, GROUP_TYPE)
    assert shown["members"][:100] == members[:100]
    assert shown["members"][100] == "… 4900 more"
    photos = [{"value": "y" * 60_000} for _ in range(300)]
    text = redaction.body({"userName": "ada", "photos": photos}, USER_TYPE)
    assert len(text) <= redaction.MAX_LENGTH
    assert json.loads(text)["userName"] == "ada"
    assert json.loads(text)["photos"][-1] == "… 280 more"
    wide = {f"unknown{number}{'z' * 150}": 1 for number in range(5000)}
    assert kept(wide) == "(too long to keep)"


URLS = [
    ("/api/scim/Users?count=1", "/api/scim/Users?count=1"),
    (f'/api/scim/Users?filter=password eq "{SECRET}"', "/api/scim/Users?(hidden)"),
    (f"/api/scim/Users?filter=%70assword%20eq%20{SECRET}", "/api/scim/Users?(hidden)"),
    (f"/api/scim/Users?filter=%2570assword%20eq%20{SECRET}", "/api/scim/Users?(hidden)"),
    (f"/api/scim/Users/{TOKEN}", "/api/scim/Users/pmp_scim_…"),
    (f"/api/scim/Users?t={TOKEN.replace('_', '%5F')}", "/api/scim/Users?t=pmp_scim_…"),
]


@pytest.mark.parametrize(("address", "expected"), URLS)
def test_a_url(address: str, expected: str) -> None:
    assert redaction.url(address) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("'password' must be a text, not what was sent.",) * 2,
        (f"'password[value eq \"{SECRET}' is not one.", "'password (hidden)"),
        (f'Cannot read password eq "{SECRET}".', "Cannot read password (hidden)"),
        (f"A {TOKEN} here.", "A pmp_scim_… here."),
    ],
)
def test_a_sentence(sentence: str, expected: str) -> None:
    assert redaction.text(sentence) == expected


@pytest.mark.parametrize(
    "piece", ["password", "PASSWORD.", "password ", "password e", "pmp_scim", "pmp_a", " ", "%25"]
)
def test_a_long_text_costs_in_proportion_to_its_length(piece: str) -> None:
    """The name of a secret, again and again, once held a worker for minutes."""
    long = piece * (512 * 1024 // len(piece))
    began = time.process_time()
    assert len(redaction.text(long)) <= len(long) + 20
    redaction.url(f"/api/scim/Users?{long}")
    body = {"userName": long, "emails": [{"value": long}] * 5, long: long, "schemas": [long]}
    assert len(redaction.body(body, USER_TYPE)) <= redaction.MAX_LENGTH
    search = {"schemas": [SEARCH], "filter": long, "attributes": [long]}
    assert len(redaction.body(search, None)) <= redaction.MAX_LENGTH
    assert time.process_time() - began < 2  # seconds


@pytest.mark.parametrize("length", [1990, 1995, 2000, 2005])
def test_a_cut_leaves_no_part_of_a_secret(length: int) -> None:
    for secret in (f"password eq {SECRET}", f"password[value eq {SECRET}]", f" {TOKEN}"):
        shown = kept({"title": "x" * (length - 20) + " " + secret, "displayName": secret})
        assert SECRET[:3] not in str(shown)
        assert TOKEN[9:13] not in str(shown)


def test_a_number_that_is_none_of_json_is_hidden() -> None:
    assert kept({"title": math.inf, "emails": [{"value": math.nan}]}) == {
        "title": "(hidden)",
        "emails": [{"value": "(hidden)"}],
    }


# Wherever a client may put a password, around it whatever it likes.
NAMES = st.sampled_from(
    ["userName", "emails", "name", "value", "pin", "Operations", "schemas", "op"]
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just(TOKEN))
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
HOLDERS = st.sampled_from(
    ["password", "PASSWORD", "Password", f"{USER}:password", f"{USER.upper()}:PassWord", "passwd"]
)
HELD = st.sampled_from(
    [SECRET, [SECRET], {"value": SECRET}, {"x": {"y": SECRET}}, [{"value": SECRET, "type": "work"}]]
)


@given(ANYTHING, HOLDERS, HELD, st.sampled_from([USER_TYPE, GROUP_TYPE, None]))
def test_no_password_and_no_token_survives(
    around: Any, holder: str, held: Any, table: ResourceType | None
) -> None:
    operation = {"op": "replace", "path": holder, "value": held}
    for document in (
        {"a": around, holder: held},
        {"Resources": [around, {holder: held}]},
        {"schemas": [PATCH_OP], "Operations": [around, operation, {"op": "add", "value": around}]},
        {"Operations": [{"op": "add", "value": {holder: held, "name": around}}]},
        {"Operations": [{"method": "POST", "path": "/Users", "data": {holder: held}}]},
        {"Operations": {"method": "PUT", "path": "/Users/1", "data": {"Operations": operation}}},
        around,
    ):
        text = redaction.body(document, table)
        assert SECRET not in text
        assert TOKEN[12:] not in text


def test_a_real_token_is_taken_out() -> None:
    for _ in range(20):
        secret = str(token_format.generate("scim"))
        assert secret[20:] not in redaction.clean(f"Bearer {secret}")
        assert secret[20:] not in redaction.body({"userName": secret, "pin": secret}, USER_TYPE)


def test_changes_are_cut_and_say_so() -> None:
    """What was cut before says all that is left out, and no token is kept."""
    names = [f"{'n' * 150}{number}" for number in range(100)]
    change = {"attribute": "members", "old": None, "new": [*names, "… 900 more"]}
    (shown,) = redaction.changes([change])
    assert shown == {**change, "new": [*names[:20], "… 980 more"]} or shown == change
    assert redaction.changes([change] * 8)[7]["new"][-1] in {"… 980 more", "… 997 more"}
    many = redaction.changes([{"attribute": "title", "old": TOKEN, "new": True}] * 150)
    assert many[99] == {"attribute": "title", "old": "pmp_scim_…", "new": True}
    assert many[100] == {"attribute": "… 50 more", "old": None, "new": None}
    long = [{"attribute": f"x{number}", "old": "y" * 3000, "new": None} for number in range(100)]
    assert len(json.dumps(redaction.changes(long))) <= redaction.MAX_LENGTH
    wide = {"attribute": "addresses", "old": None, "new": [{f"k{n}": "z" * 90 for n in range(9)}]}
    (*_, last) = redaction.changes([wide] * 90)
    assert last == {**wide, "old": redaction.TOO_LONG, "new": redaction.TOO_LONG}

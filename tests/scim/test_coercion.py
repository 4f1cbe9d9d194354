"""From what clients send to canonical documents: names, types, lengths, nothing unassigned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scim.language import coercion
from scim.table.errors import InvalidSyntax, InvalidValue
from scim.table.schemas import ENTERPRISE_USER_URN, GROUP_TYPE, GROUP_URN, USER_TYPE, USER_URN
from tests.scim.attempts import attempt

E = ENTERPRISE_USER_URN

# What stands in a body beside the userName, and what is kept of it.
KEPT: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a text", {"title": "Vice President"}, {"title": "Vice President"}),
    ("spaces and case", {"title": " vP  "}, {"title": " vP  "}),
    ("names in any case", {"DISPLAYNAME": "A"}, {"displayName": "A"}),
    ("null", {"title": None, "emails": None, "name": None, E: None}, {}),
    ("the empty text", {"title": "", "emails": "", "name": ""}, {}),
    ("empty lists and objects", {"roles": [], "name": {}, E: {}, "emails": [{}, None]}, {}),
    (
        "null inside",
        {"name": {"givenName": None, "familyName": "B"}},
        {"name": {"familyName": "B"}},
    ),
    ("unknown attributes", {"colour": "red", "name": {"colour": "red"}, "urn:x:y": {"a": 1}}, {}),
    ("read-only attributes", {"id": "x", "meta": {"version": "1"}, "groups": [{"value": "g"}]}, {}),
    ("booleans", {"active": False}, {"active": False}),
    ("Entra's booleans", {"active": "True"}, {"active": True}),
    ("mapped booleans", {"active": "false"}, {"active": False}),
    ("a wrapped value", {"title": ["VP"]}, {"title": "VP"}),
    ("an object for a text", {"title": {"$ref": None, "value": "VP"}}, {"title": "VP"}),
    ("one element without a list", {"emails": {"value": "a@b"}}, {"emails": [{"value": "a@b"}]}),
    (
        "bare texts as elements",
        {"emails": ["a@b", "c@d"]},
        {"emails": [{"value": "a@b"}, {"value": "c@d"}]},
    ),
    ("a bare text as the one element", {"emails": "a@b"}, {"emails": [{"value": "a@b"}]}),
    ("equal elements", {"emails": [{"value": "a"}, {"value": "a"}]}, {"emails": [{"value": "a"}]}),
    (
        "two of one type",
        {"emails": [{"value": "a", "type": "work"}, {"value": "b", "type": "work"}]},
        {"emails": [{"value": "a", "type": "work"}, {"value": "b", "type": "work"}]},
    ),
    ("elements without a value", {"phoneNumbers": [{"type": "work", "primary": True}]}, {}),
    (
        "keys in other case",
        {"Emails": [{"Primary": "True", "Type": "work", "Value": "a@b"}]},
        {"emails": [{"primary": True, "type": "work", "value": "a@b"}]},
    ),
    (
        "Entra's role",
        {"roles": [{"primary": "False", "value": "a", "displayName": "A"}]},
        {"roles": [{"primary": False, "value": "a", "display": "A"}]},
    ),
    (
        "JSON in a text",
        {"roles": [{"value": '{"id":"1","value":"25","displayName":"R"}'}]},
        {"roles": [{"value": '{"id":"1","value":"25","displayName":"R"}'}]},
    ),
    ("the extension", {E: {"department": "Retail"}}, {E: {"department": "Retail"}}),
    ("the extension in other case", {E.upper(): {"Department": "R"}}, {E: {"department": "R"}}),
    (
        "the misspelt extension",
        {"urn:ietf:params:scim:schemas:extension:enterprise:2.0User": {"department": "R"}},
        {E: {"department": "R"}},
    ),
    (
        "the extension at the root",
        {"department": "R", "manager": "5"},
        {E: {"department": "R", "manager": {"value": "5"}}},
    ),
    ("a manager's id", {E: {"manager": "5"}}, {E: {"manager": {"value": "5"}}}),
    (
        "a manager in a list",
        {E: {"manager": [{"$ref": None, "value": "5"}]}},
        {E: {"manager": {"value": "5"}}},
    ),
    (
        "a manager with more",
        {E: {"Manager": {"Value": "5", "$ref": "x", "displayName": "M"}}},
        {E: {"manager": {"value": "5"}}},
    ),
    ("no manager", {E: {"manager": {"value": ""}}}, {}),
    ("the core schema as an object", {USER_URN: {"title": "VP"}}, {"title": "VP"}),
    (
        "base64",
        {"x509Certificates": [{"value": "TUlJ\nQw=="}]},
        {"x509Certificates": [{"value": "TUlJ\nQw=="}]},
    ),
    ("any letters", {"displayName": "Žofie 𐍈 ﬀ \u0301"}, {"displayName": "Žofie 𐍈 ﬀ \u0301"}),
]


@pytest.mark.parametrize(("sent", "kept"), [case[1:] for case in KEPT], ids=[c[0] for c in KEPT])
def test_keeps(sent: dict[str, Any], kept: dict[str, Any]) -> None:
    body = {"schemas": [USER_URN], "userName": "ada", **sent}
    assert coercion.coerce_resource(body, USER_TYPE) == {"userName": "ada", **kept}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"title": 5}, "'title' must be a text, not a number (5)."),
    ({"title": True}, "'title' must be a text, not a boolean (true)."),
    ({"title": {"a": 1}}, "'title' must be a text, not an object."),
    ({"title": ["a", "b"]}, "'title' must be a text, not a list."),
    ({"active": "yes"}, "'active' must be true or false, not a text (\"yes\")."),
    ({"active": 1}, "'active' must be true or false, not a number (1)."),
    ({"name": "Ada"}, "'name' must be an object, not a text (\"Ada\")."),
    ({"name": {"givenName": 5}}, "'name.givenName' must be a text, not a number (5)."),
    ({"emails": 5}, "'emails' must be an object, not a number (5)."),
    ({"emails": [[]]}, "'emails' must be an object, not a list."),
    ({"emails": [{"value": 5}]}, "'emails.value' must be a text, not a number (5)."),
    ({"emails": [{"value": "a", "primary": "x"}]}, "'emails.primary' must be true or false"),
    (
        {"emails": [{"value": "a", "primary": True}, {"value": "b", "primary": "true"}]},
        "Only one of 'emails' may be primary, but two or more are; unset the others.",
    ),
    ({E: "x"}, f"'{E}' must be an object, not a text"),
    ({E: {"manager": 5}}, "'manager' must be an object, not a number (5)."),
    ({"title": "x" * 257}, "'title' is 257 characters long; at most 256 are kept. Shorten"),
    ({"title": "a\x00b"}, "'title' holds a NUL or a broken character"),
    ({"title": "\ud800"}, "'title' holds a NUL or a broken character"),
    ({"x509Certificates": [{"value": "?"}]}, "'x509Certificates.value' must be base64"),
]


@pytest.mark.parametrize(("sent", "detail"), REFUSED)
def test_refuses(sent: dict[str, Any], detail: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        coercion.coerce_resource({"userName": "ada", **sent}, USER_TYPE)
    assert caught.value.detail.startswith(detail)
    assert (caught.value.status, caught.value.scim_type) == (400, "invalidValue")


@pytest.mark.parametrize("password", [12345678, True, ["a", "b"], "\x00", "x" * 2000, {"a": "b"}])
def test_never_repeats_a_password(password: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        coercion.coerce_resource({"userName": "ada", "password": password}, USER_TYPE)
    assert "12345678" not in caught.value.detail
    assert caught.value.detail.startswith("'password' ")


@pytest.mark.parametrize(
    "schemas",
    [None, [], [USER_URN], [USER_URN.lower()], [USER_URN, E], [E, USER_URN, "urn:example:unknown"]],
)
def test_accepts_schemas(schemas: Any) -> None:
    body = {"schemas": schemas, "userName": "ada"}
    assert coercion.coerce_resource(body, USER_TYPE) == {"userName": "ada"}
    assert coercion.coerce_resource({"userName": "ada"}, USER_TYPE) == {"userName": "ada"}


@pytest.mark.parametrize("schemas", ["x", 5, [5], ["urn:example:unknown"], [GROUP_URN], {}])
def test_refuses_schemas_of_something_else(schemas: Any) -> None:
    with pytest.raises(InvalidSyntax) as caught:
        coercion.coerce_resource({"schemas": schemas, "userName": "ada"}, USER_TYPE)
    assert caught.value.detail.startswith("'schemas' must")
    assert caught.value.scim_type == "invalidSyntax"


@pytest.mark.parametrize("document", [{}, {"userName": ""}, {"displayName": "Ada"}])
def test_requires_a_user_name(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="'userName' is required and must not be empty"):
        coercion.check_required(document, USER_TYPE)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_names = st.sampled_from(
    [
        "userName",
        "name",
        "emails",
        "active",
        "roles",
        "groups",
        "x509Certificates",
        "members",
        "displayName",
        "password",
        "schemas",
        "manager",
        "meta",
        "addresses",
        USER_URN,
        E,
    ]
)
_parts = st.dictionaries(
    st.sampled_from(["value", "type", "primary", "display", "givenName", "manager", "$ref"]), _json
)
bodies = st.dictionaries(_names | st.text(), _json | _parts | st.lists(_parts), max_size=4)


@pytest.mark.long
@given(bodies)
def test_any_body_is_coerced_or_refused_and_stays_as_it_was(body: dict[str, Any]) -> None:
    before = repr(body)
    for resource_type in (USER_TYPE, GROUP_TYPE):
        document, error = attempt(coercion.coerce_resource, body, resource_type)
        if error:
            assert error.status == 400
        else:
            assert coercion.coerce_resource(document, resource_type) == document
    assert repr(body) == before

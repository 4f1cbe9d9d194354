"""RFC 7644 section 3.12, tables 8 and 9, and RFC 9865 section 2.1: an error for each clause.

The id of a case is the section that asks for the error, and what is wrong. Two keywords of table 9
never come: `tooMany`, as every list is paged, and `sensitive`, as no filter takes a secret.
"""

import json
from typing import Any

import pytest

from accounts.models import User
from tests.factories import make_token
from tests.scim.endpoint_client import (
    ENTERPRISE,
    ERROR,
    GROUP,
    PATCH_OP,
    USER,
    EndpointClient,
    dumps,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
NOBODY = "00000000-0000-4000-8000-000000000000"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def patch(op: str, path: str | None = None, *value: Any) -> dict[str, Any]:
    """A PATCH body of one operation."""
    operation = {"op": op, "path": path, **({"value": value[0]} if value else {})}
    return {"schemas": [PATCH_OP], "Operations": [operation]}


def user(**attributes: Any) -> dict[str, Any]:
    """A POST or PUT body."""
    return {"schemas": [USER], "userName": "cy", **attributes}


# section and fault, method, path, body, status, scimType
Case = tuple[str, str, str, Any, int, str | None]
CASES: list[Case] = [
    # invalidFilter: the filter's syntax, or a comparison that is not supported
    ("3.4.2.2 no operator", "GET", "/Users?filter=userName", None, 400, "invalidFilter"),
    ("3.4.2.2 unknown operator", "GET", '/Users?filter=title is "x"', None, 400, "invalidFilter"),
    ("3.4.2.2 unknown attribute", "GET", '/Users?filter=colour eq "x"', None, 400, "invalidFilter"),
    ("3.4.2.2 open bracket", "GET", "/Users?filter=(title pr", None, 400, "invalidFilter"),
    ("3.4.2.2 open text", "GET", '/Users?filter=title eq "x', None, 400, "invalidFilter"),
    (
        "3.4.2.2 order of booleans",
        "GET",
        "/Users?filter=active gt true",
        None,
        400,
        "invalidFilter",
    ),
    (
        "3.4.2.2 order of binary",
        "GET",
        '/Users?filter=x509Certificates.value ge "MTIz"',
        None,
        400,
        "invalidFilter",
    ),
    (
        "3.4.2.2 no such sub-attribute",
        "GET",
        '/Users?filter=emails[colour eq "x"]',
        None,
        400,
        "invalidFilter",
    ),
    ("7643 4.1.1 password", "GET", '/Users?filter=password eq "x"', None, 400, "invalidFilter"),
    (
        "3.4.3 posted filter",
        "POST",
        "/Users/.search",
        {"schemas": [SEARCH], "filter": "title"},
        400,
        "invalidFilter",
    ),
    (
        "3.5.2 filter in a path",
        "PATCH",
        "/Users/{user}",
        patch("remove", "emails[primary gt true]"),
        400,
        "invalidFilter",
    ),
    # uniqueness
    ("3.3 userName is taken", "POST", "/Users", user(userName="BOB"), 409, "uniqueness"),
    ("3.5.1 userName is taken", "PUT", "/Users/{user}", user(userName="Bob"), 409, "uniqueness"),
    (
        "3.5.2 userName is taken",
        "PATCH",
        "/Users/{user}",
        patch("replace", "userName", "bob"),
        409,
        "uniqueness",
    ),
    (
        "3.3 displayName is taken",
        "POST",
        "/Groups",
        {"schemas": [GROUP], "displayName": "engineers"},
        409,
        "uniqueness",
    ),
    # mutability
    (
        "3.5.2 read-only id",
        "PATCH",
        "/Users/{user}",
        patch("replace", "id", "1"),
        400,
        "mutability",
    ),
    (
        "3.5.2 read-only groups",
        "PATCH",
        "/Users/{user}",
        patch("add", "groups", [{"value": NOBODY}]),
        400,
        "mutability",
    ),
    (
        "3.5.2 read-only sub-attribute",
        "PATCH",
        "/Users/{user}",
        patch("replace", f"{ENTERPRISE}:manager.displayName", "x"),
        400,
        "mutability",
    ),
    (
        "3.5.2.2 required attribute",
        "PATCH",
        "/Users/{user}",
        patch("remove", "userName"),
        400,
        "mutability",
    ),
    (
        "3.5.2.2 required attribute of a group",
        "PATCH",
        "/Groups/{group}",
        patch("remove", "displayName"),
        400,
        "mutability",
    ),
    (
        "3.5.2.3 required attribute emptied",
        "PATCH",
        "/Users/{user}",
        patch("replace", "userName", None),
        400,
        "mutability",
    ),
    (
        "3.5.2.3 immutable sub-attribute",
        "PATCH",
        "/Groups/{group}",
        patch("replace", 'members[value eq "{user}"].value', NOBODY),
        400,
        "mutability",
    ),
    # invalidSyntax
    ("3.3 no JSON", "POST", "/Users", b"{", 400, "invalidSyntax"),
    ("3.3 no object", "POST", "/Users", [], 400, "invalidSyntax"),
    ("3.3 not UTF-8", "POST", "/Users", b'{"userName": "\xff"}', 400, "invalidSyntax"),
    ("3.1 schemas of another type", "POST", "/Users", user(schemas=[GROUP]), 400, "invalidSyntax"),
    ("3.1 schemas no list", "POST", "/Users", user(schemas=5), 400, "invalidSyntax"),
    (
        "3.5.2 no Operations",
        "PATCH",
        "/Users/{user}",
        {"schemas": [PATCH_OP]},
        400,
        "invalidSyntax",
    ),
    (
        "3.5.2 unknown op",
        "PATCH",
        "/Users/{user}",
        patch("move", "title", "x"),
        400,
        "invalidSyntax",
    ),
    ("3.7 no Operations", "POST", "/Bulk", {"schemas": [BULK]}, 400, "invalidSyntax"),
    (
        "3.4.3 attributes of another type",
        "POST",
        "/.search",
        {"schemas": [SEARCH], "filter": {}},
        400,
        "invalidSyntax",
    ),
    # invalidPath
    (
        "3.5.2 unknown attribute",
        "PATCH",
        "/Users/{user}",
        patch("replace", "colour", "x"),
        400,
        "invalidPath",
    ),
    (
        "3.5.2 unknown sub-attribute",
        "PATCH",
        "/Users/{user}",
        patch("replace", "name.colour", "x"),
        400,
        "invalidPath",
    ),
    (
        "3.5.2 unknown schema",
        "PATCH",
        "/Users/{user}",
        patch("replace", "urn:example:x:title", "x"),
        400,
        "invalidPath",
    ),
    (
        "3.5.2 open bracket",
        "PATCH",
        "/Users/{user}",
        patch("replace", 'emails[type eq "work"', "x"),
        400,
        "invalidPath",
    ),
    (
        "3.5.2 brackets on one value",
        "PATCH",
        "/Users/{user}",
        patch("replace", 'title[value eq "x"]', "x"),
        400,
        "invalidPath",
    ),
    # noTarget
    ("3.5.2.2 no path", "PATCH", "/Users/{user}", patch("remove"), 400, "noTarget"),
    (
        "3.5.2.3 no match",
        "PATCH",
        "/Users/{user}",
        patch("replace", 'emails[value eq "x"].type', "work"),
        400,
        "noTarget",
    ),
    (
        "3.5.2.3 no element",
        "PATCH",
        "/Users/{user}",
        patch("replace", 'emails[type eq "other"]', {"value": "x"}),
        400,
        "noTarget",
    ),
    (
        "3.5.2.3 no member",
        "PATCH",
        "/Groups/{group}",
        patch("replace", f'members[value eq "{NOBODY}"]', {"value": "{user}"}),
        400,
        "noTarget",
    ),
    # invalidValue
    ("3.3 required is missing", "POST", "/Users", {"schemas": [USER]}, 400, "invalidValue"),
    ("3.3 required is empty", "POST", "/Users", user(userName=""), 400, "invalidValue"),
    ("3.3 a number for a text", "POST", "/Users", user(title=5), 400, "invalidValue"),
    ("3.3 a text for a boolean", "POST", "/Users", user(active="maybe"), 400, "invalidValue"),
    ("3.3 a text for an object", "POST", "/Users", user(name="Cy"), 400, "invalidValue"),
    (
        "7643 2.4 two are primary",
        "POST",
        "/Users",
        user(emails=[{"value": "a", "primary": True}, {"value": "b", "primary": True}]),
        400,
        "invalidValue",
    ),
    (
        "7643 2.3.6 no base64",
        "POST",
        "/Users",
        user(x509Certificates=[{"value": "?"}]),
        400,
        "invalidValue",
    ),
    (
        "3.3 a member nobody is",
        "POST",
        "/Groups",
        {"schemas": [GROUP], "displayName": "x", "members": [{"value": NOBODY}]},
        400,
        "invalidValue",
    ),
    ("3.5.1 required is missing", "PUT", "/Users/{user}", {"schemas": [USER]}, 400, "invalidValue"),
    (
        "3.5.2.1 add without a value",
        "PATCH",
        "/Users/{user}",
        patch("add", "title"),
        400,
        "invalidValue",
    ),
    (
        "3.5.2.3 no object for an extension",
        "PATCH",
        "/Users/{user}",
        patch("replace", ENTERPRISE, "x"),
        400,
        "invalidValue",
    ),
    (
        "3.9 both projections",
        "GET",
        "/Users?attributes=title&excludedAttributes=name",
        None,
        400,
        "invalidValue",
    ),
    ("3.4.2.3 unknown sortBy", "GET", "/Users?sortBy=colour", None, 400, "invalidValue"),
    ("3.4.2.4 count is no number", "GET", "/Users?count=x", None, 400, "invalidValue"),
    # invalidVers
    ("3.13 version 1", "GET", "/v1/Users", None, 400, "invalidVers"),
    ("3.13 version 3", "POST", "/v3/Users", user(), 400, "invalidVers"),
    # RFC 9865
    ("9865 2.1 no cursor of ours", "GET", "/Users?cursor=x", None, 400, "invalidCursor"),
    ("9865 2.1 count of a cursor", "GET", "/Users?cursor&count=many", None, 400, "invalidCount"),
    # Statuses without a keyword: table 8
    ("4 a filter on discovery", "GET", "/Schemas?filter=id pr", None, 403, None),
    ("3.4.1 no such resource", "GET", f"/Users/{NOBODY}", None, 404, None),
    ("3.5.1 no such resource", "PUT", f"/Users/{NOBODY}", user(), 404, None),
    ("3.5.2 no such resource", "PATCH", f"/Users/{NOBODY}", patch("remove", "title"), 404, None),
    ("3.6 no such resource", "DELETE", f"/Groups/{NOBODY}", None, 404, None),
    ("3.2 no such endpoint", "GET", "/Colours", None, 404, None),
    ("4 no such schema", "GET", "/Schemas/urn:example:x", None, 404, None),
    ("3.2 method not for a list", "DELETE", "/Users", None, 405, None),
    ("4 discovery is not written", "POST", "/Schemas", {"id": "x"}, 405, None),
    ("3.7.4 too large", "POST", "/Bulk", b" " * (1024 * 1024 + 1), 413, None),
]


@pytest.fixture(scope="module", autouse=True)
def ids(rows: None) -> dict[str, str]:
    """A user who is in a group, and another."""
    token, secret = make_token()
    api = EndpointClient(secret)
    ada = api.create_user("ada", emails=[{"value": "ada@work", "type": "work"}])["id"]
    api.create_user("bob")
    found = {"user": ada, "group": api.create_group("Engineers", ada)["id"]}
    # The token's owner of each test is the only administrator there.
    User.objects.filter(pk=token.owner_id).update(is_staff=False, is_superuser=False)
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "scim_type"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_error(
    api: EndpointClient,
    ids: dict[str, str],
    method: str,
    path: str,
    body: Any,
    status: int,
    scim_type: str | None,
) -> None:
    if not isinstance(body, bytes | None):
        body = dumps(body)
    for name, identifier in ids.items():
        path = path.replace(f"{{{name}}}", identifier)
        body = body and body.replace(f"{{{name}}}".encode(), identifier.encode())
    before = {name: api.get(f"/{name.title()}s/{ids[name]}") for name in ids}
    check(api.send(method, path, body), status, scim_type)
    assert {name: api.get(f"/{name.title()}s/{ids[name]}") for name in ids} == before


def check(response: Any, status: int, scim_type: str | None) -> None:
    """The body of RFC 7644 section 3.12: `status` a string, a keyword only where one is defined."""
    document = json.loads(response.content)
    assert response.status_code == status, document
    assert document.pop("detail")
    expected = {"schemas": [ERROR], "status": str(status)}
    assert document == (expected if scim_type is None else {**expected, "scimType": scim_type})


def test_2_no_token() -> None:
    response = EndpointClient("").send("GET", "/Users")
    check(response, 401, None)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_3_14_another_version(api: EndpointClient, ids: dict[str, str]) -> None:
    body = patch("replace", "title", "x")
    stale = {"If-Match": 'W/"99"'}
    check(api.send("PATCH", f"/Users/{ids['user']}", body, **stale), 412, None)


def test_3_12_another_media_type(api: EndpointClient) -> None:
    response = api.send("POST", "/Users", b"userName=ada", content_type="text/plain")
    check(response, 415, None)


def test_3_12_what_rests_on_another_resource(api: EndpointClient) -> None:
    """409 without a keyword: the site would be left without an administrator."""
    me = api.get("/Me")["id"]
    check(api.send("DELETE", f"/Users/{me}"), 409, None)


LONG = "x" * 6000


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f'/?filter=roles[typ{LONG} eq "a"]', None),
        ("GET", f'/Users?filter={LONG} eq "a"', None),
        ("GET", f"/Users?filter=active eq {LONG}", None),
        ("GET", f"/Users?sortBy={LONG}", None),
        ("GET", f"/Users?attributes={LONG}", None),
        ("GET", f"/Users/{LONG}", None),
        ("GET", f"/Schemas/{LONG}", None),
        ("POST", "/Users", user(active=LONG)),
        ("POST", "/Users", user(userName=LONG)),
        ("POST", "/Users", user(name={LONG: 1})),
        ("POST", "/Users", user(schemas=[LONG])),
        ("PATCH", "/Users/{user}", patch("replace", LONG, 1)),
        ("PATCH", "/Users/{user}", patch("replace", f'emails[{LONG} eq "a"].value', 1)),
        ("PATCH", "/Users/{user}", patch("replace", f"emails.{LONG}", 1)),
        ("PATCH", "/Users/{user}", patch(LONG, "title", 1)),
        ("PATCH", "/Groups/{group}", patch("add", "members", [{"value": LONG}])),
        ("POST", "/.search", {"schemas": [LONG]}),
    ],
)
def test_what_a_client_sent_is_quoted_within_bounds(
    api: EndpointClient, ids: dict[str, str], method: str, path: str, body: Any
) -> None:
    for name, identifier in ids.items():
        path = path.replace(f"{{{name}}}", identifier)
    response = api.send(method, path, dumps(body) if body else None)
    if response.status_code >= 400:  # an unknown attribute is not shown, and sorts nothing
        assert 0 < len(json.loads(response.content)["detail"]) <= 1000

"""Bad input: a SCIM error with the right status, scimType and a detail, and nothing half done."""

import json
from io import BytesIO
from typing import Any

import pytest

from accounts.models import Group, User
from scim.language import coercion, membership, operations, patch
from scim.table.attributes import ResourceType
from scim.table.errors import ScimError
from scim.table.schemas import GROUP_TYPE, USER_TYPE
from tests.factories import make_group, make_user
from tests.scim.attempts import attempt
from tests.scim.endpoint_client import BULK, GROUP, PATCH_OP, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]


def counts() -> tuple[int, int]:
    return User.objects.count(), Group.objects.count()


BODIES: list[tuple[str, bytes, int, str, str]] = [
    ("nothing", b"", 400, "invalidSyntax", "The body is not JSON (line 1)."),
    ("spaces", b"  \n ", 400, "invalidSyntax", "The body is not JSON"),
    ("cut off", b'{"userName": "a"', 400, "invalidSyntax", "The body is not JSON (line 1)."),
    ("line 3", b'{\n"userName":\n"a",}', 400, "invalidSyntax", "The body is not JSON (line 3)."),
    ("two", b'{"userName": "a"}{}', 400, "invalidSyntax", "The body is not JSON"),
    ("XML", b"<User/>", 400, "invalidSyntax", "The body is not JSON"),
    ("a form", b"userName=a", 400, "invalidSyntax", "The body is not JSON"),
    ("NaN", b'{"userName": NaN}', 400, "invalidSyntax", "The body is not JSON"),
    ("Infinity", b'{"userName": -Infinity}', 400, "invalidSyntax", "The body is not JSON"),
    ("beyond 1.8e308", b'{"userName": 1e999}', 400, "invalidSyntax", "number 1e999 is too large"),
    ("far below", b'{"a": [{"b": -1E+999}]}', 400, "invalidSyntax", "number -1E+999 is too large"),
    ("long fractions", b'{"a": 0.' + b"9" * 1000 + b"}", 400, "invalidSyntax", "The body is not"),
    (
        "long numbers",
        b'{"userName": ' + b"9" * 5000 + b"}",
        400,
        "invalidSyntax",
        "The body is not",
    ),
    ("a list", b"[]", 400, "invalidSyntax", "The body must be a JSON object"),
    ("a list of users", b'[{"userName": "a"}]', 400, "invalidSyntax", "not a list."),
    ("a text", b'"userName"', 400, "invalidSyntax", 'not a text ("userName").'),
    ("a number", b"5", 400, "invalidSyntax", "not a number (5)."),
    ("null", b"null", 400, "invalidSyntax", "not null (null)."),
    ("an empty object", b"{}", 400, "invalidSyntax", "The body must be a JSON object"),
    (
        "Latin-1",
        '{"userName": "é"}'.encode("latin-1"),
        400,
        "invalidSyntax",
        "is not UTF-8; send JSON",
    ),
    (
        "UTF-16",
        '{"userName": "é"}'.encode("utf-16"),
        400,
        "invalidSyntax",
        "is not UTF-8; send JSON",
    ),
    ("cut UTF-8", b'{"userName": "\xe2\x82"}', 400, "invalidSyntax", "is not UTF-8; send JSON"),
    (
        "raw surrogate",
        b'{"userName": "\xed\xa0\x80"}',
        400,
        "invalidSyntax",
        "is not UTF-8; send JSON",
    ),
    ("surrogate", rb'{"userName": "a\ud800"}', 400, "invalidValue", "broken character"),
    ("two halves", rb'{"userName": "\udc00\ud800"}', 400, "invalidValue", "broken character"),
    ("NUL", rb'{"userName": "a\u0000"}', 400, "invalidValue", "holds a NUL"),
    ("raw NUL", b'{"userName": "a\x00"}', 400, "invalidSyntax", "The body is not JSON"),
    ("no name", b'{"displayName": "x"}', 400, "invalidValue", "'userName' is required"),
    ("a long name", b'{"userName": "' + b"x" * 255 + b'"}', 400, "invalidValue", "at most 254"),
    (
        "lists 1,000 deep",
        b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}",
        400,
        "invalidSyntax",
        "nested too",
    ),
    (
        "objects 100,000 deep",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        400,
        "invalidSyntax",
        "nested",
    ),
    ("unclosed lists", b"[" * 500_000, 400, "invalidSyntax", "nested too"),
    (
        "over 1 MiB",
        b'{"userName": "a", "x": "' + b"x" * 1024 * 1024 + b'"}',
        413,
        "",
        "at most 1048576",
    ),
    ("over 3 MiB", b" " * 3 * 1024 * 1024, 413, "", "at most 1048576"),
]


@pytest.mark.once
@pytest.mark.parametrize(
    ("body", "status", "scim_type", "detail"),
    [case[1:] for case in BODIES],
    ids=[case[0] for case in BODIES],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_bodies(
    api: EndpointClient, method: str, body: bytes, status: int, scim_type: str, detail: str
) -> None:
    user = make_user("ada", is_provisioned=True)
    before = counts(), api.get(f"/Users/{user.scim_id}")
    path = "/Users" if method == "POST" else f"/Users/{user.scim_id}"
    answer = api.expect(status, method, path, body)
    assert answer.get("scimType", "") == scim_type
    assert detail in answer["detail"]
    assert (counts(), api.get(f"/Users/{user.scim_id}")) == before


def test_a_byte_order_mark_is_no_error(api: EndpointClient) -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"schemas": [USER], "userName": "ada"}).encode()
    api.expect(201, "POST", "/Users", body)


@pytest.mark.once
@pytest.mark.parametrize("place", ["userName", "name", "emails", "colour", "Operations", "active"])
def test_any_depth(api: EndpointClient, place: str) -> None:
    """The bound is ours: how deep Python's parser goes depends on its version."""
    for depth in [*range(20, 98, 11), *range(98, 103), *range(110, 1010, 90)]:
        inner = "[" * depth + "]" * depth if depth % 4 else '{"a":' * depth + "1" + "}" * depth
        body = f'{{"schemas": ["{USER}"], "userName": "ada", "{place}": {inner}}}'.encode()
        response = api.send("POST", "/Users", body)
        if depth >= 100:  # the body itself is one level
            assert "100 levels are read" in response.json()["detail"]
        assert response.status_code in ({400} if depth >= 100 else {201, 400, 409})


WRONG = [None, True, 5, 1.5, "x", [], {}, [None], [[]], [{}], {"value": {}}, ["a", 5], {"a": None}]
ATTRIBUTES = ["userName", "active", "name", "emails", "schemas", "roles", "manager", "displayName"]
WRONG_BODIES: list[dict[str, Any]] = [
    {"userName": "ada", "displayName": "ada", name: value}
    for name in [*ATTRIBUTES, "members", "Operations", "id", "meta", "password"]
    for value in WRONG
]
TABLES = pytest.mark.parametrize("table", [USER_TYPE, GROUP_TYPE], ids=["User", "Group"])


@pytest.mark.once
@TABLES
def test_wrong_types(table: ResourceType) -> None:
    """Each is read as something canonical, or refused with a word of RFC 7644; none breaks."""
    refused = 0
    for body in WRONG_BODIES:
        document, error = attempt(coercion.coerce_resource, body, table)
        if error:
            assert (error.status, error.scim_type) in WORDS
            refused += 1
        else:
            assert coercion.coerce_resource(document, table) == document
    assert 20 < refused < len(WRONG_BODIES) / 2


WORDS = {(400, "invalidValue"), (400, "invalidSyntax")}


@pytest.mark.long
@pytest.mark.once
@TABLES
def test_wrong_types_over_http(api: EndpointClient, table: ResourceType) -> None:
    """Of bodies that are read as the same, or refused for the same reason, one is sent."""
    path = "/Users" if table is USER_TYPE else "/Groups"
    reasons: dict[str, dict[str, Any]] = {}
    for body in WRONG_BODIES:
        document, error = attempt(coercion.coerce_resource, body, table)
        reasons.setdefault(error.detail if error else repr(document), body)
    kept = 0
    for body in reasons.values():
        before = counts()
        response = api.send("POST", path, body)
        assert response.status_code in {201, 400, 409}
        if response.status_code == 201:
            kept += 1
            identifier = response.json()["id"]
            put = api.send("PUT", f"{path}/{identifier}", body)
            assert put.status_code == 200
            api.expect(204, "DELETE", f"{path}/{identifier}")
        assert counts() == before
    assert 0 < kept < len(reasons)


OPERATIONS = [
    {"op": op, "path": path, "value": value}
    for op in ("add", "replace", "remove", 5, None)
    for path in ("userName", "emails", 'emails[type eq "x"].value', "", 5, None, "members", "[")
    for value in (None, 5, "x", [], {}, [{}], [None], {"emails": 5}, {"x": {}})
]


@pytest.mark.once
@TABLES
def test_wrong_operations(table: ResourceType) -> None:
    """Each is carried out, or refused with a word that RFC 7644 has for it; none breaks."""
    stored = {"userName": "ada", "emails": [{"value": "a@promapp.example", "type": "work"}]}
    document = stored if table is USER_TYPE else {"displayName": "Engineers"}
    refusals: list[ScimError] = []
    for operation in OPERATIONS:
        for sent in (operation, {key: item for key, item in operation.items() if item is not None}):
            try:
                read = operations.parse({"schemas": [PATCH_OP], "Operations": [sent]}, table)
                patch.apply(document, membership.split(read).operations)
            except ScimError as error:
                refusals.append(error)
    assert {error.status for error in refusals} == {400}
    assert all(error.scim_type for error in refusals)
    assert len(OPERATIONS) < len(refusals) < 2 * len(OPERATIONS)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_wrong_operations_over_http(api: EndpointClient, kind: str) -> None:
    user = make_user("ada", is_provisioned=True)
    group = make_group("Engineers", user, is_provisioned=True)
    path = f"/Users/{user.scim_id}" if kind == "Users" else f"/Groups/{group.scim_id}"
    for operation in OPERATIONS[::17]:  # of every kind some
        for sent in (operation, {key: item for key, item in operation.items() if item is not None}):
            before = api.get(path)
            response = api.send("PATCH", path, {"schemas": [PATCH_OP], "Operations": [sent]})
            assert response.status_code in {200, 204, 400}
            if response.status_code == 400:
                assert response.json()["scimType"]
                assert api.get(path) == before


IDS = [
    "no-such-id",
    "1",
    "0",
    "-1",
    "'; DROP TABLE accounts_user; --",
    "%00",
    "a%00b",
    "%ff",
    "%F0%9F%98%80",
    "x" * 5000,
    "null",
    "undefined",
    "%7Bid%7D",
    "..",
    "bulkId:x",
    "2819c223-7f76-453a-919d-413861904646",
]


@pytest.mark.long
@pytest.mark.parametrize("identifier", IDS)
@pytest.mark.parametrize("kind", ["Users", "Groups"])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_ids_that_are_none(api: EndpointClient, kind: str, identifier: str, method: str) -> None:
    body = {"userName": "ada", "displayName": "ada", "Operations": []}
    answer = api.expect(404, method, f"/{kind}/{identifier}", None if method == "GET" else body)
    assert "scimType" not in answer


def test_ids_are_not_those_of_the_database(api: EndpointClient) -> None:
    user = make_user("ada")
    api.expect(404, "GET", f"/Users/{user.pk}")
    group = make_group("Engineers")
    assert user.scim_id != group.scim_id
    api.expect(404, "GET", f"/Groups/{user.scim_id}")
    api.expect(404, "GET", f"/Users/{group.scim_id}")


PATHS = [
    "/Users/",
    "//Users",
    "/Users//",
    "///Users///",
    "/v2/Users",
    "/v2//Users/",
    "/V2/Users",
    "/aadOptscim062020/Users",
    "/Users/aadOptscim062020",
    "/Users?aadOptscim062020",
    "/Users/?aadOptscim062020",
    "?aadOptscim062020/Users",
    "/?aadOptscim062020/Users",
    "/Users?aadOptscim062020&x=/Groups",
    "?AadOptScim062020/Users/",
    "%3FaadOptscim062020/Users",
    "/%3FaadOptscim062020/Users",
]


@pytest.mark.once
@pytest.mark.parametrize("path", PATHS)
def test_paths_that_clients_make(api: EndpointClient, path: str) -> None:
    """None is redirected, and what is appended to a flag in the Tenant URL is not lost."""
    make_user("ada")
    glue = "?" if path.count("?") == 0 or path.startswith(("?", "/?")) else "&"
    query = "filter=userName eq %22ADA%22&attributes=userName"
    found = api.expect(200, "GET", f"{path}{glue}{query}")
    assert [item["userName"] for item in found["Resources"]] == ["ada"]
    assert set(found["Resources"][0]) == {"schemas", "id", "userName"}
    created = api.expect(201, "POST", path, {"schemas": [USER], "userName": "bob"})
    assert created["userName"] == "bob"


@pytest.mark.parametrize("suffix", ["/", "//", "?aadOptscim062020", "/?aadOptscim062020"])
def test_paths_of_one_user(api: EndpointClient, suffix: str) -> None:
    path = f"/Users/{api.create_user('ada')['id']}"
    body = {"Operations": [{"op": "replace", "path": "title", "value": "Dr"}]}
    assert api.expect(200, "PATCH", path + suffix, body)["title"] == "Dr"
    assert api.expect(200, "GET", path + suffix)["title"] == "Dr"
    api.expect(204, "DELETE", path + suffix)


@pytest.mark.once
@pytest.mark.parametrize(
    "path", ["/users", "/User", "/Users/a/b", "/Colours", "/vx/Users", "/index.html", "/Users.json"]
)
def test_addresses_that_are_none(api: EndpointClient, path: str) -> None:
    answer = api.expect(404, "GET", path)
    assert "detail" in answer


@pytest.mark.once
@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/Users", "GET, HEAD, POST"),
        ("PATCH", "/Users", "GET, HEAD, POST"),
        ("DELETE", "/Groups", "GET, HEAD, POST"),
        ("POST", "/Users/x", "GET, HEAD, PUT, PATCH, DELETE"),
        ("OPTIONS", "/Users", "GET, HEAD, POST"),
        ("TRACE", "/Users", "GET, HEAD, POST"),
    ],
)
def test_methods_that_are_none(api: EndpointClient, method: str, path: str, allowed: str) -> None:
    response = api.send(method, path, {"a": 1})
    assert (response.status_code, response["Allow"]) == (405, allowed)


@pytest.mark.once
@pytest.mark.parametrize("path", ["/Users", "/Groups/x", "/Bulk", "/Schemas"])
def test_methods_of_nobody(api: EndpointClient, path: str) -> None:
    """RFC 9110 section 15.6.2: not implemented, rather than not allowed here."""
    response = api.send("BREW", path, {"a": 1})
    assert response.status_code == 501
    assert response.json()["detail"].startswith("'BREW' is no method of SCIM. At this address ")


ACCEPTED = [
    ("", 200),
    ("*/*", 200),
    ("application/scim+json", 200),
    ("Application/SCIM+JSON; charset=utf-8; q=0.5", 200),
    ("application/json", 200),
    ("text/html, image/gif, *; q=.2, */*; q=.2", 200),
    ("text/html;q=1, application/*;q=0.1", 200),
    ("application/vnd.api+json", 200),
    ("nonsense", 200),
    ("text/html", 406),
    ("application/xml, text/plain", 406),
    ("application/scim+json;q=0, application/json; q=0.000", 406),
]


@pytest.mark.once
@pytest.mark.parametrize(("accept", "status"), ACCEPTED)
def test_what_the_client_accepts(api: EndpointClient, accept: str, status: int) -> None:
    """RFC 7644 section 3.8, RFC 9110 section 15.5.7: an answer in JSON, or 406."""
    response = api.send("GET", "/Users", Accept=accept)
    assert response.status_code == status
    if status == 406:
        assert response.json()["detail"].startswith(f"The client accepts '{accept}' alone; ")
        body = {"schemas": [USER], "userName": "ada"}
        assert api.send("POST", "/Users", body, Accept=accept).status_code == 406
        assert not User.objects.filter(username="ada").exists()


def test_head_is_get_without_a_body(api: EndpointClient) -> None:
    path = f"/Users/{api.create_user('ada')['id']}"
    head, get = api.send("HEAD", path), api.send("GET", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]
    assert get["Content-Length"] == head["Content-Length"] == str(len(get.content))


@pytest.mark.once
@pytest.mark.parametrize(
    "content_type",
    [
        "application/scim+json",
        "application/json",
        "application/scim+json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        "",
    ],
)
def test_content_types(api: EndpointClient, content_type: str) -> None:
    body = {"schemas": [USER], "userName": "ada"}
    assert api.send("POST", "/Users", body, content_type=content_type).status_code == 201


@pytest.mark.once
@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"],
)
def test_content_types_that_are_none(api: EndpointClient, content_type: str) -> None:
    body = {"schemas": [USER], "userName": "ada"}
    response = api.send("POST", "/Users", body, content_type=content_type)
    assert response.status_code == 415
    assert content_type in response.json()["detail"]
    assert not User.objects.filter(username="ada").exists()


@pytest.mark.parametrize(("size", "status"), [(0, 201), (1_048_577, 413)])
def test_a_body_in_chunks(api: EndpointClient, size: int, status: int) -> None:
    """It comes without a length; the server says where it ends."""
    body = json.dumps({"schemas": [USER], "userName": "ada", "x": "x" * size}).encode()
    response = api.http.post(
        "/api/scim/Users",
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {api.secret}", "Transfer-Encoding": "chunked"},
        **{"wsgi.input": BytesIO(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert response.status_code == status
    assert User.objects.filter(username="ada").exists() == (status == 201)


def test_no_user_agent_and_odd_headers(api: EndpointClient) -> None:
    for headers in (
        {"User-Agent": ""},
        {"X-Forwarded-For": "not an address"},
        {"Cookie": "sessionid=x; csrftoken=y"},
        {"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example"},
        {"If-Match": "\x80"},
        {"X-HTTP-Method-Override": "DELETE"},
    ):
        assert api.send("GET", "/Users", **headers).status_code == 200


def test_an_unknown_host_is_told_so(api: EndpointClient) -> None:
    response = api.send("GET", "/Users", Host="elsewhere.example")
    assert response.status_code == 400
    assert "does not answer to the host name" in response.json()["detail"]


def test_an_empty_answer_has_no_content_type(api: EndpointClient) -> None:
    group = api.create_group("Engineers")["id"]
    for method, body in (("PATCH", {"Operations": []}), ("DELETE", None)):
        response = api.send(method, f"/Groups/{group}", body)
        assert response.status_code == 204
        assert "Content-Type" not in response.headers
        assert response.headers.get("Content-Length", "0") == "0"


# Found by the fuzz of tests/scim/fuzz.


@pytest.mark.once
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/Users?"),
        ("POST", "/Groups?"),
        ("GET", "/?"),
        ("GET", "/Schemas?"),
        ("GET", "/Me?"),
    ],
)
def test_too_many_parameters(api: EndpointClient, method: str, path: str) -> None:
    body = {"schemas": [GROUP], "displayName": "Engineers"} if method == "POST" else None
    answer = api.expect(400, method, path + "x=1&" * 1500, body)
    assert answer["scimType"] == "invalidSyntax"
    assert answer["detail"] == "The address has more than 1000 parameters; send fewer."


def test_too_many_parameters_in_one_operation_of_a_bulk_request(api: EndpointClient) -> None:
    data = {"schemas": [USER], "userName": "ada"}
    operations = [
        {"method": "POST", "path": "/Users?" + "x=1&" * 1500, "bulkId": "a", "data": data},
        {"method": "POST", "path": "/Users", "bulkId": "b", "data": data},
    ]
    body = {"schemas": [BULK], "Operations": operations}
    answer = api.expect(200, "POST", "/Bulk", body)
    assert [item["status"] for item in answer["Operations"]] == ["400", "201"]


@pytest.mark.once
@pytest.mark.parametrize("length", ["x", "-1", "1e3", "+5", " 5", "\u0661", "5, 5"])
def test_a_length_that_is_no_number(api: EndpointClient, length: str) -> None:
    body = {"schemas": [USER], "userName": "ada"}
    response = api.http.post(
        "/api/scim/Users",
        json.dumps(body),
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {api.secret}"},
        CONTENT_LENGTH=length,
    )
    assert response.status_code == 400
    assert response.json()["detail"] == "Content-Length must be a number of bytes."
    assert not User.objects.filter(username="ada").exists()


@pytest.mark.parametrize(("method", "path"), [("POST", "/Users"), ("POST", "/.search")])
def test_a_client_that_goes_away_while_it_sends(
    api: EndpointClient, method: str, path: str
) -> None:
    class Gone(BytesIO):
        def read(self, *_: Any) -> bytes:
            raise ConnectionResetError

    response = api.http.generic(
        method,
        f"/api/scim{path}",
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {api.secret}"},
        **{"wsgi.input": Gone(), "CONTENT_LENGTH": "50"},
    )
    assert response.status_code == 400
    assert "broke off" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes", "/Users"])
def test_head_works_wherever_get_does(api: EndpointClient, path: str) -> None:
    assert api.send("HEAD", path).status_code == 200


@pytest.mark.parametrize("name", ["active", "meta.created", "emails.primary"])
def test_an_error_never_repeats_a_long_value(api: EndpointClient, name: str) -> None:
    for value in ("x" * 5000, "9" * 39):
        answer = api.expect(400, "GET", "/Users", query={"filter": f'{name} eq "{value}"'})
        assert len(answer["detail"]) < 200


def test_half_a_surrogate_pair_in_the_path_of_an_operation(api: EndpointClient) -> None:
    """It breaks one operation, not the request."""
    data = {"schemas": [USER], "userName": "ada"}
    operations = [
        {"method": "POST", "path": "a\udc00b", "bulkId": "a", "data": data},
        {"method": "PUT", "path": "/Users/\udfff\ud800", "data": data},
        {"method": "DELETE", "path": "/Users/a?x=\ud800"},
        {"method": "POST", "path": "/Users?x=\ud800", "bulkId": "d", "data": data},
    ]
    answer = api.expect(200, "POST", "/Bulk", {"schemas": [BULK], "Operations": operations})
    assert [item["status"] for item in answer["Operations"]] == ["404", "404", "404", "201"]
    assert User.objects.filter(username="ada").count() == 1


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "deflate", "br", "gzip, identity", "x"])
def test_a_body_that_says_it_is_compressed_is_not_read(api: EndpointClient, coding: str) -> None:
    """RFC 9110 section 8.4: what is not understood is 415, not taken for what it is not."""
    body = {"schemas": [USER], "userName": "ada"}
    response = api.send("POST", "/Users", body, **{"Content-Encoding": coding})
    assert response.status_code == 415
    assert f"('{coding.lower()}')" in json.loads(response.content)["detail"]
    assert not User.objects.filter(username="ada").exists()
    assert api.send("POST", "/Users", body, **{"Content-Encoding": "identity"}).status_code == 201

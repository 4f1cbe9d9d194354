"""RFC 7644, clause by clause, where no other module of tests has it."""

from typing import Any

import pytest
from django.conf import settings

from accounts.models import AccessToken, Role, User
from scim.endpoint import authentication
from scim.endpoint.throttle import Throttle
from scim.models import ProvisioningEvent
from tests.factories import make_group, make_token, make_user
from tests.scim.endpoint_client import BASE, GROUP, LIST, PATCH_OP, SITE, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
TITLE = {"Operations": [{"op": "replace", "path": "title", "value": "Dr"}]}


# Headers of every answer with a resource: sections 3.1, 3.3 and 3.14


@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_location_and_version_go_with_every_resource(api: EndpointClient, kind: str) -> None:
    """Sections 3.3, 3.5 and 3.14: Location and ETag say what the body says."""
    name = "userName" if kind == "Users" else "displayName"
    urn = USER if kind == "Users" else GROUP
    created = api.send("POST", f"/{kind}", {"schemas": [urn], name: "a"})
    path = f"/{kind}/{created.json()['id']}"
    put = api.send("PUT", path, {"schemas": [urn], name: "b"})
    body = {"Operations": [{"op": "replace", "path": name, "value": "c"}]}
    patched = api.send("PATCH", f"{path}?attributes={name},meta", body)
    read = api.send("GET", path)
    statuses = [answer.status_code for answer in (created, put, patched, read)]
    assert statuses == [201, 200, 200, 200]
    for version, answer in enumerate((created, put, patched, read), start=1):
        meta = answer.json()["meta"]
        assert answer["Location"] == meta["location"] == f"{SITE}/api/scim{path}"
        assert answer["ETag"] == meta["version"] == f'W/"{min(version, 3)}"'
        assert meta["resourceType"] == kind[:-1]
    [listed] = api.get(f"/{kind}", filter=f'{name} eq "c"')["Resources"]
    assert listed["meta"] == read.json()["meta"]


def test_a_204_has_the_new_version(api: EndpointClient) -> None:
    """Section 3.5.2: 204 with the appropriate headers."""
    path = f"/Groups/{api.create_group('Engineers')['id']}"
    body = {"Operations": [{"op": "replace", "path": "externalId", "value": "1"}]}
    response = api.send("PATCH", path, body)
    assert (response.status_code, response["ETag"]) == (204, 'W/"2"')
    assert api.send("GET", path)["ETag"] == 'W/"2"'


@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_only_a_change_moves_version_and_time(api: EndpointClient, kind: str) -> None:
    """RFC 7643 section 3.1, RFC 7644 section 3.5.2: nothing changed, nothing touched."""
    create = api.create_user if kind == "Users" else api.create_group
    document = create("a", externalId="1")
    path = f"/{kind}/{document['id']}"
    assert document["meta"]["lastModified"] == document["meta"]["created"]
    same = {"op": "replace", "path": "externalId", "value": "1"}
    for operations in ([], [same], [{"op": "remove", "path": "externalId"}, same]):
        api.patch(path, *operations)
    api.expect(200, "PUT", path, document)
    assert api.get(path) == document
    api.patch(path, {"op": "replace", "path": "externalId", "value": "2"})
    meta = api.get(path)["meta"]
    assert meta["version"] == 'W/"2"'
    assert meta["lastModified"] >= meta["created"] == document["meta"]["created"]


# Versions: section 3.14

PRECONDITIONS = [
    ("PATCH", {"If-Match": 'W/"1"'}, 200),
    ("PATCH", {"If-Match": '"1"'}, 200),
    ("PATCH", {"If-Match": '"0", W/"1"'}, 200),
    ("PATCH", {"If-Match": "*"}, 200),
    ("PATCH", {"If-Match": 'W/"2"'}, 412),
    ("PATCH", {"If-Match": "1"}, 412),
    ("PATCH", {"If-None-Match": 'W/"2"'}, 200),
    ("PATCH", {"If-None-Match": 'W/"1"'}, 412),
    ("PUT", {"If-Match": 'W/"1"'}, 200),
    ("PUT", {"If-Match": 'W/"2"'}, 412),
    ("PUT", {"If-None-Match": "*"}, 412),
    ("DELETE", {"If-Match": 'W/"1"'}, 204),
    ("DELETE", {"If-Match": 'W/"2"'}, 412),
    ("DELETE", {"If-None-Match": "*"}, 412),
    ("GET", {"If-None-Match": 'W/"1"'}, 304),
    ("HEAD", {"If-None-Match": 'W/"1"'}, 304),
    ("GET", {"If-None-Match": "*"}, 304),
    ("GET", {"If-None-Match": 'W/"2"'}, 200),
    ("GET", {"If-Match": 'W/"2"'}, 412),
]


@pytest.mark.parametrize(("method", "headers", "status"), PRECONDITIONS)
def test_preconditions(
    api: EndpointClient, method: str, headers: dict[str, str], status: int
) -> None:
    """Section 3.14, RFC 9110 section 13.1: 412 changes nothing, 304 has no body."""
    user = make_user("ada", is_provisioned=True)
    body = {"PATCH": TITLE, "PUT": {"schemas": [USER], "userName": "ada", "title": "Dr"}}
    response = api.send(method, f"/Users/{user.scim_id}", body.get(method), **headers)
    assert response.status_code == status
    if status == 304:
        assert (response.content, response["ETag"]) == (b"", 'W/"1"')
    if status == 412:
        user.refresh_from_db()
        assert (user.title, user.version) == ("", 1)
        if method not in {"GET", "HEAD"}:
            assert ProvisioningEvent.objects.get().status == 412


def test_a_version_of_nothing(api: EndpointClient) -> None:
    """404 comes before 412: there is no version to compare."""
    response = api.send("PATCH", "/Users/no-such-id", TITLE, **{"If-Match": "*"})
    assert response.status_code == 404


# /Me: section 3.11


def test_me_is_the_owner_of_the_token(api: EndpointClient, administrator: User) -> None:
    """Section 3.11: answered as the user's own address, which Location names."""
    own = f"/Users/{administrator.scim_id}"
    for path in ("/Me", "/Me/", "/v2/Me", "/Me?attributes=userName"):
        response = api.send("GET", path)
        query = path.partition("?")[2]
        assert response.json() == api.get(f"{own}?{query}")
        assert response["Location"] == f"{SITE}/api/scim{own}"
        assert response["ETag"] == api.send("GET", own)["ETag"]
    assert api.send("HEAD", "/Me").status_code == 200
    assert api.send("GET", "/Me", **{"If-None-Match": 'W/"1"'}).status_code == 304


def test_me_is_written_as_the_user_is(api: EndpointClient, administrator: User) -> None:
    """Section 3.11: an administrator is left alone until linked, the last one in any case."""
    body = {"schemas": [PATCH_OP], **TITLE}
    answer = api.expect(409, "PATCH", "/Me", body)
    assert "is a local administrator, whom provisioning does not touch" in answer["detail"]
    User.objects.update(is_provisioned=True)
    assert api.expect(200, "PATCH", "/Me", body)["title"] == "Dr"
    name = administrator.username
    shown = api.expect(200, "PUT", "/Me", {"schemas": [USER], "userName": name, "nickName": "A"})
    assert (shown["nickName"], shown.get("title")) == ("A", None)
    assert "let provisioning delete it" in api.expect(409, "DELETE", "/Me")["detail"]
    User.objects.update(scim_may_delete=True, rights_linked=True)
    assert "last active administrator" in api.expect(409, "DELETE", "/Me")["detail"]
    event = ProvisioningEvent.objects.order_by("-pk")[0]
    assert (event.action, event.name, event.path) == ("Delete", name, f"{BASE}/Me")
    response = api.send("POST", "/Me", {"schemas": [USER], "userName": "x"})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, PUT, PATCH, DELETE"


# Searching with POST, and over all types: sections 3.4.2.1 and 3.4.3


@pytest.fixture
def mixed(api: EndpointClient) -> None:
    """Two users and two groups beside the token's owner, and a role."""
    api.create_user("zoe", displayName="Zoe", title="Dr")
    ada = api.create_user("ada", displayName="Ada", externalId="7")
    api.create_group("Berlin", ada["id"])
    api.create_group("Zagreb", externalId="7")
    Role.objects.create(value="viewer", display="Ada")


def found(document: dict[str, Any]) -> list[str]:
    return [
        item.get("userName") or item.get("displayName") or item["value"]
        for item in document["Resources"]
    ]


SEARCHES: list[tuple[dict[str, Any], list[str]]] = [
    ({"filter": "displayName pr"}, ["zoe", "ada", "Berlin", "Zagreb"]),
    ({"filter": 'displayName sw "z"'}, ["zoe", "Zagreb"]),
    ({"filter": 'externalId eq "7"'}, ["ada", "Zagreb"]),
    ({"filter": 'userName eq "ADA" or displayName eq "berlin"'}, ["ada", "Berlin"]),
    ({"filter": 'title eq "Dr" or members pr'}, ["zoe", "Berlin"]),
    ({"filter": 'meta.resourceType eq "Group"'}, ["Berlin", "Zagreb"]),
    ({"filter": f'schemas eq "{GROUP}"'}, ["Berlin", "Zagreb"]),
    ({"filter": f'{USER}:displayName eq "Ada"'}, ["ada"]),
    ({"filter": 'display eq "ada" or displayName eq "ada"'}, ["ada", "viewer"]),
    ({"filter": 'value eq "viewer"'}, ["viewer"]),
    (
        {"filter": "displayName pr", "sortBy": "displayName"},
        ["ada", "Berlin", "Zagreb", "zoe"],
    ),
    (
        {"filter": "displayName pr", "sortBy": "displayName", "sortOrder": "descending"},
        ["zoe", "Zagreb", "Berlin", "ada"],
    ),
    (
        {"filter": "displayName pr", "sortBy": "userName"},
        ["ada", "zoe", "Berlin", "Zagreb"],
    ),
    (
        {"filter": "displayName pr", "sortBy": "displayName", "startIndex": 2, "count": 2},
        ["Berlin", "Zagreb"],
    ),
    ({"filter": "displayName pr", "startIndex": "4", "count": "9"}, ["Zagreb"]),
    ({"filter": "displayName pr", "count": 0}, []),
]


@pytest.mark.parametrize(
    ("path", "asked", "names"),
    [
        *(("/.search", *search) for search in SEARCHES),
        *((path, *SEARCHES[0]) for path in ("/.search/", "/v2/.search", "//.search")),
    ],
)
def test_search_over_all_types(
    api: EndpointClient, mixed: None, path: str, asked: dict[str, Any], names: list[str]
) -> None:
    """Section 3.4.2.1: what a type lacks is unassigned there; one list, one order."""
    answer = api.expect(200, "POST", path, {"schemas": [SEARCH], **asked})
    assert found(answer) == names
    assert answer["itemsPerPage"] == len(names)
    whole = {key: item for key, item in asked.items() if key not in {"startIndex", "count"}}
    assert answer["totalResults"] == len(api.expect(200, "POST", path, whole)["Resources"])
    assert api.get("", **asked) == answer


def test_search_shows_what_is_asked_for(api: EndpointClient, mixed: None) -> None:
    """Section 3.4.3: attributes and excludedAttributes are lists, as text they work too."""
    asked = {"filter": 'displayName sw "z"', "attributes": ["displayName", "title"]}
    answer = api.expect(200, "POST", "/.search", asked)
    assert answer == {
        "schemas": [LIST],
        "totalResults": 2,
        "startIndex": 1,
        "itemsPerPage": 2,
        "Resources": [
            {
                "schemas": [USER],
                "id": answer["Resources"][0]["id"],
                "displayName": "Zoe",
                "title": "Dr",
            },
            {
                "schemas": [GROUP],
                "id": answer["Resources"][1]["id"],
                "displayName": "Zagreb",
            },
        ],
    }
    asked["attributes"] = "title,displayName"
    assert api.expect(200, "POST", "/.search", asked) == answer
    del asked["attributes"]
    asked["excludedAttributes"] = ["meta", "members", "name"]
    [user, group] = api.expect(200, "POST", "/.search", asked)["Resources"]
    assert set(user) == {"schemas", "id", "userName", "displayName", "title", "active"}
    assert set(group) == {"schemas", "id", "displayName", "externalId"}


@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_search_in_one_type(api: EndpointClient, mixed: None, kind: str) -> None:
    """Section 3.4.3: `POST /Users/.search` answers as `GET /Users` does."""
    asked = {"filter": 'displayName sw "z"', "sortBy": "displayName", "count": 5}
    answer = api.expect(200, "POST", f"/{kind}/.search", {"schemas": [SEARCH], **asked})
    assert answer == api.get(f"/{kind}", **asked)
    assert answer["totalResults"] == 1
    assert api.expect(200, "POST", f"/{kind}/.search", {"x": 1}) == api.get(f"/{kind}")


WRONG_SEARCHES: list[tuple[dict[str, Any], str, str]] = [
    ({"schemas": [USER], "filter": "id pr"}, "invalidSyntax", f"'schemas' must contain '{SEARCH}'"),
    ({"filter": "colour pr"}, "invalidFilter", "'colour' is an attribute of no resource here"),
    ({"filter": "password pr"}, "invalidFilter", "is never shown"),
    ({"filter": "userName ="}, "invalidFilter", ""),
    ({"filter": {"userName": "x"}}, "invalidSyntax", "'filter' of a search cannot be an object"),
    ({"filter": True}, "invalidSyntax", "'filter' of a search cannot be a boolean"),
    ({"count": 1.5}, "invalidSyntax", "'count' of a search cannot be a number (1.5)"),
    ({"count": "many"}, "invalidValue", "'count' must be a whole number, not 'many'"),
    ({"startIndex": "1x"}, "invalidValue", "'startIndex' must be a whole number"),
    ({"sortBy": "colour"}, "invalidValue", "'sortBy' names 'colour'"),
    ({"sortBy": "password"}, "invalidValue", "'sortBy' names 'password'"),
    ({"sortOrder": "up"}, "invalidValue", "'sortOrder' is ascending or descending, not 'up'"),
    ({"attributes": ["id"], "excludedAttributes": ["id"]}, "invalidValue", "not both"),
]


@pytest.mark.parametrize(("body", "scim_type", "detail"), WRONG_SEARCHES)
def test_a_search_that_is_none(
    api: EndpointClient, body: dict[str, Any], scim_type: str, detail: str
) -> None:
    """Sections 3.4.3 and 3.12."""
    answer = api.expect(400, "POST", "/.search", body)
    assert answer["scimType"] == scim_type
    assert detail in answer["detail"]


def test_a_search_takes_what_it_does_not_know(api: EndpointClient, mixed: None) -> None:
    """Nulls are unassigned (RFC 7643 section 2.5), names have any case, others are passed over."""
    body = {
        "Schemas": [SEARCH],
        "FILTER": 'userName eq "ada"',
        "sortBy": None,
        "Count": None,
        "colour": {"red": [1]},
    }
    assert found(api.expect(200, "POST", "/.search", body)) == ["ada"]


@pytest.mark.parametrize("path", ["/.search", "/Users/.search", "/Groups/.search"])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_searches_are_posted(api: EndpointClient, path: str, method: str) -> None:
    """Section 3.2, table 2."""
    response = api.send(method, path, {"a": 1})
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_searches_leave_no_trace(api: EndpointClient, mixed: None) -> None:
    ProvisioningEvent.objects.all().delete()
    api.expect(200, "POST", "/.search", {"filter": "id pr"})
    assert not ProvisioningEvent.objects.exists()


# Too many requests: RFC 6585 section 4


class Clock:
    """A clock that stands still until told otherwise."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_too_many_requests(
    api: EndpointClient, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 with Retry-After, for one token; nothing is done, and the next second goes on."""
    clock = Clock()
    monkeypatch.setattr(authentication, "_requests", Throttle(25, 50, clock))
    path = f"/Users/{api.create_user('ada')['id']}"
    for _ in range(49):
        api.get(path, attributes="id")
    response = api.send("PATCH", path, TITLE)
    assert response.status_code == 429
    assert response["Retry-After"] == "1"
    assert response.json()["detail"] == (
        f"This token sends more than {settings.SCIM_REQUESTS_PER_SECOND} requests a second. Wait a "
        "moment and go on."
    )
    assert User.objects.get(username="ada").title == ""
    other = EndpointClient(make_token(administrator, description="Okta")[1])
    assert other.send("PATCH", path, TITLE).status_code == 200
    clock.seconds += 1
    answers = [api.send("GET", path).status_code for _ in range(30)]
    assert answers == [200] * 25 + [429] * 5


def test_25_requests_a_second_go_through(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Microsoft asks for 25 a second at least; the default lets more pass, forever."""
    clock = Clock()
    rate = settings.SCIM_REQUESTS_PER_SECOND
    assert rate >= 25
    throttle = Throttle(rate, 2 * rate, clock)
    for _ in range(60 * 25):
        assert throttle.wait("token") == 0
        clock.seconds += 1 / 25


# Addresses: sections 3.2 and 3.13

ADDRESSES = ["/Bulk", "/.search", "/Users/.search"]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("form", ["{}/", "/{}", "/v2{}", "/v2/{}//", "{}?aadOptscim062020"])
def test_every_form_of_an_address(api: EndpointClient, path: str, form: str) -> None:
    """Section 3.13, and what Tenant URLs with slashes and flags make of it."""
    body = {"Operations": []} if path == "/Bulk" else {"filter": 'userName eq "x"'}
    answer = api.expect(200, "POST", form.format(path), body)
    assert answer.get("Resources", answer.get("Operations")) == []


@pytest.mark.parametrize("version", ["v1", "V1.1", "v3", "v2.1", "v10"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_version(api: EndpointClient, version: str, method: str) -> None:
    """Sections 3.12 and 3.13: invalidVers, for a version of SCIM that is not spoken here."""
    for path in (f"/{version}/Users", f"//{version}/Users/x/", f"/{version}"):
        answer = api.expect(400, method, path, {"a": 1})
        assert answer["scimType"] == "invalidVers"
        assert answer["detail"] == (
            f"'{version}' is a version of SCIM that is not spoken here; v2 is. Use the Tenant URL "
            "that the console shows."
        )


@pytest.mark.parametrize(
    "path",
    ["/Users", "/Groups", "/Roles", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig", ""],
)
def test_head_answers_as_get_does(api: EndpointClient, path: str) -> None:
    """RFC 9110 section 9.3.2."""
    head, get = api.send("HEAD", path), api.send("GET", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(get.content))


def test_a_body_too_large(api: EndpointClient) -> None:
    """Section 3.12: 413, before the body is read."""
    body = {"schemas": [USER], "userName": "ada", "title": "x" * 1_048_576}
    answer = api.expect(413, "POST", "/Users", body)
    assert answer["detail"].endswith("bytes; at most 1048576 are read. Send less at once.")
    assert AccessToken.objects.get().last_used_at
    make_group("Engineers")
    assert api.get("/Groups")["totalResults"] == 1

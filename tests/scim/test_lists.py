"""Lists over HTTP: filters on every attribute, sorting, paging, projection."""

from typing import Any

import pytest

from scim.store.storage import places
from scim.table.attributes import Attribute, Storage
from scim.table.schemas import ENTERPRISE_USER_URN, GROUP_TYPE, USER_TYPE
from tests.factories import make_group, make_token, make_user
from tests.scim.endpoint_client import GROUP, LIST, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]

# userName sorts them against the order in which they are made.
PEOPLE: list[dict[str, Any]] = [
    {
        "userName": "zoe",
        "externalId": "Case",
        "name": {"givenName": "Žofie", "familyName": "O'Malley", "formatted": "Žofie O'Malley"},
        "displayName": "Straße",
        "title": "Vice President",
        "active": False,
        "emails": [
            {"value": "zoe@work.example", "type": "work", "primary": True},
            {"value": "zoe@home.example", "type": "home"},
        ],
        "phoneNumbers": [{"value": "+44 20", "type": "work", "display": "Desk"}],
        "addresses": [{"locality": "Praha", "type": "home", "postalCode": "007"}],
        ENTERPRISE_USER_URN: {"department": "R & D", "employeeNumber": "701984"},
    },
    {
        "userName": "Bob",
        "externalId": "case",
        "name": {"givenName": "Bob"},
        "displayName": 'says "hi" \\o/',
        "emails": [{"value": "bob@work.example", "type": "home"}],
        "roles": [{"value": "admin", "primary": False}],
    },
    {"userName": "ada", "displayName": "100% _real_", "nickName": "A", "title": "vice"},
]


@pytest.fixture(scope="module", autouse=True)
def people(rows: None) -> list[dict[str, Any]]:
    """Three users over SCIM; a token's owner is called `admin…` and matches few filters."""
    api = EndpointClient(make_token()[1])
    return [api.create_user(person["userName"], **without_name(person)) for person in PEOPLE]


def without_name(person: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in person.items() if key != "userName"}


OTHERS = 'not (userName sw "admin")'
FILTERS = [
    ('userName eq "ZOE"', ["zoe"]),
    ('userName ne "zoe"', ["Bob", "ada"]),
    ('userName co "O"', ["zoe", "Bob"]),
    ('userName sw "b"', ["Bob"]),
    ('userName ew "A"', ["ada"]),
    ('userName gt "bob"', ["zoe"]),
    ('userName ge "BOB"', ["zoe", "Bob"]),
    ('userName lt "bob"', ["ada"]),
    ('userName le "bob"', ["Bob", "ada"]),
    ("userName pr", ["zoe", "Bob", "ada"]),
    # externalId is caseExact
    ('externalId eq "Case"', ["zoe"]),
    ('externalId eq "case"', ["Bob"]),
    ('externalId eq "CASE"', []),
    ('externalId co "as"', ["zoe", "Bob"]),
    ("externalId eq case", ["Bob"]),
    ("externalId pr", ["zoe", "Bob"]),
    ("externalId eq null", ["ada"]),
    ("externalId ne null", ["zoe", "Bob"]),
    ('externalId gt "Z"', ["Bob"]),
    # Letters beyond ASCII, escapes, wildcards of SQL
    ('name.givenName eq "žOFIE"', ["zoe"]),
    ('name.givenName eq "Z\u030cofie"', ["zoe"]),
    ('name.givenName sw "Ž"', ["zoe"]),
    ('displayName eq "STRASSE"', ["zoe"]),
    ('name.familyName eq "o\'malley"', ["zoe"]),
    (r'displayName eq "says \"hi\" \\o/"', ["Bob"]),
    (r'displayName co "\\"', ["Bob"]),
    ('displayName co "%"', ["ada"]),
    ('displayName co "_real_"', ["ada"]),
    ('displayName sw "100%"', ["ada"]),
    ('displayName eq "100* ?real?"', []),
    # Booleans
    ("active eq false", ["zoe"]),
    ('active eq "False"', ["zoe"]),
    ("active ne true", ["zoe"]),
    ("active pr", ["zoe", "Bob", "ada"]),
    # Whole complex attributes
    ("name pr", ["zoe", "Bob"]),
    ("not (name pr)", ["ada"]),
    ("emails pr", ["zoe", "Bob"]),
    ("addresses pr", ["zoe"]),
    ("groups pr", []),
    # Multi-valued attributes: any element
    ('emails eq "ZOE@home.example"', ["zoe"]),
    ('emails.value co "work"', ["zoe", "Bob"]),
    ('emails.type eq "home"', ["zoe", "Bob"]),
    ("emails.primary eq true", ["zoe"]),
    ('emails ne "zoe@work.example"', ["Bob", "ada"]),
    ("emails.value eq null", ["ada"]),
    ('phoneNumbers.display eq "desk"', ["zoe"]),
    ('addresses.postalCode eq "007"', ["zoe"]),
    ("addresses.postalCode eq 007", ["zoe"]),
    # Value paths: one element meets all
    ('emails[type eq "work"]', ["zoe"]),
    ('emails[type eq "home" and value co "work"]', ["Bob"]),
    ('emails[type eq "work" or value sw "bob"]', ["zoe", "Bob"]),
    ('emails[not (type eq "work")]', ["zoe", "Bob"]),
    ('emails[type eq "work"].value eq "zoe@work.example"', ["zoe"]),
    ('emails[type eq "work"] eq "ZOE@work.example"', ["zoe"]),
    ('emails[type eq "work"].value eq "zoe@home.example"', []),
    ('emails[type eq "work" and primary eq "True"]', ["zoe"]),
    ('not (emails[type eq "work"])', ["Bob", "ada"]),
    ("emails[colour pr]", None),
    ('roles[primary ne true].value eq "admin"', ["Bob"]),
    # The extension
    (f'{ENTERPRISE_USER_URN}:department eq "r & d"', ["zoe"]),
    ('department eq "r & d"', ["zoe"]),
    (f"{ENTERPRISE_USER_URN}:employeeNumber eq 701984", ["zoe"]),
    (f"{ENTERPRISE_USER_URN}:manager pr", []),
    (f'{USER}:title co "vice"', ["zoe", "ada"]),
    # meta, schemas, id
    ('meta.resourceType eq "User"', ["zoe", "Bob", "ada"]),
    ('meta.created gt "2001-01-01T00:00:00Z"', ["zoe", "Bob", "ada"]),
    ('meta.lastModified lt "2001-01-01"', []),
    ('meta.version eq "W/\\"1\\""', ["zoe", "Bob", "ada"]),
    ('meta.location ew "x"', None),
    (f'schemas eq "{USER}"', ["zoe", "Bob", "ada"]),
    (f'schemas eq "{ENTERPRISE_USER_URN}"', ["zoe"]),
    (f'schemas ne "{ENTERPRISE_USER_URN}"', ["Bob", "ada"]),
    ('schemas eq "urn:x"', []),
    ("id pr", ["zoe", "Bob", "ada"]),
    # Logic
    ('title pr and active eq true or userName eq "bob"', ["Bob", "ada"]),
    ('title pr and (active eq true or userName eq "bob")', ["ada"]),
    ("not (title pr) and not (nickName pr)", ["Bob"]),
    ("not (not (title pr))", ["zoe", "ada"]),
    ('title eq "vice" or title eq "VICE PRESIDENT"', ["zoe", "ada"]),
    ('title ne "vice"', ["zoe", "Bob"]),
    ('title lt "z"', ["zoe", "ada"]),
    ('not (title lt "z")', ["Bob"]),
    ('title co ""', ["zoe", "ada"]),
    ('title eq ""', []),
    # Asked of what it cannot be asked
    ("name eq null", ["ada"]),
    ('name eq "x"', None),
    ('addresses eq "x"', None),
    ("active gt true", None),
    ('active eq "maybe"', None),
    ('meta.created eq "yesterday"', None),
    ('meta.created co "2026"', None),
    ('colour eq "red"', None),
    ('name.colour eq "red"', None),
    ('userName[type eq "x"]', None),
    ('members eq "x"', None),
    ('emails[colour eq "x"]', None),
    ("title gt null", None),
    # RFC 7644 section 3.4.2.2: a Boolean or Binary attribute has no order
    ('x509Certificates.value gt "MTIz"', None),
    ('x509Certificates[value le "MTIz"]', None),
    ('x509Certificates.value eq "MTIz"', []),
]


@pytest.mark.parametrize(("text", "names"), FILTERS)
def test_filters(
    api: EndpointClient, people: list[dict[str, Any]], text: str, names: list[str] | None
) -> None:
    if names is None:
        answer = api.expect(400, "GET", "/Users", query={"filter": text})
        assert answer["scimType"] == "invalidFilter"
    else:
        assert api.names("/Users", filter=f"({text}) and {OTHERS}") == names


def leaves(attribute: Attribute) -> list[str]:
    return [f".{sub.name}" for sub in attribute.sub] or [""]


EVERY_NAME = [
    f"{schema.id}:{attribute.name}{leaf}" if schema else f"{attribute.name}{leaf}"
    for schema, attribute in places(USER_TYPE)
    if attribute.storage is not Storage.PASSWORD
    for leaf in [*leaves(attribute), ""]
]


MANAGER = f"{ENTERPRISE_USER_URN}:manager"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f'{MANAGER}.displayName eq "STRASSE"', ["Bob"]),
        (f"{MANAGER}.displayName pr", ["Bob"]),
        (f"{MANAGER}.displayName eq null", ["zoe", "ada"]),
        (f'{MANAGER}.displayName ne "x"', ["zoe", "Bob", "ada"]),
        (f"{MANAGER}.$ref pr or not ({MANAGER}.$ref pr)", None),
        (f"{MANAGER}.displayName pr or not ({MANAGER}.displayName pr)", None),
        # Joins that Django first makes inner ones, then outer ones
        (f'{MANAGER}.displayName pr and title pr or not ({MANAGER}.displayName co "y")', None),
        (
            f"title pr and {MANAGER}.displayName pr or not ({MANAGER}.displayName pr)",
            ["zoe", "ada"],
        ),
        (f'{MANAGER}.displayName pr and title pr or {MANAGER}.displayName co "x"', []),
        (f'{MANAGER}.displayName co "s" or not ({MANAGER}.displayName co "s")', None),
    ],
)
def test_what_the_manager_lacks_loses_no_user(
    api: EndpointClient, people: list[dict[str, Any]], text: str, names: list[str] | None
) -> None:
    path = f"{MANAGER}.value"
    api.patch(f"/Users/{people[1]['id']}", {"op": "add", "path": path, "value": people[0]["id"]})
    found = api.names("/Users", filter=f"{OTHERS} and ({text})")
    assert sorted(found) == sorted(names if names is not None else ["zoe", "Bob", "ada"])


@pytest.mark.long
@pytest.mark.parametrize("name", dict.fromkeys(EVERY_NAME))
def test_every_attribute_can_be_asked_for_and_sorted_by(
    api: EndpointClient, people: list[dict[str, Any]], name: str
) -> None:
    present = set(api.names("/Users", filter=f"{name} pr"))
    absent = set(api.names("/Users", filter=f"not ({name} pr)"))
    everybody = set(api.names("/Users"))
    assert present | absent == everybody
    assert not present & absent
    assert set(api.names("/Users", filter=f"{name} eq null")) == absent
    assert set(api.names("/Users", filter=f"{name} ne null")) == present
    for descending in ("ascending", "descending"):
        ordered = api.names("/Users", sortBy=name, sortOrder=descending)
        assert set(ordered) == everybody


@pytest.mark.parametrize(
    "name", ["displayName", "members", "members.display", "members.type", "id", "meta.version"]
)
def test_every_attribute_of_groups(api: EndpointClient, name: str) -> None:
    make_group("b", make_user("u"))
    make_group("a")
    assert api.names("/Groups", filter=f"{name} pr or not ({name} pr)") == ["b", "a"]
    for descending in ("ascending", "descending"):
        assert set(api.names("/Groups", sortBy=name, sortOrder=descending)) == {"a", "b"}


def test_long_values_are_found(api: EndpointClient) -> None:
    long = "Ämter " * 300
    api.create_user("dan", addresses=[{"formatted": long}])
    api.create_user("eve", addresses=[{"formatted": "Ämter"}])
    for operator in ("eq", "sw", "ge", "le"):
        text = f'addresses[formatted {operator} "{long}"]'
        names = ["dan", "eve"] if operator == "le" else ["dan"]
        assert api.names("/Users", filter=text) == names
    assert api.names("/Users", filter=f'addresses[formatted gt "{long}"]') == []


@pytest.mark.parametrize("number", ["1" * 5000, "-" + "9" * 6000, "1e999", "0." + "3" * 5000])
def test_numbers_beyond_bounds(api: EndpointClient, number: str) -> None:
    api.create_user("dan", title="5")
    for name in ("title", "active", "meta.created", "meta.version"):
        response = api.send("GET", f"/Users?filter={name} eq {number}")
        assert response.status_code in {200, 400}
        response = api.send("GET", f'/Users?filter={name} eq "{number}"')
        assert response.status_code in {200, 400}


def test_two_hundred_terms_fifty_deep(api: EndpointClient, people: list[dict[str, Any]]) -> None:
    names = ["emails.value", "name.givenName", "title", "groups.value", "manager.displayName"]
    terms = [f'{names[number % 5]} eq "{number}"' for number in range(150)]
    text = " or ".join(terms)
    assert api.names("/Users", filter=f'{text} or userName eq "zoe"') == ["zoe"]
    negated = " and ".join(f"not ({term})" for term in terms[:90])
    assert api.names("/Users", filter=f"{negated} and {OTHERS}") == ["zoe", "Bob", "ada"]
    deep = "not (" * 50 + 'userName eq "zoe"' + ")" * 50
    assert api.names("/Users", filter=deep) == ["zoe"]


@pytest.mark.parametrize("length", [8001, 10_000])
def test_a_filter_too_long(api: EndpointClient, length: int) -> None:
    text = ('userName eq "' + "x" * length)[: length - 1] + '"'
    answer = api.expect(400, "GET", "/Users", query={"filter": text})
    assert answer["scimType"] == "invalidFilter"
    assert f"{length} characters long; 8000 are read" in answer["detail"]


# Sorting

SORTED = [
    ({"sortBy": "userName"}, ["ada", "Bob", "zoe"]),
    ({"sortBy": "userName", "sortOrder": "descending"}, ["zoe", "Bob", "ada"]),
    ({"sortBy": "userName", "sortOrder": "Ascending"}, ["ada", "Bob", "zoe"]),
    ({"sortBy": "name.givenName"}, ["Bob", "zoe", "ada"]),
    ({"sortBy": "name.givenName", "sortOrder": "descending"}, ["ada", "zoe", "Bob"]),
    ({"sortBy": "emails"}, ["Bob", "zoe", "ada"]),
    ({"sortBy": "emails.type"}, ["Bob", "zoe", "ada"]),
    ({"sortBy": "title"}, ["ada", "zoe", "Bob"]),
    ({"sortBy": "active"}, ["zoe", "Bob", "ada"]),
    ({"sortBy": "meta.created"}, ["zoe", "Bob", "ada"]),
    ({"sortBy": "externalId"}, ["zoe", "Bob", "ada"]),
    ({"sortBy": f"{ENTERPRISE_USER_URN}:department"}, ["zoe", "Bob", "ada"]),
    ({}, ["zoe", "Bob", "ada"]),
]


@pytest.mark.parametrize(("query", "names"), SORTED)
def test_sorts(
    api: EndpointClient, people: list[dict[str, Any]], query: dict[str, str], names: list[str]
) -> None:
    assert api.names("/Users", filter=OTHERS, **query) == names
    paged = [
        api.names("/Users", filter=OTHERS, startIndex=start, count=1, **query)
        for start in (1, 2, 3)
    ]
    assert paged == [[name] for name in names]


@pytest.mark.parametrize("query", [{"sortBy": "colour"}, {"sortBy": "name.colour"}])
def test_refuses_to_sort_by_what_is_not_there(api: EndpointClient, query: dict[str, str]) -> None:
    answer = api.expect(400, "GET", "/Users", query=dict(query))
    assert answer["scimType"] == "invalidValue"
    assert "'sortBy' names" in answer["detail"]


# Paging


def test_an_empty_list_is_a_list(api: EndpointClient) -> None:
    expected = {
        "schemas": [LIST],
        "totalResults": 0,
        "startIndex": 1,
        "itemsPerPage": 0,
        "Resources": [],
    }
    assert api.get("/Groups") == expected
    for text in ("+", "%20"):
        path = f"/Users?filter=userName{text}eq{text}%22AzureAD_Test-no-such-user%22"
        assert api.expect(200, "GET", path) == expected
    path = "/Users?filter=userName+eq+%22x%22&startIndex=1&count=1"
    assert api.expect(200, "GET", path) == expected


PAGES = [
    ({}, 12, 1, 12),
    ({"count": 5}, 5, 1, 5),
    ({"startIndex": 6, "count": 5}, 5, 6, 5),
    ({"startIndex": 11, "count": 5}, 2, 11, 2),
    ({"startIndex": 12}, 1, 12, 1),
    ({"startIndex": 13, "count": 5}, 0, 13, 0),
    ({"startIndex": 999_999_999}, 0, 999_999_999, 0),
    ({"startIndex": 0, "count": 5}, 5, 1, 5),
    ({"startIndex": -7, "count": 5}, 5, 1, 5),
    ({"count": 0}, 0, 1, 0),
    ({"count": -1}, 0, 1, 0),
    ({"count": 12}, 12, 1, 12),
    ({"count": 13}, 12, 1, 12),
    ({"count": 100_000}, 12, 1, 12),
    ({"startIndex": "", "count": ""}, 12, 1, 12),
]


@pytest.mark.parametrize(("query", "length", "start", "per_page"), PAGES)
def test_pages(
    api: EndpointClient, query: dict[str, int], length: int, start: int, per_page: int
) -> None:
    for number in range(12):
        make_group(f"Group {number:02}")
    page = api.get("/Groups", **query)
    assert page["totalResults"] == 12
    assert page["startIndex"] == start
    assert page["itemsPerPage"] == per_page
    names = [item["displayName"] for item in page["Resources"]]
    assert names == [f"Group {start - 1 + number:02}" for number in range(length)]


@pytest.mark.parametrize(
    "text", ["one", "1.5", "1e3", "0x10", "--1", "1 2", "1_0", "\u0661", "111111111111x"]
)
@pytest.mark.parametrize("name", ["startIndex", "count"])
def test_refuses_a_page_that_is_no_number(api: EndpointClient, name: str, text: str) -> None:
    answer = api.expect(400, "GET", "/Users", query={name: text})
    assert answer["scimType"] == "invalidValue"
    assert answer["detail"] == f"'{name}' must be a whole number, not '{text}'."


def test_a_page_holds_a_thousand_at_most(api: EndpointClient) -> None:
    from accounts.models import Group

    for number in range(3):
        make_group(f"{number}")
    config = api.get("/ServiceProviderConfig")
    assert config["filter"]["maxResults"] == 1000
    assert Group.objects.count() == 3
    assert len(api.get("/Groups", count=config["filter"]["maxResults"] + 1)["Resources"]) == 3


# Projection


def test_attributes_show_only_what_is_asked(
    api: EndpointClient, people: list[dict[str, Any]]
) -> None:
    [found] = api.get(
        "/Users",
        filter='userName eq "zoe"',
        attributes=f"username,emails.value,{ENTERPRISE_USER_URN}:department",
    )["Resources"]
    assert found == {
        "schemas": [USER, ENTERPRISE_USER_URN],
        "id": people[0]["id"],
        "userName": "zoe",
        "emails": [{"value": "zoe@work.example"}, {"value": "zoe@home.example"}],
        ENTERPRISE_USER_URN: {"department": "R & D"},
    }
    assert api.get(f"/Users/{people[0]['id']}", attributes="colour") == {
        "schemas": [USER],
        "id": people[0]["id"],
    }


def test_an_element_without_what_is_asked_is_not_shown(
    api: EndpointClient, people: list[dict[str, Any]]
) -> None:
    path = f"/Users/{people[0]['id']}"
    assert api.get(path, attributes="emails.primary")["emails"] == [{"primary": True}]
    assert "phoneNumbers" not in api.get(path, attributes="phoneNumbers.primary")


def test_a_core_schema_has_the_common_attributes(
    api: EndpointClient, people: list[dict[str, Any]]
) -> None:
    shown = api.get(f"/Users/{people[0]['id']}", attributes=USER)
    whole = {**people[0], "schemas": [USER]}
    del whole[ENTERPRISE_USER_URN]
    assert shown == whole


def test_excluded_attributes_are_left_out(
    api: EndpointClient, people: list[dict[str, Any]]
) -> None:
    excluded = "emails,name.givenName,id,schemas,meta"
    found = api.get(f"/Users/{people[0]['id']}", excludedAttributes=excluded)
    expected = {**people[0], "name": {**people[0]["name"]}}
    del expected["emails"], expected["meta"], expected["name"]["givenName"]
    assert found == expected
    without = api.get(f"/Users/{people[0]['id']}", excludedAttributes=ENTERPRISE_USER_URN)
    assert ENTERPRISE_USER_URN not in without
    assert without["schemas"] == [USER]


@pytest.mark.parametrize(("method", "status"), [("POST", 201), ("PUT", 200), ("PATCH", 200)])
def test_projection_holds_for_writes(api: EndpointClient, method: str, status: int) -> None:
    user = api.create_user("dan", displayName="Dan")
    path = "/Users" if method == "POST" else f"/Users/{user['id']}"
    body: dict[str, Any] = {"schemas": [USER], "userName": "eve"}
    if method == "PATCH":
        body = {"Operations": [{"op": "replace", "path": "userName", "value": "eve"}]}
    shown = api.expect(status, method, f"{path}?attributes=userName", body)
    assert {**shown, "id": ""} == {"schemas": [USER], "id": "", "userName": "eve"}


def test_members_can_be_left_out(api: EndpointClient) -> None:
    group = make_group("Engineers", make_user("dan"))
    path = f"/Groups/{group.scim_id}"
    assert "members" in api.get(path)
    for where in (path, "/Groups"):
        found = api.get(where, excludedAttributes="members")
        [document] = found.get("Resources", [found])
        assert "members" not in document
        assert document["displayName"] == "Engineers"
    assert api.get(path, attributes="id") == {"schemas": [GROUP], "id": group.scim_id}


def test_both_projections_are_refused(api: EndpointClient) -> None:
    query: dict[str, str | int] = {"attributes": "id", "excludedAttributes": "members"}
    for path in ("/Users", "/Groups", f"/Users/{make_user('u').scim_id}"):
        assert api.expect(400, "GET", path, query=query)["scimType"] == "invalidValue"


def test_every_group_attribute_has_a_name() -> None:
    """What the tests of groups above rest on."""
    assert {item.name for item in GROUP_TYPE.schema.attributes} == {"displayName", "members"}

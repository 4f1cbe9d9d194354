"""What clients of every make send, and what became of it: each kind with its neighbours."""

from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from tests.factories import make_token
from tests.scim.endpoint_client import ENTERPRISE, GROUP, PATCH_OP, SITE, EndpointClient

pytestmark = pytest.mark.django_db
Document = dict[str, Any]

HOME = {"value": "ada@home.example", "type": "home", "primary": True}
WORK = {"value": "ada@work.example", "type": "work"}


@pytest.fixture
def ada(api: EndpointClient) -> str:
    """The path of a user with two e-mail addresses, of which the one at home is primary."""
    user = api.create_user("ada", emails=[HOME, WORK], phoneNumbers=[{"value": "1", "type": "a"}])
    return f"/Users/{user['id']}"


def primaries(document: Document, name: str = "emails") -> list[str]:
    return [item["value"] for item in document[name] if item.get("primary")]


# The primary value.

GHOSTS: list[list[Document]] = [
    [{"op": "Add", "path": 'emails[type eq "other"].primary', "value": "True"}],
    [{"op": "replace", "path": 'emails[type eq "other"].primary', "value": True}],
    [{"op": "add", "path": 'emails[type eq "other"]', "value": {"primary": True}}],
    [{"op": "add", "path": "emails", "value": [{"type": "other", "primary": True}]}],
    [{"op": "add", "path": 'emails[type eq "other" and primary eq true].display', "value": "A"}],
    [{"op": "add", "value": {'emails[type eq "other"].primary': True}}],
    [
        {"op": "add", "path": 'emails[type eq "other"].primary', "value": True},
        {"op": "add", "path": 'emails[type eq "other"].value', "value": "x@a.example"},
        {"op": "remove", "path": 'emails[type eq "other"]'},
        {"op": "replace", "path": 'emails[type eq "home"].primary', "value": True},
    ],
]


@pytest.mark.parametrize("sent", GHOSTS)
def test_a_flag_alone_makes_nothing_primary(
    api: EndpointClient, ada: str, sent: list[Document]
) -> None:
    before = api.get(ada)["emails"]
    shown = api.patch(ada, *sent)
    assert primaries(shown) == [HOME["value"]]
    assert [item["value"] for item in shown["emails"]] == [item["value"] for item in before]
    assert User.objects.get(username="ada").email == HOME["value"]


@pytest.mark.parametrize(
    ("sent", "winner"),
    [
        ([{"op": "add", "path": 'emails[type eq "work"].primary', "value": True}], WORK["value"]),
        ([{"op": "Add", "value": {'emails[type eq "work"].primary': "True"}}], WORK["value"]),
        (
            [
                {"op": "Add", "path": 'emails[type eq "other"].primary', "value": "True"},
                {"op": "Add", "path": 'emails[type eq "other"].value', "value": "new@a.example"},
            ],
            "new@a.example",
        ),
        (
            [{"op": "add", "path": "emails", "value": {"value": "n@a.example", "primary": True}}],
            "n@a.example",
        ),
    ],
)
def test_a_value_that_becomes_primary_makes_the_others_secondary(
    api: EndpointClient, ada: str, sent: list[Document], winner: str
) -> None:
    assert primaries(api.patch(ada, *sent)) == [winner]
    assert User.objects.get(username="ada").email == winner


def test_a_flag_alone_leaves_other_attributes_as_they_are(api: EndpointClient, ada: str) -> None:
    addresses = [{"locality": "London", "type": "work", "primary": True}]
    api.patch(ada, {"op": "add", "path": "addresses", "value": addresses})
    sent = {"op": "add", "path": 'addresses[type eq "home"].primary', "value": True}
    assert api.patch(ada, sent)["addresses"] == addresses


# One element in a list, under a filter.


@pytest.mark.parametrize("op", ["replace", "add"])
@pytest.mark.parametrize("chosen", ['value eq "ada@work.example"', 'type eq "work"'])
def test_one_element_in_a_list_under_a_filter(
    api: EndpointClient, ada: str, op: str, chosen: str
) -> None:
    value = [{"value": WORK["value"], "type": "work", "primary": True}]
    sent = {"op": op, "path": f"emails[{chosen}]", "value": value}
    shown = api.patch(ada, sent)
    assert shown["emails"] == [{**HOME, "primary": False}, *value]


def test_two_elements_in_a_list_under_a_filter(api: EndpointClient, ada: str) -> None:
    sent = {"op": "replace", "path": 'emails[type eq "work"]', "value": [HOME, WORK]}
    answer = api.patch(ada, sent, status=400)
    assert answer["scimType"] == "invalidValue"
    assert primaries(api.get(ada)) == [HOME["value"]]


# References.


@pytest.mark.parametrize(
    "shape",
    [
        {"$ref": f"{SITE}/api/scim/Users/ID"},
        {"$ref": "../Users/ID/"},
        {"value": None, "$ref": "/Users/ID?x=y"},
        [{"$ref": "https://elsewhere.example/v2/Users/ID", "displayName": "Boss"}],
    ],
)
@pytest.mark.parametrize("way", ["POST", "PUT", "PATCH", "path-less", "key"])
def test_a_manager_named_by_ref_alone(api: EndpointClient, ada: str, shape: Any, way: str) -> None:
    boss = api.create_user("boss")["id"]
    [element] = shape if isinstance(shape, list) else [shape]
    element = {**element, "$ref": element["$ref"].replace("ID", boss)}
    manager = [element] if isinstance(shape, list) else element
    inside = {ENTERPRISE: {"manager": manager}}
    if way == "POST":
        shown = api.create_user("eve", **inside)
    elif way == "PUT":
        shown = api.expect(200, "PUT", ada, {"userName": "ada", **inside})
    elif way == "PATCH":
        path = f"{ENTERPRISE}:manager"
        shown = api.patch(ada, {"op": "Add", "path": path, "value": manager})
    elif way == "path-less":
        shown = api.patch(ada, {"op": "replace", "value": inside})
    else:
        value = {f"{ENTERPRISE}:manager.$ref": element["$ref"]}
        shown = api.patch(ada, {"op": "replace", "value": value})
    wanted = {"value": boss, "$ref": f"{SITE}/api/scim/Users/{boss}"}
    assert shown[ENTERPRISE]["manager"] == wanted


@pytest.mark.parametrize("uri", ["https://x.example/Users/", "/", {"a": 1}, 5])
def test_a_ref_without_an_id_takes_no_manager_away(api: EndpointClient, ada: str, uri: Any) -> None:
    api.patch(ada, {"op": "add", "path": f"{ENTERPRISE}:manager", "value": "9"})
    sent = {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": {"$ref": uri}}
    answer = api.patch(ada, sent, status=400)
    assert answer["scimType"] == "invalidValue"
    assert api.get(ada)[ENTERPRISE]["manager"]["value"] == "9"


@pytest.mark.parametrize("tail", ["", "/", "//", "?a=b", "/#c"])
def test_members_named_by_ref(api: EndpointClient, tail: str) -> None:
    user = api.create_user("ada")["id"]
    member = {"$ref": f"{SITE}/api/scim/Users/{user}{tail}"}
    group = api.expect(201, "POST", "/Groups", {"displayName": "A", "members": [member]})
    assert [item["value"] for item in group["members"]] == [user]
    path = f"/Groups/{group['id']}"
    api.patch(path, {"op": "remove", "path": "members", "value": [member]})
    assert api.get(path)["members"] == []
    api.patch(path, {"op": "add", "path": "members", "value": [member]})
    assert api.names("/Groups", filter=f'members.$ref eq "{member["$ref"].rstrip("/")}"') == (
        ["A"] if tail in {"", "/", "//"} else []
    )


# Display names of elements.


@pytest.mark.parametrize(
    "name", ["emails", "phoneNumbers", "ims", "photos", "addresses", "roles", "entitlements"]
)
def test_every_element_may_have_a_display_name(api: EndpointClient, name: str) -> None:
    part = "locality" if name == "addresses" else "value"
    element = {part: "x", "display": "One", "type": "work"}
    user = api.create_user("ada", **{name: [element]})
    assert user[name] == [element]
    path = f"/Users/{user['id']}"
    sent = {"op": "Add", "path": f'{name}[type eq "work"].display', "value": "Two"}
    title = {"op": "Add", "path": "title", "value": "Dr"}
    shown = api.patch(path, sent, title)
    assert (shown[name], shown["title"]) == ([{**element, "display": "Two"}], "Dr")
    found = api.get("/Users", filter=f'{name}[display eq "two"]', attributes=f"{name}.display")
    assert found["Resources"][0][name] == [{"display": "Two"}]
    shown = api.expect(200, "PUT", path, {"userName": "ada", name: [element]})
    assert shown[name] == [element]


def test_a_display_name_without_an_address_is_no_element(api: EndpointClient, ada: str) -> None:
    sent = {"op": "add", "path": 'emails[type eq "other"].display', "value": "A"}
    assert len(api.patch(ada, sent)["emails"]) == 2


# Empty extensions.


@pytest.mark.parametrize("empty", [[], "", {}, None, [{}]])
def test_an_empty_extension(api: EndpointClient, ada: str, empty: Any) -> None:
    assert ENTERPRISE not in api.create_user("eve", **{ENTERPRISE: empty})
    inside = {"department": "Engines"}
    api.patch(ada, {"op": "add", "value": {ENTERPRISE: inside}})
    shown = api.patch(ada, {"op": "add", "value": {ENTERPRISE: empty, "title": "Dr"}})
    assert shown["title"] == "Dr"
    if empty not in ("", None):  # these two clear; an object without keys says nothing
        assert shown[ENTERPRISE] == inside
    shown = api.expect(200, "PUT", ada, {"userName": "ada", ENTERPRISE: empty})
    assert ENTERPRISE not in shown


@pytest.mark.parametrize("wrong", ["x", 5, True, [1], [{}, {}]])
def test_what_is_no_extension(api: EndpointClient, wrong: Any) -> None:
    body = {"userName": "ada", ENTERPRISE: wrong}
    answer = api.expect(400, "POST", "/Users", body)
    assert "must be an object" in answer["detail"]


# Messages.


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "must be a JSON object with attributes, not an empty one."),
        ([], "must be a JSON object with attributes, not a list."),
        ("x", 'must be a JSON object with attributes, not a text ("x").'),
        ({"schemas": [None], "userName": "a"}, "'schemas' must hold URNs alone; it holds null"),
        ({"schemas": [5], "userName": "a"}, "'schemas' must hold URNs alone; it holds a number"),
        ({"schemas": {}, "userName": "a"}, "'schemas' must be a list of URNs, not an object."),
        ({"schemas": [GROUP], "userName": "a"}, "core:2.0:User' for this request; it holds a"),
    ],
)
def test_messages_say_what_was_sent(api: EndpointClient, body: Any, detail: str) -> None:
    answer = api.expect(400, "POST", "/Users", body)
    assert detail in answer["detail"]
    assert answer["scimType"] == "invalidSyntax"


def test_a_patch_with_the_urn_of_a_user_is_told_which_it_needs(
    api: EndpointClient, ada: str
) -> None:
    body = {"schemas": [GROUP], "Operations": []}
    answer = api.expect(400, "PATCH", ada, body)
    assert PATCH_OP in answer["detail"]
    assert GROUP in answer["detail"]


# URIs.

NO_URIS = [
    "not a url",
    " https://x.example",
    "https://x.example/a b",
    "https://x.example/\u00a0",
    "https://x.example/<b>",
    "https://x.example/%zz",
    "https://[::1",
    "https://x.example:port/",
    "https://",
    "http:",
    "1:2",
    "a#b#c",
    "a\\b",
]
URIS = [
    "https://x.example/ada?x[]=1#top",
    "HTTPS://x.example:8443/",
    "https://[::1]/a",
    "https://x.example/Jos\u00e9",
    "/ada",
    "../ada.png",
    "ada",
    "www.x.example/ada",
    "//x.example/ada",
    "mailto:ada@x.example",
    "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "data:image/png;base64,iVBORw0KGgo=",
    "UHCQJGXNDBLW",
]


@pytest.mark.parametrize("uri", NO_URIS)
def test_what_is_no_uri_is_refused(api: EndpointClient, ada: str, uri: str) -> None:
    for body in ({"profileUrl": uri}, {"photos": [{"value": uri}]}):
        answer = api.expect(400, "POST", "/Users", {"userName": "eve", **body})
        assert answer["scimType"] == "invalidValue"
        assert "must be a URI" in answer["detail"]
        api.expect(400, "PUT", ada, {"userName": "ada", **body})
        api.patch(ada, {"op": "replace", "value": body}, status=400)
    sent = {"op": "add", "path": 'photos[type eq "photo"].value', "value": uri}
    api.patch(ada, sent, status=400)


@pytest.mark.parametrize("uri", URIS)
def test_uris_are_kept_as_they_are(api: EndpointClient, uri: str) -> None:
    user = api.create_user("ada", profileUrl=uri, photos=[{"value": uri, "type": "photo"}])
    assert (user["profileUrl"], user["photos"]) == (uri, [{"value": uri, "type": "photo"}])
    assert api.names("/Users", filter=f'profileUrl eq "{uri}"') == ["ada"]


def test_what_was_stored_before_makes_no_list_unreadable(api: EndpointClient, ada: str) -> None:
    row = User.objects.get(username="ada")
    User.objects.filter(pk=row.pk).update(profile_url="not a url")
    row.values.create(attribute="photos", value="no picture", type="photo", primary=True)
    row.values.create(attribute="photos", value="/ada.png", type="thumbnail", position=1)
    [shown] = api.get("/Users", filter='userName eq "ada"')["Resources"]
    assert "profileUrl" not in shown
    assert shown["photos"] == [{"value": "/ada.png", "type": "thumbnail"}]
    shown = api.patch(ada, {"op": "replace", "path": "title", "value": "Dr"})
    assert shown["title"] == "Dr"
    new = {"value": "/new.png", "type": "photo"}
    shown = api.patch(ada, {"op": "add", "path": "photos", "value": [new]})
    assert shown["photos"] == [{"value": "/ada.png", "type": "thumbnail"}, new]


# Blank filters.


@pytest.mark.parametrize("path", ["/Users", "/Groups", "/Roles", ""])
@pytest.mark.parametrize("blank", [" ", "\t\n", "\u00a0"])
def test_a_blank_filter_lists_nobody(api: EndpointClient, path: str, blank: str) -> None:
    answer = api.expect(400, "GET", path, query={"filter": blank})
    assert answer["scimType"] == "invalidFilter"
    answer = api.expect(400, "POST", f"{path}/.search", {"filter": blank})
    assert answer["scimType"] == "invalidFilter"


def test_an_empty_filter_is_none(api: EndpointClient, ada: str) -> None:
    assert "ada" in api.names("/Users", filter="")


# The first user of a new site.


@pytest.mark.parametrize("way", ["ensure_administrator", "createsuperuser"])
def test_oktas_test_reads_the_first_user_of_a_new_site(
    monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.delenv("PROMAPP_ADMIN_EMAIL", raising=False)
    if way == "ensure_administrator":
        call_command(way, verbosity=0)
    else:
        call_command(way, username="admin", email="", interactive=False, verbosity=0)
    first = User.objects.get()
    client = EndpointClient(make_token(first)[1])

    def shown() -> Document:
        [user] = client.get("/Users", count=1, startIndex=1)["Resources"]
        assert user["name"] == {"familyName": "Administrator", "givenName": "Site"}
        assert user["active"] is True
        [address] = user["emails"]
        return dict(address)

    assert shown()["value"].endswith("@no-address.invalid")
    first.refresh_from_db()
    assert first.email == ""  # so that no notice goes there
    first.title = "Dr"
    first.save()
    assert shown()["value"].endswith("@no-address.invalid")
    first.email = "ada@promapp.example"
    first.save()
    assert shown() == {"value": "ada@promapp.example", "type": "work", "primary": True}


def test_the_address_that_is_none_is_never_the_one_to_sign_in_with(api: EndpointClient) -> None:
    user = User.objects.create_superuser("ada", "", None, is_staff=True)
    User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False)
    api.patch(f"/Users/{user.scim_id}", {"op": "add", "path": "title", "value": "Dr"})
    user.refresh_from_db()
    assert (user.title, user.email) == ("Dr", "")


# Other forms of bodies.


@pytest.mark.parametrize("way", ["POST", "PUT"])
def test_keys_that_are_paths(api: EndpointClient, ada: str, way: str) -> None:
    body = {
        "userName": "ada" if way == "PUT" else "eve",
        f"{ENTERPRISE}:department": "Engines",
        f"{ENTERPRISE}:manager.value": "9",
        "name.givenName": "Ada",
        "name.familyName": "Byron",
        "urn:ietf:params:scim:schemas:core:2.0:User:title": "Dr",
        "emails.value": "passed@over.example",
        "urn:x:y": 1,
    }
    shown = api.expect(201, way, "/Users", body) if way == "POST" else None
    shown = shown or api.expect(200, way, ada, body)
    assert shown["name"] == {"givenName": "Ada", "familyName": "Byron"}
    assert shown[ENTERPRISE] == {"department": "Engines", "manager": {"value": "9"}}
    assert shown["title"] == "Dr"
    assert "emails" not in shown


def test_numbers_for_what_is_made_of_digits(api: EndpointClient) -> None:
    user = api.create_user(
        "ada",
        externalId=12345,
        phoneNumbers=[{"value": 442071234567, "type": "work"}],
        addresses=[{"postalCode": 10115, "type": "work"}],
        **{ENTERPRISE: {"employeeNumber": 701984, "costCenter": 7, "manager": {"value": 26118915}}},
    )
    assert user["externalId"] == "12345"
    assert user["phoneNumbers"][0]["value"] == "442071234567"
    assert user["addresses"][0]["postalCode"] == "10115"
    assert user[ENTERPRISE]["employeeNumber"] == "701984"
    path = f"/Users/{user['id']}"
    sent = {"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": 5}
    assert api.patch(path, sent)[ENTERPRISE]["employeeNumber"] == "5"
    for wrong in (True, 1.5, {"a": 1}, [1, 2]):
        api.patch(path, {**sent, "value": wrong}, status=400)
    for other in ("userName", "title", "displayName"):
        api.patch(path, {"op": "replace", "path": other, "value": 5}, status=400)


def test_a_value_under_its_own_name(api: EndpointClient, ada: str) -> None:
    user = ada.rpartition("/")[2]
    path = f"/Groups/{api.create_group('G')['id']}"
    inside = {"members": [{"value": user}]}
    for op, left in [("add", 1), ("remove", 0), ("replace", 1)]:
        api.patch(path, {"op": op, "path": "members", "value": inside})
        assert len(api.get(path)["members"]) == left
    api.patch(path, {"op": "remove", "path": "members", "value": {"members": []}})
    assert len(api.get(path)["members"]) == 1
    api.patch(path, {"op": "remove", "path": "members", "value": {"other": []}}, status=400)
    shown = api.patch(ada, {"op": "replace", "path": "active", "value": {"active": False}})
    assert shown["active"] is False


def test_schemas_as_a_text(api: EndpointClient, ada: str) -> None:
    user = "urn:ietf:params:scim:schemas:core:2.0:User"
    api.expect(201, "POST", "/Users", {"schemas": user, "userName": "eve"})
    api.expect(400, "POST", "/Users", {"schemas": GROUP, "userName": "bob"})
    operations = [{"op": "replace", "path": "title", "value": "Dr"}]
    api.expect(200, "PATCH", ada, {"schemas": PATCH_OP, "Operations": operations})


@pytest.mark.parametrize("text", ["TUlJ0w", "TUlJ0w==", "TUlJ0w=\n="])
def test_base64_without_its_padding(api: EndpointClient, text: str) -> None:
    """RFC 7643 section 2.3.6."""
    user = api.create_user("ada", x509Certificates=[{"value": text}])
    assert user["x509Certificates"] == [{"value": text}]


@pytest.mark.parametrize("text", ["TUlJ0", "TUl_-w", "="])
def test_what_is_no_base64(api: EndpointClient, text: str) -> None:
    body = {"userName": "ada", "x509Certificates": [{"value": text}]}
    assert api.expect(400, "POST", "/Users", body)["scimType"] == "invalidValue"


# Parameters.


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("attributes=userName&attributes=active", {"userName", "active"}),
        ("ATTRIBUTES=userName", {"userName"}),
        ("excludedattributes=meta,emails,active,phoneNumbers", {"userName"}),
        ("excludedAttributes=meta,emails&excludedAttributes=active,phoneNumbers", {"userName"}),
    ],
)
def test_parameters_in_any_case_and_more_than_once(
    api: EndpointClient, ada: str, query: str, shown: set[str]
) -> None:
    always = {"schemas", "id"}
    assert set(api.get(f"{ada}?{query}")) == shown | always
    [found] = api.get(f"/Users?{query}&filter=userName%20eq%20%22ada%22")["Resources"]
    assert set(found) == shown | always


def test_a_groups_members_are_left_out_in_any_case(api: EndpointClient, ada: str) -> None:
    path = f"/Groups/{api.create_group('G', ada.rpartition('/')[2])['id']}"
    assert "members" not in api.get(f"{path}?excludedattributes=MEMBERS")
    body = {"Operations": [{"op": "replace", "path": "displayName", "value": "H"}]}
    assert api.expect(200, "PATCH", f"{path}?Attributes=displayName", body)["displayName"] == "H"


# Elements that are there.


def test_adding_what_is_there_again_says_more_of_it(api: EndpointClient, ada: str) -> None:
    """Clients add an address again to make it primary; RFC 7643 section 2.4 has each once."""
    for more in ({"primary": True}, {"display": "At work"}, {"primary": True}):
        api.patch(ada, {"op": "add", "path": "emails", "value": [{**WORK, **more}]})
    shown = api.patch(ada, {"op": "add", "path": "emails", "value": [{**WORK}]})
    assert shown["emails"] == [
        {**HOME, "primary": False},
        {**WORK, "primary": True, "display": "At work"},
    ]
    assert User.objects.get(username="ada").email == WORK["value"]
    other = {"value": WORK["value"], "type": "other"}  # of another type, so another element
    assert api.patch(ada, {"op": "add", "path": "emails", "value": other})["emails"][2] == other


@pytest.mark.parametrize(
    "more", [{}, {"primary": True}, {"primary": False, "display": "Old"}, {"display": None}]
)
def test_removing_what_is_listed_looks_at_value_and_type(
    api: EndpointClient, ada: str, more: Document
) -> None:
    sent = {"op": "Remove", "path": "emails", "value": [{**WORK, **more}]}
    assert api.patch(ada, sent)["emails"] == [HOME]
    sent = {"op": "Remove", "path": "emails", "value": [{**HOME, "type": "work"}]}
    assert api.patch(ada, sent)["emails"] == [HOME]


@pytest.mark.parametrize("offset", ["+01:00", "+0000", "%2B01:00", "Z", "-05:00", ""])
def test_times_with_an_offset_in_a_query(api: EndpointClient, ada: str, offset: str) -> None:
    for operator, found in (("gt", ["ada"]), ("lt", [])):
        moment = f"%222020-01-01T00:00:00.000{offset}%22"
        query = f"userName%20eq%20%22ada%22%20and%20meta.lastModified%20{operator}%20{moment}"
        assert api.names(f"/Users?filter={query}") == found
    answer = api.expect(
        400, "GET", "/Users?filter=meta.created%20gt%20%222020-01-01T00:00:00%2001%22"
    )
    assert answer["scimType"] == "invalidFilter"

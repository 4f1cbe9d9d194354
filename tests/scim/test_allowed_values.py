"""/Roles and /Entitlements: draft-ietf-scim-roles-entitlements-01, read-only lists."""

from typing import Any

import pytest

from accounts.models import AccessToken, AllowedValue, Entitlement, Role
from scim.models import ProvisioningEvent
from tests.factories import make_token
from tests.scim.endpoint_client import LIST, SITE, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
ROLE = "urn:ietf:params:scim:schemas:core:2.0:Role"
ENTITLEMENT = "urn:ietf:params:scim:schemas:core:2.0:Entitlement"
KINDS = [("Roles", "Role", ROLE, Role), ("Entitlements", "Entitlement", ENTITLEMENT, Entitlement)]
BOTH = pytest.mark.parametrize(("endpoint", "name", "urn", "model"), KINDS)
Model = type[AllowedValue]


def make_values(model: Model) -> list[AllowedValue]:
    """Three values; `value` sorts them against the order in which they are made."""
    rows = [
        {"value": "viewer", "display": "Zuschauer", "type": "App"},
        {"value": "Admin", "display": "Verwalter", "type": "App", "primary": True},
        {"value": "billing", "display": "", "type": "Money", "supported": False},
    ]
    return [model._default_manager.create(**row) for row in rows]


def values(api: EndpointClient, path: str, **query: str | int) -> list[str]:
    return [item["value"] for item in api.get(path, **query)["Resources"]]


@BOTH
def test_a_value_is_shown_whole(
    api: EndpointClient, endpoint: str, name: str, urn: str, model: Model
) -> None:
    """The draft's sections on the two resource schemas."""
    row = make_values(model)[1]
    path = f"/{endpoint}/{row.scim_id}"
    document = api.get(path)
    created = document["meta"]["created"]
    assert document == {
        "schemas": [urn],
        "id": row.scim_id,
        "value": "Admin",
        "display": "Verwalter",
        "type": "App",
        "primary": True,
        "supported": True,
        "meta": {
            "resourceType": name,
            "created": created,
            "lastModified": created,
            "location": f"{SITE}/api/scim{path}",
            "version": 'W/"1"',
        },
    }
    response = api.send("GET", path)
    assert (response["ETag"], response["Location"]) == ('W/"1"', document["meta"]["location"])
    assert api.send("GET", path, **{"If-None-Match": 'W/"1"'}).status_code == 304
    assert api.send("HEAD", path).content == b""
    row.touch()
    assert api.get(path)["meta"]["version"] == 'W/"2"'


@BOTH
def test_they_are_listed_like_users(
    api: EndpointClient, endpoint: str, name: str, urn: str, model: Model
) -> None:
    """RFC 7644 section 3.4.2: filter, sort, pages by index and by cursor, projection."""
    path = f"/{endpoint}"
    assert api.get(path) == {
        "schemas": [LIST],
        "totalResults": 0,
        "startIndex": 1,
        "itemsPerPage": 0,
        "Resources": [],
    }
    make_values(model)
    assert values(api, path) == ["viewer", "Admin", "billing"]
    assert values(api, path, filter='value eq "ADMIN"') == ["Admin"]
    assert values(api, path, filter="supported eq true") == ["viewer", "Admin"]
    assert values(api, path, filter='supported eq "False" or primary eq true') == [
        "Admin",
        "billing",
    ]
    assert values(api, path, filter="display pr and type eq app") == ["viewer", "Admin"]
    assert values(api, path, filter=f'{urn}:type sw "mo"') == ["billing"]
    assert values(api, path, filter=f'meta.resourceType ne "{name}"') == []
    assert values(api, path, sortBy="value") == ["Admin", "billing", "viewer"]
    assert values(api, path, sortBy="display", sortOrder="descending")[0] == "billing"
    assert values(api, path, sortBy="value", startIndex=2, count=1) == ["billing"]
    found = []
    cursor = ""
    while True:
        page = api.get(path, cursor=cursor, count=2, sortBy="type")
        found += [item["value"] for item in page["Resources"]]
        if "nextCursor" not in page:
            break
        cursor = page["nextCursor"]
    assert found == ["viewer", "Admin", "billing"]
    [shown] = api.get(path, attributes="value", filter="primary eq true")["Resources"]
    assert set(shown) == {"schemas", "id", "value"}
    asked = {"filter": 'value eq "admin"', "excludedAttributes": ["meta", "display"]}
    [shown] = api.expect(200, "POST", f"{path}/.search", asked)["Resources"]
    assert set(shown) == {"schemas", "id", "value", "type", "primary", "supported"}


@BOTH
@pytest.mark.parametrize("text", ['externalId eq "x"', 'userName eq "x"', "members pr"])
def test_what_they_lack_cannot_be_searched(
    api: EndpointClient, endpoint: str, name: str, urn: str, model: Model, text: str
) -> None:
    answer = api.expect(400, "GET", f"/{endpoint}", query={"filter": text})
    assert answer["scimType"] == "invalidFilter"
    assert answer["detail"].endswith(f"is not an attribute of {name}, so it cannot be searched.")


@BOTH
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("is_one", [True, False])
def test_they_are_read_only(
    api: EndpointClient,
    endpoint: str,
    name: str,
    urn: str,
    model: Model,
    method: str,
    is_one: bool,
) -> None:
    """RFC 7644 section 3.12 (405), RFC 9110 section 15.5.6 (Allow); also inside a bulk request."""
    row = make_values(model)[0]
    path = f"/{endpoint}/{row.scim_id}" if is_one else f"/{endpoint}"
    body = {"schemas": [urn], "value": "other"}
    response = api.send(method, path, body)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    bulk = {"Operations": [{"method": method, "path": path, "bulkId": "b", "data": body}]}
    [result] = api.expect(200, "POST", "/Bulk", bulk)["Operations"]
    assert (result["status"], result["response"]["status"]) == ("405", "405")
    left = set(model._default_manager.values_list("value", "version"))
    assert left == {("viewer", 1), ("Admin", 1), ("billing", 1)}


@BOTH
def test_one_that_is_not_there(
    api: EndpointClient, endpoint: str, name: str, urn: str, model: Model
) -> None:
    other = (Entitlement if model is Role else Role).objects.create(value="Admin")
    for identifier in ("no-such-id", other.scim_id, str(other.pk)):
        answer = api.expect(404, "GET", f"/{endpoint}/{identifier}")
        assert answer["detail"].startswith(f"There is no {name} with the id")
    assert not ProvisioningEvent.objects.exists()


@BOTH
def test_discovery_lists_them(
    api: EndpointClient, endpoint: str, name: str, urn: str, model: Model
) -> None:
    """RFC 7643 sections 6 and 7: with attribute types that Microsoft's validator knows alone."""
    assert api.get(f"/ResourceTypes/{name}")["endpoint"] == f"/{endpoint}"
    schema = api.get(f"/Schemas/{urn}")
    assert {item["name"]: item["type"] for item in schema["attributes"]} == {
        "value": "string",
        "display": "string",
        "type": "string",
        "primary": "boolean",
        "supported": "boolean",
    }
    assert {item["mutability"] for item in schema["attributes"]} == {"readOnly"}
    assert [item["name"] for item in schema["attributes"] if item["required"]] == [
        "value",
        "supported",
    ]


def test_the_lists_of_discovery_hold_what_clients_write(api: EndpointClient) -> None:
    """Conformance suites create one of every type that is listed."""
    listed = {item["id"] for item in api.get("/ResourceTypes")["Resources"]}
    assert listed == {"User", "Group"}
    schemas = {item["name"] for item in api.get("/Schemas")["Resources"]}
    assert schemas == {"User", "EnterpriseUser", "Group"}


def test_the_configuration_stays_what_strict_clients_read(api: EndpointClient) -> None:
    """RFC 7643 section 5 and RFC 9865: the draft's own attribute would make them refuse it all."""
    assert set(api.get("/ServiceProviderConfig")) == {
        "schemas",
        "patch",
        "bulk",
        "filter",
        "changePassword",
        "sort",
        "etag",
        "pagination",
        "authenticationSchemes",
        "meta",
    }


def test_they_restrict_nothing(api: EndpointClient) -> None:
    """A user's roles are kept as sent, listed or not: the list is there to choose from."""
    Role.objects.create(value="Admin")
    roles: list[dict[str, Any]] = [{"value": "Admin"}, {"value": "elsewhere"}]
    assert api.create_user("ada", roles=roles)["roles"] == roles


def test_oktas_token_finds_both_lists_in_discovery(api: EndpointClient) -> None:
    """Okta offers the types that /ResourceTypes lists; other clients stop at them: 0013."""
    others = api.get("/ResourceTypes"), api.get("/Schemas")
    assert {item["id"] for item in others[0]["Resources"]} == {"User", "Group"}
    AccessToken.objects.update(client=AccessToken.Client.OKTA)
    types, schemas = api.get("/ResourceTypes"), api.get("/Schemas")
    assert {item["id"] for item in types["Resources"]} == {"User", "Group", "Role", "Entitlement"}
    known = {item["id"] for item in schemas["Resources"]}
    for item in types["Resources"]:
        assert item["schema"] in known
        assert api.get(item["endpoint"])["schemas"] == [LIST]
    assert (types["totalResults"], schemas["totalResults"]) == (4, len(known))


def test_the_token_that_replaces_oktas_is_oktas() -> None:
    old, _ = make_token()
    AccessToken.objects.update(client=AccessToken.Client.OKTA, replace_members_adds=True)
    old.refresh_from_db()
    new, _ = AccessToken.objects.issue(
        owner=old.owner, description="New", scope="scim", expires_at=None, replaces=old
    )
    assert (new.client, new.replace_members_adds) == ("okta", True)

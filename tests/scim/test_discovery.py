"""Discovery tells the truth: RFC 7643 sections 5 to 7, RFC 7644 section 4."""

from typing import Any

import pytest

from tests.scim.endpoint_client import ENTERPRISE, GROUP, LIST, SITE, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
CHARACTERISTICS = {"name", "type", "multiValued", "description", "required", "mutability"}


def test_what_is_supported(api: EndpointClient) -> None:
    config = api.get("/ServiceProviderConfig")
    assert config["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"]
    for name in ("patch", "changePassword", "sort", "etag"):
        assert config[name] == {"supported": True}
    assert config["filter"] == {"supported": True, "maxResults": 1000}
    assert config["bulk"]["supported"] is True
    assert config["meta"] == {
        "resourceType": "ServiceProviderConfig",
        "location": f"{SITE}/api/scim/ServiceProviderConfig",
    }
    scheme, oauth = config["authenticationSchemes"]
    assert (scheme["type"], scheme["primary"]) == ("oauthbearertoken", True)
    assert (oauth["type"], "primary" in oauth) == ("oauth2", False)


def test_resource_types(api: EndpointClient) -> None:
    listed = api.get("/ResourceTypes")
    assert listed["schemas"] == [LIST]
    by_id = {item["id"]: item for item in listed["Resources"]}
    assert listed["totalResults"] == listed["itemsPerPage"] == len(by_id)
    assert by_id["User"] == {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "description": "User account",
        "schema": USER,
        "schemaExtensions": [{"schema": ENTERPRISE, "required": False}],
        "meta": {
            "resourceType": "ResourceType",
            "location": f"{SITE}/api/scim/ResourceTypes/User",
        },
    }
    assert by_id["Group"]["schema"] == GROUP
    for identifier, document in by_id.items():
        assert api.get(f"/ResourceTypes/{identifier}") == document
        assert api.get(f"/ResourceTypes/{identifier.upper()}") == document
        assert api.get(document["endpoint"])["schemas"] == [LIST]
        api.get(f"/Schemas/{document['schema']}")


def test_schemas(api: EndpointClient) -> None:
    listed = api.get("/Schemas")
    assert (listed["schemas"], listed["startIndex"]) == ([LIST], 1)
    by_id = {item["id"]: item for item in listed["Resources"]}
    assert {USER, ENTERPRISE, GROUP} <= set(by_id)
    assert listed["totalResults"] == listed["itemsPerPage"] == len(by_id)
    for identifier, document in by_id.items():
        assert document["schemas"] == [SCHEMA]
        assert document["meta"] == {
            "resourceType": "Schema",
            "location": f"{SITE}/api/scim/Schemas/{identifier}",
        }
        assert api.get(f"/Schemas/{identifier}") == document
        for attribute in document["attributes"]:
            check_attribute(attribute)


@pytest.mark.parametrize("name", ["ServiceProviderConfig", "ResourceType", "Schema"])
def test_discovery_has_schemas_of_its_own(api: EndpointClient, name: str) -> None:
    """RFC 7643 section 8.7.2, each by its URN; what the documents hold stands in them."""
    urn = f"urn:ietf:params:scim:schemas:core:2.0:{name}"
    schema = api.get(f"/Schemas/{urn}")
    assert api.get(f"/Schemas/{urn.upper()}") == schema
    assert (schema["id"], schema["schemas"]) == (urn, [SCHEMA])
    assert schema["meta"]["location"] == f"{SITE}/api/scim/Schemas/{urn}"
    assert urn not in {item["id"] for item in api.get("/Schemas")["Resources"]}
    documents = {
        "ServiceProviderConfig": [api.get("/ServiceProviderConfig")],
        "ResourceType": api.get("/ResourceTypes")["Resources"],
        "Schema": [*api.get("/Schemas")["Resources"], schema],
    }
    for document in documents[name]:
        body = {key: document[key] for key in document if key not in {"schemas", "meta"}}
        check_described(body, schema["attributes"])


def check_described(document: dict[str, Any], attributes: list[dict[str, Any]]) -> None:
    """Every value is of an attribute that the schema names, and of its type."""
    kinds = {"string": str, "reference": str, "boolean": bool, "integer": int, "complex": dict}
    by_name = {item["name"]: item for item in attributes}
    assert not {item["name"] for item in attributes if item["required"]} - document.keys()
    for name, value in document.items():
        if name == "subAttributes" and name not in by_name:
            continue  # RFC 7643 section 8.7.2 describes two levels; it holds a third itself
        attribute = by_name[name]
        assert attribute["mutability"] == "readOnly"
        for item in value if attribute["multiValued"] else [value]:
            assert type(item) is kinds[attribute["type"]]
            if isinstance(item, dict):
                check_described(item, attribute["subAttributes"])


@pytest.mark.parametrize("urn", [USER, ENTERPRISE, GROUP])
def test_active_is_optional_as_everything_but_names(api: EndpointClient, urn: str) -> None:
    """RFC 7643 section 8.7.1."""
    attributes = api.get(f"/Schemas/{urn}")["attributes"]
    required = {item["name"] for item in attributes if item["required"]}
    assert required == {USER: {"userName"}, GROUP: {"displayName"}, ENTERPRISE: set()}[urn]


def check_attribute(attribute: dict[str, Any]) -> None:
    """RFC 7643 section 7; no nulls, and what Microsoft's validator does not know is not there."""
    assert set(attribute) >= CHARACTERISTICS | {"returned"}
    assert None not in attribute.values()
    assert attribute["name"] != "password"
    assert attribute["type"] in {"string", "boolean", "reference", "complex", "binary"}
    assert (attribute["type"] == "complex") == ("subAttributes" in attribute)
    assert (attribute["type"] == "reference") == ("referenceTypes" in attribute)
    assert ("caseExact" in attribute) == (attribute["type"] in {"string", "reference", "binary"})
    types = attribute.get("canonicalValues", [])
    assert len(types) == len(set(types))
    for sub in attribute.get("subAttributes", []):
        check_attribute(sub)


def test_microsofts_validator_knows_all_of_it(api: EndpointClient) -> None:
    user = {item["name"]: item for item in api.get(f"/Schemas/{USER}")["attributes"]}
    assert user["name"]["type"] == "complex"
    assert "display" not in {sub["name"] for sub in user["emails"]["subAttributes"]}
    assert user["userName"]["required"] is True
    assert user["userName"]["uniqueness"] == "server"
    assert user["userName"]["caseExact"] is False
    assert user["groups"]["mutability"] == "readOnly"
    group = {item["name"]: item for item in api.get(f"/Schemas/{GROUP}")["attributes"]}
    assert group["members"]["multiValued"] is True


def test_every_advertised_attribute_is_kept(api: EndpointClient) -> None:
    """Sends a value for each writable attribute of the schemas, and reads it back."""
    body: dict[str, Any] = {"schemas": [USER, ENTERPRISE], "userName": "ada"}
    body.update(sample(api.get(f"/Schemas/{USER}")["attributes"]))
    body[ENTERPRISE] = sample(api.get(f"/Schemas/{ENTERPRISE}")["attributes"])
    shown = api.expect(201, "POST", "/Users", body)
    assert {**shown, "id": 0, "meta": 0} == {**body, "id": 0, "meta": 0}
    assert len(body) > 20


def sample(attributes: list[dict[str, Any]]) -> dict[str, Any]:
    """A value for each attribute that a client may write."""
    values = {"boolean": False, "string": "Straße 1", "reference": "https://x/Y", "binary": "TUlJ"}
    document: dict[str, Any] = {}
    for attribute in attributes:
        if attribute["mutability"] == "readOnly":
            continue
        value = values.get(attribute["type"])
        if attribute["type"] == "complex":
            value = sample(attribute["subAttributes"])
        document[attribute["name"]] = [value] if attribute["multiValued"] else value
    return document


@pytest.mark.parametrize(
    "path",
    [
        "/Schemas",
        f"/Schemas/{USER}",
        "/ResourceTypes",
        "/ResourceTypes/User",
        "/ServiceProviderConfig",
    ],
)
def test_discovery_is_not_filtered(api: EndpointClient, path: str) -> None:
    """RFC 7644 section 4: 403 for a filter, every other parameter is passed over."""
    passed_over = {"attributes": "id", "sortBy": "id", "startIndex": 9, "count": 0, "x": "y"}
    assert api.get(path, **passed_over) == api.get(path)
    answer = api.expect(403, "GET", path, query={"filter": 'id eq "User"'})
    assert "cannot be filtered" in answer["detail"]


@pytest.mark.parametrize("path", ["/Schemas/urn:x", "/ResourceTypes/Colour", "/Schemas/x%00y"])
def test_unknown_documents(api: EndpointClient, path: str) -> None:
    api.expect(404, "GET", path)


@pytest.mark.parametrize(
    "path", ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig", f"/Schemas/{USER}"]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_discovery_is_read_only(api: EndpointClient, path: str, method: str) -> None:
    response = api.send(method, path, {"a": 1})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"

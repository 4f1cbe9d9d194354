"""Discovery: what this service provider can do (RFC 7643 sections 5 to 7, RFC 7644 section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from scim.language.coercion import Document
from scim.library import SchemaURI
from scim.store import cursors, passwords
from scim.store.paging import DEFAULT_COUNT, MAX_COUNT, Page
from scim.table.attributes import Attribute, ResourceType, Schema
from scim.table.errors import NotFound
from scim.table.metaschemas import METASCHEMAS
from scim.table.schemas import RESOURCE_TYPES

from .bodies import MAX_BODY

LIST_RESPONSE = SchemaURI.LIST_RESPONSE
_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
_PATH = "/api/scim"
MAX_OPERATIONS = 1000  # of one bulk request
_SCHEMES: list[Document] = [
    {
        "type": "oauthbearertoken",
        "name": "OAuth Bearer Token",
        "description": "An access token with the scope Scim, made under My Profile.",
        "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
        "primary": True,
    },
    {
        "type": "oauth2",
        "name": "OAuth 2.0 client credentials",
        "description": "An OAuth client, made under My Profile, gets tokens at /oauth/token.",
        "specUri": "https://www.rfc-editor.org/rfc/rfc6749#section-4.4",
    },
]


def endpoint_url() -> str:
    """Return the Tenant URL: where the endpoint is, without a slash at the end."""
    return f"{settings.PUBLIC_URL}{_PATH}"


def service_provider_config() -> Document:
    """Return what is supported, with its limits: RFC 7643 section 5."""
    return {
        "schemas": [SchemaURI.SERVICE_PROVIDER_CONFIG],
        "patch": {"supported": True},
        "bulk": {
            "supported": True,
            "maxOperations": MAX_OPERATIONS,
            "maxPayloadSize": MAX_BODY,
        },
        "filter": {"supported": True, "maxResults": MAX_COUNT},
        "changePassword": {"supported": not passwords.are_ignored()},
        "sort": {"supported": True},
        "etag": {"supported": True},
        "pagination": {
            "cursor": True,
            "index": True,
            "defaultPaginationMethod": "index",
            "defaultPageSize": DEFAULT_COUNT,
            "maxPageSize": MAX_COUNT,
            "cursorTimeout": cursors.TIMEOUT,
        },
        "authenticationSchemes": [dict(scheme) for scheme in _SCHEMES],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": f"{endpoint_url()}/ServiceProviderConfig",
        },
    }


def schemas(types: Sequence[ResourceType] | None = None) -> list[Document]:
    """Return the schemas' documents of these types."""
    known = {
        schema.id: schema
        for resource_type in types or RESOURCE_TYPES
        for schema in resource_type.schemas.values()
    }
    return [schema_document(schema) for schema in known.values()]


def metaschemas() -> list[Document]:
    """Return the schemas of the discovery documents themselves."""
    return [schema_document(schema) for schema in METASCHEMAS]


def schema_document(schema: Schema) -> Document:
    """Return a schema as RFC 7643 section 7 writes it.

    Some are left out: Microsoft's validator stops at `password` and at `emails.display`.
    """
    return {
        "schemas": [_SCHEMA],
        "id": schema.id,
        "name": schema.name,
        "description": schema.description,
        "attributes": [
            attribute_document(attribute)
            for attribute in schema.attributes
            if attribute.is_published
        ],
        "meta": {
            "resourceType": "Schema",
            "location": f"{endpoint_url()}/Schemas/{schema.id}",
        },
    }


def attribute_document(attribute: Attribute) -> Document:
    """Return an attribute, or a part of one, as it stands in its schema."""
    document: dict[str, Any] = {
        "name": attribute.name,
        "type": attribute.type,
        "multiValued": attribute.multi_valued,
        "description": attribute.description,
        "required": attribute.required,
    }
    if attribute.canonical_values:
        document["canonicalValues"] = list(attribute.canonical_values)
    if attribute.is_text:
        document["caseExact"] = attribute.case_exact
    document["mutability"] = attribute.mutability
    document["returned"] = attribute.returned
    if attribute.is_text:
        document["uniqueness"] = attribute.uniqueness
    if attribute.reference_types:
        document["referenceTypes"] = list(attribute.reference_types)
    if attribute.sub:
        document["subAttributes"] = [
            attribute_document(sub) for sub in attribute.sub if sub.is_published
        ]
    return document


def resource_type_document(resource_type: ResourceType) -> Document:
    """Return a resource type as RFC 7643 section 6 writes it."""
    document = {
        "schemas": [SchemaURI.RESOURCE_TYPE],
        "id": resource_type.name,
        "name": resource_type.name,
        "endpoint": resource_type.endpoint,
        "description": resource_type.description,
        "schema": resource_type.schema.id,
        "meta": {
            "resourceType": "ResourceType",
            "location": f"{endpoint_url()}/ResourceTypes/{resource_type.name}",
        },
    }
    if resource_type.extensions:
        document["schemaExtensions"] = [
            {"schema": schema.id, "required": False} for schema in resource_type.extensions
        ]
    return document


def list_response(resources: list[Document], page: Page) -> Document:
    """Return a ListResponse: RFC 7644 section 3.4.2, RFC 9865 section 2."""
    document: Document = {
        "schemas": [LIST_RESPONSE],
        "totalResults": page.total,
        "itemsPerPage": len(resources),
    }
    if page.start is not None:
        document["startIndex"] = page.start
    if page.next_cursor:
        document["nextCursor"] = page.next_cursor
    if page.previous_cursor:
        document["previousCursor"] = page.previous_cursor
    return {**document, "Resources": resources}


def one_of(documents: list[Document], identifier: str) -> Document:
    """Return the discovery document with this id, in any case. Raises NotFound."""
    for document in documents:
        if document["id"].lower() == identifier.lower():
            return document
    raise NotFound(f"There is no '{identifier[:200]}' here.")

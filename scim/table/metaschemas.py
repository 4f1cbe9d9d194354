"""The schemas of discovery itself: RFC 7643 section 8.7.2.

They are found by their URN and in no list: Microsoft's validator stops at what it does not know.
"""

from __future__ import annotations

from .attributes import Attribute, Schema

_URN = "urn:ietf:params:scim:schemas:core:2.0:"


def _row(name: str, description: str, **options: object) -> Attribute:
    return Attribute(
        name,
        description=description,
        mutability="readOnly",
        **options,  # type: ignore[arg-type]
    )


def _parts(name: str, description: str, *sub: Attribute, **options: object) -> Attribute:
    return _row(name, description, type="complex", sub=sub, **options)


def _flag(name: str, description: str, *, required: bool = True) -> Attribute:
    return _row(name, description, type="boolean", required=required)


def _number(name: str, description: str, *, required: bool = True) -> Attribute:
    return _row(name, description, type="integer", required=required)


def _uri(name: str, description: str, kind: str = "external", **options: object) -> Attribute:
    return _row(
        name, description, type="reference", case_exact=True, reference_types=(kind,), **options
    )


def _feature(name: str, description: str, *more: Attribute) -> Attribute:
    supported = _flag("supported", "True if it is offered.")
    return _parts(name, description, supported, *more, required=True)


SERVICE_PROVIDER_CONFIG = Schema(
    f"{_URN}ServiceProviderConfig",
    "Service Provider Configuration",
    "What this service provider can do",
    (
        _uri("documentationUri", "Where the documentation is."),
        _feature("patch", "Changing a part of a resource."),
        _feature(
            "bulk",
            "Many operations in one request.",
            _number("maxOperations", "The most operations of one request."),
            _number("maxPayloadSize", "The largest body, in bytes."),
        ),
        _feature(
            "filter",
            "Searching with an expression.",
            _number("maxResults", "The most resources of one answer."),
        ),
        _feature("changePassword", "Setting passwords."),
        _feature("sort", "Sorting lists."),
        _feature("etag", "Entity tags."),
        _parts(
            "pagination",
            "Paging through lists (RFC 9865).",
            _flag("cursor", "True if pages can be asked for by cursor."),
            _flag("index", "True if pages can be asked for by index."),
            _row("defaultPaginationMethod", "What a client gets that names none."),
            _number("defaultPageSize", "The resources of a page, unless asked.", required=False),
            _number("maxPageSize", "The most resources of a page.", required=False),
            _number("cursorTimeout", "The life of a cursor, in seconds.", required=False),
        ),
        _parts(
            "authenticationSchemes",
            "How clients say who they are.",
            _row("type", "Such as oauthbearertoken.", required=True),
            _row("name", "The scheme's name.", required=True),
            _row("description", "The scheme in words.", required=True),
            _uri("specUri", "Where the scheme is specified."),
            _uri("documentationUri", "Where its use is documented."),
            _flag("primary", "True for the one to prefer.", required=False),
            multi_valued=True,
            required=True,
        ),
    ),
)

RESOURCE_TYPE = Schema(
    f"{_URN}ResourceType",
    "ResourceType",
    "A type of resources, and where they are",
    (
        _row("id", "The same as the name.", case_exact=True),
        _row("name", "The type's name.", required=True),
        _row("description", "The type in words."),
        _uri("endpoint", "Where its resources are, below the Tenant URL.", "uri", required=True),
        _uri("schema", "The URN of its schema.", "uri", required=True),
        _parts(
            "schemaExtensions",
            "The extensions its resources may have.",
            _uri("schema", "The URN of the extension.", "uri", required=True),
            _flag("required", "True if every resource has it."),
            multi_valued=True,
        ),
    ),
)


def _characteristics(*more: Attribute) -> tuple[Attribute, ...]:
    """RFC 7643 section 7."""
    return (
        _row("name", "The attribute's name.", required=True, case_exact=True),
        _row(
            "type",
            "The type of its values.",
            required=True,
            canonical_values=(
                "string",
                "complex",
                "boolean",
                "decimal",
                "integer",
                "dateTime",
                "reference",
                "binary",
            ),
        ),
        _flag("multiValued", "True if it may have several values."),
        _row("description", "The attribute in words."),
        _flag("required", "True if a resource must have it."),
        _row("canonicalValues", "Values to choose from.", multi_valued=True, case_exact=True),
        _flag("caseExact", "True if upper and lower case differ.", required=False),
        _row(
            "mutability",
            "Who may change it, and when.",
            case_exact=True,
            canonical_values=("readOnly", "readWrite", "immutable", "writeOnly"),
        ),
        _row(
            "returned",
            "When it is shown.",
            case_exact=True,
            canonical_values=("always", "never", "default", "request"),
        ),
        _row(
            "uniqueness",
            "Where no two resources have the same value.",
            case_exact=True,
            canonical_values=("none", "server", "global"),
        ),
        _row("referenceTypes", "What a reference leads to.", multi_valued=True, case_exact=True),
        *more,
    )


SCHEMA = Schema(
    f"{_URN}Schema",
    "Schema",
    "The attributes of a type of resources, or of an extension",
    (
        _row("id", "The URN of the schema.", required=True, case_exact=True),
        _row("name", "The schema's name.", required=True),
        _row("description", "The schema in words."),
        _parts(
            "attributes",
            "The attributes.",
            *_characteristics(
                _parts(
                    "subAttributes",
                    "The parts of a complex attribute.",
                    *_characteristics(),
                    multi_valued=True,
                )
            ),
            multi_valued=True,
            required=True,
        ),
    ),
)

METASCHEMAS = (SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA)

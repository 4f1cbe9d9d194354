"""Builders of rows that the table repeats: what all resources have, what all elements have."""

from __future__ import annotations

from .attributes import Attribute, Schema, Storage

_SCHEMAS = Attribute(
    "schemas",
    type="reference",
    multi_valued=True,
    case_exact=True,
    returned="always",
    storage=Storage.SCHEMAS,
)


def common(resource_type: str, *, is_provisioned: bool = True) -> tuple[Attribute, ...]:
    """What every resource has: RFC 7643 section 3.1.

    `is_provisioned`: identity providers write it, so it may have an identifier of theirs.
    """
    external_id = Attribute(
        "externalId",
        case_exact=True,
        max_length=512,
        takes_numbers=True,
        column="external_id",
        description="The identity provider's own identifier.",
    )
    return (
        _SCHEMAS,
        Attribute(
            "id",
            case_exact=True,
            mutability="readOnly",
            returned="always",
            uniqueness="server",
            column="scim_id",
            description="Given by this service, never reused.",
        ),
        *((external_id,) if is_provisioned else ()),
        Attribute(
            "meta",
            type="complex",
            mutability="readOnly",
            description="Facts about the resource itself.",
            sub=(
                Attribute(
                    "resourceType",
                    case_exact=True,
                    mutability="readOnly",
                    constant=resource_type,
                    storage=Storage.CONSTANT,
                ),
                Attribute("created", type="dateTime", mutability="readOnly", column="created"),
                Attribute(
                    "lastModified",
                    type="dateTime",
                    mutability="readOnly",
                    column="last_modified",
                ),
                reference(resource_type, "scim_id", name="location"),
                Attribute(
                    "version",
                    case_exact=True,
                    mutability="readOnly",
                    column="version",
                    storage=Storage.VERSION,
                ),
            ),
        ),
    )


def reference(
    resource_type: str, column: str, *, name: str = "$ref", mutability: str = "readOnly"
) -> Attribute:
    """The URI of the resource whose id is in `column`."""
    return Attribute(
        name,
        type="reference",
        case_exact=True,
        max_length=2048,
        mutability=mutability,
        reference_types=(resource_type,),
        column=column,
        storage=Storage.REFERENCE,
    )


def display(*, is_published: bool = True) -> Attribute:
    """The name that an element is shown by: RFC 7643 section 2.4."""
    return Attribute("display", column="display", max_length=512, is_published=is_published)


def elements(
    *more: Attribute, types: tuple[str, ...] = (), publishes_display: bool = True, **value: object
) -> tuple[Attribute, ...]:
    """The sub-attributes of RFC 7643 section 2.4, for elements that have a `value`."""
    options: dict[str, object] = {"max_length": 512, **value}
    return (
        Attribute("value", column="value", **options),  # type: ignore[arg-type]
        display(is_published=publishes_display),
        Attribute("type", column="type", canonical_values=types),
        Attribute("primary", type="boolean", column="primary"),
        *more,
    )


def many(name: str, description: str, sub: tuple[Attribute, ...]) -> Attribute:
    return Attribute(
        name,
        type="complex",
        multi_valued=True,
        description=description,
        storage=Storage.VALUES,
        sub=sub,
    )


def allowed_values(urn: str, name: str, description: str) -> Schema:
    """A list of values that administrators keep; the draft's attributes that are kept here."""

    def row(name: str, description: str, **options: object) -> Attribute:
        return Attribute(
            name,
            mutability="readOnly",
            column=name,
            description=description,
            **options,  # type: ignore[arg-type]
        )

    return Schema(
        urn,
        name,
        description,
        (
            row("value", "What to send as the value.", required=True),
            row("display", "The name shown to people.", max_length=512),
            row("type", "A label that groups values."),
            row("primary", "True for the one to prefer.", type="boolean"),
            row("supported", "False once it is retired.", type="boolean", required=True),
        ),
    )

"""The table column by column, for what shows rows: Django admin, and the JSON API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .attributes import Attribute, ResourceType, Storage
from .schemas import USER_TYPE


@dataclass(frozen=True)
class Column:
    """A column that holds one value, and what SCIM calls it.

    `section`: the resource type, a complex attribute such as name, or an extension.
    """

    section: str
    name: str  # such as name.givenName
    column: str


def single_values(table: ResourceType = USER_TYPE) -> Iterator[Column]:
    """Yield the columns of a resource's own row that a client may write, in the table's order.

    What all resources have comes after what is its own, so that a name stands first.
    """
    for attribute in (*table.schema.attributes, *table.common):
        section = attribute.name if attribute.is_complex else table.name
        yield from _of(attribute, section)
    for schema in table.extensions:
        for attribute in schema.attributes:
            yield from _of(attribute, schema.description)


def element_values(name: str, table: ResourceType = USER_TYPE) -> list[Column]:
    """The columns of one element of a multi-valued attribute, in the table's order."""
    attribute = table.schema.find(name)
    parts = attribute.sub if attribute else ()
    return [Column(name, part.name, part.column) for part in parts if part.is_published]


def _of(attribute: Attribute, section: str) -> Iterator[Column]:
    if attribute.multi_valued:
        return
    for part in attribute.sub or (attribute,):
        # "__" leads to a column of another row, such as the manager's name.
        is_here = part.storage is Storage.COLUMN and part.column and "__" not in part.column
        if is_here and not part.is_read_only and not attribute.is_read_only:
            name = part.name if part is attribute else f"{attribute.name}.{part.name}"
            yield Column(section, name, part.column)


def lists_of_values(table: ResourceType = USER_TYPE) -> list[str]:
    """The multi-valued attributes whose elements are a value and its type, by their SCIM names."""
    return [
        attribute.name
        for attribute in table.attributes
        if attribute.storage is Storage.VALUES and attribute.find("value")
    ]

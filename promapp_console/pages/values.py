"""A SCIM document as rows for people: every attribute that has a value, by its SCIM name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scim.language.coercion import Document
from scim.store.storage import places
from scim.table.attributes import Attribute, ResourceType, Storage

SHORTENED = 500  # characters; a photo or certificate may have thousands
# They have a table of their own on the page.
_ELSEWHERE = {Storage.MEMBERS, Storage.MEMBERSHIPS, Storage.SCHEMAS}


@dataclass(frozen=True)
class Row:
    """One value. `notes`: what else belongs to it, such as the type of an e-mail address."""

    name: str
    value: str
    notes: list[str] = field(default_factory=list)
    is_mapped: bool = True  # an identity provider may write it


@dataclass(frozen=True)
class Section:
    """The rows of one schema."""

    name: str
    rows: list[Row]


def sections(document: Document, resource_type: ResourceType) -> list[Section]:
    """Return the document's values, those of each schema together."""
    found: dict[str, list[Row]] = {}
    for schema, attribute in places(resource_type):
        home = document.get(schema.id, {}) if schema else document
        name = (schema or resource_type.schema).name
        found.setdefault(name, []).extend(_rows(attribute, home.get(attribute.name)))
    return [Section(name, rows) for name, rows in found.items() if rows]


def _rows(attribute: Attribute, value: Any) -> Iterator[Row]:
    if value is None or attribute.storage in _ELSEWHERE:
        return
    if not attribute.is_complex:
        yield _row(attribute.name, attribute, value)
    elif attribute.multi_valued:
        for element in value:
            yield _element(attribute, element)
    else:
        for sub in attribute.sub:
            if sub.name in value:
                yield _row(f"{attribute.name}.{sub.name}", sub, value[sub.name])


def _row(name: str, attribute: Attribute, value: Any) -> Row:
    return Row(name, text(value), is_mapped=not attribute.is_read_only)


def _element(attribute: Attribute, element: Document) -> Row:
    """One element on one line: its value, or the parts of an address."""
    rest = dict(element)
    notes = []
    if kind := rest.pop("type", ""):
        notes.append(str(kind))
    if rest.pop("primary", False):
        notes.append("primary")
    value = rest.pop("value", None)
    if value is None:
        value = ", ".join(" ".join(str(part).split()) for part in rest.values())
    elif display := rest.pop("display", ""):
        notes.append(str(display))
    return Row(attribute.name, text(value), notes, is_mapped=not attribute.is_read_only)


def text(value: Any) -> str:
    """A value as JSON would write it, without quotes; shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = str(value)
    return shown if len(shown) <= SHORTENED else f"{shown[:SHORTENED]}…"

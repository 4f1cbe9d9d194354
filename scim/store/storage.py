"""Where attributes live: from the table's rows to columns and back.

A `Cell` is one value to fetch and the place in the document it goes to; a `RowSource` is a table
that holds the elements of multi-valued attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from accounts.models import AttributeValue, Entitlement, Group, Identified, Role, User
from scim.language.projection import Projection
from scim.table import uris
from scim.table.attributes import Attribute, ResourceType, Schema, Storage
from scim.table.dates import format_date_time
from scim.table.responses import entity_tag
from scim.table.schemas import RESOURCE_TYPES

MODELS: dict[str, type[Identified]] = {
    "User": User,
    "Group": Group,
    "Role": Role,
    "Entitlement": Entitlement,
}
ENDPOINTS = {item.name: f"{item.endpoint}/" for item in RESOURCE_TYPES}

_IN_A_COLUMN = frozenset({Storage.COLUMN, Storage.REFERENCE, Storage.VERSION})


@dataclass(frozen=True)
class RowSource:
    """A table of elements; `owner` is its column with the resource's primary key."""

    model: type[Model]
    owner: str
    has_attribute_column: bool = False

    def rows(self, owners: Any, names: Any) -> QuerySet[Any]:
        """The elements of these attributes of these resources, in order.

        Those of one resource follow each other: so an index finds the first of them, and no more.
        """
        rows = self.model._default_manager.filter(**{f"{self.owner}__in": owners})
        if self.has_attribute_column:
            return rows.filter(attribute__in=names).order_by(self.owner, "position", "pk")
        return rows.order_by(self.owner, "pk")

    def having(self, attribute: Attribute) -> QuerySet[Any]:
        """Every element of one attribute, of any resource."""
        rows = self.model._default_manager.all()
        return rows.filter(attribute=attribute.name) if self.has_attribute_column else rows


Membership = User.groups.through
ROW_SOURCES = {
    Storage.VALUES: RowSource(AttributeValue, "user_id", has_attribute_column=True),
    Storage.MEMBERS: RowSource(Membership, "group_id"),
    Storage.MEMBERSHIPS: RowSource(Membership, "user_id"),
}


@dataclass(frozen=True, eq=False)
class Cell:
    """One value of a document: `steps` are the keys that lead to it."""

    steps: tuple[str, ...]
    attribute: Attribute

    def render(self, value: Any) -> Any:
        """Return the JSON value of what is no plain text or reference; None if it is unreadable."""
        attribute = self.attribute
        if attribute.storage is Storage.CONSTANT:
            return attribute.constant
        if attribute.storage is Storage.VERSION:
            return entity_tag(value)
        if isinstance(value, datetime):
            return format_date_time(value)
        return None if self.is_unreadable(value) else value

    def is_unreadable(self, value: Any) -> bool:
        """True for what was stored before URIs were checked: strict clients stop at the list."""
        return self.attribute.is_uri and bool(value) and not uris.is_uri_reference(value)


class Part(NamedTuple):
    """A cell of a document or an element, and where its value stands in a row."""

    path: tuple[str, ...]  # the objects that it lies in
    name: str
    position: int | None  # None: a constant
    start: str | None  # of a reference, behind the endpoint's URL; the value follows
    is_plain: bool  # shown as it is stored
    cell: Cell


def parts_of(cells: Iterable[Cell], columns: Sequence[str]) -> list[Part]:
    """What there is to do for rows of these columns."""
    found = []
    for cell in cells:
        attribute = cell.attribute
        *path, name = cell.steps
        position = columns.index(attribute.column) if attribute.column else None
        is_reference = attribute.storage is Storage.REFERENCE
        start = ENDPOINTS[attribute.reference_types[0]] if is_reference else None
        is_text = attribute.is_text and attribute.storage is Storage.COLUMN
        is_plain = is_text and not attribute.is_uri
        found.append(Part(tuple(path), name, position, start, is_plain, cell))
    return found


@dataclass(frozen=True, eq=False)
class Elements:
    """A multi-valued attribute to fetch: the extension it lies in ("": the root), an element."""

    urn: str
    attribute: Attribute
    cells: tuple[Cell, ...]

    @cached_property
    def parts(self) -> list[Part]:
        """The cells, for rows of their own columns, in their order."""
        return parts_of(self.cells, [cell.attribute.column for cell in self.cells])

    def home(self, document: dict[str, Any]) -> dict[str, Any]:
        """The object of the document that holds the list."""
        home: dict[str, Any] = document.setdefault(self.urn, {}) if self.urn else document
        return home


@dataclass(frozen=True, eq=False)
class Plan:
    """What to fetch for one projection: cells of the resource's own table, and row sources."""

    resource_type: ResourceType
    cells: tuple[Cell, ...]
    lists: dict[Storage, list[Elements]]
    _parts: dict[tuple[Storage, ...], dict[str, tuple[Elements, list[Part]]]] = field(
        default_factory=dict
    )

    @cached_property
    def columns(self) -> list[str]:
        return [cell.attribute.column for cell in self.cells if cell.attribute.column]

    @cached_property
    def parts(self) -> list[Part]:
        """The cells, for rows of the columns."""
        return parts_of(self.cells, self.columns)

    @cached_property
    def readers(self) -> list[Callable[[Any], Any]]:
        """What reads each of the columns from a row at hand."""
        return [_reader(column) for column in self.columns]

    def parts_of_lists(self, *storages: Storage) -> dict[str, tuple[Elements, list[Part]]]:
        """The lists in these tables by attribute, and their parts in rows of `columns_of`."""
        if storages not in self._parts:
            columns = self.columns_of(*storages)
            lists = [elements for storage in storages for elements in self.lists[storage]]
            self._parts[storages] = {
                each.attribute.name: (each, parts_of(each.cells, columns)) for each in lists
            }
        return self._parts[storages]

    def columns_of(self, *storages: Storage) -> list[str]:
        """The columns of all lists in these tables, each once."""
        lists = [elements for storage in storages for elements in self.lists[storage]]
        cells = [cell for elements in lists for cell in elements.cells]
        return list(dict.fromkeys(filter(None, (cell.attribute.column for cell in cells))))


def _reader(column: str) -> Callable[[Any], Any]:
    """`manager__scim_id` is the manager's, None where there is none."""
    first, *others = column.split("__")

    def read(instance: Any) -> Any:
        found = getattr(instance, first)
        for step in others:
            found = None if found is None else getattr(found, step)
        return found

    return read if others else attrgetter(first)


@lru_cache(maxsize=256)
def plan(resource_type: ResourceType, projection: Projection) -> Plan:
    """Lay out what one projection of a resource type needs."""
    cells: list[Cell] = []
    lists: dict[Storage, list[Elements]] = {}
    for schema, attribute in places(resource_type):
        if not projection.wants(schema, attribute):
            continue
        steps = (schema.id,) if schema else ()
        subs = [sub for sub in attribute.sub if projection.wants_part(schema, attribute, sub)]
        if attribute.storage in ROW_SOURCES:
            part = tuple(Cell((sub.name,), sub) for sub in subs)
            elements = Elements(schema.id if schema else "", attribute, part)
            lists.setdefault(attribute.storage, []).append(elements)
        elif attribute.is_complex:
            cells += [Cell((*steps, attribute.name, sub.name), sub) for sub in subs]
        elif attribute.storage in _IN_A_COLUMN:
            cells.append(Cell((*steps, attribute.name), attribute))
    return Plan(resource_type, tuple(cells), lists)


@lru_cache(maxsize=16)
def places(resource_type: ResourceType) -> tuple[tuple[Schema | None, Attribute], ...]:
    """Every attribute with the extension it lies in (None: the root), `meta` last."""
    *common, meta = resource_type.common  # as in the examples of RFC 7643 section 8
    found: list[tuple[Schema | None, Attribute]]
    found = [(None, attribute) for attribute in (*common, *resource_type.schema.attributes)]
    for schema in resource_type.extensions:
        found += [(schema, attribute) for attribute in schema.attributes]
    return (*found, (None, meta))


@lru_cache(maxsize=16)
def memberships_of(resource_type: ResourceType) -> list[str]:
    """The names of the attributes that say which groups a resource is in."""
    attributes = [attribute for _, attribute in places(resource_type)]
    return [each.name for each in attributes if each.storage is Storage.MEMBERSHIPS]


@lru_cache(maxsize=64)
def places_in(
    resource_type: ResourceType, *storages: Storage
) -> tuple[tuple[Schema | None, Attribute], ...]:
    """Those of `places` that a client can write and that are stored so."""
    return tuple(
        (schema, attribute)
        for schema, attribute in places(resource_type)
        if attribute.storage in storages and not attribute.is_read_only
    )

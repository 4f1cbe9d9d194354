"""Between rows of the database and SCIM documents, by walking the table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from accounts import names, saving
from accounts.models import AttributeValue, Group, Identified, User
from accounts.statements import Row
from scim.language.coercion import Document
from scim.language.projection import EVERYTHING, Projection
from scim.table.attributes import Attribute, Naming, ResourceType, Storage
from scim.table.errors import InvalidValue

from . import reading
from .storage import ROW_SOURCES, Elements, Part, Plan, memberships_of, places_in, plan

Change = dict[str, Any]  # {"attribute": "name.givenName", "old": "A", "new": "B"}


# Membership is kept by `members`; it is never part of a document that is changed and stored.
STORED = Projection(without=frozenset({("", "groups", ""), ("", "members", "")}))
_BEFORE = Projection(without=frozenset({("", "members", "")}))


class TooManyElements(Exception):
    """The lists of these resources hold more in all than was to be loaded."""


def load(
    keys: Sequence[int],
    resource_type: ResourceType,
    base: str,
    projection: Projection = EVERYTHING,
    most: int | None = None,
) -> dict[int, Document]:
    """Return the documents of resources by primary key; what was deleted meanwhile is left out.

    One query more than `of_rows`.
    """
    rows = reading.by_keys(plan(resource_type, projection), keys)
    return of_rows(rows, resource_type, base, projection, most)


def of_rows(
    rows: Iterable[Row],
    resource_type: ResourceType,
    base: str,
    projection: Projection = EVERYTHING,
    most: int | None = None,
) -> dict[int, Document]:
    """Return the documents of rows of `reading.by_keys`, by primary key.

    One query for each table of multi-valued attributes that the projection shows. `base`: the
    endpoint's URL. Raises TooManyElements for more than `most` in all lists.
    """
    layout = plan(resource_type, projection)
    documents: dict[int, Document] = {}
    for key, _, *values in rows:
        documents[key] = _document(layout, values, base)
    if documents:
        _load_lists(documents, layout, base, most)
    for document in documents.values():
        _put_in_order(document, resource_type, layout)
    return documents


def one(
    scim_id: str, resource_type: ResourceType, base: str, projection: Projection
) -> tuple[int, Document] | None:
    """Return the version and the document of the resource with an id; queries as `load`.

    None where there is no such resource.
    """
    for row in reading.by_id(plan(resource_type, projection), scim_id):
        key, version, *_ = row
        return version, of_rows([row], resource_type, base, projection)[key]
    return None


def stored(instance: Identified, resource_type: ResourceType, base: str) -> Document:
    """Return the document of a row at hand, without members, as `load` would.

    One query for what multi-valued attributes hold, and one for a manager.
    """
    layout = plan(resource_type, _BEFORE)
    document = _of_row(instance, layout, base)
    _load_lists({instance.pk: document}, layout, base, None)
    _put_in_order(document, resource_type, layout)
    return document


def of(
    instance: Identified,
    written: Document,
    resource_type: ResourceType,
    base: str,
    projection: Projection,
) -> Document:
    """Return the document of a resource that was just written, as `load` would.

    `written`: the canonical document that was stored, with the groups of a user. Only members are
    read: one query, if the projection shows them.
    """
    layout = plan(resource_type, projection)
    document = _of_row(instance, layout, base)
    for elements in layout.lists.get(Storage.VALUES, []):
        _show(elements, written, document, base)
    for elements in layout.lists.get(Storage.MEMBERSHIPS, []):
        names = [cell.attribute.name for cell in elements.cells]
        for group in written.get(elements.attribute.name, []):
            shown = {name: group[name] for name in names if name in group}
            document.setdefault(elements.attribute.name, []).append(shown)
    known = {Storage.VALUES, Storage.MEMBERSHIPS}
    _load_lists({instance.pk: document}, layout, base, None, known)
    _put_in_order(document, resource_type, layout)
    return document


def _of_row(instance: Identified, layout: Plan, base: str) -> Document:
    values = [read(instance) for read in layout.readers]
    return _document(layout, values, base)


def _show(elements: Elements, written: Document, document: Document, base: str) -> None:
    """Put the elements of one attribute from the document that was stored into the one shown."""
    home = written.get(elements.urn, {}) if elements.urn else written
    for stored in home.get(elements.attribute.name, []):
        values = [stored.get(part.name) for part in elements.parts]
        if element := _element(elements.parts, values, base):
            shown = elements.home(document)
            shown.setdefault(elements.attribute.name, []).append(element)


def count_elements(
    keys: Collection[int], resource_type: ResourceType, projection: Projection, most: int
) -> int:
    """How many elements the lists of these resources have that the projection shows.

    One query for each table of multi-valued attributes; none counts further than `most`.
    """
    lists = plan(resource_type, projection).lists
    return sum(
        ROW_SOURCES[storage]
        .rows(keys, [elements.attribute.name for elements in shown])
        .order_by()[:most]
        .count()
        for storage, shown in lists.items()
    )


def _document(layout: Plan, values: Sequence[Any], base: str) -> Document:
    document: Document = {"schemas": [layout.resource_type.schema.id]}
    for path, name, position, start, is_plain, cell in layout.parts:
        raw = None
        if position is not None:
            raw = values[position]
            if raw is None or raw == "":  # as most are
                continue
        if is_plain:
            value = raw
        elif start is not None:
            value = f"{base}{start}{raw}"
        else:
            value = cell.render(raw)
        if value is None:
            continue
        home = document
        for step in path:
            home = home.setdefault(step, {})
        home[name] = value
    return document


def _load_lists(
    documents: dict[int, Document],
    layout: Plan,
    base: str,
    most: int | None,
    known: Collection[Storage] = (),
) -> None:
    """Read the lists of these documents; `known`: those that need not be read.

    Those of one resource are read together: one query.
    """
    asked = [storage for storage in layout.lists if storage not in known]
    for storages in [asked] if len(documents) == 1 and asked else [[each] for each in asked]:
        lists = layout.parts_of_lists(*storages)
        if Storage.MEMBERS in storages:
            for document in documents.values():
                document[next(iter(lists))] = []
        rows = reading.elements(layout, storages, list(documents), most)
        if most is not None and (most := most - len(rows)) < 0:
            raise TooManyElements
        for name, owner, *values in rows:
            chosen, parts = lists[name]
            element = _element(parts, values, base)
            if element:  # it may have none of the parts that are asked for
                document = documents[owner]
                home = chosen.home(document) if chosen.urn else document
                home.setdefault(name, []).append(element)


def _element(parts: list[Part], values: Sequence[Any], base: str) -> Document:
    """One element, of which a group may have many thousands: what is plain is not looked at."""
    element = {}
    for _, name, position, start, is_plain, cell in parts:
        raw = None
        if position is not None:
            raw = values[position]
            if raw is None or raw == "":
                continue
            if is_plain:
                element[name] = raw
                continue
            if start is not None:
                element[name] = f"{base}{start}{raw}"
                continue
            if cell.is_unreadable(raw):  # then the rest says nothing
                return {}
        value = cell.render(raw)
        if value is not None:
            element[name] = value
    return element


def _put_in_order(document: Document, resource_type: ResourceType, layout: Plan) -> None:
    """Put lists into the table's order, whichever was read first, `schemas` right, `meta` last."""
    for lists in layout.lists.values():
        for elements in lists:
            home = document.get(elements.urn, {}) if elements.urn else document
            if elements.attribute.name in home:
                home[elements.attribute.name] = home.pop(elements.attribute.name)
    document["schemas"] += [
        schema.id for schema in resource_type.extensions if schema.id in document
    ]
    meta = document.pop("meta", None)
    if meta:
        document["meta"] = meta


def assign(instance: User | Group, resource_type: ResourceType, document: Document) -> None:
    """Set the instance's columns from a canonical document; what it lacks is unassigned.

    A boolean it lacks stays as it is: Okta's PUT without `active` must not disable anyone.
    """
    for schema, attribute in places_in(resource_type, Storage.COLUMN):
        home = document.get(schema.id, {}) if schema else document
        if attribute.is_complex and not attribute.multi_valued:
            part = home.get(attribute.name, {})
            for sub in attribute.sub:
                _assign_column(instance, sub, part)
        else:
            _assign_column(instance, attribute, home)


def _assign_column(instance: User | Group, attribute: Attribute, home: Document) -> None:
    if attribute.storage is not Storage.COLUMN or attribute.is_read_only or attribute.multi_valued:
        return
    value = home.get(attribute.name)
    if attribute.type == "boolean":
        if value is not None:
            setattr(instance, attribute.column, value)
    else:
        setattr(instance, attribute.column, value or "")


def save_values(user: User, resource_type: ResourceType, old: Document, new: Document) -> None:
    """Store the multi-valued attributes that differ; two queries if any does."""
    gone: list[str] = []
    rows: list[AttributeValue] = []
    for schema, attribute in places_in(resource_type, Storage.VALUES):
        before, after = (
            (document.get(schema.id, {}) if schema else document).get(attribute.name, [])
            for document in (old, new)
        )
        if before != after:
            gone += [attribute.name] if before else []
            rows += [_row(user, attribute, *element) for element in enumerate(after)]
    if gone:
        reading.delete_elements(user.pk, gone)
    if rows:
        saving.insert_many(rows)


def _row(user: User, attribute: Attribute, position: int, element: Document) -> AttributeValue:
    columns = {
        sub.column: element[sub.name] for sub in attribute.sub if sub.column and sub.name in element
    }
    return AttributeValue(user=user, attribute=attribute.name, position=position, **columns)


def with_memberships(new: Document, old: Document, resource_type: ResourceType) -> Document:
    """Return the new document with the memberships of the old, which are not its to change."""
    names = memberships_of(resource_type)
    kept = {name: old[name] for name in names if name in old}
    return {**new, **kept} if kept else new


def differences(old: Document, new: Document, resource_type: ResourceType) -> list[Change]:
    """Return what changed between two canonical documents, attribute by attribute.

    Attributes that are never returned have no place here: their values reach no log.
    """
    changes: list[Change] = []
    for schema, attribute in places_in(resource_type, Storage.COLUMN, Storage.VALUES):
        if attribute.returned == "never":
            continue
        before = (old.get(schema.id, {}) if schema else old).get(attribute.name)
        after = (new.get(schema.id, {}) if schema else new).get(attribute.name)
        if before == after:
            continue
        changes += _compare(f"{schema.id}:" if schema else "", attribute, before, after)
    return changes


def _compare(prefix: str, attribute: Attribute, before: Any, after: Any) -> Iterable[Change]:
    label = f"{prefix}{attribute.name}"
    if attribute.is_complex and not attribute.multi_valued:
        for sub in attribute.sub:
            if not sub.is_read_only:
                old, new = (before or {}).get(sub.name), (after or {}).get(sub.name)
                yield from _compare(f"{label}.", sub, old, new)
    elif before != after and not (attribute.type == "boolean" and after is None):
        yield {"attribute": label, "old": before, "new": after}


def check_names(old: Document, new: Document, resource_type: ResourceType) -> None:
    """Raise InvalidValue for a new name that holds what nobody can see.

    One that was stored before the rule may stay: who has it must be able to leave.
    """
    for schema, attribute in places_in(resource_type, Storage.COLUMN):
        if attribute.naming is None:
            continue
        before, after = (
            (document.get(schema.id, {}) if schema else document).get(attribute.name, "")
            for document in (old, new)
        )
        if before == after:
            continue
        is_typed = attribute.naming is Naming.IDENTIFIER
        fault = (names.fault_in_identifier if is_typed else names.fault_in_label)(after)
        if fault:
            raise InvalidValue(f"'{attribute.name}' {fault}; remove it at the source.")

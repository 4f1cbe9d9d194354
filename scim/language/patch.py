"""PATCH as a pure function from document to document: RFC 7644 section 3.5.2."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from scim.table.attributes import Attribute
from scim.table.errors import InvalidValue, Mutability, NoTarget

from . import coercion, filters, matching, tolerance
from .coercion import Document
from .elements import Listed, Work
from .operations import Operation


def apply(document: Document, operations: list[Operation]) -> Document:
    """Return what the operations make of `document`, a canonical one; it is left as it was.

    Raises InvalidValue, InvalidFilter, NoTarget or Mutability; then nothing has happened.
    """
    result: Document = _copy(document)
    work = Work()
    for operation in operations:
        schema = operation.path.schema
        home = result.setdefault(schema.id, {}) if schema else result
        if operation.attribute.multi_valued:
            _apply_many(home, operation, work)
        else:
            _apply_one(home, operation)
        if schema and not home:
            del result[schema.id]
    touched = {(item.path.schema, item.attribute): item for item in operations}
    for operation in touched.values():
        _drop_ghosts(result, operation)
    return result


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _apply_one(home: Document, operation: Operation) -> None:
    attribute, sub = operation.attribute, operation.path.sub
    if sub:
        home = home.setdefault(attribute.name, {})
    leaf = sub or attribute
    value = None
    if operation.op != "remove":
        value = coercion.coerce_one(leaf, operation.value, str(operation.path))
    if value is not None:
        home[leaf.name] = value
    elif leaf.required:
        raise Mutability(
            f"'{operation.path}' is required, so it cannot be removed or emptied; send a value."
        )
    elif leaf.has_default:
        raise Mutability(
            f"'{operation.path}' is required to have a value here, so it cannot be removed or "
            "emptied; send a value."
        )
    else:
        home.pop(leaf.name, None)


def _apply_many(home: Document, operation: Operation, work: Work) -> None:
    attribute = operation.attribute
    elements: list[Any] = home.get(attribute.name, [])
    before = len(elements)
    primary = {id(item) for item in elements if coercion.is_primary(item, attribute)}
    if operation.op != "add" or operation.path.filter or operation.path.sub:
        work.forget(attribute)
    if operation.path.filter:
        work.spend(len(elements) * filters.count(operation.path.filter))
        elements = _apply_filtered(elements, operation)
    elif operation.path.sub:
        elements = elements or [{}]  # `roles.value` of somebody who has none makes the first
        elements = _set_part(elements, elements, operation)
    else:
        elements = _apply_whole(elements, operation, work)
    if len(elements) > before:  # one that has too many since earlier can still lose some
        coercion.check_count(elements, attribute)
    if _demote_others(primary, elements, attribute):
        work.forget(attribute)
    if elements:
        home[attribute.name] = elements
    elif attribute.required:
        raise Mutability(
            f"'{operation.path}' is required, so it cannot be removed or emptied; send a value."
        )
    else:
        home.pop(attribute.name, None)


def _apply_whole(elements: list[Any], operation: Operation, work: Work) -> list[Any]:
    label = str(operation.path)
    if operation.op == "remove":
        if not tolerance.listed_removal(operation.has_value, operation.value):
            return []
        listed = Listed(operation.attribute, listed_values(operation), work)
        return [item for item in elements if not listed.has(item)]
    sent = coercion.coerce(operation.attribute, operation.value, label=label) or []
    if operation.op == "replace":
        return sent
    index = work.index(operation.attribute, elements)
    for given in sent:
        # There already, by section 3.5.2.1, is what has all that is given. The same value with
        # another type is another element: RFC 7643 section 2.4.
        if index.covers(given, also="type"):
            continue
        twin = index.twin(given)
        if twin is None:
            index.add(given)
        else:  # section 2.4 there: no two elements of the same value and type
            twin.update(given)
            work.forget(operation.attribute)
    return index.elements


def listed_values(operation: Operation) -> list[Document]:
    """The elements that a remove without filter lists in its `value`.

    Raises InvalidValue if one says nothing: it must never be read as "all".
    """
    listed = coercion.coerce(operation.attribute, operation.value) or []
    sent = tolerance.single_for_many(operation.value)
    if len(listed) == 0 and len(sent) > 0:
        raise InvalidValue(
            f"The 'value' of the remove on '{operation.path}' names no element: "
            f'{coercion.shown(operation.value)}. Send [{{"value": "…"}}], or leave it out to '
            "remove all."
        )
    return [_named(element) for element in listed]


def _named(element: Document) -> Document:
    """What tells an element from others: its value and type; its name and flag may differ."""
    if "value" not in element:
        return element
    return {name: element[name] for name in ("value", "type") if name in element}


def _apply_filtered(elements: list[Any], operation: Operation) -> list[Any]:
    node, attribute = operation.path.filter, operation.attribute
    if node is None:
        raise TypeError("The path has no filter.")
    matched: list[Any] = []
    others: list[Any] = []
    for item in elements:
        (matched if matching.matches(node, item, attribute) else others).append(item)
    if operation.op == "remove" and not operation.path.sub:
        return others
    if not matched:
        return _apply_unmatched(elements, operation)
    if operation.path.sub:
        return _set_part(elements, matched, operation)
    value = coercion.coerce_element(attribute, operation.value, str(operation.path))
    if value is None:
        return others
    if operation.op == "add":
        for item in matched:
            item.update(value)
        coercion.check_one_primary(matched, attribute.name)
        return elements
    # Each that matches is replaced by the same value, so one is left of them.
    value = {**(_described(operation) or {}), **value}
    first = next(index for index, item in enumerate(elements) if item is matched[0])
    return [*others[:first], value, *others[first:]]


def _apply_unmatched(elements: list[Any], operation: Operation) -> list[Any]:
    """The filter matches nothing: create the element where it describes one, else noTarget.

    Microsoft Entra counts on `emails[type eq "work"].value` making a work address.
    """
    if operation.op == "remove":
        return elements
    node, described = operation.path.filter, _described(operation)
    if described is None or (operation.op == "replace" and not operation.path.sub):
        raise NoTarget(
            f"No element of '{operation.attribute.name}' matches the filter in the path, so there "
            "is nothing to change. Correct the filter, or add the element with the path "
            f"'{operation.attribute.name}'."
        )
    coerce = coercion.coerce_one if operation.path.sub else coercion.coerce_element
    value = coerce(operation.path.sub or operation.attribute, operation.value, str(operation.path))
    if value is None:
        return elements
    created = {**described, **({operation.path.sub.name: value} if operation.path.sub else value)}
    if node is not None and not matching.matches(node, created, operation.attribute):
        # Otherwise each repetition would create one more.
        raise InvalidValue(
            f"The value for '{operation.path}' contradicts the filter in the path, which matches "
            "no element yet."
        )
    return [*elements, created]


def _described(operation: Operation) -> Document | None:
    """The element that `type eq "work"`, or several such joined by `and`, describes."""
    node = operation.path.filter
    terms = node.nodes if isinstance(node, filters.And) else (node,)
    element: Document = {}
    for term in terms:
        if not isinstance(term, filters.Comparison) or term.operator != "eq" or term.value == "":
            return None
        sub = matching.find_sub(operation.attribute, term.path)
        if not tolerance.describes_element(sub):
            return None
        if term.value is not None:  # `type eq null` describes an element without a type
            element[sub.name] = coercion.coerce_one(sub, term.value)
    return element


def _set_part(elements: list[Any], chosen: list[Any], operation: Operation) -> list[Any]:
    """Set or remove one sub-attribute of the chosen elements."""
    sub = operation.path.sub
    if sub is None:
        raise TypeError("The path names no sub-attribute.")
    value = None
    if operation.op != "remove":
        value = coercion.coerce_one(sub, operation.value, str(operation.path))
    for item in chosen:
        if value is None:
            item.pop(sub.name, None)
        else:
            item[sub.name] = value
    coercion.check_one_primary(chosen, operation.attribute.name)
    return [item for item in elements if item]


def _demote_others(primary: set[int], elements: list[Any], attribute: Attribute) -> bool:
    """RFC 7644 section 3.5.2: an element that became primary makes the others secondary.

    `primary`: the identities of those that were before the operation. A flag alone makes nothing
    primary: only when its value comes, be it in a later operation, do the others step back.
    Returns whether one became primary.
    """
    new = [
        item
        for item in elements
        if coercion.is_primary(item, attribute) and id(item) not in primary
    ]
    for item in elements if new else ():
        if item.get("primary") is True:
            item["primary"] = item is new[0]
    return bool(new)


def _drop_ghosts(document: Document, operation: Operation) -> None:
    """Drop elements that the operations left with nothing but a type, or made the same."""
    attribute, schema = operation.attribute, operation.path.schema
    home = document.get(schema.id, {}) if schema else document
    value = home.get(attribute.name)
    if attribute.multi_valued and value:
        kept: dict[Hashable, Any] = {}
        for item in value:
            if not coercion.is_ghost(item, attribute):
                kept.setdefault(coercion.identity(item), item)
        value = home[attribute.name] = list(kept.values())
    if value in ([], {}):
        del home[attribute.name]
    if schema and schema.id in document and not document[schema.id]:
        del document[schema.id]

"""What a PATCH asks of a group's members, brought to few steps before anything is locked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from scim.table.attributes import Attribute, Storage
from scim.table.errors import InvalidValue, Mutability

from . import coercion, filters, tolerance
from .coercion import Document
from .operations import Operation

MAX_STEPS = 100  # of one PATCH, each of some queries
MAX_TERMS = 200  # of all filters on members in one PATCH


@dataclass(frozen=True)
class Step:
    """One change of the members; `op` is add, remove or replace.

    `ids`: whom it names; None for a removal that names nobody, but takes all whom the filter
    chooses, or all.
    """

    op: str
    ids: list[str] | None
    filter: filters.Node | None
    attribute: Attribute


class Split(NamedTuple):
    """A PATCH: the operations on the document, and the steps on the members."""

    operations: list[Operation]
    steps: list[Step]


def split(operations: list[Operation]) -> Split:
    """Take the operations on the members out, those of a kind that follow each other as one step.

    Clients send an operation for each member, and each takes some queries. Raises InvalidValue for
    more than MAX_STEPS, for filters of more than MAX_TERMS terms, and for a member without an id;
    Mutability for a change of a member's parts.
    """
    rest: list[Operation] = []
    joined: list[Operation] = []
    last: tuple[str, list[Any]] | None = None
    terms = 0
    for operation in operations:
        if operation.attribute.storage is not Storage.MEMBERS:
            rest.append(operation)
            continue
        node = operation.path.filter
        listed = _listed(operation)
        terms += filters.count(node) if node and listed is None else 0
        if listed is not None and last and last[0] == operation.op:
            last[1].extend(listed)
            path = replace(operation.path, filter=None)
            joined[-1] = replace(operation, path=path, value=last[1])
        else:
            last = (operation.op, list(listed)) if listed is not None else None
            joined.append(operation)
    if len(joined) > MAX_STEPS or terms > MAX_TERMS:
        raise InvalidValue(
            f"The PATCH changes the members in more than {MAX_STEPS} steps, or by filters of more "
            f"than {MAX_TERMS} terms. List several members in one operation, or send several "
            "requests."
        )
    return Split(rest, [_step(operation) for operation in joined])


def _listed(operation: Operation) -> list[Any] | None:
    """The members that an operation adds or removes by name; None if it does anything else."""
    path, value = operation.path, operation.value
    node = path.filter
    if path.sub or operation.op == "replace":
        return None
    if isinstance(node, filters.Comparison) and operation.op == "remove":
        is_one = (node.path.lower(), node.operator) == ("value", "eq")
        is_named = is_one and isinstance(node.value, str) and node.value
        return [{"value": node.value}] if is_named else None
    if node:
        return None
    if not operation.has_value or value is None or value == "":
        return None
    return list(tolerance.single_for_many(value))


def _step(operation: Operation) -> Step:
    node = operation.path.filter
    if operation.path.sub:
        raise Mutability("A member's parts cannot be changed; remove the member and add another.")
    is_listed = node is None and tolerance.listed_removal(operation.has_value, operation.value)
    ids = _given(operation) if operation.op != "remove" or is_listed else None
    return Step(operation.op, ids, node, operation.attribute)


def _given(operation: Operation) -> list[str]:
    """The ids in the value; an element that says nothing is an error, never "all" or "none"."""
    if operation.value is None or operation.value == "":
        return []
    sent = tolerance.single_for_many(operation.value)
    return ids([coercion.coerce_one(operation.attribute, item) or {} for item in sent])


def ids(elements: list[Document]) -> list[str]:
    """The ids that canonical elements name. Raises InvalidValue for one without."""
    found = [element.get("value", "") for element in elements]
    if not all(found):
        raise InvalidValue(
            "Each of 'members' needs a 'value', the id of a user; at least one has none."
        )
    return found

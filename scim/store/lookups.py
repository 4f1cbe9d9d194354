"""What a filter's look-ups in other tables may cost: elements of lists, names of managers.

Each is a subquery. Some are answered by an index; others read all elements there are, so they are
counted. PostgreSQL plans those that stand under `and` as joins, in whatever order is best: 190 of
them about groups took it 22 GB of memory, so only the first few are left to it.
"""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet

from scim.language import filters, paths
from scim.table.attributes import ResourceType
from scim.table.errors import InvalidFilter

from .storage import ROW_SOURCES

MAX_SCANS = 40  # of a filter; each may read hundreds of thousands of elements
JOINED = 8  # so many under `and` may be planned as joins
_INDEXED = frozenset({"eq", "ne", "sw"})


def check(node: filters.Node, resource_type: ResourceType) -> None:
    """Raise InvalidFilter for more than MAX_SCANS look-ups that no index answers."""
    if _scans(node, resource_type) > MAX_SCANS:
        raise InvalidFilter(
            f"The filter searches elements of multi-valued attributes, or names of managers, more "
            f"than {MAX_SCANS} times other than by eq, ne or sw. Split it into several requests."
        )


def _scans(node: filters.Node, resource_type: ResourceType) -> int:
    match node:
        case filters.And(nodes) | filters.Or(nodes):
            return sum(_scans(inner, resource_type) for inner in nodes)
        case filters.Not(inner):
            return _scans(inner, resource_type)
        case filters.ValuePath(_, inner):
            return int(not _is_found_by_value(inner))
        case filters.Present(name):
            return int(_is_elsewhere(name, resource_type))
        case filters.Comparison(name, operator, value):
            is_indexed = operator in _INDEXED and value is not None
            return int(not is_indexed and _is_elsewhere(name, resource_type))


def _is_elsewhere(name: str, resource_type: ResourceType) -> bool:
    path = paths.resolve(name, resource_type)
    if path is None or path.attribute is None:
        return False  # an error soon, or unassigned
    parts = path.sub or path.attribute, *path.attribute.sub
    return path.attribute.storage in ROW_SOURCES or any("__" in part.column for part in parts)


def _is_found_by_value(node: filters.Node) -> bool:
    """True if an element is found by its value: then an index leads to it."""
    match node:
        case filters.And(nodes):
            return any(_is_found_by_value(inner) for inner in nodes)
        case filters.Comparison(name, operator, value):
            return name.lower() == "value" and operator in {"eq", "sw"} and value is not None
    return False


def bounded(condition: Q) -> Q:
    """Return the same condition, with few look-ups for the database to join."""
    return _bounded(condition, [JOINED])


def _bounded(condition: Q, left: list[int]) -> Q:
    """Walk what must all hold; `left`: how many look-ups may still be joined."""
    if condition.negated or condition.connector != Q.AND:
        return condition
    kept: list[Q] = []
    for child in condition.children:
        part = child if isinstance(child, Q) else Q(child)
        if isinstance(child, Q):
            part = _bounded(child, left)
        elif isinstance(child, Exists) or (
            isinstance(child, tuple) and isinstance(child[1], QuerySet)
        ):
            left[0] -= 1
            if left[0] < 0:  # negated twice, it is no join, and says the same
                part = Q(~Q(child), _negated=True)
        kept.append(part)
    return Q(*kept)

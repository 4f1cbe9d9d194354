"""Sorting and paging of lists: RFC 7644 sections 3.4.2.3 and 3.4.2.4, RFC 9865.

A list is of one resource type or of several: each is a stream in one order, and the streams are
merged. The page after a cursor is what comes after that place now, so nothing is met twice or
missed while others write, and no page costs more than the first.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import (
    Case,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from scim.language import filters, paths
from scim.table.attributes import Attribute, ResourceType, Storage
from scim.table.errors import InvalidCount, InvalidValue

from . import cursors, queries, reading, shapes
from .cursors import Cursor, Key, Place
from .queries import FALSE, TRUE, by_code_point
from .storage import ROW_SOURCES, Plan

DEFAULT_COUNT = 100
MAX_COUNT = 1000
_LARGEST_INDEX = 2**31 - 1
_NOTHING: Key = (1, "")
Fit = Callable[[list[Place]], int]  # how many of these places one answer can show, from the first


@dataclass(frozen=True)
class Order:
    """How resources of one type are ordered: by a key, and always by primary key in the end.

    `attribute` and `leaf` are None where all have the same key: `fixed`.
    """

    attribute: Attribute | None = None
    leaf: Attribute | None = None
    descending: bool = False
    fixed: Key = _NOTHING

    @property
    def names(self) -> tuple[str, ...]:
        return ("sort_absent", "sort_key", "pk") if self.leaf else ("pk",)

    def apply(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Sort; unassigned values come last when ascending, first when descending."""
        if self.leaf and self.attribute:
            queryset = queryset.annotate(sort_key=_sort_key(self.attribute, self.leaf))
            # A column of its own, as PostgreSQL sorts NULL last, SQLite first, and "" is none here.
            absent = Q(sort_key="") if self.leaf.is_text else Q(sort_key=None)
            queryset = queryset.annotate(
                sort_absent=Case(When(absent, then=1), default=0, output_field=IntegerField())
            )
        return queryset.order_by(*(f"{'-' * self.descending}{name}" for name in self.names))

    def place(self, row: tuple[Any, ...], rank: int) -> Place:
        """Where a row of `names` stands."""
        if self.leaf is None:
            return Place(self.fixed, rank, row[0])
        absent, key, pk = row
        return Place(_NOTHING if absent else (0, key), rank, pk)

    def beyond(self, key: Key, tie: Q) -> Q:
        """What comes after a key; of what has the same key, that for which `tie` holds."""
        if self.leaf is None:
            is_after = self.fixed != key and (self.fixed > key) != self.descending
            return tie if self.fixed == key else TRUE if is_after else FALSE
        operator = "lt" if self.descending else "gt"
        absent, value = key
        condition = Q(**{f"sort_absent__{operator}": absent})
        same = Q(sort_absent=absent)
        if not absent:
            condition |= same & Q(**{f"sort_key__{operator}": value})
            same &= Q(sort_key=value)
        return condition | (same & tie)

    def reversed(self) -> Order:
        return replace(self, descending=not self.descending)


def order(sort_by: str, descending: bool, resource_type: ResourceType) -> Order:
    """Look up what to sort by. Raises InvalidValue for what is no attribute."""
    if not sort_by:
        return Order()
    path = paths.resolve(sort_by, resource_type)
    attribute = path.attribute if path else None
    leaf = path.leaf if path else None
    if attribute is None or leaf is None or attribute.returned == "never":
        raise InvalidValue(
            f"'sortBy' names '{sort_by[:200]}', which is no attribute to sort by here; choose one "
            "of those in /Schemas."
        )
    if leaf.is_complex:
        leaf = leaf.find("value") or leaf.find("formatted") or leaf.sub[0]
    if not leaf.column:  # it is the same for every resource
        constant = leaf.constant if leaf.storage is Storage.CONSTANT else ""
        fixed: Key = (0, constant) if constant else _NOTHING
        return Order(descending=descending, fixed=fixed)
    return Order(attribute, leaf, descending)


def _sort_key(attribute: Attribute, leaf: Attribute) -> Combinable:
    """The value to sort by; of a multi-valued attribute the primary value, or the first."""
    if attribute.storage not in ROW_SOURCES:
        return by_code_point(leaf)
    source = ROW_SOURCES[attribute.storage]
    rows = source.having(attribute).filter(**{source.owner: OuterRef("pk")})
    if source.has_attribute_column:
        secondary = Case(When(primary=True, then=0), default=1, output_field=IntegerField())
        rows = rows.order_by(secondary, "position", "pk")
    else:
        rows = rows.order_by("pk")
    value = Subquery(rows.values(leaf.key_column)[:1])
    if leaf.is_text:
        return Coalesce(value, Value(""), output_field=TextField())
    return Coalesce(value, Value(False))


@dataclass(frozen=True)
class Stream:
    """What matches of one resource type, and its order; `rank` decides between equal keys.

    `is_lenient`: as of `queries.resources`. `shown`: what rows are read along for where that costs
    no more than their keys do, on a first page in the order of primary keys.
    """

    rank: int
    resource_type: ResourceType
    node: filters.Node | None
    order: Order
    is_lenient: bool = False
    shown: Plan | None = None

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """What matches. Raises InvalidFilter."""
        return self._matching(self.node)

    def _matching(self, node: filters.Node | None) -> QuerySet[Any]:
        return queries.resources(self.resource_type, node, is_lenient=self.is_lenient)

    def first(self, low: int, high: int) -> list[Place]:
        """The places from `low` on, before `high`. Raises InvalidFilter."""
        shown = None if low or self.order.leaf else self.shown
        names = reading.names(shown) if shown else self.order.names

        def ordered(node: filters.Node | None) -> QuerySet[Any]:
            return self.order.apply(self._matching(node)).values_list(*names)

        shape = (self.resource_type, self.is_lenient, self.order, shown)
        if found := shapes.compiled(shape, self.node, ordered):
            statement, operands = found
            rows = statement.rows(operands, low, high)
        else:
            rows = list(ordered(self.node)[low:high])
        if shown:
            return [Place(self.order.fixed, self.rank, row[0], row) for row in rows]
        return [self.order.place(row, self.rank) for row in rows]

    def walk(self, cursor: Cursor | None, limit: int) -> list[Place]:
        """The first places, or those beyond a cursor in its direction."""
        backwards = cursor is not None and cursor.backwards
        order = self.order.reversed() if backwards else self.order
        if cursor is None:
            return self.first(0, limit)
        if self.rank == cursor.place.rank:
            tie = Q(**{"pk__lt" if order.descending else "pk__gt": cursor.place.pk})
        else:
            tie = TRUE if (self.rank > cursor.place.rank) != backwards else FALSE
        rows = order.apply(self.rows).filter(order.beyond(cursor.place.key, tie))
        found = rows.values_list(*order.names)[:limit]
        return [order.place(row, self.rank) for row in found]


def _merged(streams: Sequence[Stream], cursor: Cursor | None, limit: int) -> Iterator[Place]:
    """The first `limit` places of all streams; one query for each."""
    backwards = cursor is not None and cursor.backwards
    descending = any(stream.order.descending for stream in streams)
    walks = [stream.walk(cursor, limit) for stream in streams]
    if backwards:
        walks.reverse()
    # Between equal keys `merge` keeps the order of the streams.
    merged = heapq.merge(*walks, key=lambda place: place.key, reverse=descending != backwards)
    return islice(merged, limit)


@dataclass(frozen=True)
class Page:
    """One page of a list: where its resources are, and how many match in all.

    `start` is the 1-based index of the first, or None for a page by cursor; the cursors are the
    empty text where there is nothing further on that side.
    """

    total: int
    places: list[Place]
    start: int | None = None
    next_cursor: str = ""
    previous_cursor: str = ""


def by_index(streams: Sequence[Stream], start: int, count: int, fit: Fit = len) -> Page:
    """Cut one page out by index. The total is counted only where the page does not tell it."""
    start = min(max(start, 1), _LARGEST_INDEX)
    count = min(max(count, 0), MAX_COUNT)
    skipped = start - 1
    if len(streams) == 1:
        places = streams[0].first(skipped, skipped + count) if count else []
    else:
        places = list(islice(_merged(streams, None, skipped + count), skipped, None))
    if places and len(places) < count:
        total = skipped + len(places)
    elif not places and start == 1 and count:
        total = 0
    else:
        total = _total(streams)
    return Page(total, places[: fit(places)], start=start)


def by_cursor(
    streams: Sequence[Stream], text: str, count: int | None, search: str, fit: Fit = len
) -> Page:
    """Cut one page out by cursor, the empty text for the first: RFC 9865 section 2.

    `count` is None where the client sent none: then it stays what it was. `search` says in one
    text what is searched and how it is sorted: a cursor fits no other. Raises InvalidCursor,
    ExpiredCursor or InvalidCount.
    """
    cursor = cursors.read(text, search) if text else None
    size = _page_size(count, cursor)
    found = list(_merged(streams, cursor, size + 1)) if size else []
    shown = fit(found[:size])
    has_more = len(found) > shown
    found = found[:shown]
    backwards = cursor is not None and cursor.backwards
    if backwards:
        found.reverse()
    has_next = (backwards or has_more) and bool(found)
    has_previous = (has_more if backwards else cursor is not None) and bool(found)
    total = cursor.total if cursor else None
    # Counted once for a walk: among a million that takes longer than the page.
    if total is None or not found:
        total = _total(streams)
    return Page(
        total=total,
        places=found,
        next_cursor=_cursor(found[-1], search, size, total) if has_next else "",
        previous_cursor=_cursor(found[0], search, size, total, backwards=True)
        if has_previous
        else "",
    )


def _page_size(count: int | None, cursor: Cursor | None) -> int:
    """The number of resources on a page; a negative one counts as 0 (RFC 9865 section 2)."""
    if count is None:
        return cursor.count if cursor else DEFAULT_COUNT
    size = min(max(count, 0), MAX_COUNT)
    if cursor and size != cursor.count:
        raise InvalidCount(
            f"'count' is {count}, but this walk began with {cursor.count} and has to go on with "
            "it (RFC 9865 section 2.1). Repeat it, or start with an empty cursor."
        )
    return size


def _cursor(place: Place, search: str, count: int, total: int, *, backwards: bool = False) -> str:
    return cursors.write(Cursor(place, backwards, count, total), search)


def _total(streams: Sequence[Stream]) -> int:
    return sum(stream.rows.count() for stream in streams)

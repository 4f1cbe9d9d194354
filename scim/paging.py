"""Sorting and paging of lists: RFC 7644 sections 3.4.2.3 and 3.4.2.4, RFC 9865.

A cursor is the place of one resource in the order, signed: the next page is what comes after that
place now, so nothing is met twice or missed while others write, and no page costs more than the
first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
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

from . import paths
from .attributes import Attribute, ResourceType
from .dates import format_date_time, parse_date_time
from .errors import ExpiredCursor, InvalidCursor, InvalidValue
from .queries import by_code_point
from .sources import ROW_SOURCES

DEFAULT_COUNT = 100
MAX_COUNT = 1000
CURSOR_TIMEOUT = 3600  # seconds
_LARGEST_INDEX = 2**31 - 1
_SALT = "scim.paging"


@dataclass(frozen=True)
class Order:
    """How a list is ordered: by a key, if any, and always by primary key in the end.

    `attribute` and `leaf` are None for the natural order.
    """

    attribute: Attribute | None = None
    leaf: Attribute | None = None
    descending: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return ("sort_absent", "sort_key", "pk") if self.leaf else ("pk",)

    def apply(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Sort; unassigned values come last when ascending, first when descending."""
        if self.leaf and self.attribute:
            queryset = queryset.annotate(sort_key=_sort_key(self.attribute, self.leaf))
            absent = Q(sort_key="") if self.leaf.is_text else Q(sort_key=None)
            queryset = queryset.annotate(
                sort_absent=Case(When(absent, then=1), default=0, output_field=IntegerField())
            )
        return queryset.order_by(*(f"{'-' * self.descending}{name}" for name in self.names))

    def after(self, queryset: QuerySet[Any], place: list[Any]) -> QuerySet[Any]:
        """What comes after a place in this order; `place` has a value for each of `names`."""
        operator = "lt" if self.descending else "gt"
        condition = Q()
        equal: dict[str, Any] = {}
        for name, value in zip(self.names, place, strict=True):
            condition |= Q(**equal, **{f"{name}__{operator}": value})
            equal[name] = value
        return queryset.filter(condition)

    def reversed(self) -> Order:
        return Order(self.attribute, self.leaf, not self.descending)


def order(sort_by: str, descending: bool, resource_type: ResourceType) -> Order:
    """Look up what to sort by. Raises InvalidValue for what is no attribute."""
    if not sort_by:
        return Order()
    path = paths.resolve(sort_by, resource_type)
    attribute = path.attribute if path else None
    leaf = path.leaf if path else None
    if attribute is None or leaf is None or attribute.returned == "never":
        raise InvalidValue(f"'sortBy' names '{sort_by[:200]}', which is no attribute to sort by.")
    if leaf.is_complex:
        leaf = leaf.find("value") or leaf.find("formatted") or leaf.sub[0]
    if not leaf.column:  # it is the same for every resource
        return Order(descending=descending)
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
class Page:
    """One page of a list: the primary keys on it, and how many match in all.

    `start` is the 1-based index of the first, or None for a page by cursor; the cursors are the
    empty text where there is nothing further on that side.
    """

    total: int
    keys: list[int]
    start: int | None = None
    next_cursor: str = ""
    previous_cursor: str = ""


def by_index(queryset: QuerySet[Any], ordering: Order, start: int, count: int) -> Page:
    """Cut one page out by index. The total is counted only where the page does not tell it."""
    start = min(max(start, 1), _LARGEST_INDEX)
    count = min(max(count, 0), MAX_COUNT)
    rows = ordering.apply(queryset).values_list("pk", flat=True)
    keys = list(rows[start - 1 : start - 1 + count]) if count else []
    if keys and len(keys) < count:
        total = start - 1 + len(keys)
    elif not keys and start == 1 and count:
        total = 0
    else:
        total = queryset.count()
    return Page(total, keys, start=start)


def by_cursor(
    queryset: QuerySet[Any], ordering: Order, cursor: str, count: int, search: str
) -> Page:
    """Cut one page out by cursor, the empty text for the first: RFC 9865 section 2.

    `search` says in one text what is searched and how it is sorted: a cursor fits no other.
    Raises InvalidCursor or ExpiredCursor.
    """
    backwards, place = _read(cursor, search) if cursor else (False, None)
    walk = ordering.reversed() if backwards else ordering
    rows = walk.apply(queryset)
    if place is not None:
        rows = walk.after(rows, _parsed(place, ordering))
    found = list(rows.values_list(*ordering.names)[: count + 1])
    has_more = len(found) > count
    found = found[:count]
    if backwards:
        found.reverse()
    has_next = (backwards or has_more) and bool(found)
    has_previous = (has_more if backwards else place is not None) and bool(found)
    return Page(
        total=queryset.count(),
        keys=[row[-1] for row in found],
        next_cursor=_write(False, found[-1], search) if has_next else "",
        previous_cursor=_write(True, found[0], search) if has_previous else "",
    )


def _write(backwards: bool, place: tuple[Any, ...], search: str) -> str:
    values = [format_date_time(item) if hasattr(item, "year") else item for item in place]
    return signing.dumps([backwards, values, search], salt=_SALT, compress=True)


def _read(cursor: str, search: str) -> tuple[bool, list[Any]]:
    try:
        backwards, place, origin = signing.loads(cursor, salt=_SALT, max_age=CURSOR_TIMEOUT)
    except signing.SignatureExpired:
        raise ExpiredCursor(
            f"This cursor is more than {CURSOR_TIMEOUT // 60} minutes old. Start again with an "
            "empty cursor."
        ) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise InvalidCursor("This is no cursor of this service. Start with an empty one.") from None
    if origin != search:
        raise InvalidCursor(
            "This cursor belongs to another search. Repeat the filter and the sorting of the "
            "first request, or start with an empty cursor."
        )
    return backwards, place


def _parsed(place: list[Any], ordering: Order) -> list[Any]:
    if ordering.leaf and ordering.leaf.type == "dateTime":
        return [place[0], parse_date_time(place[1]), place[2]]
    return place

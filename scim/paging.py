"""Sorting and paging of lists: RFC 7644 sections 3.4.2.3 and 3.4.2.4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from . import paths
from .attributes import Attribute, ResourceType
from .errors import InvalidValue
from .queries import by_code_point
from .sources import ROW_SOURCES

DEFAULT_COUNT = 100
MAX_COUNT = 1000
_LARGEST_INDEX = 2**31 - 1


def ordered(
    queryset: QuerySet[Any], resource_type: ResourceType, sort_by: str, descending: bool
) -> QuerySet[Any]:
    """Sort as RFC 7644 section 3.4.2.3 says; every order ends in the primary key.

    Unassigned values come last when ascending and first when descending. Raises InvalidValue.
    """
    if not sort_by:
        return queryset.order_by("pk")
    path = paths.resolve(sort_by, resource_type)
    attribute = path.attribute if path else None
    leaf = path.leaf if path else None
    if path is None or attribute is None or leaf is None or attribute.returned == "never":
        raise InvalidValue(f"'sortBy' names '{sort_by[:200]}', which is no attribute to sort by.")
    if leaf.is_complex:
        leaf = leaf.find("value") or leaf.find("formatted") or leaf.sub[0]
    if attribute.storage in ROW_SOURCES:
        key = _primary_value(attribute, leaf)
    elif leaf.column:
        key = by_code_point(leaf)
    else:
        return queryset.order_by("-pk" if descending else "pk")
    queryset = queryset.annotate(sort_key=key)
    absent = Q(sort_key=None) | Q(sort_key="") if leaf.is_text else Q(sort_key=None)
    queryset = queryset.annotate(
        sort_absent=Case(When(absent, then=1), default=0, output_field=IntegerField())
    )
    names = ("sort_absent", "sort_key", "pk")
    return queryset.order_by(*(f"-{name}" if descending else name for name in names))


def _primary_value(attribute: Attribute, leaf: Attribute) -> Combinable:
    """The value of the primary element, or of the first."""
    source = ROW_SOURCES[attribute.storage]
    rows = source.having(attribute).filter(**{source.owner: OuterRef("pk")})
    if source.has_attribute_column:
        secondary = Case(When(primary=True, then=0), default=1, output_field=IntegerField())
        rows = rows.order_by(secondary, "position", "pk")
    else:
        rows = rows.order_by("pk")
    if not leaf.column:
        return Value(leaf.constant)
    return Subquery(rows.values(leaf.key_column)[:1])


@dataclass(frozen=True)
class Page:
    """One page of a list: how many match in all, and the primary keys on this page."""

    total: int
    start: int  # 1-based
    keys: list[int]


def page(queryset: QuerySet[Any], start: int, count: int) -> Page:
    """Cut one page out of an ordered queryset: RFC 7644 section 3.4.2.4.

    The total is counted only where the page does not already tell it: at most two queries.
    """
    start = min(max(start, 1), _LARGEST_INDEX)
    count = min(max(count, 0), MAX_COUNT)
    keys = list(queryset.values_list("pk", flat=True)[start - 1 : start - 1 + count])
    if keys and len(keys) < count:
        total = start - 1 + len(keys)
    elif not keys and start == 1 and count > 0:
        total = 0
    else:
        total = queryset.order_by().count()
    return Page(total, start, keys)


def integer(text: str | int | None, name: str, default: int) -> int:
    """Read startIndex or count. Raises InvalidValue."""
    if text is None or text == "":
        return default
    try:
        return int(text)
    except ValueError:
        raise InvalidValue(f"'{name}' must be a whole number, not '{str(text)[:40]}'.") from None

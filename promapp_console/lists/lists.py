"""Lists that stay fast with 100,000 rows: sorted by an indexed key, paged by the row one was at.

A page begins after, or ends before, a row that the address names by its SCIM id. No page costs more
than the first, and counting stops at COUNTED.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

PAGE_SIZE = 50
COUNTED = 10_000


@dataclass(frozen=True)
class Heading:
    """A column's heading; `key` is the indexed column it sorts by, empty if it does not sort."""

    label: str
    name: str = ""
    key: str = ""


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by one heading, and by primary key in the end."""

    heading: Heading
    descending: bool = False

    @classmethod
    def chosen(cls, text: str, headings: tuple[Heading, ...]) -> Order:
        """Read the `sort` of an address: `name`, or `-name` for descending; else the first."""
        sortable = [heading for heading in headings if heading.key]
        for heading in sortable:
            if text.removeprefix("-") == heading.name:
                return cls(heading, text.startswith("-"))
        return cls(sortable[0])

    @property
    def names(self) -> tuple[str, str]:
        sign = "-" if self.descending else ""
        return f"{sign}{self.heading.key}", f"{sign}pk"

    def reversed(self) -> Order:
        return Order(self.heading, not self.descending)

    def after(self, queryset: QuerySet[Any], place: tuple[Any, int]) -> QuerySet[Any]:
        """What comes after a place: the first condition walks the index, the second is exact."""
        operator = "lt" if self.descending else "gt"
        key, (value, pk) = self.heading.key, place
        exact = Q(**{f"{key}__{operator}": value}) | Q(**{f"pk__{operator}": pk})
        return queryset.filter(exact, **{f"{key}__{operator}e": value})

    def headings(self, headings: tuple[Heading, ...]) -> list[dict[str, str]]:
        """What the template shows of each: `label`, `aria_sort`, and `sort`, where its link leads.

        Empty texts where a column is not sorted, or cannot be.
        """
        shown = []
        for heading in headings:
            is_sorted = heading == self.heading
            to_descending = is_sorted and not self.descending
            shown.append(
                {
                    "label": heading.label,
                    "sort": f"{'-' * to_descending}{heading.name}" if heading.key else "",
                    "aria_sort": ("descending" if self.descending else "ascending")
                    if is_sorted
                    else "",
                }
            )
        return shown


@dataclass(frozen=True)
class Page:
    """One page; `previous` and `next` are the SCIM ids to go on from, empty at the ends."""

    rows: list[Any]
    total: int
    previous: str = ""
    next: str = ""

    @property
    def has_more_than_counted(self) -> bool:
        return self.total > COUNTED

    @property
    def total_text(self) -> str:
        """`812`, or `more than 10,000`."""
        return f"more than {COUNTED:,}" if self.has_more_than_counted else f"{self.total:,}"


def cut(queryset: QuerySet[Any], order: Order, asked: QueryDict) -> Page:
    """Cut out the page that `after` or `before` of the address ask for; three queries.

    A place that is not there any more, or never was, means the first page.
    """
    total = queryset.order_by()[: COUNTED + 1].count()
    backwards = "before" in asked and "after" not in asked
    place = _place(queryset, order, asked.get("before" if backwards else "after", ""))
    walk = order.reversed() if backwards and place else order
    rows = walk.after(queryset, place) if place else queryset
    found = list(rows.order_by(*walk.names)[: PAGE_SIZE + 1])
    goes_on = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if not found:
        return Page([], total)
    has_previous, has_next = bool(place), goes_on
    if walk is not order:
        found.reverse()
        has_previous, has_next = goes_on, True
    return Page(
        found,
        total,
        previous=found[0].scim_id if has_previous else "",
        next=found[-1].scim_id if has_next else "",
    )


def _place(queryset: QuerySet[Any], order: Order, scim_id: str) -> tuple[Any, int] | None:
    try:
        known = str(UUID(scim_id))
    except ValueError:
        return None
    rows = queryset.model._default_manager.filter(scim_id=known).order_by()
    place: tuple[Any, int] | None = rows.values_list(order.heading.key, "pk").first()
    return place

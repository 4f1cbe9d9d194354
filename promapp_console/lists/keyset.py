"""Pages found by the row that one was at: each costs what the first did, and no row comes twice.

All lists go by it: users and groups, the provisioning log, the audit log, and the API's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import words

COUNTED = 10_000  # rows; counting goes no further
LONGEST_KEY = 18  # digits; a column of 64 bits holds all such numbers

Place: TypeAlias = tuple[Any, int]  # the sorted column of a row, and its primary key


@dataclass(frozen=True)
class Order:
    """How a list is sorted: by one indexed column without nulls, and by primary key in the end."""

    column: str
    descending: bool = False

    def reversed(self) -> Self:
        return replace(self, descending=not self.descending)

    def sort(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Put rows into this order."""
        sign = "-" if self.descending else ""
        return rows.order_by(f"{sign}{self.column}", f"{sign}pk")

    def beyond(self, rows: QuerySet[Any], place: Place) -> QuerySet[Any]:
        """What comes after a place: the first condition walks the index, the second is exact."""
        operator = "lt" if self.descending else "gt"
        value, pk = place
        exact = Q(**{f"{self.column}__{operator}": value}) | Q(**{f"pk__{operator}": pk})
        return rows.filter(exact, **{f"{self.column}__{operator}e": value})

    def place(self, rows: QuerySet[Any], **key: Any) -> Place | None:
        """The place of the row that has this unique key, or None; one query."""
        found = rows.model._default_manager.filter(**key).order_by()
        place: Place | None = found.values_list(self.column, "pk").first()
        return place


NEWEST_FIRST = Order("created_at", descending=True)  # of logs


@dataclass(frozen=True)
class Slice:
    """Some rows of a list, and whether there are any before and after them."""

    rows: list[Any]
    has_previous: bool = False
    has_next: bool = False


def cut(
    sets: Sequence[QuerySet[Any]],
    order: Order,
    size: int,
    place: Place | None = None,
    *,
    backwards: bool = False,
) -> Slice:
    """Return the rows that come after a place, or before it; one query for each of the sets.

    The sets may overlap; together they are the list. Without a place, the first rows.
    """
    is_reversed = backwards and place is not None
    walk = order.reversed() if is_reversed else order
    found: dict[int, Any] = {}
    for rows in sets:
        further = walk.beyond(rows, place) if place else rows
        # One more than is shown tells whether the list goes on.
        found |= {row.pk: row for row in walk.sort(further)[: size + 1]}
    ordered = list(found.values())
    if len(sets) > 1:
        ordered.sort(key=lambda row: (getattr(row, walk.column), row.pk), reverse=walk.descending)
    goes_on, ordered = len(ordered) > size, ordered[:size]
    if not ordered:
        return Slice([])
    if is_reversed:
        return Slice(ordered[::-1], has_previous=goes_on, has_next=True)
    return Slice(ordered, has_previous=place is not None, has_next=goes_on)


def parts(rows: QuerySet[Any], **chosen: Iterable[str]) -> list[QuerySet[Any]]:
    """Rows as sets for `cut`: where several values of a column are chosen, one for each of them.

    No database reads two values along an index that is in the order of time for each.
    """
    sets = [rows]
    for column, values in chosen.items():
        different = sorted(set(values))
        if len(different) > 1:
            sets = [each.filter(**{column: value}) for each in sets for value in different]
    return sets


def count(rows: QuerySet[Any]) -> int:
    """How many rows there are, up to one more than COUNTED."""
    return rows.order_by()[: COUNTED + 1].count()


def ahead(rows: QuerySet[Any], order: Order, first: Any) -> int | None:
    """How many rows come before this one, None if they are more than COUNTED: one query."""
    place = (getattr(first, order.column), first.pk)
    number = count(order.reversed().beyond(rows, place))
    return None if number > COUNTED else number


def count_along(sets: Sequence[QuerySet[Any]], order: Order) -> int:
    """The same of a log, whose sets have no row in common: each is walked along its index.

    Without an order PostgreSQL reads the table from its begin, where a log has its oldest rows.
    """
    total, sign = 0, "-" if order.descending else ""
    for rows in sets:
        walked = rows.order_by(f"{sign}{order.column}").values(order.column)
        total += walked[: COUNTED + 1 - total].count()
        if total > COUNTED:
            break
    return total


def ahead_along(sets: Sequence[QuerySet[Any]], order: Order, first: Any) -> int | None:
    """`ahead` of such sets."""
    walk, place = order.reversed(), (getattr(first, order.column), first.pk)
    number = count_along([walk.beyond(rows, place) for rows in sets], walk)
    return None if number > COUNTED else number


def in_words(number: int) -> str:
    """What `count` returned, as a page says it: `812`, or `more than 10,000`."""
    if number > COUNTED:
        return _("more than %(number)s") % {"number": words.number(COUNTED)}
    return words.number(number)


def key(text: str) -> int | None:
    """Read a primary key out of an address; None for what is none."""
    is_key = text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
    return int(text) if is_key else None

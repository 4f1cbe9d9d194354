"""Lists of users and groups: sorted by their headings, paged by the SCIM id one was at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import keyset, toolbar

PAGE_SIZE = 50
SORTED_WITHOUT_INDEX = 100_000  # rows; the highest key tells it, without counting


@dataclass(frozen=True)
class Heading:
    """A column's heading in English; `key` is the column it sorts by, empty if it does not."""

    label: str
    name: str = ""
    key: str = ""
    is_indexed: bool = True  # or few rows alone are sorted by it


def sortable(model: type[Model], headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings, of which those without an index do not sort where there are many rows.

    The time of change has none: it would make each change of a row write all its indexes.
    """
    if not are_many(model):
        return headings
    return tuple(each if each.is_indexed else Heading(each.label) for each in headings)


def are_many(model: type[Model]) -> bool:
    """True if there are too many rows to sort them by what has no index; one short query."""
    return model._default_manager.filter(pk__gt=SORTED_WITHOUT_INDEX).exists()


@dataclass(frozen=True)
class HeadingOrder(keyset.Order):
    """How such a list is sorted: by one of its headings."""

    heading: Heading = Heading("")

    @classmethod
    def chosen(cls, text: str, headings: tuple[Heading, ...]) -> HeadingOrder:
        """Read the `sort` of an address: `name`, or `-name` for descending; else the first."""
        sortable = [heading for heading in headings if heading.key]
        for heading in sortable:
            if text.removeprefix("-") == heading.name:
                return cls(heading.key, text.startswith("-"), heading)
        return cls(sortable[0].key, heading=sortable[0])

    def headings(self, headings: tuple[Heading, ...]) -> list[dict[str, str]]:
        """What the template shows of each: `label`, `aria_sort`, and `sort`, where its link leads.

        `column` names its style, in every language.

        Empty texts where a column is not sorted, or cannot be.
        """
        shown = []
        for heading in headings:
            is_sorted = heading == self.heading
            to_descending = is_sorted and not self.descending
            shown.append(
                {
                    "label": _(heading.label),
                    "column": slugify(heading.label),
                    "sort": f"{'-' * to_descending}{heading.name}" if heading.key else "",
                    "aria_sort": ("descending" if self.descending else "ascending")
                    if is_sorted
                    else "",
                }
            )
        return shown


@dataclass(frozen=True)
class Page:
    """One page; `previous` and `next` are the SCIM ids to go on from, empty at the ends.

    `pages` says which page it is, and holds the queries that lead to the others.
    """

    rows: list[Any]
    total: int
    pages: toolbar.Pages
    previous: str = ""
    next: str = ""

    @property
    def total_text(self) -> str:
        """`812`, or `more than 10,000`."""
        return keyset.in_words(self.total)


def cut(queryset: QuerySet[Any], order: HeadingOrder, asked: QueryDict, usual: int = 0) -> Page:
    """Cut out the page that `after` or `before` of the address ask for; four queries at most.

    A place that is not there any more, or never was, means the first page.
    """
    backwards = "before" in asked and "after" not in asked
    place = _place(queryset, order, asked.get("before" if backwards else "after", ""))
    size = toolbar.size(asked, usual or PAGE_SIZE)
    found = keyset.cut([queryset], order, size, place, backwards=backwards)
    rows, total = found.rows, keyset.count(queryset)
    previous = rows[0].scim_id if found.has_previous else ""
    following = rows[-1].scim_id if found.has_next else ""
    pages = toolbar.pages(
        asked,
        shown=len(rows),
        ahead=keyset.ahead(queryset, order, rows[0]) if found.has_previous else 0,
        total=keyset.in_words(total),
        size=size,
        back=("before", previous) if previous else None,
        on=("after", following) if following else None,
    )
    return Page(rows, total, pages, previous, following)


def _place(queryset: QuerySet[Any], order: HeadingOrder, scim_id: str) -> keyset.Place | None:
    try:
        known = str(UUID(scim_id))
    except ValueError:
        return None
    return order.place(queryset, scim_id=known)

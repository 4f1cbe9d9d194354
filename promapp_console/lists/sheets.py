"""Rows as CSV: streamed, a statement for each chunk, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

CHUNK = 1000  # rows fetched at once
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # full-width too
# A spreadsheet that takes another sign for the separator begins a cell behind it, or on a new line.
_NEW_CELL = re.compile("([;\t\r\n][ '\"]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")


class _Echo:
    """A file that hands each line straight on."""

    def write(self, line: str) -> str:
        return line


def download(name: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """The answer that a browser stores as a file, named after what it holds and the day."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.now():%Y-%m-%d}.csv"'
        },
    )


def lines(
    columns: Sequence[str], chunks: Iterable[list[Any]], cells: Callable[[Any], Iterable[object]]
) -> Iterator[str]:
    """Yield the header and a line for each row; one chunk is in memory."""
    writer = csv.writer(_Echo())
    yield writer.writerow(columns)
    for rows in chunks:
        for row in rows:
            yield writer.writerow([harmless(value) for value in cells(row)])


def newest_first(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield chunks by `created_at`, which has an index.

    A statement for each: none takes long, and no cursor stays open on a pooled connection.
    """
    rest = rows = rows.order_by("-created_at", "-pk")
    while found := list(rest[:CHUNK]):
        yield found
        last = found[-1]
        same = Q(created_at=last.created_at, pk__gte=last.pk)
        rest = rows.filter(created_at__lte=last.created_at).exclude(same)


def by_key(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield chunks in the order of the primary key, as `newest_first` does."""
    rest = rows = rows.order_by("pk")
    while found := list(rest[:CHUNK]):
        yield found
        rest = rows.filter(pk__gt=found[-1].pk)


def harmless(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula, by an apostrophe before it.

    Wherever a cell may begin: with `;` between the cells, as in half of Europe, quotes do not help.
    """
    if not isinstance(value, str):
        return value
    mark = "'" if value.startswith(_FORMULA) else ""
    return mark + _NEW_CELL.sub(r"\1'", value)

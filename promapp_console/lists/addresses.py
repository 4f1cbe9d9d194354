"""Addresses of lists: what they ask for, and the queries of those that ask for a little else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

_PLACES = ("before", "after")  # a list that is narrowed anew begins at its first page


def read(query: QueryDict, **former: str) -> QueryDict:
    """Return what an address asks for. `former`: names of an earlier release, and what they became.

    So that a link that somebody kept leads to the same list.
    """
    asked = query.copy()
    for was, name in former.items():
        values = asked.pop(was, [])
        if values and name not in asked:
            asked.setlist(name, values)
    return asked


def drop_all(asked: QueryDict, *several: str) -> None:
    """Take out what may be given several times, and is given as "All": no value of it is set."""
    for name in several:
        if not any(asked.getlist(name)):
            asked.pop(name, None)


def kept(asked: QueryDict, drop: Iterable[str]) -> list[tuple[str, str]]:
    """Return what an address holds but these parameters, and but the place in the list."""
    left = {*drop, *_PLACES}
    return [
        (name, str(value))
        for name, values in asked.lists()
        for value in values
        if name not in left and (value or name == "show")
    ]


def query(asked: QueryDict, *, drop: Iterable[str] = (), **more: Any) -> str:
    """Return the query that does without these parameters and has others: `?…`, or nothing.

    `more`: a value for a name, or several.
    """
    wanted = QueryDict(mutable=True)
    for name, value in kept(asked, drop):
        wanted.appendlist(name, value)
    for name, value in more.items():
        several = value if isinstance(value, tuple) else (value,)
        wanted.setlist(name, [str(each) for each in several])
    return f"?{wanted.urlencode()}" if wanted else ""

"""The line above a list: its search, its filters as buttons with a menu, and its pages.

Each filter is a small GET form of its own, whose buttons are its choices: it needs no script, and
nothing happens to whoever walks through the choices with the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

SIZES = (50, 100, 200)  # rows of a page
_PLACES = ("before", "after")  # a list that is narrowed anew begins at its first page


@dataclass(frozen=True)
class Pill:
    """A filter as a button with a menu.

    `value`: what it is set to, in words; empty while it is not. `choices`: value, label, whether it
    is chosen. `fields`: what is filled in instead of chosen. `kept`: what else the address holds.
    `without`: the query that does without this filter.
    """

    label: str
    name: str
    value: str
    without: str
    kept: list[tuple[str, str]]
    choices: list[tuple[str, str, bool]] = field(default_factory=list)
    fields: list[forms.BoundField] = field(default_factory=list)


@dataclass(frozen=True)
class Pages:
    """Which part of a list is shown, and the queries of the parts around it; empty at the ends.

    `text`: `7 of 812`. `is_one`: the whole list is one row. `sizes`: how many rows, the query,
    whether it is so now.
    """

    text: str = ""
    is_one: bool = False
    previous: str = ""
    next: str = ""
    first: str = ""
    size: int = SIZES[0]
    sizes: list[tuple[int, str, bool]] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        """True if there are other pages, or would be if pages were shorter."""
        return bool(self.previous or self.next) or self.size > SIZES[0]


@dataclass(frozen=True)
class Toolbar:
    """What the line shows; `set_count` filters are set, the search not counted."""

    search: forms.BoundField
    kept: list[tuple[str, str]]
    pills: list[Pill]
    errors: list[str]

    @property
    def set_count(self) -> int:
        return sum(1 for pill in self.pills if pill.value)


def toolbar(
    form: forms.Form,
    asked: QueryDict,
    *,
    search: str,
    period: Sequence[str] = (),
    cause: Sequence[str] = (),
) -> Toolbar:
    """Make the toolbar of a form of filters.

    `search`: its field that is typed into. `period`: its fields for the first and the last day.
    `cause`: hidden fields that a link sets together, and that are taken away together.
    """
    chosen = [
        _choice(bound, asked)
        for bound in form
        if bound.name not in {search, *period, *cause} and hasattr(bound.field, "choices")
    ]
    if period:
        chosen.append(_period([form[name] for name in period], asked))
    if any(asked.get(name) for name in cause):
        query = _query(asked, drop=cause)
        chosen.append(Pill("Cause", cause[0], "one of the failures", query, []))
    errors = [
        f"{form[name].label}: {error}" for name, found in form.errors.items() for error in found
    ]
    return Toolbar(form[search], _kept(asked, [search]), chosen, errors)


def size(asked: QueryDict, usual: int) -> int:
    """How many rows a page has: what the address asks for, if it is offered."""
    text = asked.get("size", "")
    return int(text) if text in map(str, SIZES) else usual


def pages(
    asked: QueryDict,
    *,
    shown: int,
    ahead: int | None = None,
    total: str = "",
    size: int,
    back: tuple[str, Any] | None,
    on: tuple[str, Any] | None,
) -> Pages:
    """Say which part is shown, and where the others are.

    `ahead`: how many rows come before, None if nobody counts. `back` and `on`: parameter and value
    of the place to go on from, or None at an end.
    """
    return Pages(
        _part(shown, ahead, total),
        is_one=total == "1",
        previous=_query(asked, drop=_PLACES, more=back) if back else "",
        next=_query(asked, drop=_PLACES, more=on) if on else "",
        first=_query(asked, drop=_PLACES) or "?",
        size=size,
        sizes=[
            (each, _query(asked, drop=[*_PLACES, "size"], more=("size", each)), each == size)
            for each in SIZES
        ],
    )


def _part(shown: int, ahead: int | None, total: str) -> str:
    if not total or not shown:
        return total
    if ahead is None:
        return f"{shown} of {total}"
    part = f"{ahead + 1:,}" if shown == 1 else f"{ahead + 1:,}–{ahead + shown:,}"  # noqa: RUF001
    return f"{part} of {total}"


def _choice(bound: forms.BoundField, asked: QueryDict) -> Pill:
    choices: Any = getattr(bound.field, "choices", ())
    now = str(bound.value() or "")
    offered = [(str(value), str(label), str(value) == now) for value, label in choices]
    words = next((label for value, label, _ in offered if value and value == now), "")
    return Pill(
        str(bound.label),
        bound.name,
        words,
        _query(asked, drop=[bound.name]) or f"?{bound.name}=",
        _kept(asked, [bound.name]),
        choices=offered,
    )


def _period(fields: list[forms.BoundField], asked: QueryDict) -> Pill:
    names = [each.name for each in fields]
    days = [asked.get(name, "") for name in names]
    words = " – ".join(day or "…" for day in days) if any(days) else ""  # noqa: RUF001
    label = " – ".join(str(each.label) for each in fields)  # noqa: RUF001
    return Pill(
        label,
        names[0],
        words,
        _query(asked, drop=names) or f"?{names[0]}=",
        _kept(asked, names),
        fields=fields,
    )


def _kept(asked: QueryDict, without: Iterable[str]) -> list[tuple[str, str]]:
    left = {*without, *_PLACES}
    return [
        (name, str(value))
        for name, values in asked.lists()
        for value in values
        if name not in left and (value or name == "show")
    ]


def _query(asked: QueryDict, *, drop: Iterable[str], more: tuple[str, Any] | None = None) -> str:
    kept = QueryDict(mutable=True)
    for name, value in _kept(asked, drop):
        kept.appendlist(name, value)
    if more:
        kept[more[0]] = str(more[1])
    return f"?{kept.urlencode()}" if kept else ""

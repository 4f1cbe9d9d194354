"""The line above a list: its search, its filters as buttons with a menu, and its pages.

Each filter is a small GET form of its own, whose buttons are its choices: it needs no script, and
nothing happens to whoever walks through the choices with the keyboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts import words

from . import addresses, periods, shortcuts
from .fields import MomentField, read_moment
from .shortcuts import Link, Shortcut

SIZES = (50, 100, 200)  # rows of a page


@dataclass(frozen=True)
class Pill:
    """A filter as a button with a menu.

    `value`: what it is set to, in words; empty while it is not. `choices`: value, label, whether it
    is chosen. `fields`: what is filled in instead of chosen. `kept`: what else the address holds.
    `without`: the query that does without this filter. `is_rare`: a narrow line hides it.
    """

    label: str
    name: str
    value: str
    without: str
    kept: list[tuple[str, str]]
    choices: list[tuple[str, str, bool]] = field(default_factory=list)
    fields: list[forms.BoundField] = field(default_factory=list)
    is_rare: bool = False


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
    ranges: list[Link] = field(default_factory=list)
    shortcut: Link | None = None

    @property
    def set_count(self) -> int:
        return sum(1 for pill in self.pills if pill.value)

    @property
    def has_rare(self) -> bool:
        return any(pill.is_rare for pill in self.pills)


def toolbar(
    form: forms.Form,
    asked: QueryDict,
    *,
    search: str,
    period: Sequence[str] = (),
    cause: Sequence[str] = (),
    shortcut: Shortcut | None = None,
    rare: Sequence[str] = (),
) -> Toolbar:
    """Make the toolbar of a form of filters.

    `search`: its field that is typed into. `period`: its fields for the first and the last moment,
    beside which the form has quick ranges. `cause`: hidden fields that a link sets together, and
    that are taken away together. `rare`: filters that hide where there is little room.
    """
    without = {search, periods.NAME, *period, *cause}
    chosen = [
        _choice(bound, asked, shortcut, is_rare=bound.name in rare)
        for bound in form
        if bound.name not in without and hasattr(bound.field, "choices")
    ]
    if period:
        chosen.append(_period([form[name] for name in period], asked))
    if any(asked.get(name) for name in cause):
        query = addresses.query(asked, drop=cause)
        chosen.append(Pill(_("Cause"), cause[0], _("one of the failures"), query, []))
    errors = [
        f"{form[name].label}: {error}" for name, found in form.errors.items() for error in found
    ]
    return Toolbar(
        form[search],
        addresses.kept(asked, [search]),
        chosen,
        errors,
        ranges=shortcuts.ranges(asked, period) if period else [],
        shortcut=shortcuts.link(shortcut, asked) if shortcut else None,
    )


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
        previous=addresses.query(asked, **dict([back])) if back else "",
        next=addresses.query(asked, **dict([on])) if on else "",
        first=addresses.query(asked) or "?",
        size=size,
        sizes=[
            (each, addresses.query(asked, drop=["size"], size=each), each == size) for each in SIZES
        ],
    )


def _part(shown: int, ahead: int | None, total: str) -> str:
    if not total or not shown:
        return total
    if ahead is None:
        return _("%(part)s of %(total)s") % {"part": shown, "total": total}
    part = words.number(ahead + 1)
    if shown > 1:
        part += f"–{words.number(ahead + shown)}"
    return _("%(part)s of %(total)s") % {"part": part, "total": total}


def _choice(
    bound: forms.BoundField, asked: QueryDict, shortcut: Shortcut | None, *, is_rare: bool
) -> Pill:
    field_: Any = bound.field
    is_several = isinstance(field_, forms.MultipleChoiceField)
    now = set(map(str, bound.value() or [""])) if is_several else {str(bound.value() or "")}
    choices = [*([("", _("All"))] if is_several else []), *field_.choices]
    offered = [(str(value), str(label), str(value) in now) for value, label in choices]
    said = ", ".join(label for value, label, is_now in offered if value and is_now)
    if shortcut and (shortcut.name, set(shortcut.values)) == (bound.name, now):
        said = str(shortcut.label)
    return Pill(
        str(bound.label),
        bound.name,
        said,
        addresses.query(asked, drop=[bound.name]) or f"?{bound.name}=",
        addresses.kept(asked, [bound.name]),
        choices=offered,
        is_rare=is_rare,
    )


def _period(fields: list[forms.BoundField], asked: QueryDict) -> Pill:
    names = [each.name for each in fields]
    ends = [_moment(each, asked.get(each.name, "")) for each in fields]
    label = " – ".join(str(each.label) for each in fields)
    return Pill(
        label,
        names[0],
        " – ".join(end or "…" for end in ends) if any(ends) else "",
        addresses.query(asked, drop=names) or f"?{names[0]}=",
        addresses.kept(asked, [*names, periods.NAME]),
        fields=fields,
    )


def _moment(bound: forms.BoundField, text: str) -> str:
    """What was filled in, as it is read; as it is, where that is no moment."""
    is_end = isinstance(bound.field, MomentField) and bound.field.at_end
    moment = read_moment(text, at_end=is_end)
    return words.date_and_clock(moment) if moment else text[:40]

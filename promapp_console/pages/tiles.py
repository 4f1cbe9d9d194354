"""The figures of Home: each with what it is about, its last 30 days, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import words
from promapp_console.provisioning.counters import DAYS, Counters, Tally
from promapp_console.provisioning.status import Status

from . import counted


@dataclass(frozen=True)
class Tile:
    """A figure. `values` are of the last days, today last; `kind`: line, bars or bad-bars."""

    label: str
    figure: int
    note: str
    address: str
    kind: str
    values: list[int]


def tiles(now: Status) -> list[Tile]:
    """The four figures of Home, out of a status that is known."""
    days = [day.counters for day in now.statistics.days]
    today = now.statistics.last_24_hours.total
    managed = f"?{urlencode({'provenance': 'managed'})}"
    day_ago = now.moment - timedelta(days=1)
    return [
        _grown(_("Managed users"), now.users, [each.users for each in days], "user-list", managed),
        _grown(
            _("Managed groups"), now.groups, [each.groups for each in days], "group-list", managed
        ),
        Tile(
            _("Changes in 24 hours"),
            today.changes,
            _usually(days, lambda total: total.changes),
            counted.entries("changes", day_ago, now.moment),
            "bars",
            [each.total.changes for each in days],
        ),
        Tile(
            _("Failures in 24 hours"),
            today.failed,
            _usually(days, lambda total: total.failed),
            counted.entries("failed", day_ago, now.moment),
            "bad-bars",
            [each.total.failed for each in days],
        ),
    ]


def _grown(label: str, figure: int, days: Iterable[Tally], view: str, query: str) -> Tile:
    """What there is now, and how it came to be: by what was created and deleted on each day."""
    steps = [day.created - day.deleted for day in days]
    before = max(figure - sum(steps), 0)
    grown = sum(steps)
    note = (
        _("%(grown)s in %(days)s days") % {"grown": words.number(grown, sign="+"), "days": DAYS}
        if grown
        else _("as %(days)s days ago") % {"days": DAYS}
    )
    values = [max(before + each, 0) for each in accumulate(steps)]
    return Tile(label, figure, note, f"{reverse(view)}{query}", "line", values)


def _usually(days: list[Counters], count: Callable[[Tally], int]) -> str:
    """The middle one of the days before today."""
    known = sorted(count(day.total) for day in days[:-1])
    if not known:
        return ""
    middle = known[len(known) // 2]
    if not middle:
        return _("usually none")
    return _("usually about %(number)s") % {"number": words.number(middle)}

"""Rows of a log, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Generic, TypeVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

R = TypeVar("R")


@dataclass(frozen=True)
class Day(Generic[R]):
    """The rows of one day. `name`: Today, Yesterday or the weekday; `date`: which one that was."""

    name: str
    date: str
    rows: list[R]


def by_day(rows: Iterable[R], moment: Callable[[R], datetime]) -> list[Day[R]]:
    """Part rows, which are in the order of their times, where one day ends and another begins."""
    today = timezone.localdate()
    return [
        _named(day, today, list(found))
        for day, found in groupby(rows, lambda row: timezone.localtime(moment(row)).date())
    ]


def _named(day: date, today: date, rows: list[R]) -> Day[R]:
    is_this_year = day.year == today.year
    form = (
        pgettext("form of a date", "j F") if is_this_year else pgettext("form of a date", "j F Y")
    )
    weekday, in_full = date_format(day, "l"), date_format(day, form)
    if day == today:
        return Day(_("Today"), f"{weekday}, {in_full}", rows)
    if day == today - timedelta(days=1):
        return Day(_("Yesterday"), f"{weekday}, {in_full}", rows)
    return Day(weekday, in_full, rows)

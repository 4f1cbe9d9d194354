"""Times and lengths of time in words, the same on every page and in every mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

MOMENT = "less than a minute"
_UNITS = [
    (timedelta(days=365), timedelta(days=700), "year"),
    (timedelta(days=30), timedelta(days=60), "month"),
    (timedelta(days=1), timedelta(days=1), "day"),
    (timedelta(hours=1), timedelta(hours=1), "hour"),
    (timedelta(minutes=1), timedelta(minutes=1), "minute"),
]


def relative(value: datetime, now: datetime | None = None) -> str:
    """A time in words, as far from now as `span` says."""
    distance = value - (now or timezone.now())
    length = span(abs(distance))
    if distance > timedelta():
        return f"in {length}"
    return "just now" if length == MOMENT else f"{length} ago"


def span(value: timedelta) -> str:
    """A length of time, rounded to its largest unit; months from 60 days on, years from 700."""
    rounded = round(value / timedelta(minutes=1)) * timedelta(minutes=1)
    for unit, least, name in _UNITS:
        if rounded >= least:
            number = round(rounded / unit)
            return f"{number} {name}{'' if number == 1 else 's'}"
    return MOMENT


def to_the_minute(value: datetime) -> str:
    """A time as a date and a clock show it: `24 Nov 2026, 10:02 UTC`."""
    return f"{date_format(timezone.localtime(value), 'SHORT_DATETIME_FORMAT')} UTC"


def date(moment: datetime, now: datetime | None = None) -> str:
    """`3 Nov`, with the year if it is another one."""
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localtime(now or timezone.now()).year
    return f"{local.day} {local:%b}" + ("" if same_year else f" {local.year}")


def date_time(moment: datetime) -> str:
    """`24 Nov 10:02`."""
    return f"{date(moment)} {timezone.localtime(moment):%H:%M}"

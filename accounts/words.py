"""Times and lengths of time in words, the same on every page and in every mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, pgettext

_UNITS = [
    (
        timedelta(days=365),
        timedelta(days=700),
        ngettext_lazy("%(number)s year", "%(number)s years", "number"),
        ngettext_lazy("%(number)s year ago", "%(number)s years ago", "number"),
        ngettext_lazy("in %(number)s year", "in %(number)s years", "number"),
    ),
    (
        timedelta(days=30),
        timedelta(days=60),
        ngettext_lazy("%(number)s month", "%(number)s months", "number"),
        ngettext_lazy("%(number)s month ago", "%(number)s months ago", "number"),
        ngettext_lazy("in %(number)s month", "in %(number)s months", "number"),
    ),
    (
        timedelta(days=1),
        timedelta(days=1),
        ngettext_lazy("%(number)s day", "%(number)s days", "number"),
        ngettext_lazy("%(number)s day ago", "%(number)s days ago", "number"),
        ngettext_lazy("in %(number)s day", "in %(number)s days", "number"),
    ),
    (
        timedelta(hours=1),
        timedelta(hours=1),
        ngettext_lazy("%(number)s hour", "%(number)s hours", "number"),
        ngettext_lazy("%(number)s hour ago", "%(number)s hours ago", "number"),
        ngettext_lazy("in %(number)s hour", "in %(number)s hours", "number"),
    ),
    (
        timedelta(minutes=1),
        timedelta(minutes=1),
        ngettext_lazy("%(number)s minute", "%(number)s minutes", "number"),
        ngettext_lazy("%(number)s minute ago", "%(number)s minutes ago", "number"),
        ngettext_lazy("in %(number)s minute", "in %(number)s minutes", "number"),
    ),
]


def relative(value: datetime, now: datetime | None = None) -> str:
    """A time in words, as far from now as `span` says."""
    distance = value - (now or timezone.now())
    if distance > timedelta():
        return _said(distance, 2) or _("in less than a minute")
    return _said(-distance, 1) or _("just now")


def span(value: timedelta) -> str:
    """A length of time, rounded to its largest unit; months from 60 days on, years from 700."""
    return _said(value, 0) or _("less than a minute")


def _said(value: timedelta, form: int) -> str:
    """A length by itself, as past or as to come; "" for less than a minute."""
    rounded = round(value / timedelta(minutes=1)) * timedelta(minutes=1)
    for unit, least, *forms in _UNITS:
        if rounded >= least:
            return str(forms[form] % {"number": round(rounded / unit)})
    return ""


def number(value: int, sign: str = "") -> str:
    """A number as it is read: `1,234`; with `sign="+"`, what was added has one too."""
    before = sign if value > 0 else ""
    return before + number_format(value, use_l10n=True, force_grouping=True)


def in_full(value: datetime) -> str:
    """A time to the second, with its year and zone: `24 Nov 2026, 10:02:31 UTC+1`."""
    return f"{date_format(timezone.localtime(value), 'DATETIME_FORMAT')} {offset(value)}"


def enumeration(texts: Sequence[str]) -> str:
    """`60, 30 and 14`."""
    if len(texts) < 2:
        return "".join(texts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(texts[:-1]), "last": texts[-1]}


def to_the_minute(value: datetime) -> str:
    """A time as a date and a clock show it: `24 Nov 2026, 10:02 UTC+1`."""
    return f"{date_format(timezone.localtime(value), 'SHORT_DATETIME_FORMAT')} {offset(value)}"


def offset(moment: datetime) -> str:
    """How far a clock here is from UTC at that moment: `UTC`, `UTC+1`, `UTC-3:30`."""
    ahead = timezone.localtime(moment).utcoffset() or timedelta()
    hours, minutes = divmod(round(abs(ahead) / timedelta(minutes=1)), 60)
    if not hours and not minutes:
        return "UTC"
    sign = "+" if ahead > timedelta() else "-"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def date(moment: datetime, now: datetime | None = None) -> str:
    """`3 Nov`, with the year if it is another one."""
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localtime(now or timezone.now()).year
    form = pgettext("form of a date", "j M") if same_year else "DATE_FORMAT"
    return date_format(local, form)


def clock(moment: datetime) -> str:
    """`10:02`."""
    return f"{timezone.localtime(moment):%H:%M}"


def date_and_clock(moment: datetime) -> str:
    """`24 Nov 10:02`, where the zone is said beside it."""
    return f"{date(moment)} {clock(moment)}"


def date_time(moment: datetime) -> str:
    """`24 Nov 10:02 UTC+1`, for a sentence that is read anywhere."""
    return f"{date_and_clock(moment)} {offset(moment)}"

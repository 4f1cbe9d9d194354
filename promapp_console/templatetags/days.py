"""The years, months and days that a list of Django admin can be narrowed to.

Django's own way asks the database for the days that have rows, and reads millions for it. Here the
first and the last row are looked up by an index, and the calendar does the rest.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

register = template.Library()

Parts = tuple[int, ...]  # a year; and a month of it; and a day of that
NAMES = ("year", "month", "day")
_FORMATS = ("", "Y", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT")
_YEARS = 50  # that are offered at most


@register.inclusion_tag("admin/date_hierarchy.html")
def days(cl: Any) -> dict[str, Any]:
    """Links to what lies within what is chosen, and one back; two queries."""
    field = cl.date_hierarchy
    first, last = _end(cl, field), _end(cl, f"-{field}")
    if not first or not last:
        return {"show": False}

    def link(parts: Parts) -> dict[str, str]:
        query = {f"{field}__{name}": part for name, part in zip(NAMES, parts, strict=False)}
        return {"link": cl.get_query_string(query, [f"{field}__"]), "title": _title(parts)}

    known = [cl.params.get(f"{field}__{name}", "") for name in NAMES]
    chosen: Parts = tuple(int(part) for part in known if part)
    inner = [parts for parts in _inside(chosen, last) if _covers(first, parts, last)]
    choices = [link(parts) for parts in inner] or [{"title": _title(chosen)}]
    return {"show": True, "back": link(chosen[:-1]) if chosen else None, "choices": choices}


def _end(cl: Any, order: str) -> Parts | None:
    """The day of the first row in this order, in the reader's zone."""
    value = cl.root_queryset.order_by(order).values_list(order.lstrip("-"), flat=True).first()
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return (value.year, value.month, value.day) if value else None


def _inside(parts: Parts, last: Parts) -> Iterable[Parts]:
    """What a year, a month or all time is made of."""
    numbers = {
        0: range(max(1, last[0] - _YEARS), last[0] + 1),
        1: range(1, 13),
        2: range(1, calendar.monthrange(*parts)[1] + 1) if len(parts) == 2 else (),
    }
    return [(*parts, number) for number in numbers.get(len(parts), ())]


def _covers(first: Parts, parts: Parts, last: Parts) -> bool:
    return first[: len(parts)] <= parts <= last[: len(parts)]


def _title(parts: Parts) -> str:
    if not parts:
        return _("All dates")
    return formats.date_format(date(*parts, *(1,) * (3 - len(parts))), _FORMATS[len(parts)])

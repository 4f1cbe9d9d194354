"""What the provisioning pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import words
from promapp_console.pages import counted
from promapp_console.provisioning import wording
from promapp_console.provisioning.counters import Day, Tally

register = template.Library()
register.filter("sentence", wording.plain)

WIDTH = 600
HEIGHT = 120
GAP = 4  # between bars
SPARK_WIDTH, SPARK_HEIGHT = 160, 38


@register.filter
def milliseconds(length: float) -> str:
    """A request's time: what is below one says nothing more about it."""
    return _("under 1 ms") if length < 1 else _("%d ms") % round(length)


@register.inclusion_tag("scim/includes/day_bars.html")
def day_bars(days: Sequence[Day]) -> dict[str, Any]:
    """Bars of the days' changes, failures on top: SVG, no script."""
    most = max((_sum(day) for day in days), default=0)
    step = WIDTH / max(len(days), 1)
    bars = [_bar(day, place * step, step - GAP, most) for place, day in enumerate(days)]
    changes = sum(day.counters.total.changes for day in days)
    failed = sum(day.counters.total.failed for day in days)
    return {
        "bars": bars,
        "width": WIDTH,
        "height": HEIGHT,
        "most": most,
        "label": _(
            "%(changes)s changes and %(failed)s failures in the last %(days)s days; at "
            "most %(most)s on one day."
        )
        % {
            "changes": words.number(changes),
            "failed": words.number(failed),
            "days": len(days),
            "most": words.number(most),
        },
    }


def _sum(day: Day) -> int:
    return day.counters.total.changes + day.counters.total.failed


def _bar(day: Day, left: float, width: float, most: int) -> dict[str, Any]:
    """The two parts of one bar, in units of the drawing; a day with anything is seen."""

    def height(count: int) -> float:
        return max(round(count / most * HEIGHT, 2), 1) if count else 0

    total = day.counters.total
    changes, failed = height(total.changes), height(total.failed)
    return {
        "x": round(left, 2),
        "width": round(width, 2),
        "changes": changes,
        "changes_y": round(HEIGHT - changes, 2),
        "failed": failed,
        "failed_y": round(HEIGHT - changes - failed, 2),
        "title": _("%(day)s: %(changes)s changes, %(failed)s failures")
        % {
            "day": date_format(day.day, pgettext("form of a date", "j M")),
            "changes": words.number(total.changes),
            "failed": words.number(total.failed),
        },
    }


@register.inclusion_tag("scim/includes/tally.html")
def tally(
    name: object,
    counts: Tally,
    begin: datetime | None = None,
    end: datetime | None = None,
    resource_type: str = "",
) -> dict[str, Any]:
    """A row of counters; each leads to what it counts where its time is known."""
    cells = [
        (
            getattr(counts, field),
            counted.entries(field, begin, end, resource_type) if begin and end else "",
        )
        for field in ("created", "updated", "disabled", "enabled", "deleted", "failed")
    ]
    return {"name": name, "cells": cells}


@register.inclusion_tag("scim/includes/tally.html")
def day_tally(day: Day) -> dict[str, Any]:
    """Such a row of a day."""
    begin = datetime.combine(day.day, time(), UTC)
    end = begin + timedelta(days=1, microseconds=-1)
    return tally(day.day, day.counters.total, begin, end)


@register.inclusion_tag("scim/includes/sparkline.html")
def sparkline(values: Sequence[int], kind: str) -> dict[str, Any]:
    """A decoration: values as a line over a wash, or as bars; the last is the present one."""
    most, least = max(values, default=0) or 1, min(values, default=0)
    if kind != "line":
        step = SPARK_WIDTH / max(len(values), 1)
        bars = [
            (round(place * step, 1), round(max(value / most * SPARK_HEIGHT, 1.5), 1))
            for place, value in enumerate(values)
        ]
        shown = [(left, SPARK_HEIGHT - height, height) for left, height in bars]
        return {"kind": kind, "bars": shown, "thick": round(step * 0.7, 1)}
    span = (most - least) or 1
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    points = [
        f"{round(place * step, 1)},{round(SPARK_HEIGHT - 2 - (value - least) / span * 30, 1)}"
        for place, value in enumerate(values)
    ]
    return {"kind": kind, "points": " ".join(points)}

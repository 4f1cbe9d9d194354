"""What the provisioning pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from promapp_console.provisioning.counters import Day

register = template.Library()

WIDTH = 600
HEIGHT = 120
GAP = 4  # between bars


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
        "label": f"{changes:,} changes and {failed:,} failures in the last {len(days)} days; at "
        f"most {most:,} on one day.",
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
        "title": f"{day.day:%d %b}: {total.changes:,} changes, {total.failed:,} failures",
    }

"""The pulse: the visits of the last 24 hours as ticks, each as high as it changed much."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scim.models import ProvisioningEvent, Visit

from .connection import Connection

OVER = timedelta(hours=24)
LONGEST_AHEAD = timedelta(hours=3)  # as far as the next visit is drawn
MOST_VISITS = 500
MOST_EVENTS = (
    2_000  # the latest; where there were more, older visits look as if they changed nothing
)
WIDTH, HEIGHT, LEAST, LOWEST, HIGHEST, FAILED = 480, 30, 3, 6, 25, 14
_Result = ProvisioningEvent.Result


@dataclass(frozen=True)
class Tick:
    """One visit: how far from the left it stands, how high it is, whether something failed."""

    left: float
    height: int
    is_failed: bool

    @property
    def top(self) -> int:
        """From the upper edge of the drawing."""
        return HEIGHT - self.height

    @property
    def is_change(self) -> bool:
        return self.height > LEAST


@dataclass(frozen=True)
class Pulse:
    """The ticks; `now` and `next` are places like theirs, `next` None where no visit is expected.

    `expected`: when the next visit should begin. `label`: all of it in one sentence.
    """

    ticks: list[Tick]
    begin: datetime
    now: float
    next: float | None
    expected: datetime | None
    label: str
    width: int = WIDTH
    height: int = HEIGHT


def pulse(now: Connection, moment: datetime | None = None) -> Pulse:
    """Return the pulse of a connection; two queries, both bounded."""
    moment = moment or timezone.now()
    begin = moment - OVER
    expected = _expected(now)
    ahead = min(max(expected - moment, timedelta()), LONGEST_AHEAD) if expected else timedelta()
    whole = OVER + max(ahead, OVER / 48)

    def left(at: datetime) -> float:
        return round((at - begin) / whole * WIDTH, 1)

    visits = Visit.objects.filter(started_at__gt=begin, started_at__lte=moment)
    starts = sorted(set(visits.values_list("started_at", flat=True)[:MOST_VISITS]))
    changes, failures = _counted(starts, begin, moment)
    ticks = [
        Tick(left(start), _height(changes[place], failures[place]), bool(failures[place]))
        for place, start in enumerate(starts)
    ]
    is_ahead = expected is not None and expected > moment
    return Pulse(
        ticks,
        begin,
        left(moment),
        left(moment + ahead) if is_ahead else None,
        expected,
        _label(len(starts), len(+failures)),
    )


def _expected(now: Connection) -> datetime | None:
    if now.last_good_call is None or now.rhythm is None:
        return None
    return now.last_good_call.at + now.rhythm


def _counted(
    starts: list[datetime], begin: datetime, end: datetime
) -> tuple[Counter[int], Counter[int]]:
    """How many changes and failures each visit made, by its place among them: one query."""
    changes: Counter[int] = Counter()
    failures: Counter[int] = Counter()
    events = ProvisioningEvent.objects.filter(created_at__gt=begin, created_at__lte=end)
    told = events.exclude(result__in=[_Result.SKIPPED, _Result.REJECTED]).order_by("-created_at")
    for at, result in told.values_list("created_at", "result")[:MOST_EVENTS]:
        place = bisect_right(starts, at) - 1
        if place >= 0:
            (failures if result == _Result.FAILURE else changes)[place] += 1
    return changes, failures


def _height(changes: int, failures: int) -> int:
    if failures:
        return FAILED
    if not changes:
        return LEAST
    return min(HIGHEST, LOWEST + round(3 * log2(changes)))


def _label(visits: int, failed: int) -> str:
    if not visits:
        return _("No visits in the last 24 hours.")
    said = (
        ngettext(
            "%(visits)s visit in the last 24 hours, %(failed)s of them with failures.",
            "%(visits)s visits in the last 24 hours, %(failed)s of them with failures.",
            visits,
        )
        if failed
        else ngettext(
            "%(visits)s visit in the last 24 hours, none with a failure.",
            "%(visits)s visits in the last 24 hours, none with a failure.",
            visits,
        )
    )
    return said % {"visits": visits, "failed": failed}

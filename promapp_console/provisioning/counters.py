"""Counters: whole days are added up once, the days since are counted from the log itself.

Writing an event costs nothing more for it, so requests never wait for each other's counters. A day
is closed an hour after its end (UTC); from then on its numbers no longer depend on the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import AccessToken
from accounts.work import schedule
from scim.models import DailyCount, ProvisioningEvent

GRACE = timedelta(hours=1)  # for requests and counts that end after midnight
OVERDUE = timedelta(days=2)  # open days older than this are closed by whoever reads
DAYS = 30
_DAY = timedelta(days=1)
_Action = ProvisioningEvent.Action
_Result = ProvisioningEvent.Result
_KIND = ("resource_type", "action", "result")
_NAMES: dict[str, str] = {
    _Result.FAILURE: "failed",
    _Result.REJECTED: "rejected",
    _Result.SKIPPED: "skipped",
    _Action.CREATE: "created",
    _Action.UPDATE: "updated",
    _Action.DISABLE: "disabled",
    _Action.ENABLE: "enabled",
    _Action.DELETE: "deleted",
}


@dataclass(frozen=True)
class Tally:
    """How often each thing was done; `failed` and what follows count requests of any kind."""

    created: int = 0
    updated: int = 0
    disabled: int = 0
    enabled: int = 0
    deleted: int = 0
    failed: int = 0
    rejected: int = 0
    skipped: int = 0

    @property
    def changes(self) -> int:
        """Everything that changed something."""
        return self.created + self.updated + self.disabled + self.enabled + self.deleted


@dataclass(frozen=True)
class Counters:
    """The same for all, for users and for groups; rejected requests are on neither."""

    total: Tally = Tally()
    users: Tally = Tally()
    groups: Tally = Tally()


@dataclass(frozen=True)
class Day:
    """The counters of one day (UTC)."""

    day: date
    counters: Counters


@dataclass(frozen=True)
class Statistics:
    """All counters; `days` are the last DAYS, today last, none left out."""

    to_date: Counters
    last_24_hours: Counters
    days: list[Day]


@dataclass
class _Sums:
    """Rows added up by resource type, then by field of Tally."""

    by_type: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, kind: Sequence[str], count: int | None) -> None:
        """Add to the sum of one kind: resource type, action and result."""
        resource_type, action, result = kind
        name = _NAMES.get(action if result == _Result.SUCCESS else result)
        if name and count:
            self.by_type.setdefault(resource_type, Counter())[name] += count

    def result(self) -> Counters:
        total: Counter[str] = sum(self.by_type.values(), Counter())
        users, groups = (self.by_type.get(name, Counter()) for name in ("User", "Group"))
        return Counters(*(Tally(**_known(counts)) for counts in (total, users, groups)))


def _known(counts: Counter[str]) -> dict[str, int]:
    return {item.name: counts[item.name] for item in fields(Tally)}


def statistics(moment: datetime | None = None) -> Statistics:
    """Return all counters: nine queries at most, along an index and over two days of the log.

    Days that the scheduled work has left open for long are closed here, once.
    """
    moment = (moment or timezone.now()).astimezone(UTC)
    begin = open_from()
    oldest = ProvisioningEvent.objects.filter(created_at__gte=begin).order_by("created_at")
    first = oldest.values_list("created_at", flat=True).first()
    if first and first < moment - OVERDUE:
        roll_up(moment)
        begin = open_from()
    return _read(moment, begin)


def _read(moment: datetime, begin: datetime) -> Statistics:
    today = moment.date()
    days = [today - _DAY * back for back in reversed(range(DAYS))]
    to_date, last_24_hours = _Sums(), _Sums()
    by_day = {day: _Sums() for day in days}
    closed = DailyCount.objects.order_by()
    for *kind, count in closed.values_list(*_KIND).annotate(total=Sum("count")):
        to_date.add(kind, count)
    recent = closed.filter(day__gte=days[0]).values_list("day", *_KIND)
    for day, *kind, count in recent.annotate(total=Sum("count")):
        if day in by_day:
            by_day[day].add(kind, count)
    for start, kind, count in _live(moment, begin):
        if start >= moment - _DAY:
            last_24_hours.add(kind, count)
        if start >= begin:
            to_date.add(kind, count)
            if start.date() in by_day:
                by_day[start.date()].add(kind, count)
    return Statistics(
        to_date.result(),
        last_24_hours.result(),
        [Day(day, sums.result()) for day, sums in by_day.items()],
    )


def _live(moment: datetime, begin: datetime) -> Iterator[tuple[datetime, Sequence[str], int]]:
    """Count the open days and the last 24 hours: the start of a stretch, a kind, how many.

    One query for each stretch between midnights, `begin` and a day ago: two to five. In a single
    one with a condition for each sum, SQLite takes three times as long.
    """
    day_ago = moment - _DAY
    first = max(begin, moment - OVERDUE)  # what is older has been closed
    midnights = (_start(moment.date() - _DAY * back) for back in range(3))
    edges = [edge for edge in midnights if edge >= min(first, day_ago)]
    edges = sorted({first, day_ago, *edges})
    for start, end in zip_longest(edges, edges[1:]):
        events = ProvisioningEvent.objects.order_by().filter(created_at__gte=start)
        if end:
            events = events.filter(created_at__lt=end)
        for *kind, count in events.values_list(*_KIND).annotate(total=Sum("occurrences")):
            yield start, kind, count


def roll_up(moment: datetime | None = None) -> int:
    """Add up the days that have closed; returns how many had events.

    Safe to run twice and from several machines at once: a day comes out the same, and is kept once.
    """
    moment = moment or schedule.certain()
    end = _start((moment - GRACE).astimezone(UTC).date())  # of the last closed day
    _reopen(end.date())
    days = 0
    while True:
        waiting = ProvisioningEvent.objects.filter(created_at__gte=open_from(), created_at__lt=end)
        first = waiting.order_by("created_at").values_list("created_at", flat=True).first()
        if first is None:
            return days
        _close(first.astimezone(UTC).date())
        days += 1


def _reopen(today: date) -> None:
    """Open the days that a clock which was ahead has closed, where the log still holds them."""
    closed = DailyCount.objects.filter(day__gte=today)
    if closed.exists():
        oldest = ProvisioningEvent.objects.order_by("created_at").first()
        if oldest:
            closed.filter(day__gt=oldest.created_at.astimezone(UTC).date()).delete()


@transaction.atomic
def _close(day: date) -> None:
    events = ProvisioningEvent.objects.order_by().filter(
        created_at__gte=_start(day), created_at__lt=_start(day + _DAY)
    )
    rows = list(events.values_list("token", *_KIND).annotate(count=Sum("occurrences")))
    tokens = AccessToken.objects.filter(pk__in={row[0] for row in rows})
    key_ids = dict(tokens.values_list("pk", "key_id"))
    DailyCount.objects.bulk_create(
        [
            DailyCount(
                day=day,
                key_id=key_ids.get(token, ""),
                resource_type=resource_type,
                action=action,
                result=result,
                count=count,
            )
            for token, resource_type, action, result, count in rows
        ],
        ignore_conflicts=True,  # another process has just closed it
    )


def open_from() -> datetime:
    """Return when the days begin that are still counted from the log; one query."""
    last: date | None = DailyCount.objects.aggregate(last=Max("day"))["last"]
    return _start(last + _DAY) if last else datetime(1970, 1, 1, tzinfo=UTC)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

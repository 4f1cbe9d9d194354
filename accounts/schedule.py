"""Scheduled work: one run at a time, on however many machines it is started, and when it last ran.

Which jobs there are is said elsewhere: `run` takes them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger(__name__)

RUN = "run_scheduled"
OVERDUE_AFTER = timedelta(days=1)
LEASE = timedelta(minutes=30)  # after which the lock of a process that died is free, on SQLite
LOCK = 0x70726F6D61707001  # PostgreSQL's advisory lock: "promapp" and a number


class ScheduledJob(models.Model):
    """When a job last ran and what came of it; the row `run_scheduled` is the run as a whole."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    is_failed = models.BooleanField(default=False)
    outcome = models.CharField(max_length=200, blank=True, default="")
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Job:
    """A piece of scheduled work; what `work` returns is shown as its outcome."""

    name: str
    work: Callable[[], object]


@dataclass(frozen=True)
class Outcome:
    """What came of a job."""

    name: str
    text: str
    is_failed: bool


def run(jobs: Sequence[Job]) -> list[Outcome] | None:
    """Do all jobs in their order; None if another process is at it.

    A job that fails is logged and keeps no other from running.
    """
    with _alone() as is_alone:
        if not is_alone:
            return None
        started_at = timezone.now()
        outcomes = [_do(job) for job in jobs]
        failed = [outcome.name for outcome in outcomes if outcome.is_failed]
        _note(RUN, started_at, f"Failed: {', '.join(failed)}" if failed else "", bool(failed))
        return outcomes


def last_run() -> datetime | None:
    """When scheduled work last came to its end, failed jobs or not."""
    row = ScheduledJob.objects.filter(name=RUN).first()
    return row.finished_at if row else None


def scheduled_overdue() -> bool:
    """True if scheduled work has not run for a day, so that no mail is sent: two queries at most.

    A site is given a day, from its first user on, to set it up.
    """
    since = last_run() or get_user_model().objects.aggregate(at=models.Min("created"))["at"]
    return since is not None and timezone.now() - since > OVERDUE_AFTER


def failing_jobs() -> list[ScheduledJob]:
    """The jobs that failed when they last ran."""
    return list(ScheduledJob.objects.filter(is_failed=True).exclude(name=RUN))


def _do(job: Job) -> Outcome:
    started_at = timezone.now()
    try:
        outcome = Outcome(job.name, str(job.work()), is_failed=False)
    except Exception as error:  # whatever it is, the other jobs are worth doing
        logger.exception("Scheduled work failed: %s", job.name)
        outcome = Outcome(job.name, type(error).__name__, is_failed=True)
    _note(job.name, started_at, outcome.text, outcome.is_failed)
    return outcome


def _note(name: str, started_at: datetime, outcome: str, is_failed: bool) -> None:
    ScheduledJob.objects.update_or_create(
        name=name,
        defaults={
            "started_at": started_at,
            "finished_at": timezone.now(),
            "outcome": outcome[:200],
            "is_failed": is_failed,
        },
    )


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock for as long as the block lasts; gives False where another process has it."""
    lock = _advisory_lock if connection.vendor == "postgresql" else _lock_row
    with lock() as is_alone:
        yield is_alone


@contextmanager
def _advisory_lock() -> Iterator[bool]:
    """PostgreSQL frees it when the connection ends, however the process died."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _lock_row() -> Iterator[bool]:
    """SQLite has no such lock: a row says until when it is taken."""
    moment = timezone.now()
    ScheduledJob.objects.get_or_create(name=RUN)
    row = ScheduledJob.objects.filter(name=RUN)
    free = Q(locked_until=None) | Q(locked_until__lt=moment)
    until = moment + LEASE
    is_alone = bool(row.filter(free).update(locked_until=until))
    try:
        yield is_alone
    finally:
        if is_alone:
            row.filter(locked_until=until).update(locked_until=None)

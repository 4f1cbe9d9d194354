"""Scheduled work: one run at a time, on however many machines it is started, and when it last ran.

Which jobs there are is said elsewhere: `run` takes them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils import timezone

from . import outages
from .run_lock import alone

logger = logging.getLogger(__name__)

RUN = "run_scheduled"
EVERY = timedelta(minutes=5)
OVERDUE_AFTER = timedelta(days=1)
DAY = timedelta(days=1)
CATCHES_UP = 2  # as fast as time passes


class ScheduledJob(models.Model):
    """When a job last ran and what came of it; the row `run_scheduled` is the run as a whole."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    is_failed = models.BooleanField(default=False)
    outcome = models.CharField(max_length=200, blank=True, default="")
    # Of the run as a whole: what it took for the time; see `certain`.
    certain_at = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)  # nothing uses it since 0.1.0

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Job:
    """A piece of scheduled work; what `work` returns is shown as its outcome.

    `is_urgent`: true while somebody waits for it; the server does such a job between two runs.
    """

    name: str
    work: Callable[[], object]
    is_urgent: Callable[[], bool] | None = None


@dataclass(frozen=True)
class JobOutcome:
    """What came of a job."""

    name: str
    text: str
    is_failed: bool


def run(
    jobs: Sequence[Job], *, only_if_due: bool = False, goes_on: Callable[[], bool] = lambda: True
) -> list[JobOutcome] | None:
    """Do all jobs in their order; None if another process is at it.

    A job that fails is logged and keeps no other from running. `only_if_due`: None too where
    another process has just done them. `goes_on`: asked before each job; a run that is broken off
    does not count as one.
    """
    with alone() as is_alone:
        if not is_alone or (only_if_due and not is_due()):
            return None
        started_at, certain_at = timezone.now(), certain()
        outcomes = [_do(job) for job in jobs if goes_on()]
        if len(outcomes) < len(jobs):
            return outcomes
        failed = [outcome.name for outcome in outcomes if outcome.is_failed]
        _note(RUN, started_at, f"Failed: {', '.join(failed)}" if failed else "", bool(failed))
        ScheduledJob.objects.filter(name=RUN).update(certain_at=certain_at)
        return outcomes


def run_urgent(jobs: Sequence[Job]) -> list[JobOutcome] | None:
    """Do a few jobs between two runs; None if another process is at it."""
    with alone() as is_alone:
        return [_do(job) for job in jobs] if is_alone else None


def is_due() -> bool:
    """True if no run has begun within the last minutes: one query."""
    row = ScheduledJob.objects.filter(name=RUN).first()
    # A run that began later than now was noted by a clock that was ahead.
    return row is None or row.started_at is None or abs(timezone.now() - row.started_at) >= EVERY


def certain() -> datetime:
    """Return the moment that has certainly come, for what deletes by age: two queries at most.

    A machine's clock may be wrong by years for a while. A run takes at most a day, and at most
    twice what has passed since the run before, as gone by; so a clock that is ahead deletes only
    what would be deleted within a few days anyhow. After a long pause deletion catches up.
    """
    moment = timezone.now()
    row = ScheduledJob.objects.filter(name=RUN).first()
    last = (row.certain_at or row.finished_at) if row else None
    if row is None or last is None:  # the first run: what else says how late it is?
        entries = apps.get_model("accounts", "AuditEntry").objects  # the log imports the outbox
        newest = entries.order_by("-created_at").first()
        return min(moment, newest.created_at + DAY) if newest else moment
    passed = max(moment - row.finished_at, timedelta(0)) if row.finished_at else timedelta(0)
    return min(moment, last + min(CATCHES_UP * passed, DAY))


def trust_clock() -> None:
    """Take the clock as right from now on, as somebody who looked at it says."""
    ScheduledJob.objects.update_or_create(name=RUN, defaults={"certain_at": timezone.now()})


def last_run() -> datetime | None:
    """When scheduled work last came to its end, failed jobs or not."""
    row = ScheduledJob.objects.filter(name=RUN).first()
    return row.finished_at if row else None


def scheduled_overdue() -> bool:
    """True if scheduled work has not run for a day, so that no mail is sent: two queries at most.

    A site is given a day, from its first user on, to set it up.
    """
    users = get_user_model().objects.order_by("pk")  # the smallest time would be sought in all rows
    since = last_run() or users.values_list("created", flat=True).first()
    return since is not None and timezone.now() - since > OVERDUE_AFTER


def failing_jobs() -> list[ScheduledJob]:
    """The jobs that failed when they last ran."""
    return list(ScheduledJob.objects.filter(is_failed=True).exclude(name=RUN))


def _do(job: Job) -> JobOutcome:
    started_at = timezone.now()
    try:
        outcome = JobOutcome(job.name, str(job.work()), is_failed=False)
    except Exception as error:  # whatever it is, the other jobs are worth doing
        if outage := outages.outage_of(error):
            outages.log(outage, error, f"Scheduled work failed, {job.name}")
            connection.close_if_unusable_or_obsolete()  # the next job has a new one
        else:
            logger.exception("Scheduled work failed: %s", job.name)
        outcome = JobOutcome(job.name, type(error).__name__, is_failed=True)
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

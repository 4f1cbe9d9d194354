"""What is on its way to somebody: tried, tried again in growing intervals, given up in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_WAIT = timedelta(minutes=5)  # doubled after each failure
LONGEST_WAIT = timedelta(hours=6)
TRIES = 35  # with those waits, about a week
KEPT_UNTRIED = timedelta(days=30)  # what waits for a server or a recipient
M = TypeVar("M", bound=models.Model)


class OutgoingQuerySet(models.QuerySet[M]):
    """Sets of what is on its way."""

    def waiting(self) -> Self:
        """Neither sent nor given up."""
        since = timezone.now() - KEPT_UNTRIED
        return self.filter(sent_at=None, attempts__lt=TRIES, created_at__gt=since)

    def due(self) -> Self:
        """Waiting, and to be tried now."""
        moment = timezone.now()
        # One that is set for later than the longest wait was set by a clock that was ahead.
        due = Q(next_attempt_at__lte=moment) | Q(next_attempt_at__gt=moment + LONGEST_WAIT)
        return self.waiting().filter(due)

    def given_up(self) -> Self:
        """Not sent after a week of trying; kept for a while, to be read in Django admin."""
        is_old = Q(created_at__lte=timezone.now() - KEPT_UNTRIED)
        return self.filter(Q(attempts__gte=TRIES) | is_old, sent_at=None)


class Outgoing(models.Model):
    """One text to one recipient."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RETRYING = "retrying", _("Trying again")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given-up", _("Given up")

    subject = models.CharField(max_length=255)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, default="")

    objects: Any

    class Meta:
        abstract = True

    @property
    def state(self) -> State:
        """Where it is on its way."""
        if self.sent_at:
            return self.State.SENT
        if self.attempts >= TRIES or self.created_at <= timezone.now() - KEPT_UNTRIED:
            return self.State.GIVEN_UP
        return self.State.RETRYING if self.last_error else self.State.WAITING

    def claim(self) -> bool:
        """Take the next attempt; False where another process has taken it."""
        wait = min(FIRST_WAIT * 2 ** min(self.attempts, 10), LONGEST_WAIT)
        # Set before the attempt, so that a process that dies in it leaves this to be retried.
        row = type(self).objects.filter(pk=self.pk, sent_at=None, attempts=self.attempts)
        return bool(row.update(attempts=F("attempts") + 1, next_attempt_at=timezone.now() + wait))

    def note(self, error: str = "") -> None:
        """Keep what came of an attempt: it was sent, or it failed for this."""
        found = type(self).objects.filter(pk=self.pk)
        sent = {} if error else {"sent_at": timezone.now()}
        found.update(last_error=error[:500], **sent)

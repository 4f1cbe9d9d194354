"""Counts of guesses: in a table that nothing but time empties, shared by all processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.work import pruning, schedule

MINUTE = 60.0
HOUR = 60 * MINUTE
KEPT_FOR = timedelta(days=2)  # by then every count has seeped away


@dataclass(frozen=True)
class Bound:
    """So many guesses are free; times in seconds."""

    free: int
    seeps: float  # after which one more is free
    first_wait: float  # after the last free one; doubled after each further guess
    longest_wait: float

    def wait(self, count: float, since: float) -> float:
        """How long the next guess has to wait, `since` seconds after the last."""
        if count + 1 <= self.free:
            return 0
        doubled = self.first_wait * 2.0 ** min(max(0, ceil(count) - self.free), 30)
        return max(0, min(doubled, self.longest_wait) - since)


class GuessCount(models.Model):
    """Guesses of one kind; the key is a digest, because people type passwords for names."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.FloatField(default=0)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"


class TooManyGuesses(Exception):
    """No guess is open; `wait` seconds from now one is."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait

    def __str__(self) -> str:
        minutes = int(-(-self.wait // MINUTE))
        return ngettext(
            "Too many attempts. Try again in a minute.",
            "Too many attempts. Try again in %(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}


@dataclass(frozen=True)
class Guess:
    """A guess that was counted."""

    keys: tuple[str, ...]

    def undo(self) -> None:
        """Take it off: it was right."""
        GuessCount.objects.filter(key__in=self.keys, count__gte=1).update(count=F("count") - 1)


@transaction.atomic
def take(bounds: dict[str, Bound]) -> Guess:
    """Count a guess under all of these keys or none. Raises TooManyGuesses."""
    # There first, then locked in one order, so that no two guesses wait for each other.
    keys, now = sorted(bounds), timezone.now()
    GuessCount.objects.bulk_create(
        [GuessCount(key=key, last_at=now) for key in keys], ignore_conflicts=True
    )
    rows = list(GuessCount.objects.select_for_update().filter(key__in=keys).order_by("key"))
    wait = max(_seep(row, bounds[row.key], now) for row in rows)
    if wait > 0:
        raise TooManyGuesses(wait)
    for row in rows:
        row.count, row.last_at = row.count + 1, now
    GuessCount.objects.bulk_update(rows, ["count", "last_at"])
    return Guess(tuple(keys))


def wait(bounds: dict[str, Bound]) -> float:
    """Return how many seconds the next guess under these keys waits, without counting one."""
    now = timezone.now()
    rows = GuessCount.objects.filter(key__in=bounds)
    return max((_seep(row, bounds[row.key], now) for row in rows), default=0)


def _seep(row: GuessCount, bound: Bound, now: datetime) -> float:
    """Take off what time took; return how long the next guess waits."""
    since = max(0.0, (now - row.last_at).total_seconds())
    row.count = max(0.0, row.count - since / bound.seeps)
    return bound.wait(row.count, since)


def key_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def prune() -> int:
    """Delete the counts that say nothing any more; returns how many."""
    old = GuessCount.objects.filter(last_at__lt=schedule.certain() - KEPT_FOR)
    return pruning.delete(old.exclude(key__startswith="failed ").order_by("last_at"))

"""Requests for a link to reset a password, until they are answered."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

WAIT = timedelta(minutes=4)  # between attempts to reach the mail server


class PasswordReset(models.Model):
    """Somebody asked for a link to be mailed to an address; gone once that is done."""

    address = models.EmailField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"asked {self.asked_at}"

    def claim(self) -> bool:
        """Take the next attempt; False where another process has taken it."""
        row = PasswordReset.objects.filter(pk=self.pk, attempts=self.attempts)
        moment = timezone.now() + WAIT
        return bool(row.update(attempts=F("attempts") + 1, next_attempt_at=moment))

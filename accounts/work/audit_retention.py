"""How long the audit log is kept: for ever, unless AUDIT_LOG_DAYS says otherwise."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from . import audit, pruning, schedule
from .audit import Action, AuditEntry


def prune() -> str:
    """Delete the entries that are too old; returns what was done, in words.

    An entry says how many there were, so that nobody takes them for never written. Whole days go at
    once, so there is one such entry a day. A role that may not delete entries fails here.
    """
    days = settings.AUDIT_LOG_DAYS
    if days <= 0:
        return "kept for ever"
    midnight = schedule.certain().replace(hour=0, minute=0, second=0, microsecond=0)
    before = midnight - timedelta(days=days)
    old = AuditEntry.objects.filter(created_at__lt=before).order_by("created_at", "pk")

    def note(count: int) -> None:
        audit.record("run_scheduled", Action.AUDIT_PRUNED, entries=count, before=before)

    return str(pruning.delete(old, noting=note))

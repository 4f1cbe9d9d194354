"""How long the log is kept."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from accounts import schedule
from scim.models import ProvisioningEvent, Visit

from . import counters

BATCH = 2000  # rows of one transaction, so that no request waits for long
VISITS_KEPT = timedelta(days=60)


def prune(days: int | None = None) -> int:
    """Delete the events that are older than `days`, and visits nobody needs; returns how many.

    Without `days` the setting PROVISIONING_LOG_DAYS holds; 0 keeps everything. Days are added up
    first, so the counters lose nothing. What age is told by is the time that has certainly come.
    """
    days = settings.PROVISIONING_LOG_DAYS if days is None else days
    if days <= 0:
        return 0
    moment = schedule.certain()
    counters.roll_up(moment)
    limit = min(moment - timedelta(days=days), counters.open_from())
    Visit.objects.filter(started_at__lt=moment - VISITS_KEPT).delete()
    deleted = 0
    oldest = ProvisioningEvent.objects.filter(created_at__lt=limit).order_by("created_at")
    while keys := list(oldest.values_list("pk", flat=True)[:BATCH]):
        deleted += ProvisioningEvent.objects.filter(pk__in=keys).delete()[0]
    return deleted

"""How long the log is kept."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from accounts.work import pruning, schedule
from scim.models import MembershipChange, ProvisioningEvent, Visit

from . import counters

VISITS_KEPT = timedelta(days=60)


def prune(days: int | None = None, *, at_most: int | None = pruning.AT_MOST) -> int:
    """Delete the events that are older than `days`, and visits nobody needs; returns how many.

    Without `days` the setting PROVISIONING_LOG_DAYS holds; 0 keeps everything. Days are added up
    first, so the counters lose nothing. What age is told by is the time that has certainly come.
    `at_most`: rows, None for all.
    """
    days = settings.PROVISIONING_LOG_DAYS if days is None else days
    if days <= 0:
        return 0
    moment = schedule.certain()
    counters.roll_up(moment)
    limit = min(moment - timedelta(days=days), counters.open_from())
    visits = Visit.objects.filter(started_at__lt=moment - VISITS_KEPT)
    pruning.delete(visits.order_by("started_at"), at_most=at_most)
    # Before the events: what they did to the members of groups goes no later than they do.
    moves = MembershipChange.objects.filter(created_at__lt=limit)
    pruning.delete(moves.order_by("created_at"), at_most=at_most)
    events = ProvisioningEvent.objects.filter(created_at__lt=limit)
    return pruning.delete(events.order_by("created_at"), at_most=at_most)

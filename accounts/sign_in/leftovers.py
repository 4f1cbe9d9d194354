"""Rows that outlive their use. What age is told by is the time that has certainly come."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db.models import Exists, OuterRef, Q

from accounts.tokens.networks import KnownNetwork
from accounts.work import outbox, pruning, schedule
from accounts.work.cache import SharedCache
from accounts.work.outbox import Mail, Notice
from accounts.work.webhooks import WebhookMessage

NETWORKS_KEPT_FOR = timedelta(days=90)  # after the token has ended


def prune() -> int:
    """Delete the sessions that have expired, and what is listed without one; returns how many."""
    expired = Session.objects.filter(expire_date__lt=schedule.certain()).order_by("expire_date")
    sessions = pruning.delete(expired)
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    pruning.delete(UserSession.objects.filter(~Exists(there)).order_by("pk"))
    return sessions


def prune_notices() -> int:
    """Delete old notices whose mails are gone; returns how many.

    The latest of each kind and subject stays: while a silence lasts, or an owner is away, the
    notice is why it is not told again.
    """
    before = schedule.certain() - outbox.KEPT_FOR
    later = Notice.objects.filter(
        kind=OuterRef("kind"), subject=OuterRef("subject"), created_at__gt=OuterRef("created_at")
    )
    mails = Mail.objects.filter(notice=OuterRef("pk"))
    messages = WebhookMessage.objects.filter(notice=OuterRef("pk"))
    is_alone = ~Exists(mails) & ~Exists(messages)
    old = Notice.objects.filter(is_alone, Exists(later), created_at__lt=before)
    return pruning.delete(old.order_by("created_at"))


def prune_networks() -> int:
    """Delete where tokens were used from that ended long ago, and cannot return; how many."""
    before = schedule.certain() - NETWORKS_KEPT_FOR
    ended = Q(token__revoked_at__lt=before, token__ended_with_owner=False)
    ended |= Q(token__expires_at__lt=before) | Q(token__revoke_at__lt=before)
    return pruning.delete(KnownNetwork.objects.filter(ended).order_by("first_seen_at"))


def prune_cache() -> int:
    """Delete what the cache has kept beyond its time; returns how many rows."""
    shared = [cache for cache in caches.all() if isinstance(cache, SharedCache)]
    return sum(cache.prune(schedule.certain()) for cache in shared)

"""What scheduled work looks for among access tokens: what expires, and what lost its owner.

Every function may run at any time and any number of times: what was told is not told again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import ClientSecret
from accounts.people import rights
from accounts.work.outbox import Notice

from . import mails
from .rows import AccessToken, AccessTokenQuerySet

REMIND_BEFORE = (60, 30, 14, 7, 1)  # days
EXPIRED_SINCE = timedelta(days=7)  # older ones are no news


def remind_of_expiry() -> int:
    """Remind of tokens and of secrets of clients that expire soon; returns of how many.

    The nearest threshold counts, so that a run after a pause sends one reminder, not five; and a
    token made for less than a threshold is not announced on the day it is made.
    """
    moment = timezone.now()
    horizon = moment + timedelta(days=max(REMIND_BEFORE))
    # One that is being replaced ends by plan.
    tokens = _secret_tokens().live().filter(expires_at__lte=horizon, revoke_at=None)
    told = 0
    for token in tokens.select_related("owner"):
        if days := _due(token.created_at, token.expires_at, moment):
            told += mails.token_expiring(token, days=days)
    secrets = ClientSecret.objects.live().filter(
        expires_at__lte=horizon, revoke_at=None, client__revoked_at=None
    )
    for secret in secrets.select_related("client__owner"):
        if days := _due(secret.created_at, secret.expires_at, moment):
            told += mails.secret_expiring(secret, days=days)
    return told


def _secret_tokens() -> AccessTokenQuerySet:
    """All but OAuth clients, whose secrets expire one by one."""
    return AccessToken.objects.filter(kind=AccessToken.Kind.SECRET)


def _due(created: datetime, expires: datetime | None, moment: datetime) -> int:
    """Of which threshold to remind, in days; 0 of none."""
    if expires is None:
        return 0
    days = _nearest((expires - moment) / timedelta(days=1))
    return days if created < expires - timedelta(days=days) else 0


def _nearest(days_left: float) -> int:
    return min(days for days in REMIND_BEFORE if days >= days_left)


def tell_of_expired() -> int:
    """Tell of tokens and of secrets of clients that expired lately; returns of how many."""
    moment = timezone.now()
    lately = {"expires_at__lte": moment, "expires_at__gt": moment - EXPIRED_SINCE}
    tokens = _secret_tokens().filter(revoked_at=None, revoke_at=None, **lately)
    told = sum(mails.token_expired(token) for token in tokens.select_related("owner"))
    secrets = ClientSecret.objects.filter(revoked_at=None, client__revoked_at=None, **lately)
    return told + sum(
        mails.secret_expired(secret) for secret in secrets.select_related("client__owner")
    )


def tell_of_lost_owners() -> int:
    """Tell of tokens whose owner is no active administrator any more; returns of how many.

    Once for each time that it happens: what was told counts until the owner is one again.
    """
    live = AccessToken.objects.live().select_related("owner")
    manages = rights.administrators("owner__")
    told = 0
    for token in live.exclude(manages):
        told += mails.token_owner_lost(token, why=_what_became_of(token), threshold="suspended")
    suspended = Notice.objects.filter(
        kind=mails.Kind.OWNER_LOST,
        threshold="suspended",
        subject__in=[mails.subject_of(token) for token in live.filter(manages)],
    )
    suspended.update(threshold=f"suspended until {timezone.now():%Y-%m-%dT%H:%M:%S.%f}")
    return told


def _what_became_of(token: AccessToken) -> str:
    if token.owner is None:
        return "was deleted"
    return "is no longer an administrator" if token.owner.is_active else "was disabled"

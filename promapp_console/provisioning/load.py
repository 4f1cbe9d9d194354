"""A site of many invented people, to see how it behaves when it is big.

The rows are written directly, a batch in each transaction, as a million requests would take a day.
They are what the endpoint would have left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import AccessToken, User
from scim.models import DailyCount

from . import counters, crowd_log, invented
from .crowd import Crowd, Span
from .invented import Made

USERS_AT_MOST = 2_000_000
EVENTS_AT_MOST = 20_000_000
GROUPS_AT_MOST = 50_000
DAYS = 90

Noting = Callable[[str, int, int], object]  # what is made, how many are, and will be


def make(users: int, events: int, groups: int, noting: Noting) -> Made:
    """Fill an empty site; `noting` is told after each batch how far it has come.

    Raises NotEmpty, or AlreadyThere: also after a run that was broken off. `invented.remove` ends
    either.
    """
    if invented.is_there():
        raise invented.AlreadyThere
    invented.check_empty()
    now = timezone.now()
    span = Span(now - timedelta(days=DAYS), now - timedelta(minutes=10))
    token = _begin(now, span)
    crowd = Crowd(token, users, groups, span)
    for name, total, made in (
        ("users", users, crowd.make_people()),
        ("groups", groups, crowd.make_groups()),
        ("memberships", sum(crowd.sizes), crowd.make_memberships()),
        ("events", events, crowd_log.make(crowd, events)),
    ):
        for count in made:
            noting(name, count, total)
    if events:
        _end(token, now)
    return Made(users, groups, events)


@transaction.atomic
def _begin(now: datetime, span: Span) -> AccessToken:
    """Make the administrator, who cannot sign in and gets no mail, and the token."""
    owner = User.objects.create(
        username=f"administrator@{invented.DOMAIN}",
        external_id=f"{invented.MARK}administrator",
        password=make_password(None),
        first_name="Demo",
        last_name="Administrator",
        is_staff=True,
    )
    return invented.add_token(
        owner,
        "Microsoft Entra ID",
        created_at=span.begin - timedelta(days=1),
        expires_at=now + timedelta(days=180),
    )[0]


@transaction.atomic
def _end(token: AccessToken, now: datetime) -> None:
    """Add up the days.

    Whoever opened the status page meanwhile may have closed one that was not yet full.
    """
    invented.add_visits(token, now)
    DailyCount.objects.filter(key_id=token.key_id).delete()
    counters.roll_up()

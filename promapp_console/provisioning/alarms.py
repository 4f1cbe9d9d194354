"""What an administrator should hear of unasked: too many disabled at once, and silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import words
from accounts.models import User
from scim.models import ProvisioningEvent, Visit

from .connection import QUIET_AFTER, Call, is_rejected, last_good_call, last_rejection, quiet_for
from .diagnosis import Diagnosis, diagnose

BURST_WITHIN = timedelta(hours=1)
BURST_USERS = 20  # more than these,
BURST_SHARE = 0.1  # or more than this part of the users the identity provider manages,
BURST_READ = 5000  # events at most
BURST_LEAST = 5  # which, in a small site, must be this many at least
ALARM_AFTER = timedelta(hours=24)
STEADY_DAYS = 7  # days in a row with calls before silence means anything
_Action = ProvisioningEvent.Action


@dataclass(frozen=True)
class Burst:
    """Many users who lost access within an hour. `events`: one of each, newest first.

    `share`: of the users that the identity provider managed before, 0 to 1.
    """

    since: datetime
    events: list[ProvisioningEvent]
    share: float
    sentence: str

    @property
    def count(self) -> int:
        return len(self.events)

    @property
    def names(self) -> list[str]:
        return [event.name for event in self.events]


class Level(Enum):
    """How loud silence is: worth a neutral word, or a mail."""

    QUIET = "quiet"
    ALARM = "alarm"


@dataclass(frozen=True)
class Silence:
    """No call was let in since `since`; `rejection`: how it began, if it began with one."""

    level: Level
    since: datetime
    last_call: Call
    sentence: str
    rejection: ProvisioningEvent | None = None
    diagnosis: Diagnosis | None = None


def burst(moment: datetime | None = None) -> Burst | None:
    """Return who was disabled or deleted within the last hour, if it is many: two queries.

    Somebody who is active again does not count.
    """
    moment = moment or timezone.now()
    since = moment - BURST_WITHIN
    events = _losses(since)
    if len(events) < BURST_LEAST:
        return None
    deleted = sum(event.action == _Action.DELETE for event in events)
    before = User.objects.filter(is_provisioned=True, is_active=True).count() + len(events)
    share = len(events) / before
    if len(events) <= BURST_USERS and share <= BURST_SHARE:
        return None
    if not deleted:
        text = _(
            "%(count)s users were disabled within an hour: %(share)s of those that the identity "
            "provider managed. If that was not meant, stop provisioning there first."
        )
    elif deleted == len(events):
        text = _(
            "%(count)s users were deleted within an hour: %(share)s of those that the identity "
            "provider managed. If that was not meant, stop provisioning there first."
        )
    else:
        text = _(
            "%(count)s users lost access within an hour: %(share)s of those that the identity "
            "provider managed. If that was not meant, stop provisioning there first."
        )
    sentence = text % {"count": len(events), "share": f"{share:.0%}"}
    return Burst(since, events, share, sentence)


def _losses(since: datetime) -> list[ProvisioningEvent]:
    """The last event of each user who lost access and did not get it back, newest first."""
    events = (
        ProvisioningEvent.objects.without_bodies()
        .select_related("token")
        .filter(
            action__in=[_Action.DISABLE, _Action.ENABLE, _Action.DELETE],
            result=ProvisioningEvent.Result.SUCCESS,
            resource_type="User",
            created_at__gt=since,
        )
        .order_by("-created_at", "-pk")
    )
    latest: dict[str, ProvisioningEvent] = {}
    for event in events[:BURST_READ]:
        latest.setdefault(event.resource_id, event)
    return [event for event in latest.values() if event.action != _Action.ENABLE]


def silence(moment: datetime | None = None) -> Silence | None:
    """Return how long nobody was let in, if it is long: seven queries at most.

    At once, if it began with a rejection; quiet after 3 hours; an alarm after 24 if there were
    calls on each of the seven days before.
    """
    moment = moment or timezone.now()
    good = last_good_call()
    if good is None:
        return None
    length = moment - good.at
    rejection = last_rejection(good)
    if rejection and is_rejected(good, rejection):
        diagnosis = diagnose(rejection)
        sentence = _("%(client)s has not been let in since %(when)s.") % {
            "client": good.client,
            "when": words.date_time(good.at),
        } + (f" {diagnosis.what} {diagnosis.next}" if diagnosis else "")
        return Silence(Level.ALARM, good.at, good, sentence, rejection, diagnosis)
    if length >= ALARM_AFTER and _was_steady(good):
        sentence = _(
            "%(client)s has not called for %(length)s, though it called on each of the %(days)s "
            "days before. Check its provisioning status and log."
        ) % {"client": good.client, "length": words.span(length), "days": STEADY_DAYS}
        return Silence(Level.ALARM, good.at, good, sentence)
    if length >= QUIET_AFTER:
        return Silence(Level.QUIET, good.at, good, quiet_for(length))
    return None


def _was_steady(last: Call) -> bool:
    """True if there were calls on each of the STEADY_DAYS that end with the last call."""
    end = last.at.astimezone(UTC).date()
    days = {end - timedelta(days=back) for back in range(STEADY_DAYS)}
    visits = Visit.objects.filter(started_at__gt=last.at - timedelta(days=STEADY_DAYS + 1))
    called = {start.astimezone(UTC).date() for start in visits.values_list("started_at", flat=True)}
    return days <= called | {end}

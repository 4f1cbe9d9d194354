"""From a user or group to what made it so: requests over SCIM, and acts of administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts import words
from accounts.lifecycle.activation import ended_in_words
from accounts.models import Group, User
from accounts.work.audit import Action, AuditEntry
from promapp_console.provisioning import history as provisioning
from scim.models import ProvisioningEvent

LIMIT = 20


@dataclass(frozen=True)
class Moment:
    """A request of the identity provider, or an act of an administrator, in plain words."""

    at: datetime
    sentence: str
    event: ProvisioningEvent | None = None
    entry: AuditEntry | None = None


@dataclass(frozen=True)
class WhyDisabled:
    """Why a user may not sign in; `event` is the request that did it, if one did."""

    sentence: str
    event: ProvisioningEvent | None = None


def timeline(resource: User | Group, limit: int = LIMIT) -> list[Moment]:
    """What was done, newest first, what failed included: two queries."""
    done = [
        Moment(moment.event.created_at, moment.sentence, event=moment.event)
        for moment in provisioning.timeline(resource, limit)
    ]
    done += [
        Moment(entry.created_at, entry.action_label, entry=entry)
        for entry in _entries(resource)[:limit]
    ]
    return sorted(done, key=lambda moment: moment.at, reverse=True)[:limit]


def why_disabled(user: User) -> WhyDisabled:
    """Say who disabled a user: the identity provider, or an administrator if that came later."""
    found = provisioning.why_disabled(user)
    act = _entries(user).filter(action__in=[Action.USER_DISABLED, Action.USER_ENABLED]).first()
    if act and act.action == Action.USER_DISABLED:
        requests = [event.created_at for event in (found.disabled, found.enabled) if event]
        if not requests or max(requests) < act.created_at:
            return WhyDisabled(_by_administrator(user, act))
    return WhyDisabled(found.sentence, found.disabled if found.by_identity_provider else None)


def _by_administrator(user: User, act: AuditEntry) -> str:
    ended = {name: int(act.detail.get(name, 0)) for name in ("sessions", "tokens")}
    when = words.date_time(act.created_at)
    return (
        f"{user} was disabled here by {act.actor_name} on {when}. {ended_in_words(ended)}".strip()
    )


def _entries(resource: User | Group) -> QuerySet[AuditEntry]:
    label = resource._meta.label_lower
    return AuditEntry.objects.filter(object_type=label, object_id=str(resource.pk))

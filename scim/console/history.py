"""From a user or group to the requests and acts that made it what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.activation import ended_in_words
from accounts.audit import Action, AuditEntry
from accounts.models import Group, User
from scim.models import ProvisioningEvent

LIMIT = 20
_Event = ProvisioningEvent.Action
_Result = ProvisioningEvent.Result
_DONE = {
    _Event.CREATE: "Created",
    _Event.UPDATE: "Changed",
    _Event.DISABLE: "Disabled",
    _Event.ENABLE: "Enabled",
    _Event.DELETE: "Deleted",
}


@dataclass(frozen=True)
class Moment:
    """A request of the identity provider, or an act of an administrator, in plain words."""

    at: datetime
    sentence: str
    event: ProvisioningEvent | None = None
    entry: AuditEntry | None = None


@dataclass(frozen=True)
class WhyDisabled:
    """Why a user may not sign in; `event` or `entry` is what did it, both None if unknown."""

    sentence: str
    event: ProvisioningEvent | None = None
    entry: AuditEntry | None = None


def timeline(resource: User | Group, limit: int = LIMIT) -> list[Moment]:
    """What was done, newest first, what failed included: two queries."""
    done = [
        Moment(event.created_at, _plain(event), event=event) for event in _events(resource)[:limit]
    ]
    done += [
        Moment(entry.created_at, entry.action_label, entry=entry)
        for entry in _entries(resource)[:limit]
    ]
    return sorted(done, key=lambda moment: moment.at, reverse=True)[:limit]


def why_disabled(user: User) -> WhyDisabled:
    """Say who disabled a user, the identity provider or an administrator: two queries."""
    states = (_Event.CREATE, _Event.DISABLE, _Event.ENABLE)
    event = _events(user).filter(action__in=states, result=_Result.SUCCESS).first()
    entry = _entries(user).filter(action__in=[Action.USER_DISABLED, Action.USER_ENABLED]).first()
    if entry and not (event and event.created_at > entry.created_at):
        if entry.action == Action.USER_DISABLED:
            return WhyDisabled(_by_administrator(user, entry), entry=entry)
    elif event and (event.action == _Event.DISABLE or _INACTIVE in event.changes):
        return WhyDisabled(_by_identity_provider(user, event), event=event)
    return WhyDisabled(f"{user} was disabled at this site; the logs do not hold by whom.")


_INACTIVE = {"attribute": "active", "old": None, "new": False}  # a user created without access


def _by_identity_provider(user: User, event: ProvisioningEvent) -> str:
    token = f" (token {event.token.description}, {event.token.hint})" if event.token else ""
    verb = "disabled" if event.action == _Event.DISABLE else "created without access"
    when = _when(event.created_at)
    return f"{user} was {verb} by the identity provider{token} on {when}. {event.notes}".strip()


def _by_administrator(user: User, entry: AuditEntry) -> str:
    counts = {name: int(entry.detail.get(name, 0)) for name in ("sessions", "tokens")}
    said = f"{user} was disabled here by {entry.actor_name} on {_when(entry.created_at)}."
    return f"{said} {ended_in_words(counts)}".strip()


def _when(moment: datetime) -> str:
    """`24 Nov 2026, 10:02 UTC`"""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%b %Y, %H:%M} UTC"


def _events(resource: User | Group) -> QuerySet[ProvisioningEvent]:
    events = ProvisioningEvent.objects.filter(resource_id=resource.scim_id)
    return events.select_related("token")


def _entries(resource: User | Group) -> QuerySet[AuditEntry]:
    label = resource._meta.label_lower
    return AuditEntry.objects.filter(object_type=label, object_id=str(resource.pk))


def _plain(event: ProvisioningEvent) -> str:
    if event.result == _Result.SUCCESS:
        done = _DONE.get(_Event(event.action), event.action)
        return f"{done}, and linked" if event.linked else done
    return f"{event.action}: {event.get_result_display()}"

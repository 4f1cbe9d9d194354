"""From a user or group to the requests that made it what it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Group, User
from scim.models import ProvisioningEvent

LIMIT = 20
_Action = ProvisioningEvent.Action
_Result = ProvisioningEvent.Result
_DONE = {
    _Action.CREATE: "Created",
    _Action.UPDATE: "Changed",
    _Action.DISABLE: "Disabled",
    _Action.ENABLE: "Enabled",
    _Action.DELETE: "Deleted",
}


@dataclass(frozen=True)
class Moment:
    """One event of a timeline, in plain words."""

    event: ProvisioningEvent
    sentence: str


@dataclass(frozen=True)
class WhyDisabled:
    """Why a user may not sign in; `disabled` is the identity provider's request, None if it was
    not its doing."""

    sentence: str
    disabled: ProvisioningEvent | None


def timeline(resource: User | Group, limit: int = LIMIT) -> list[Moment]:
    """What was done over SCIM, newest first, what failed included: one query."""
    return [Moment(event, _plain(event)) for event in _events(resource)[:limit]]


def why_disabled(user: User) -> WhyDisabled:
    """Say who disabled a user: one query."""
    states = (_Action.CREATE, _Action.DISABLE, _Action.ENABLE)
    last = _events(user).filter(action__in=states, result=_Result.SUCCESS).first()
    inactive = {"attribute": "active", "old": None, "new": False}
    if last is None or not (last.action == _Action.DISABLE or inactive in last.changes):
        return WhyDisabled(f"{user} was disabled by an administrator here.", None)
    token = f" (token {last.token.description}, {last.token.hint})" if last.token else ""
    verb = "disabled" if last.action == _Action.DISABLE else "created without access"
    when = timezone.localtime(last.created_at)
    said = (
        f"{user} was {verb} by the identity provider{token} on {when.day} {when:%b %Y, %H:%M} UTC."
    )
    return WhyDisabled(f"{said} {last.notes}".strip(), last)


def _events(resource: User | Group) -> QuerySet[ProvisioningEvent]:
    events = ProvisioningEvent.objects.filter(resource_id=resource.scim_id)
    return events.select_related("token")


def _plain(event: ProvisioningEvent) -> str:
    if event.result == _Result.SUCCESS:
        done = _DONE.get(_Action(event.action), event.action)
        return f"{done}, after it was linked" if event.linked else done
    return f"{event.action}: {event.get_result_display()}"

"""From a user or group to what made it so: requests over SCIM, and acts of administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts import words
from accounts.lifecycle.activation import ended_in_words
from accounts.models import AuditEntry, Group, User
from accounts.work import audit
from scim.models import ProvisioningEvent

from . import wording

LIMIT = 20
_Action = ProvisioningEvent.Action
_SWITCHED_HERE = (audit.Action.USER_DISABLED, audit.Action.USER_ENABLED)


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
    """What was done, newest first, what failed included: two queries.

    Membership is told on the group's timeline alone.
    """
    events = _events(resource).order_by("-created_at", "-pk")[:limit]
    entries = AuditEntry.objects.about(resource)[:limit]
    done = [Moment(event.created_at, wording.plain(event), event=event) for event in events]
    done += [Moment(entry.created_at, entry.action_label, entry=entry) for entry in entries]
    return sorted(done, key=lambda moment: moment.at, reverse=True)[:limit]


def why_disabled(user: User) -> WhyDisabled | None:
    """Say what disabled a user, a request or an act, whichever came last; four queries at most.

    None for somebody who is active.
    """
    if user.is_active:
        return None
    disabled = _last(user, _Action.DISABLE) or _created_disabled(user)
    enabled = _last(user, _Action.ENABLE)
    act = AuditEntry.objects.about(user).filter(action__in=_SWITCHED_HERE).first()
    if act and act.action == audit.Action.USER_DISABLED:
        requests = [event.created_at for event in (disabled, enabled) if event]
        if not requests or max(requests) < act.created_at:
            return WhyDisabled(_by_administrator(user, act))
    if disabled is None or (enabled and enabled.created_at >= disabled.created_at):
        return WhyDisabled(
            f"{user} was disabled at this site: no request of the identity provider that did it "
            "is in the log."
        )
    return WhyDisabled(_by_identity_provider(user, disabled), disabled)


def _created_disabled(user: User) -> ProvisioningEvent | None:
    """The event that created the user, if it did so without access."""
    created = _last(user, _Action.CREATE)
    inactive = {"attribute": "active", "old": None, "new": False}
    return created if created and inactive in created.changes else None


def _last(user: User, action: str) -> ProvisioningEvent | None:
    done = _events(user).filter(action=action, result=ProvisioningEvent.Result.SUCCESS)
    return done.order_by("-created_at", "-pk").first()


def _events(resource: User | Group) -> QuerySet[ProvisioningEvent]:
    return (
        ProvisioningEvent.objects.without_bodies()
        .filter(resource_id=resource.scim_id)
        .select_related("token")
    )


def _by_identity_provider(user: User, event: ProvisioningEvent) -> str:
    client = wording.client_name(event.token, event.user_agent)
    token = f" (token {event.token.description}, {event.token.hint})" if event.token else ""
    verb = "disabled" if event.action == _Action.DISABLE else "created without access"
    when = words.date_time(event.created_at)
    return f"{user} was {verb} by {client}{token} on {when}. {event.notes}".strip()


def _by_administrator(user: User, act: AuditEntry) -> str:
    ended = {name: int(act.detail.get(name, 0)) for name in ("sessions", "tokens")}
    when = words.date_time(act.created_at)
    return (
        f"{user} was disabled here by {act.actor_name} on {when}. {ended_in_words(ended)}".strip()
    )

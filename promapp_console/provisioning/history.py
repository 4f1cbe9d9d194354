"""From a user or group to the requests that made it what it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts import words
from accounts.models import Group, User
from scim.models import ProvisioningEvent

from . import wording

LIMIT = 50
_Action = ProvisioningEvent.Action


@dataclass(frozen=True)
class Moment:
    """One event of a timeline, in plain words."""

    event: ProvisioningEvent
    sentence: str


@dataclass(frozen=True)
class WhyDisabled:
    """Why a user may not sign in. `disabled` and `enabled`: the last such events, None if unknown.

    `by_identity_provider`: True if the state is the doing of the last of them.
    """

    is_disabled: bool
    by_identity_provider: bool
    disabled: ProvisioningEvent | None
    enabled: ProvisioningEvent | None
    sentence: str


def timeline(resource: User | Group, limit: int = LIMIT) -> list[Moment]:
    """What was done to a user or group over SCIM, newest first, what failed included: one query.

    Membership is told on the group's timeline alone.
    """
    events = _events(resource).order_by("-created_at", "-pk")[:limit]
    return [Moment(event, wording.plain(event)) for event in events]


def why_disabled(user: User) -> WhyDisabled:
    """Return the request that disabled a user, in a sentence too: three queries at most."""
    disabled = _last(user, (_Action.DISABLE,)) or _created_disabled(user)
    enabled = _last(user, (_Action.ENABLE,))
    is_latest = disabled is not None and (
        enabled is None or enabled.created_at < disabled.created_at
    )
    if user.is_active:
        return WhyDisabled(False, False, disabled, enabled, f"{user} is active.")
    if disabled is None or not is_latest:
        sentence = (
            f"{user} was disabled at this site: no request of the identity provider that did it "
            "is in the log."
        )
        return WhyDisabled(True, False, disabled, enabled, sentence)
    return WhyDisabled(True, True, disabled, enabled, _sentence(user, disabled))


def _created_disabled(user: User) -> ProvisioningEvent | None:
    """The event that created the user, if it did so without access."""
    if user.is_active:
        return None
    created = _last(user, (_Action.CREATE,))
    if created is None:
        return None
    inactive = {"attribute": "active", "old": None, "new": False}
    return created if inactive in created.changes else None


def _last(user: User, actions: tuple[str, ...]) -> ProvisioningEvent | None:
    done = _events(user).filter(action__in=actions, result=ProvisioningEvent.Result.SUCCESS)
    return done.order_by("-created_at", "-pk").first()


def _events(resource: User | Group) -> QuerySet[ProvisioningEvent]:
    return (
        ProvisioningEvent.objects.without_bodies()
        .filter(resource_id=resource.scim_id)
        .select_related("token")
    )


def _sentence(user: User, event: ProvisioningEvent) -> str:
    client = wording.client_name(event.token, event.user_agent)
    token = f" (token {event.token.description}, {event.token.hint})" if event.token else ""
    verb = "disabled" if event.action == _Action.DISABLE else "created without access"
    when = words.date_time(event.created_at)
    said = f"{user} was {verb} by {client}{token} on {when}."
    return f"{said} {event.notes}".strip()

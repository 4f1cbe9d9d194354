"""Why a user may not sign in: the request, or the act of an administrator, that did it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts import words
from accounts.lifecycle.activation import ended_in_words
from accounts.models import AuditEntry, User
from accounts.work import audit
from scim.models import ProvisioningEvent

from . import wording
from .timeline import SWITCHED_HERE, events_of

_Action = ProvisioningEvent.Action


@dataclass(frozen=True)
class WhyDisabled:
    """Why a user may not sign in; `event` is the request that did it, if one did."""

    sentence: str
    event: ProvisioningEvent | None = None


def why_disabled(user: User) -> WhyDisabled | None:
    """Say what disabled a user, a request or an act, whichever came last; four queries at most.

    None for somebody who is active.
    """
    if user.is_active:
        return None
    disabled = _last(user, _Action.DISABLE) or _created_disabled(user)
    enabled = _last(user, _Action.ENABLE)
    act = AuditEntry.objects.about(user).filter(action__in=SWITCHED_HERE).first()
    if act and act.action == audit.Action.USER_DISABLED:
        requests = [event.created_at for event in (disabled, enabled) if event]
        if not requests or max(requests) < act.created_at:
            return WhyDisabled(_by_administrator(user, act))
    if disabled is None or (enabled and enabled.created_at >= disabled.created_at):
        return WhyDisabled(
            _(
                "%(user)s was disabled at this site: no request of the identity provider that did "
                "it is in the log."
            )
            % {"user": user}
        )
    return WhyDisabled(_by_identity_provider(user, disabled), disabled)


def _created_disabled(user: User) -> ProvisioningEvent | None:
    """The event that created the user, if it did so without access."""
    created = _last(user, _Action.CREATE)
    inactive = {"attribute": "active", "old": None, "new": False}
    return created if created and inactive in created.changes else None


def _last(user: User, action: str) -> ProvisioningEvent | None:
    done = events_of(user).filter(action=action, result=ProvisioningEvent.Result.SUCCESS)
    return done.order_by("-created_at", "-pk").first()


def _by_identity_provider(user: User, event: ProvisioningEvent) -> str:
    is_created = event.action != _Action.DISABLE
    facts = {
        "user": user,
        "client": wording.client_name(event.token, event.user_agent),
        "when": words.date_time(event.created_at),
        "token": f"{event.token.description}, {event.token.hint}" if event.token else "",
    }
    if event.token and is_created:
        text = _("%(user)s was created without access by %(client)s (token %(token)s) on %(when)s.")
    elif event.token:
        text = _("%(user)s was disabled by %(client)s (token %(token)s) on %(when)s.")
    elif is_created:
        text = _("%(user)s was created without access by %(client)s on %(when)s.")
    else:
        text = _("%(user)s was disabled by %(client)s on %(when)s.")
    return f"{text % facts} {event.notes}".strip()


def _by_administrator(user: User, act: AuditEntry) -> str:
    ended = {name: int(act.detail.get(name, 0)) for name in ("sessions", "tokens")}
    text = _("%(user)s was disabled here by %(name)s on %(when)s.") % {
        "user": user,
        "name": act.actor_name,
        "when": words.date_time(act.created_at),
    }
    return f"{text} {ended_in_words(ended)}".strip()

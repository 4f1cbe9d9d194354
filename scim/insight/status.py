"""Current Status and Statistics to Date: everything the status page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import AccessToken, Group, User
from scim.models import LinkRequest, ProvisioningEvent

from . import wording
from .connection import Connection, connection
from .counters import Statistics, statistics
from .diagnosis import Diagnosis, diagnose

FAILURES_OVER = timedelta(days=7)
FAILURES_READ = 500  # of each result, the latest ones
NAMES = 3
ENDED_SHOWN = timedelta(days=30)
_Result = ProvisioningEvent.Result


@dataclass(frozen=True)
class TokenHealth:
    """A Scim token; `sentence` says what matters about it, `needs_attention` if it is urgent."""

    token: AccessToken
    state: AccessToken.State
    sentence: str
    needs_attention: bool


@dataclass(frozen=True)
class FailureGroup:
    """Failures with one cause. `count` is of requests, `names` of whom they were about.

    `filters`: query parameters of the log that show them. `last`: an example, the newest.
    """

    diagnosis: Diagnosis
    count: int
    last: ProvisioningEvent
    names: tuple[str, ...]
    filters: dict[str, str]


@dataclass(frozen=True)
class Status:
    """All of it. `users` and `groups`: how many the identity provider manages now."""

    connection: Connection
    statistics: Statistics
    users: int
    groups: int
    tokens: list[TokenHealth]
    failures: list[FailureGroup]
    open_link_requests: int


def status(moment: datetime | None = None) -> Status:
    """Return the whole status: a constant number of queries, however long the log is."""
    moment = moment or timezone.now()
    return Status(
        connection=connection(moment),
        statistics=statistics(moment),
        users=User.objects.filter(is_provisioned=True).count(),
        groups=Group.objects.filter(is_provisioned=True).count(),  # type: ignore[misc]
        tokens=token_health(moment),
        failures=failure_groups(moment),
        open_link_requests=LinkRequest.objects.filter(state=LinkRequest.State.OPEN).count(),
    )


def token_health(moment: datetime | None = None) -> list[TokenHealth]:
    """The Scim tokens that work, should work, or ended lately; urgent ones first: one query."""
    moment = moment or timezone.now()
    tokens = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM).select_related("owner")
    shown = [_health(token, moment) for token in tokens if _matters(token, moment)]
    return sorted(shown, key=lambda item: (not item.needs_attention, item.token.description))


def _matters(token: AccessToken, moment: datetime) -> bool:
    ends = [end for end in (token.revoked_at, token.expires_at) if end and end <= moment]
    return not ends or moment - min(ends) < ENDED_SHOWN


def _health(token: AccessToken, moment: datetime) -> TokenHealth:
    state, states = token.state, AccessToken.State
    used = token.last_used_at
    sentence = f"Used {wording.ago(used, moment)}." if used else "Never used."
    if state == states.REVOKED and token.revoked_at:
        sentence = f"Revoked on {wording.date(token.revoked_at, moment)}."
    elif state == states.EXPIRED and token.expires_at:
        sentence = f"Expired on {wording.date(token.expires_at, moment)}."
    elif state == states.SUSPENDED:
        sentence = f"Does not work: its owner, {token.owner_name}, is no active administrator."
    elif state == states.EXPIRING and token.expires_at:
        sentence = f"Expires in {wording.span(token.expires_at - moment)}. {sentence}"
    # An expired token that nobody used is missed by nobody.
    is_urgent = state in {states.SUSPENDED, states.EXPIRING} or (
        state == states.EXPIRED and used is not None
    )
    return TokenHealth(token, state, sentence, is_urgent)


def failure_groups(moment: datetime | None = None) -> list[FailureGroup]:
    """The failures and rejections of the last week by cause, most frequent first: two queries.

    At most FAILURES_READ of each are looked at.
    """
    moment = moment or timezone.now()
    events = (
        ProvisioningEvent.objects.without_bodies()
        .select_related("token")
        .filter(created_at__gt=moment - FAILURES_OVER)
        .order_by("-created_at")
    )
    groups: dict[str, list[ProvisioningEvent]] = {}
    diagnoses: dict[str, Diagnosis] = {}
    for result in (_Result.FAILURE, _Result.REJECTED):
        for event in events.filter(result=result)[:FAILURES_READ]:
            if diagnosis := diagnose(event):
                groups.setdefault(diagnosis.cause, []).append(event)
                diagnoses.setdefault(diagnosis.cause, diagnosis)
    found = [_group(diagnoses[cause], members) for cause, members in groups.items()]
    return sorted(found, key=lambda group: group.count, reverse=True)


def _group(diagnosis: Diagnosis, events: list[ProvisioningEvent]) -> FailureGroup:
    last = events[0]
    return FailureGroup(
        diagnosis=diagnosis,
        count=sum(event.occurrences for event in events),
        last=last,
        names=tuple(_names(events)),
        filters={"result": last.result, **_cause_filter(last)},
    )


def _cause_filter(event: ProvisioningEvent) -> dict[str, str]:
    if event.reason:
        return {"reason": event.reason}
    if event.scim_type:
        return {"scim_type": event.scim_type}
    return {"status": str(event.status)}


def _names(events: Iterable[ProvisioningEvent]) -> list[str]:
    names = dict.fromkeys(event.name for event in events if event.name)
    return list(names)[:NAMES]

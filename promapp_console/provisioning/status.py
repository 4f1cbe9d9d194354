"""Current Status and Statistics to Date: everything the status page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import words
from accounts.models import AccessToken, Group, User
from accounts.tokens.rows import has_used_successor
from scim.models import LinkRequest, ProvisioningEvent

from .connection import Connection, connection
from .counters import Statistics, statistics
from .diagnosis import Diagnosis, diagnose

FAILURES_OVER = timedelta(days=7)
FAILURES_READ = 500  # of each result, the latest ones
NAMES = 3
ENDED_SHOWN_FOR = timedelta(days=30)
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

    `cause`: what the columns of all of them hold. `last`: an example, the newest.
    """

    diagnosis: Diagnosis
    count: int
    last: ProvisioningEvent
    names: tuple[str, ...]
    cause: dict[str, str | int]


@dataclass(frozen=True)
class Status:
    """All of it. `users` and `groups`: how many the identity provider manages at the moment."""

    moment: datetime
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
        moment=moment,
        connection=connection(moment),
        statistics=statistics(moment),
        users=User.objects.filter(is_provisioned=True).count(),
        groups=Group.objects.filter(is_provisioned=True).count(),  # type: ignore[misc]
        tokens=token_health(moment),
        failures=failure_groups(moment),
        open_link_requests=LinkRequest.objects.waiting().count(),
    )


def token_health(moment: datetime | None = None) -> list[TokenHealth]:
    """The Scim tokens that work, should work, or ended lately; urgent ones first: one query."""
    moment = moment or timezone.now()
    scim = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM).select_related("owner")
    tokens: QuerySet[Any] = scim.annotate(is_succeeded=has_used_successor())
    shown = [
        _health(token, moment, is_succeeded=token.is_succeeded)
        for token in tokens
        if _matters(token, moment)
    ]
    return sorted(shown, key=lambda item: (not item.needs_attention, item.token.description))


def _matters(token: AccessToken, moment: datetime) -> bool:
    known = (token.revoked_at, token.revoke_at, token.expires_at)
    ends = [end for end in known if end and end <= moment]
    return not ends or moment - min(ends) < ENDED_SHOWN_FOR


def _health(token: AccessToken, moment: datetime, *, is_succeeded: bool) -> TokenHealth:
    state, states = token.state, AccessToken.State
    used = token.last_used_at
    sentence = (
        _("Used %(when)s.") % {"when": words.relative(used, moment)} if used else _("Never used.")
    )
    is_planned = token.ends_replaced and state in {states.EXPIRING, states.REVOKED}
    if is_planned and token.revoke_at:
        sentence = _replaced(token.revoke_at, moment, sentence)
    elif state == states.REVOKED and token.revoked_at:
        sentence = _("Revoked on %(day)s.") % {"day": words.date(token.revoked_at, moment)}
    elif state == states.EXPIRED and token.expires_at:
        sentence = _("Expired on %(day)s.") % {"day": words.date(token.expires_at, moment)}
    elif state == states.SUSPENDED:
        sentence = _("Does not work: its owner, %(owner)s, is no active administrator.") % {
            "owner": token.owner_name
        }
    elif state == states.EXPIRING and token.expires_at:
        sentence = _("Expires in %(length)s. %(use)s") % {
            "length": words.span(token.expires_at - moment),
            "use": sentence,
        }
    # An expired token that nobody used is missed by nobody.
    is_urgent = state in {states.SUSPENDED, states.EXPIRING} or (
        state == states.EXPIRED and used is not None
    )
    is_missed = not (is_planned or is_succeeded)
    return TokenHealth(token, state, sentence, is_urgent and is_missed)


def _replaced(end: datetime, moment: datetime, use: str) -> str:
    if end <= moment:
        return _("Replaced, and ended on %(end)s.") % {"end": words.date(end, moment)}
    return _("Ends %(end)s, as it was replaced. %(use)s") % {
        "end": words.relative(end, moment),
        "use": use,
    }


def failure_groups(moment: datetime | None = None) -> list[FailureGroup]:
    """The failures and rejections of the last week by cause, most frequent first: three queries.

    At most FAILURES_READ of each are looked at.
    """
    moment = moment or timezone.now()
    events = ProvisioningEvent.objects.filter(created_at__gt=moment - FAILURES_OVER)
    tallies: dict[tuple[str, str, int], _FailureTally] = {}
    for result in (_Result.FAILURE, _Result.REJECTED):
        newest = events.filter(result=result).order_by("-created_at")
        rows = newest.values_list("reason", "scim_type", "status", "pk", "name", "occurrences")
        for reason, scim_type, code, key, name, count in rows[:FAILURES_READ]:
            tally = tallies.setdefault((reason, scim_type, code), _FailureTally(key))
            tally.count += count
            tally.names.setdefault(name)
    last = ProvisioningEvent.objects.without_bodies().select_related("token")
    examples = last.in_bulk(tally.last for tally in tallies.values())
    found = [_group(examples[tally.last], tally) for tally in tallies.values()]
    return sorted(found, key=lambda group: group.count, reverse=True)


@dataclass
class _FailureTally:
    """The failures with one cause: the key of the newest, how many, whom they were about."""

    last: int
    count: int = 0
    names: dict[str, None] = field(default_factory=dict)


def _group(last: ProvisioningEvent, tally: _FailureTally) -> FailureGroup:
    diagnosis = diagnose(last)
    if diagnosis is None:
        raise TypeError("A failure has a status of 400 or more.")
    names = tuple(name for name in tally.names if name)
    return FailureGroup(diagnosis, tally.count, last, names[:NAMES], same_cause(last))


def same_cause(event: ProvisioningEvent) -> dict[str, str | int]:
    """What the columns of the events hold that have the same cause as this one."""
    return {name: getattr(event, name) for name in ("result", "reason", "scim_type", "status")}

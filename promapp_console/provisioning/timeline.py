"""The timeline of a user or group: requests over SCIM, acts of administrators, memberships."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Group, User
from accounts.work import audit
from scim.models import MembershipChange, ProvisioningEvent
from scim.store.documents import Change

from . import memberships, wording

LIMIT = 20
LOOKED_AT = 10_000  # rows that a part of a timeline is sought among
_Action = ProvisioningEvent.Action
_Result = ProvisioningEvent.Result
SWITCHED_HERE = (audit.Action.USER_DISABLED, audit.Action.USER_ENABLED)
# What becomes of somebody or something as a whole, by a request and by an administrator.
_STATES = (_Action.CREATE, _Action.DISABLE, _Action.ENABLE, _Action.DELETE)
_ACTS_OF_STATE = (
    *SWITCHED_HERE,
    audit.Action.USER_CREATED,
    audit.Action.USER_PROMOTED,
    audit.Action.GROUP_CREATED,
    audit.Action.LINKED,
    audit.Action.LINK_APPROVED,
    audit.Action.DETACHED,
)
# How a moment is marked: its colour (good, bad, info or off), and its icon.
_ADDED, _TAKEN_OUT = ("good", "plus"), ("bad", "user-minus")
_FAILED, _CHANGED = ("bad", "circle-alert"), ("info", "pencil")
_MARKS = {
    _Action.CREATE: ("good", "user-plus"),
    _Action.ENABLE: ("good", "user-check"),
    _Action.DISABLE: ("off", "ban"),
    _Action.DELETE: ("off", "trash-2"),
}
_MARKS_OF_ACTS: dict[str, tuple[str, str]] = {
    audit.Action.USER_ENABLED: _MARKS[_Action.ENABLE],
    audit.Action.USER_DISABLED: _MARKS[_Action.DISABLE],
}
_PLACE = re.compile(r"(\d{1,17})-([012])-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Part(StrEnum):
    """What of a timeline is shown."""

    ALL = ""
    GROUPS = "groups"
    STATE = "state"
    FAILURES = "failures"


@dataclass(frozen=True)
class Place:
    """Where in a timeline something stands; of one moment, requests come last and are shown first.

    In an address it is microseconds, kind and primary key.
    """

    at: datetime
    kind: int
    pk: int

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Read it out of an address; None for what is none."""
        found = _PLACE.fullmatch(text)
        if found is None:
            return None
        since, kind, pk = map(int, found.groups())
        return cls(_EPOCH + timedelta(microseconds=since), kind, pk)

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.kind}-{self.pk}"

    def before(self, rows: QuerySet[Any], kind: int) -> QuerySet[Any]:
        """Those rows of a kind that stand before it: the first condition walks the index."""
        if kind > self.kind:
            return rows.filter(created_at__lt=self.at)
        if kind < self.kind:
            return rows.filter(created_at__lte=self.at)
        exact = Q(created_at__lt=self.at) | Q(pk__lt=self.pk)
        return rows.filter(exact, created_at__lte=self.at)


@dataclass(frozen=True)
class Moment:
    """A request of the identity provider, or an act of an administrator, in plain words.

    `mark`: colour and icon. `change`: of a membership, which `event` or `entry` did; then the
    sentence goes on with the `group_name`.
    """

    at: datetime
    sentence: str
    place: Place
    mark: tuple[str, str] = _CHANGED
    event: ProvisioningEvent | None = None
    entry: AuditEntry | None = None
    change: MembershipChange | None = None
    group_name: str = ""

    @property
    def properties(self) -> list[Change]:
        """The modified properties, without the members: the sentence tells of them."""
        changes = self.event.changes if self.event and not self.change else []
        return [change for change in changes if change["attribute"] != "members"]


def timeline(
    resource: User | Group, limit: int = LIMIT, part: Part = Part.ALL, before: Place | None = None
) -> list[Moment]:
    """What was done, newest first, what failed included: three queries at most.

    `before`: the place of the moment that it goes on from. Of a part, as far as the next LOOKED_AT
    requests, and entries, hold it: a busy group has millions.
    """
    found: list[Moment] = []
    kinds: list[tuple[QuerySet[Any], Narrow, Callable[[Any], Moment]]] = [
        (memberships.changes().filter(user=resource.pk), _changes, _of_change),
        (AuditEntry.objects.about(resource), _entries, _of_entry),
        (events_of(resource), _events, _of_event),
    ]
    for kind, (rows, narrow, told) in enumerate(kinds):
        further = (before.before(rows, kind) if before else rows).order_by("-created_at", "-pk")
        narrowed = narrow(further, part, is_group=isinstance(resource, Group))
        if narrowed is not None:
            found += [told(row) for row in narrowed[:limit]]
    key = attrgetter("place.at", "place.kind", "place.pk")
    return sorted(found, key=key, reverse=True)[:limit]


class Narrow(Protocol):
    """Narrows the rows of one kind to a part; None where that has none of them."""

    def __call__(
        self, rows: QuerySet[Any], part: Part, *, is_group: bool
    ) -> QuerySet[Any] | None: ...


def _changes(rows: QuerySet[Any], part: Part, *, is_group: bool) -> QuerySet[Any] | None:
    """Of a user; a group's own requests tell who was put in."""
    return None if is_group or part not in {Part.ALL, Part.GROUPS} else rows


def _events(rows: QuerySet[Any], part: Part, *, is_group: bool) -> QuerySet[Any] | None:
    if part == Part.GROUPS:
        return _next(rows).filter(_has_moved("event")) if is_group else None
    if part == Part.STATE:
        done = Q(action__in=_STATES, result=_Result.SUCCESS)
        return _next(rows).filter(done | Q(linked=True))
    if part == Part.FAILURES:
        return _next(rows).filter(result__in=[_Result.FAILURE, _Result.REJECTED])
    return rows


def _entries(rows: QuerySet[Any], part: Part, *, is_group: bool) -> QuerySet[Any] | None:
    if part == Part.GROUPS:
        return _next(rows).filter(_has_moved("entry")) if is_group else None
    if part == Part.STATE:
        return rows.filter(action__in=_ACTS_OF_STATE)
    return None if part == Part.FAILURES else rows


def _next(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The next ones alone; whatever they are narrowed to, no more are read."""
    return rows.filter(pk__in=rows.values("pk")[:LOOKED_AT])


def _has_moved(cause: str) -> Exists:
    """That a request or an act put somebody in or took somebody out."""
    same = MembershipChange.objects.filter(created_at=OuterRef("created_at"))
    return Exists(same.filter(**{cause: OuterRef("pk")}))


def _of_change(change: MembershipChange) -> Moment:
    return Moment(
        change.created_at,
        _("Added to") if change.is_added else _("Taken out of"),
        Place(change.created_at, 0, change.pk),
        _ADDED if change.is_added else _TAKEN_OUT,
        change.event,
        change.entry,
        change,
        memberships.group_name(change),
    )


def _of_entry(entry: AuditEntry) -> Moment:
    place = Place(entry.created_at, 1, entry.pk)
    mark = _MARKS_OF_ACTS.get(entry.action, _CHANGED)
    return Moment(entry.created_at, entry.action_label, place, mark, entry=entry)


def _of_event(event: ProvisioningEvent) -> Moment:
    failed = event.result in {_Result.FAILURE, _Result.REJECTED}
    mark = _FAILED if failed else _MARKS.get(_Action(event.action), _CHANGED)
    place = Place(event.created_at, 2, event.pk)
    return Moment(event.created_at, wording.plain(event), place, mark, event=event)


def events_of(resource: User | Group) -> QuerySet[ProvisioningEvent]:
    """What was asked for about a user or group, with the token."""
    return (
        ProvisioningEvent.objects.without_bodies()
        .filter(resource_id=resource.scim_id)
        .select_related("token")
    )

"""Since when somebody is in a group and why, and whom a request put in and took out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import Group, User
from scim.log import redaction
from scim.models import MembershipChange, ProvisioningEvent
from scim.store.storage import Membership

PEOPLE_SHOWN = 50


def changes() -> QuerySet[MembershipChange]:
    """Changes of memberships, newest first, with all that tells whose doing they were."""
    return MembershipChange.objects.select_related("event__token", "entry", "group").defer(
        "event__request_body", "event__response_body", "event__changes", "entry__detail"
    )


def group_name(change: MembershipChange) -> str:
    """What the group was called at the time; or is now, where that is not known any more."""
    at_the_time = (change.event and change.event.name) or (
        change.entry and change.entry.object_name
    )
    return str(at_the_time or change.group or _("a group that is gone"))


def doer(change: MembershipChange) -> str:
    """Who did it: the token's description, or the administrator's name; "" if nobody knows."""
    if change.entry:
        return str(change.entry.actor_name)
    return str(change.event.token.description) if change.event and change.event.token else ""


def since(person: User, groups: Iterable[Group]) -> dict[int, MembershipChange]:
    """What put somebody into each of these groups, by the group's primary key; one query.

    Nothing of a group whose last change the log does not have, or is another: nothing is claimed.
    """
    newest = MembershipChange.objects.filter(user=OuterRef("user_id"), group=OuterRef("group_id"))
    keys = Membership.objects.filter(user=person, group__in=[group.pk for group in groups])
    last = keys.values_list(Subquery(newest.order_by("-created_at", "-pk").values("pk")[:1]))
    found = changes().filter(pk__in=last, is_added=True)
    known = {change.group_id: change for change in found if change.event or change.entry}
    return {key: change for key, change in known.items() if key is not None}


@dataclass(frozen=True)
class Moved:
    """Somebody whom a request put in or took out; `person`: None where the user is gone."""

    is_added: bool
    person: User | None
    name: str


@dataclass(frozen=True)
class People:
    """Some of those whom a request put in or took out, of `total`.

    `start`: how many come before them. `next`: the key to go on from, None at the end.
    """

    rows: list[Moved]
    total: int
    start: int = 0
    next: int | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.rows)

    @property
    def more(self) -> int:
        """How many come after them; of very many, the last are not told one by one."""
        return max(0, self.total - self.end)


def people(event: ProvisioningEvent, after: int = 0, size: int = PEOPLE_SHOWN) -> People:
    """Whom a request put in and took out, in its order: five queries at most.

    `after`: the key to go on from. Of an event from before that was recorded one by one, or of
    more people than are, the names that the log kept.
    """
    rows = MembershipChange.objects.filter(created_at=event.created_at, event=event)
    # Keys alone first: else PostgreSQL looks up all 10,000 people, to sort them.
    keys = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: size + 1])
    by_key = MembershipChange.objects.filter(pk__in=keys).select_related("user")
    found = sorted(by_key, key=attrgetter("pk"))
    names = _named(event)
    total = max(sum(count for _, _, count in names), rows.count() if found else 0)
    if not found:
        shown = [Moved(added, None, name) for added, some, _ in names for name in some]
        return People([] if after else shown, total)
    former = _former([row.pk for row in found if row.user is None])
    shown = [
        Moved(row.is_added, row.user, str(row.user or former.get(row.pk) or ""))
        for row in found[:size]
    ]
    start = rows.filter(pk__lte=after).count() if after else 0
    return People(shown, total, start, found[size - 1].pk if len(found) > size else None)


def _named(event: ProvisioningEvent) -> list[tuple[bool, list[str], int]]:
    """What the event's own changes say of members: whether put in, some names, how many."""
    told = []
    for change in event.changes:
        for side in ("old", "new"):
            value = change.get(side)
            count = redaction.length(value) if change["attribute"] == "members" else None
            if count:
                names = [str(name) for name in value]
                told.append((side == "new", names[: count if count == len(names) else -1], count))
    return told


def _former(keys: list[int]) -> dict[int, str]:
    """What those who are gone were called, by the keys of these rows, as far as the log knows."""
    if not keys:
        return {}
    named = ProvisioningEvent.objects.filter(user=OuterRef("user_id")).exclude(name="")
    name = Subquery(named.order_by("-created_at").values("name")[:1])
    return dict(MembershipChange.objects.filter(pk__in=keys).values_list("pk", name))

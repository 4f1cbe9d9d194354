"""Membership as a set: Entra changes one member at a time, in many requests at once.

Nothing here loads the list of members to write it back. Each operation is a constant number of
queries, however large the group is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts import saving
from accounts.models import Group, new_scim_id
from scim.language.membership import Step
from scim.table.errors import InvalidValue, NoTarget

from . import queries, reading
from .documents import Change
from .storage import Membership

_ID_LENGTH = len(new_scim_id())
_NAMED = 100  # members that one change of the log names
TOLD = 10_000  # people put in or taken out by one request of whom the log tells one by one
_MANY = 10  # members that a replacement does not take out without a word


class Named(NamedTuple):
    """A user whom a request names: the user name, and whether it is a member before."""

    username: str
    is_member: bool


Members = dict[int, Named]  # by primary key
Move = tuple[int, bool]  # the primary key of somebody, and whether they were put in or taken out


@dataclass(frozen=True)
class Effect:
    """What an operation on the members did, for the log.

    `moves`: who was put in or taken out, as far as each is told; `count`: how many they were.
    """

    changes: list[Change] = field(default_factory=list)
    note: str = ""
    moves: list[Move] = field(default_factory=list)
    count: int = 0

    def then(self, later: Effect, note: str = "") -> Effect:
        """This and what was done after it."""
        return Effect(
            self.changes + later.changes,
            note,
            self.moves + later.moves,
            self.count + later.count,
        )


def carry_out(group: Group, steps: list[Step], *, replace_adds: bool = False) -> list[Effect]:
    """Carry the steps of a PATCH out, in order.

    `replace_adds`: a replace takes nobody out, for clients that send one member at a time.
    Raises InvalidValue for an id that is no user's, NoTarget or InvalidFilter.
    """
    return [_apply(group, step, replace_adds) for step in steps]


def _apply(group: Group, step: Step, replace_adds: bool) -> Effect:
    if step.op == "remove" and step.ids is not None:
        return _remove_named(group, step.ids)
    rows = Membership.objects.filter(group_id=group.pk)
    if step.filter:
        rows = rows.filter(queries.element_condition(step.filter, step.attribute))
    if step.op == "remove":
        return _remove(rows)
    users = _users(group, step.ids or [])
    if step.filter and not rows.exists():
        raise NoTarget(
            "No member matches the filter in the path, so there is none to change. Add the member "
            "with the path 'members' instead."
        )
    if step.op == "add":
        return _add(group, users)
    if step.filter:
        return _remove(rows.exclude(user_id__in=users)).then(_add(group, users))
    if replace_adds:
        return _add_instead(group, users)
    return _replace(group, users)


def replace(group: Group, ids: list[str]) -> Effect:
    """Make the members those whom a POST or PUT names; four queries at most."""
    return _replace(group, _users(group, ids))


def leaving(group: Group) -> Effect:
    """What the end of a group does to its members; two queries at most."""
    rows = Membership.objects.filter(group_id=group.pk).order_by("pk")
    keys = list(rows.values_list("user_id", flat=True)[: TOLD + 1])
    count = rows.count() if len(keys) > TOLD else len(keys)
    return Effect(moves=_moves(keys, is_added=False), count=count)


def _replace(group: Group, users: Members) -> Effect:
    gone = _remove(_others(group, users))
    note = ""
    if gone.count >= _MANY:
        note = (
            f"The members were replaced (taken out: {gone.count}, left: {len(users)}). If the "
            "identity provider sends one member at a time, let an administrator turn on 'Replace "
            "members adds' for this access token (Site administration, Access tokens)."
        )
    return gone.then(_add(group, users), note)


def _add_instead(group: Group, users: Members) -> Effect:
    """A replacement under the token's switch "replace members adds"."""
    kept = _others(group, users).count()
    note = ""
    if kept:
        note = (
            f"The members were to be replaced, which would have taken {kept} out. They were kept: "
            "'Replace members adds' is on for this access token."
        )
    return Effect().then(_add(group, users), note)


def _others(group: Group, users: Members) -> QuerySet[Any]:
    """The memberships of everybody but these users."""
    return Membership.objects.filter(group_id=group.pk).exclude(user_id__in=users)


def _users(group: Group, ids: list[str]) -> Members:
    """Look the members up: one query. Raises InvalidValue, which names an unknown id."""
    known = _known(group, ids)
    missing = [item for item in ids if item not in known]
    if missing:
        raise InvalidValue(
            f"'members' names '{missing[0][:100]}', which is the id of no user here"
            + (f" ({len(missing)} such ids)" if len(missing) > 1 else "")
            + ". Only users can be members; provision the user before the group."
        )
    return dict(known.values())


def _known(group: Group, ids: list[str]) -> dict[str, tuple[int, Named]]:
    """The users with these ids, by id: primary key, and what else is to be known."""
    possible = {item for item in ids if len(item) == _ID_LENGTH}  # others are nobody's
    found = reading.named_members(group.pk, possible)
    return {scim_id: (key, Named(*named)) for scim_id, key, *named in found}


def _add(group: Group, users: Members) -> Effect:
    """Add those who are not members yet; safe beside other requests that add the same."""
    missing = sorted(key for key, user in users.items() if not user.is_member)
    if not missing:
        return Effect()
    rows = [Membership(group_id=group.pk, user_id=key) for key in missing]
    saving.insert_many(rows, ignore_conflicts=True)
    return _effect("new", [(key, users[key].username) for key in missing])


def _remove_named(group: Group, ids: list[str]) -> Effect:
    """Remove those of these users who are members."""
    present = {key: user.username for key, user in _known(group, ids).values() if user.is_member}
    if not present:
        return Effect()
    people = sorted(present.items())
    reading.delete_members(group.pk, [key for key, _ in people])
    return _effect("old", people)


def _remove(rows: QuerySet[Any]) -> Effect:
    """Remove memberships."""
    people = list(rows.order_by("pk").values_list("user_id", "user__username")[:TOLD])
    if not people:
        return Effect()
    count, _ = rows.delete()
    return _effect("old", people, count)


def _effect(side: str, people: list[tuple[int, str]], count: int = 0) -> Effect:
    """Say that these were put in ("new") or taken out ("old"); `count`: if they were more."""
    count = max(count, len(people))
    names = [name for _, name in people[:_NAMED]]
    more = [f"… {count - _NAMED} more"] if count > _NAMED else []
    change = {"attribute": "members", "old": None, "new": None, side: names + more}
    moves = _moves([key for key, _ in people], is_added=side == "new")
    return Effect([change], moves=moves, count=count)


def _moves(keys: list[int], *, is_added: bool) -> list[Move]:
    return [(key, is_added) for key in keys[:TOLD]]

"""Membership as a set: Entra changes one member at a time, in many requests at once.

Nothing here loads the list of members to write it back. Each operation is a constant number of
queries, however large the group is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import replace as replace_parts
from typing import Any

from django.db.models import QuerySet

from accounts.models import Group, User, new_scim_id
from scim.language import coercion, filters, tolerance
from scim.language.coercion import Document
from scim.language.operations import Operation
from scim.table.attributes import Storage
from scim.table.errors import InvalidValue, Mutability, NoTarget

from . import queries
from .documents import Change
from .storage import Membership

MAX_STEPS = 100  # of one PATCH, each of some queries
MAX_TERMS = 200  # of all filters on members in one PATCH
_ID_LENGTH = len(new_scim_id())
_NAMED = 100  # members that one change of the log names
_MANY = 10  # members that a replacement does not take out without a word
Members = dict[int, str]  # primary key -> user name


@dataclass(frozen=True)
class Outcome:
    """What an operation on the members did, for the log."""

    changes: list[Change] = field(default_factory=list)
    note: str = ""


def is_membership(operation: Operation) -> bool:
    """True if the operation is on a group's members."""
    return operation.attribute.storage is Storage.MEMBERS


def steps(operations: list[Operation]) -> list[Operation]:
    """The operations on the members, those of a kind that follow each other as one.

    Clients send an operation for each member, and each takes some queries. Raises InvalidValue for
    more than MAX_STEPS, or for filters of more than MAX_TERMS terms.
    """
    joined: list[Operation] = []
    last: tuple[str, list[Any]] | None = None
    terms = 0
    for operation in operations:
        node = operation.path.filter
        listed = _listed(operation)
        terms += filters.count(node) if node and listed is None else 0
        if listed is not None and last and last[0] == operation.op:
            last[1].extend(listed)
            path = replace_parts(operation.path, filter=None)
            joined[-1] = replace_parts(operation, path=path, value=last[1])
        else:
            last = (operation.op, list(listed)) if listed is not None else None
            joined.append(operation)
    if len(joined) > MAX_STEPS or terms > MAX_TERMS:
        raise InvalidValue(
            f"The PATCH changes the members in more than {MAX_STEPS} steps, or by filters of more "
            f"than {MAX_TERMS} terms. List several members in one operation, or send several "
            "requests."
        )
    return joined


def _listed(operation: Operation) -> list[Any] | None:
    """The members that an operation adds or removes by name; None if it does anything else."""
    path, value = operation.path, operation.value
    node = path.filter
    if path.sub or operation.op == "replace":
        return None
    if isinstance(node, filters.Comparison) and operation.op == "remove":
        is_one = (node.path.lower(), node.operator) == ("value", "eq")
        is_named = is_one and isinstance(node.value, str) and node.value
        return [{"value": node.value}] if is_named else None
    if node:
        return None
    if not operation.has_value or value is None or value == "":
        return None
    return list(tolerance.single_for_many(value))


def apply(group: Group, operation: Operation, *, replace_adds: bool = False) -> Outcome:
    """Carry out one operation on the members.

    `replace_adds`: a replace takes nobody out, for clients that send one member at a time.
    Raises InvalidValue for an id that is no user's, Mutability, NoTarget or InvalidFilter.
    """
    if operation.path.sub:
        raise Mutability("A member's parts cannot be changed; remove the member and add another.")
    rows = Membership.objects.filter(group_id=group.pk)
    if operation.path.filter:
        condition = queries.element_condition(operation.path.filter, operation.attribute)
        return _apply_filtered(group, rows.filter(condition), operation)
    if operation.op == "remove":
        if tolerance.listed_removal(operation.has_value, operation.value):
            ids = _ids(_given(operation))
            rows = rows.filter(user__scim_id__in=ids)
        return Outcome(_remove(rows)[0])
    users = _users(_given(operation))
    if operation.op == "add":
        return Outcome(_add(group, users))
    if replace_adds:
        return _add_instead(group, users)
    return _replace(group, users)


def _apply_filtered(group: Group, rows: QuerySet[Any], operation: Operation) -> Outcome:
    if operation.op == "remove":
        return Outcome(_remove(rows)[0])
    users = _users(_given(operation))
    if not rows.exists():
        raise NoTarget(
            "No member matches the filter in the path, so there is none to change. Add the member "
            "with the path 'members' instead."
        )
    if operation.op == "replace":
        return Outcome(_remove(rows.exclude(user_id__in=users))[0] + _add(group, users))
    return Outcome(_add(group, users))


def replace(group: Group, document: Document) -> Outcome:
    """Make the members those of a POST or PUT document; five queries at most."""
    return _replace(group, _users(document.get("members", [])))


def _replace(group: Group, users: Members) -> Outcome:
    gone, count = _remove(_others(group, users))
    note = ""
    if count >= _MANY:
        note = (
            f"The members were replaced (taken out: {count}, left: {len(users)}). If the "
            "identity provider sends one member at a time, let an administrator turn on 'Replace "
            "members adds' for this access token (Site administration, Access tokens)."
        )
    return Outcome(gone + _add(group, users), note)


def _add_instead(group: Group, users: Members) -> Outcome:
    """A replacement under the token's switch "replace members adds"."""
    kept = _others(group, users).count()
    note = ""
    if kept:
        note = (
            f"The members were to be replaced, which would have taken {kept} out. They were kept: "
            "'Replace members adds' is on for this access token."
        )
    return Outcome(_add(group, users), note)


def _others(group: Group, users: Members) -> QuerySet[Any]:
    """The memberships of everybody but these users."""
    return Membership.objects.filter(group_id=group.pk).exclude(user_id__in=users)


def _given(operation: Operation) -> list[Document]:
    """The elements in the value; one that says nothing is an error, never "all" or "none"."""
    if operation.value is None or operation.value == "":
        return []
    sent = tolerance.single_for_many(operation.value)
    elements = [coercion.coerce_one(operation.attribute, item) for item in sent]
    return [element or {} for element in elements]


def _ids(elements: list[Document]) -> list[str]:
    """The ids that elements name."""
    ids = [element.get("value", "") for element in elements]
    if not all(ids):
        raise InvalidValue(
            "Each of 'members' needs a 'value', the id of a user; at least one has none."
        )
    return ids


def _users(elements: list[Document]) -> Members:
    """Look the members up: one query. Raises InvalidValue, which names an unknown id."""
    ids = _ids(elements)
    if not ids:
        return {}
    possible = {item for item in ids if len(item) == _ID_LENGTH}  # others are nobody's
    found = User.objects.filter(scim_id__in=possible).order_by()
    known = {
        scim_id: (key, name)
        for key, scim_id, name in found.values_list("pk", "scim_id", "username")
    }
    missing = [item for item in ids if item not in known]
    if missing:
        raise InvalidValue(
            f"'members' names '{missing[0][:100]}', which is the id of no user here"
            + (f" ({len(missing)} such ids)" if len(missing) > 1 else "")
            + ". Only users can be members; provision the user before the group."
        )
    return dict(known.values())


def _add(group: Group, users: Members) -> list[Change]:
    """Add those who are not members yet; safe beside other requests that add the same."""
    present = Membership.objects.filter(group_id=group.pk, user_id__in=users)
    missing = users.keys() - set(present.values_list("user_id", flat=True)) if users else set()
    if not missing:
        return []
    Membership.objects.bulk_create(
        [Membership(group_id=group.pk, user_id=key) for key in sorted(missing)],
        ignore_conflicts=True,
    )
    return [_change("new", [users[key] for key in sorted(missing)])]


def _remove(rows: QuerySet[Any]) -> tuple[list[Change], int]:
    """Remove memberships. Returns the change for the log, and how many they were."""
    names = list(rows.order_by("pk").values_list("user__username", flat=True)[: _NAMED + 1])
    if not names:
        return [], 0
    count, _ = rows.delete()
    return [_change("old", names, count)], count


def _change(side: str, names: list[str], count: int = 0) -> Change:
    count = max(count, len(names))
    more = [f"… {count - _NAMED} more"] if count > _NAMED else []
    return {"attribute": "members", "old": None, "new": None, side: names[:_NAMED] + more}

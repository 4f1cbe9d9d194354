"""Membership as a set: Entra changes one member at a time, in many requests at once.

Nothing here loads the list of members to write it back. Each operation is a constant number of
queries, however large the group is.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import Group, User

from . import coercion, queries, tolerance
from .attributes import Storage
from .coercion import Document
from .documents import Change
from .errors import InvalidValue, Mutability, NoTarget
from .operations import Operation
from .sources import Membership

_NAMED = 100  # members that one change of the log names
Members = dict[int, str]  # primary key -> user name


def is_membership(operation: Operation) -> bool:
    """True if the operation is on a group's members."""
    return operation.attribute.storage is Storage.MEMBERS


def apply(group: Group, operation: Operation, *, replace_adds: bool = False) -> list[Change]:
    """Carry out one operation on the members. Returns what changed, for the log.

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
        if operation.has_value and operation.value is not None:
            ids = _ids(_given(operation))
            rows = rows.filter(user__scim_id__in=ids)
        return _remove(rows)
    users = _users(_given(operation))
    if operation.op == "replace" and not replace_adds:
        return _remove(rows.exclude(user_id__in=users)) + _add(group, users)
    return _add(group, users)


def _apply_filtered(group: Group, rows: QuerySet[Any], operation: Operation) -> list[Change]:
    if operation.op == "remove":
        return _remove(rows)
    users = _users(_given(operation))
    if not rows.exists():
        raise NoTarget("No member matches the filter in the path, so there is none to change.")
    if operation.op == "replace":
        return _remove(rows.exclude(user_id__in=users)) + _add(group, users)
    return _add(group, users)


def replace(group: Group, document: Document) -> list[Change]:
    """Make the members those of a POST or PUT document; five queries at most."""
    users = _users(document.get("members", []))
    gone = _remove(Membership.objects.filter(group_id=group.pk).exclude(user_id__in=users))
    return gone + _add(group, users)


def _given(operation: Operation) -> list[Document]:
    """The elements in the value; one that says nothing is an error, never "all" or "none"."""
    if operation.value is None or operation.value == "":
        return []
    sent = tolerance.single_for_many(operation.value)
    elements = [coercion.coerce_one(operation.attribute, item) for item in sent]
    return [element or {} for element in elements]


def _ids(elements: list[Document]) -> list[str]:
    if not all("value" in element for element in elements):
        raise InvalidValue("Each of 'members' needs a 'value': the id of a user.")
    return [element["value"] for element in elements]


def _users(elements: list[Document]) -> Members:
    """Look the members up: one query. Raises InvalidValue, which names an unknown id."""
    ids = _ids(elements)
    if not ids:
        return {}
    found = User.objects.filter(scim_id__in=ids).order_by()
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


def _remove(rows: QuerySet[Any]) -> list[Change]:
    names = list(rows.order_by("pk").values_list("user__username", flat=True)[: _NAMED + 1])
    if not names:
        return []
    count, _ = rows.delete()
    return [_change("old", names, count)]


def _change(side: str, names: list[str], count: int = 0) -> Change:
    count = max(count, len(names))
    more = [f"… {count - _NAMED} more"] if count > _NAMED else []
    return {"attribute": "members", "old": None, "new": None, side: names[:_NAMED] + more}

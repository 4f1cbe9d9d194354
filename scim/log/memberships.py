"""Who was put into which group and who was taken out: a row each, of a request or of an act.

A request's rows are written with its event, and go with the log. What an administrator does to the
members of a group in Django admin has rows too, as the next question is whose doing it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts import saving
from accounts.models import Group
from accounts.work.audit import AuditEntry
from scim.models import MembershipChange
from scim.store.members import TOLD, Move


def record(
    group: int | None,
    moves: Sequence[Move],
    created_at: datetime,
    *,
    event: int | None = None,
    entry: int | None = None,
) -> None:
    """Write a row for each move, in the caller's transaction; one statement on PostgreSQL.

    `created_at`: when the event or the entry was, whose primary key is given.
    """
    people, are_added = zip(*moves, strict=True)
    saving.insert_alike(
        MembershipChange,
        {"created_at": created_at, "event_id": event, "entry_id": entry, "group_id": group},
        {"user_id": people, "is_added": are_added},
    )


def record_act(entry: AuditEntry, group: Group, moves: Sequence[Move]) -> None:
    """Write what an act of an administrator, which the audit log has, did to the members."""
    if moves:
        record(group.pk, moves[:TOLD], entry.created_at, entry=entry.pk)

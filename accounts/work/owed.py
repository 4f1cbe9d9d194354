"""Notices that nobody could be told of when they were written, and who can be told by now."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC

from django.contrib.auth import get_user_model

from . import mails, outbox, recipients
from .outbox import Notice, Recipient

ONE_BY_ONE = 5  # notices; more of them go into one mail
LISTED = 200  # in that mail


def tell() -> int:
    """Mail what is owed to whoever has an address by now; returns of how many notices.

    Bounded: what is older than `outbox.KEPT_UNTRIED` is told to nobody any more.
    """
    told = 0
    waiting: dict[tuple[Recipient, ...], list[Notice]] = defaultdict(list)
    for notice in Notice.objects.owed().order_by("created_at", "pk"):
        if found := outbox.distinct(_recipients(notice)):
            waiting[tuple(found)].append(notice)
    for to, notices in waiting.items():
        if len(notices) <= ONE_BY_ONE:
            told += sum(notice.settle(to, notice.title, _late(notice)) for notice in notices)
        else:
            told += _in_one(to, notices)
    return told


def _recipients(notice: Notice) -> list[Recipient]:
    if notice.kind != mails.KIND:
        return recipients.of_kind(notice.kind)
    # About one person's account: theirs to know, and everybody's only where it carries rights.
    key = notice.subject.removeprefix("user ")
    person = get_user_model().objects.filter(pk=key).first() if key.isdecimal() else None
    return mails.concerned(person) if person else []


def _late(notice: Notice) -> str:
    moment = notice.created_at.astimezone(UTC)
    return (
        f"This is from {moment:%d %b %Y, %H:%M} UTC: nobody could be told of it then.\n\n"
        f"{notice.body}"
    )


def _in_one(to: tuple[Recipient, ...], notices: list[Notice]) -> int:
    lines = [
        f"{notice.created_at.astimezone(UTC):%d %b %Y, %H:%M} UTC: {notice.title}"
        for notice in notices[-LISTED:]
    ]
    title, body = outbox.render(
        "kept",
        {"count": len(notices), "lines": lines, "left_out": max(0, len(notices) - LISTED)},
    )
    newest = notices[-1]
    if not newest.settle(to, title, body):
        return 0  # another process is at it
    others = [notice.pk for notice in notices[:-1]]
    Notice.objects.owed().filter(pk__in=others).update(is_owed=False)
    return len(notices)

"""Writing something down beside an answer: it never waits, and never fails the request.

When a token was used, and from where, is noted after the answer is decided. A database that is
busy, away or read-only must neither change that answer nor hold it up; the next request notes it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .outages import log, outage_of

logger = logging.getLogger(__name__)
PATIENCE = 100  # milliseconds, on PostgreSQL, for a row that somebody has locked
LONGEST = 2000  # milliseconds for a statement
RECORDED_EVERY = timedelta(minutes=1)


def note_use(row: Any, doing: str, **columns: Any) -> None:
    """Note in `last_used_at` that a row was used: the first use at once, then one a minute.

    `columns`: what else is noted with it. `doing`: as for `write`.
    """
    moment = timezone.now()
    last = row.last_used_at
    # One in the future was written by a clock that was ahead.
    if last is not None and timedelta(0) <= moment - last < RECORDED_EVERY:
        return
    noted = {"last_used_at": moment, **columns}
    if write(doing, lambda: type(row)._base_manager.filter(pk=row.pk).update(**noted)):
        for name, value in noted.items():
            setattr(row, name, value)


def write(doing: str, work: Callable[[], object]) -> bool:
    """Do the work in a transaction of its own; True if it was stored.

    Whatever fails is logged and nothing else. `doing` says in the log what was left undone.
    """
    try:
        with unwaiting():
            work()
    except Exception as error:
        if outage := outage_of(error):
            log(outage, error, doing)
        else:
            logger.exception("%s failed.", doing)
        return False
    return True


@contextmanager
def unwaiting() -> Iterator[None]:
    """A transaction that fails at once where it would have to wait for another one."""
    if connection.vendor == "sqlite":
        with _unwaiting_sqlite(), transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL lock_timeout = {PATIENCE}; SET LOCAL statement_timeout = {LONGEST}"
            )
        yield


@contextmanager
def _unwaiting_sqlite() -> Iterator[None]:
    # Around the transaction, because it is at BEGIN IMMEDIATE that SQLite waits.
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")

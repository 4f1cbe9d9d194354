"""How long a request may wait for the database. The server bounds it; commands may take their time.

PostgreSQL is told when a connection opens. Through PgBouncer in transaction mode that would reach
any connection of the pool, so there each transaction says it for itself.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from accounts import prepared
from promapp_console.databases import SQLITE_TIMEOUT

IDLE_IN_TRANSACTION = 30  # seconds in which a transaction asks nothing
PQTRANS_IDLE = 0  # libpq: no transaction is open
PATIENT = 600  # seconds for a statement of scheduled work, which adds up and deletes
SHORT = 0.1  # seconds of waiting that a deadline need not know of
CROWDED = 2000  # milliseconds for a writer of SQLite when all other threads wait already


def bound() -> None:
    """Bound the waits of every connection that this process opens from now on."""
    connection_created.connect(_bound, dispatch_uid="waits")


_thread = threading.local()


def be_patient() -> None:
    """Let the statements of this thread take longer than a request's."""
    _thread.is_patient = True


def _bound(connection: BaseDatabaseWrapper, **_: Any) -> None:
    wrapper: Callable[..., Any] | None
    if connection.vendor == "sqlite":
        wrapper = _writers
    else:
        wrapper = _each_transaction if is_pooled(connection) else None
    # The list outlives the connection.
    ours = {_writers, _each_transaction}
    kept = [other for other in connection.execute_wrappers if other not in ours]
    connection.execute_wrappers[:] = [*kept, wrapper] if wrapper else kept
    if wrapper is None:
        prepared.allow(connection)
        with connection.connection.cursor() as cursor:
            # psycopg2 refuses to send nothing, which is what there is where no bound is set.
            cursor.execute("".join(f"SET {name} = {value};" for name, value in limits()) or ";")


def limits() -> list[tuple[str, int]]:
    """PostgreSQL's names of the bounds, and milliseconds."""
    statement = PATIENT if hasattr(_thread, "is_patient") else settings.DATABASE_STATEMENT_TIMEOUT
    seconds = {
        "lock_timeout": settings.DATABASE_LOCK_TIMEOUT,
        "statement_timeout": statement,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION,
    }
    return [(name, round(bound * 1000)) for name, bound in seconds.items() if bound]


def is_pooled(connection: BaseDatabaseWrapper) -> bool:
    """True if another process than the one we connected to carries out what we ask."""
    raw: Any = connection.connection
    with raw.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return bool(cursor.fetchone()[0] != raw.info.backend_pid)


def _each_transaction(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Put the bounds before the first statement of a transaction, in the same message.

    PostgreSQL carries several statements of one message out in one transaction.
    """
    raw: Any = context["connection"].connection
    if raw and raw.info.transaction_status == PQTRANS_IDLE and isinstance(sql, str):
        sql = "".join(f"SET LOCAL {name} = {value};" for name, value in limits()) + sql
    return execute(sql, params, many, context)


class Writers:
    """SQLite has one writer at a time. One thread of this process stays free for reads.

    Who waits for SQLite looks again and again, in ever longer pauses. So one thread of the process
    does; the others wait for that thread, and are woken in turn.

    `most`: how many may wait for as long as SQLite's own timeout says; others give up sooner.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.waiting = 0
        self.lock = threading.Lock()
        self.turn = threading.Lock()

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Carry a statement out; those that may wait for another writer are counted."""
        connection = context["connection"]
        if connection.in_atomic_block or sql.startswith(("SELECT", "PRAGMA")):
            return execute(sql, params, many, context)
        with self.lock:
            self.waiting += 1
            is_crowded = self.waiting > self.most
        began = time.monotonic()
        seconds = CROWDED / 1000 if is_crowded else SQLITE_TIMEOUT
        has_turn = self.turn.acquire(timeout=seconds)
        try:
            left = seconds - (time.monotonic() - began)
            if not is_crowded and has_turn and left > seconds - SHORT:
                return execute(sql, params, many, context)
            return self._within(left, connection, lambda: execute(sql, params, many, context))
        finally:
            if has_turn:
                self.turn.release()
            with self.lock:
                self.waiting -= 1

    def _within(
        self, seconds: float, connection: BaseDatabaseWrapper, work: Callable[[], Any]
    ) -> Any:
        raw: Any = connection.connection
        before = raw.execute("PRAGMA busy_timeout").fetchone()[0]
        raw.execute(f"PRAGMA busy_timeout = {max(0, min(before, round(seconds * 1000)))}")
        try:
            return work()
        finally:
            raw.execute(f"PRAGMA busy_timeout = {before}")


_writers = Writers(max(1, int(os.environ.get("GUNICORN_THREADS", "4")) - 1))

"""The lock of scheduled work. It ends with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, connections

# PostgreSQL's advisory locks are numbers, shared by all who use the database: "promapp" and 1.
RUN_LOCK = 0x70726F6D61707001
SUFFIX = ".scheduled-lock"  # of the file beside SQLite's own


@contextmanager
def alone() -> Iterator[bool]:
    """Hold the lock for as long as the block lasts; gives False where another process has it."""
    lock = _in_transaction if connection.vendor == "postgresql" else _on_file
    with lock() as is_alone:
        yield is_alone


@contextmanager
def _in_transaction() -> Iterator[bool]:
    """A lock of a transaction on a connection of its own, as the jobs commit what they do.

    PostgreSQL frees it when the connection ends. A lock of a session would stay with the server's
    connection where PgBouncer hands that on to others.
    """
    own = connections[connection.alias].copy()
    with closing(own):
        own.set_autocommit(False)
        with own.cursor() as cursor:
            # It waits for the jobs; and the server is to notice a machine that is gone.
            for name, value in _PATIENT.items():
                cursor.execute(f"SET LOCAL {name} = {value}")
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RUN_LOCK])
            is_alone = bool(cursor.fetchone()[0])
        try:
            yield is_alone
        finally:
            with suppress(DatabaseError):  # a connection that was lost has freed it
                own.rollback()


_PATIENT = {
    "idle_in_transaction_session_timeout": 0,
    "tcp_keepalives_idle": 30,  # seconds
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
}


@contextmanager
def _on_file() -> Iterator[bool]:
    """The system frees it when the process ends. SQLite serves one machine, so a file will do."""
    connection.ensure_connection()  # where there is no database, this says so
    with _opened(_lock_file()) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _opened(path: Path) -> TextIO:
    try:
        return path.open("a")
    except OSError as error:  # then nothing can be written to the database beside it either
        raise OperationalError(str(error)) from error


def _lock_file() -> Path:
    database = Path(connection.settings_dict["NAME"])
    if not database.is_absolute():  # in memory
        database = Path(settings.DATA_DIR) / "promapp.sqlite3"
    return database.with_name(database.name + SUFFIX)

"""The database is away: which errors say so, in what words it is told, and one line of the log.

Every door of the site asks `outage_of` what an exception means, and answers 503 with the outage's
detail and Retry-After. A command ends with `for_operator`.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from enum import Enum

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)

logger = logging.getLogger(__name__)
LINE_EVERY = 1.0  # seconds, however many requests fail


def _(text: str) -> str:
    """Mark a text for translation; gettext's own asks for settings, which may not be there."""
    return text


class Outage(Enum):
    """What is the matter with the database, and how to say it; `retry_after` is in seconds."""

    BUSY = ("busy", _("The database is busy."), _("Try again in a moment."), 5)
    AWAY = ("away", _("The database is away."), _("Try again in a moment."), 5)
    READ_ONLY = (
        "read-only",
        _("The database can be read, but nothing can be stored in it at present."),
        _("Try again later."),
        30,
    )

    def __init__(self, word: str, what: str, advice: str, retry_after: int) -> None:
        self.word = word
        self.what = what
        self.advice = advice
        self.retry_after = retry_after

    @property
    def detail(self) -> str:
        """One text for a program's answer."""
        return f"{self.what} {self.advice}"

    @property
    def headers(self) -> dict[str, str]:
        """What goes with a 503: RFC 9110 section 10.2.3."""
        return {"Retry-After": str(self.retry_after)}


# PostgreSQL's SQLSTATE, whole or its class (the first two characters).
_STATES = {
    "08": Outage.AWAY,  # connection exception
    "25006": Outage.READ_ONLY,  # read-only transaction, as on a standby
    "25P03": Outage.AWAY,  # idle in transaction for too long; the connection is gone
    "26000": Outage.BUSY,  # a prepared statement is gone
    "40": Outage.BUSY,  # deadlock, serialization failure
    "53": Outage.BUSY,  # too many connections, out of memory
    "53100": Outage.READ_ONLY,  # disk full
    "55P03": Outage.BUSY,  # lock_timeout
    "57": Outage.AWAY,  # shutdown, crash, starting up
    "57014": Outage.BUSY,  # statement_timeout
    "58": Outage.AWAY,  # an error of the file system
}
# SQLite's primary result codes.
_CODES = {
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_INTERRUPT: Outage.BUSY,
    sqlite3.SQLITE_PROTOCOL: Outage.BUSY,
    sqlite3.SQLITE_NOMEM: Outage.BUSY,
    sqlite3.SQLITE_READONLY: Outage.READ_ONLY,
    sqlite3.SQLITE_FULL: Outage.READ_ONLY,
    sqlite3.SQLITE_PERM: Outage.AWAY,
    sqlite3.SQLITE_IOERR: Outage.AWAY,
    sqlite3.SQLITE_CANTOPEN: Outage.AWAY,
    sqlite3.SQLITE_CORRUPT: Outage.AWAY,
    sqlite3.SQLITE_NOTADB: Outage.AWAY,
    sqlite3.SQLITE_AUTH: Outage.AWAY,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Return what an exception says of the database; None where the fault is another."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _CODES.get(code & 0xFF)  # an extended code has its primary one in the low byte
    state = getattr(cause, "pgcode", None)
    if state:
        return _of_state(state, str(cause))
    if isinstance(error, ProgrammingError):  # Django's, after the connection broke in a transaction
        return Outage.AWAY if "new connection in an atomic block" in str(error) else None
    if isinstance(error, OperationalError | InterfaceError):  # no server, or it fell silent
        return Outage.AWAY
    # libpq's own, when a connection breaks in the middle of an answer, has no narrower class.
    is_broken = type(error) is DatabaseError and cause is not None and hasattr(cause, "pgcode")
    return Outage.AWAY if is_broken else None


def _of_state(state: str, text: str) -> Outage | None:
    # PostgreSQL has "insufficient privilege" for a file system that turned read-only.
    if state == "42501" and text.startswith("could not "):
        return Outage.AWAY
    # "Feature not supported": what a prepared statement shows has another type since a migration.
    if state == "0A000" and text.startswith("cached plan"):
        return Outage.BUSY
    return _STATES.get(state) or _STATES.get(state[:2])


_CURES = {
    Outage.BUSY: "Another process holds what is needed, or has the last connection. Try again.",
    Outage.AWAY: "Start it, or see whether DATABASE_URL leads to it.",
    Outage.READ_ONLY: "Make room where it lies, let its user write, or name the primary server.",
}
_NOT_MIGRATED = {"42P01", "42703"}  # no such table, no such column
_FORBIDDEN = "42501"  # insufficient privilege


def for_operator(error: BaseException | None) -> str | None:
    """Return the one line that a command ends with; None where the database is not to blame."""
    if error is None:
        return None
    if outage := outage_of(error):
        return f"{outage.what.removesuffix('.')}: {_first_line(error)}. {_CURES[outage]}"
    if isinstance(error, DatabaseError) and _lacks_a_table(error):
        return (
            f"The database is not migrated: {_first_line(error)}. Run manage.py migrate, "
            "or see whether DATABASE_URL leads to the right one."
        )
    if isinstance(error, DatabaseError) and _state(error) == _FORBIDDEN:
        return (
            f"The database refuses it: {_first_line(error)}. Run the command as the role that owns "
            "the tables; docs/deploy.md says how."
        )
    return for_operator(error.__cause__ or error.__context__)


def _lacks_a_table(error: DatabaseError) -> bool:
    return _state(error) in _NOT_MIGRATED or str(error).startswith(
        ("no such table", "no such column")
    )


def _state(error: DatabaseError) -> str | None:
    return getattr(error.__cause__, "pgcode", None)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:300].rstrip(".")


class Lines:
    """One line a second at most, with a count; an outage fails hundreds of requests a second."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.written = 0.0
        self.waiting = 0
        self.latest = ""

    def add(self, text: str) -> None:
        """Write a line, now or counted within LINE_EVERY."""
        with self.lock:
            moment = time.monotonic()
            if self.waiting or moment - self.written < LINE_EVERY:
                self.waiting, self.latest = self.waiting + 1, text
                if self.waiting == 1:
                    timer = threading.Timer(LINE_EVERY, self._flush)
                    timer.daemon = True
                    timer.start()
                return
            self.written = moment
        logger.error("%s", text)

    def _flush(self) -> None:
        with self.lock:
            count, text = self.waiting, self.latest
            self.waiting, self.written = 0, time.monotonic()
        logger.error("%s (%s in the last second)", text, count)


_lines = Lines()


def log(outage: Outage, error: BaseException, doing: str = "") -> None:
    """Say in the log that the database failed, without a traceback: the cause is elsewhere.

    `doing`: what was left undone beside an answer that was given all the same. SQLite's connection
    is dropped: one that was opened while nothing could be written stays like that.
    """
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and outage is not Outage.BUSY and not connection.in_atomic_block:
        connection.close()
    what = f"{type(error).__name__}: {_first_line(error)}"
    _lines.add(f"{outage.what} {doing + ': ' if doing else ''}{what}")

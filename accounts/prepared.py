"""Statements that PostgreSQL plans once for each connection, which is most of what they cost it.

A connection that may prepare counts what it runs, and has the server keep what comes again and
again (PREPARE). PostgreSQL itself plans the first five executions for their operands, and goes on
with one plan for all only where that is not dearer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

AFTER = 5  # executions on one connection
MOST = 100  # statements that one connection keeps, some ten KB each in the server's process
_COUNTED = 1000  # different statements; clients choose filters
_PLACE = re.compile("%s|%%")
# The server no longer has it (26000), or what it shows has another type since a migration (0A000).
_GONE = frozenset({"26000", "0A000"})


class Prepared:
    """What one connection of the driver's has prepared."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.names: dict[Any, str] = {}  # "" for what cannot be prepared
        self.counts: dict[Any, int] = {}

    def name_of(self, key: Any) -> str | None:
        """The name of a statement; None where it has none yet and is to be prepared now."""
        name = self.names.get(key)
        if name is not None:
            return name
        if len(self.counts) >= _COUNTED:
            self.counts.clear()
        self.counts[key] = count = self.counts.get(key, 0) + 1
        return None if count > AFTER and len(self.names) < MOST else ""


def allow(connection: BaseDatabaseWrapper) -> None:
    """Let a connection prepare, for as long as it is open.

    Only one that leads to one server process: a pool gives each transaction another.
    """
    connection.prepared = Prepared(connection.connection)  # type: ignore[attr-defined]


def execute(
    cursor: Any, sql: str, parameters: Sequence[Any], places: Collection[int] | None = None
) -> None:
    """Run a statement by Django's cursor; whoever listens to a connection sees it as it is.

    `places`: which parameters differ from one execution to the next, in order; None: all of them.
    """
    connection = cursor.db
    prepared: Prepared | None = getattr(connection, "prepared", None)
    is_heard = connection.execute_wrappers or connection.queries_logged
    if prepared is None or is_heard or prepared.raw is not connection.connection:
        cursor.execute(sql, parameters)
        return
    if places is None:
        key: Any = sql
        operands = parameters
    else:
        fixed = [value for at, value in enumerate(parameters) if at not in places]
        key = (sql, *fixed) if fixed else sql
        operands = [parameters[at] for at in places]
    name = prepared.name_of(key)
    if name is None:
        name = prepared.names[key] = _prepare(cursor, sql, parameters, places)
    if not name:
        cursor.execute(sql, parameters)
        return
    marks = ", ".join(["%s"] * len(operands))
    try:
        cursor.execute(f"EXECUTE {name} ({marks})" if marks else f"EXECUTE {name}", operands)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", None) not in _GONE:
            raise
        connection.prepared = None
        if connection.in_atomic_block:  # which is over; the whole of it has to be tried again
            raise
        cursor.execute(sql, parameters)


def _prepare(
    cursor: Any, sql: str, parameters: Sequence[Any], places: Collection[int] | None
) -> str:
    """Have the server keep a statement; returns its name, "" where it cannot.

    The name says what the statement is, so it never stands for another.
    """
    at = -1
    number = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal at, number
        if found[0] == "%%":
            return "%"
        at += 1
        if places is None or at in places:
            number += 1
            return f"${number}"
        literal: bytes = cursor.mogrify("%s", [parameters[at]])
        return literal.decode()

    text = _PLACE.sub(mark, sql)
    name = f"kept_{hashlib.sha256(text.encode()).hexdigest()[:24]}"
    try:
        with transaction.atomic(using=cursor.db.alias):
            cursor.execute(f"PREPARE {name} AS {text}")
    except DatabaseError as error:
        state = getattr(error.__cause__, "pgcode", None) or ""
        if state == "42P05":  # it has been prepared before
            return name
        if not state.startswith("42"):  # the database itself is not well
            raise
        return ""
    return name

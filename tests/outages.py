"""Databases that are really away, busy or read-only, for tests in transactions of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections

IS_SQLITE = "sqlite"


def is_sqlite() -> bool:
    """True if the suite runs on SQLite."""
    return connection.vendor == IS_SQLITE


@contextmanager
def another() -> Iterator[Any]:
    """A second connection to the same database, outside of Django's."""
    other = connection.copy("other")
    other.inc_thread_sharing()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


@contextmanager
def _pointing_at(monkeypatch: pytest.MonkeyPatch, **settings: Any) -> Iterator[None]:
    connection.close()
    with monkeypatch.context() as patched:
        for key, value in settings.items():
            patched.setitem(connection.settings_dict, key, value)
        try:
            yield
        finally:
            connection.close()


@contextmanager
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing answers where the database was."""
    nowhere = "/nonexistent/promapp"
    settings = {"NAME": nowhere} if is_sqlite() else {"HOST": nowhere}
    if not is_sqlite():
        options = {**connection.settings_dict["OPTIONS"], "host": nowhere}
        settings["OPTIONS"] = options
    with _pointing_at(monkeypatch, **settings):
        yield


@contextmanager
def read_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file that cannot be written; a server that fell back to a standby."""
    given = connection.settings_dict
    if is_sqlite():
        with _pointing_at(monkeypatch, NAME=f"file:{given['NAME']}?mode=ro"):
            yield
        return
    options = {**given["OPTIONS"], "options": "-c default_transaction_read_only=on"}
    with _pointing_at(monkeypatch, OPTIONS=options):
        yield


@contextmanager
def busy(monkeypatch: pytest.MonkeyPatch, table: str) -> Iterator[None]:
    """Another transaction holds what every write to the table needs; nobody waits for long."""
    options = {**connection.settings_dict["OPTIONS"]}
    if is_sqlite():
        options["timeout"] = 0.05
    else:
        options["options"] = "-c lock_timeout=50"
    with another() as cursor:
        if is_sqlite():
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("BEGIN")
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        with _pointing_at(monkeypatch, OPTIONS=options):
            yield
        cursor.execute("ROLLBACK")


@contextmanager
def failing_at(fragment: str, nth: int = 1) -> Iterator[None]:
    """The database fails just before the nth statement with that fragment.

    PostgreSQL ends the connection, SQLite takes no writes any more.
    """
    seen = 0

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal seen
        if fragment in sql:
            seen += 1
            if seen == nth:
                fail()
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(watch):
            yield
        assert seen >= nth
    finally:
        connections.close_all()


def fail() -> None:
    """End this thread's connection, or have it write no more."""
    raw: Any = connection.connection
    if is_sqlite():
        raw.execute("PRAGMA query_only = ON")
        return
    with another() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.get_backend_pid()])

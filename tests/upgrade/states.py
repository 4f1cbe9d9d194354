"""Databases as releases left them, kept as SQL: what later releases upgrade.

A state has parts, each behind a line of its own: tables, rows, and so on. The rows are INSERTs that
name each column, as that release's code wrote them, so they say too what its code knows of the
schema. No two records are alike: keys and times are drawn anew.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection

DIRECTORY = Path(__file__).with_name("states")
PARTS = ("tables", "rows", "constraints", "sequences")


@dataclass(frozen=True)
class State:
    """A recorded database of one engine."""

    tables: str
    rows: str
    constraints: str
    sequences: str  # where the next keys begin; SQLite looks for itself

    def __str__(self) -> str:
        return "".join(f"-- {part}\n{getattr(self, part)}" for part in PARTS)

    @property
    def filled(self) -> set[str]:
        """The tables that have a row."""
        return set(re.findall(r'^INSERT INTO "(\w+)"', self.rows, re.M))

    def load(self) -> None:
        """Make the connection's database, which is empty, what it was."""
        for part in PARTS:
            run(getattr(self, part))


def names() -> list[str]:
    """The recorded states, oldest first: a commit before there were releases, then those."""
    return sorted(
        {path.name.rpartition(".sqlite")[0] for path in DIRECTORY.glob("*.sqlite.sql")}, key=_age
    )


def _age(name: str) -> tuple[int, ...]:
    release = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)", name)
    return tuple(map(int, release.groups())) if release else ()


def path_of(name: str) -> Path:
    """Where the state of that name is kept for the connection's engine."""
    return DIRECTORY / f"{name}.{connection.vendor}.sql"


def read(name: str) -> State:
    """Return a recorded state, for the connection's engine."""
    _, *parts = re.split(rf"^-- (?:{'|'.join(PARTS)})\n", path_of(name).read_text(), flags=re.M)
    return State(*parts)


def present() -> State:
    """Return the state of the connection's database."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        made, over = (_postgresql if connection.vendor == "postgresql" else _sqlite)(cursor)
        rows = [line for table in tables for line in _rows(cursor, table)]
        keys = [line for table in tables for line in _sequences(cursor, table)]
    return State(made, "".join(rows), over, "".join(keys))


def statements(text: str) -> Iterator[str]:
    """Yield each statement of a part; values may hold line ends and semicolons."""
    waiting = ""
    for line in text.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):  # both engines quote alike
            yield waiting
            waiting = ""
    assert not waiting.strip()


@contextmanager
def empty_database(directory: Path) -> Iterator[str]:
    """Point the connection to a new database while the block lasts; gives its name."""
    with _database(directory, "") as name:
        yield name


@contextmanager
def copied_database(directory: Path, source: str) -> Iterator[str]:
    """The same, but to a copy of another one, which nobody may be using."""
    with _database(directory, source) as name:
        yield name


@contextmanager
def _database(directory: Path, source: str) -> Iterator[str]:
    former = connection.settings_dict["NAME"]
    connection.close()  # it may be the source's
    if connection.vendor == "sqlite":
        name = str(directory / "state.sqlite3")
        if source:
            shutil.copyfile(source, name)
    else:
        name = f"promapp_state_{os.getpid()}{'_copy' if source else ''}"
        _administer(f"DROP DATABASE IF EXISTS {name}")
        _administer(f"CREATE DATABASE {name} TEMPLATE {source or 'template0'}")
    _point_at(name)
    try:
        yield name
    finally:
        _point_at(former)
        if connection.vendor == "postgresql":
            _administer(f"DROP DATABASE {name}")


def _point_at(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()


def _administer(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def run(text: str) -> None:
    """Run a part."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        # Keys lead to rows that come later. And nothing is to outlast the machine.
        connection.connection.executescript(f"PRAGMA synchronous = OFF;\nBEGIN;\n{text}COMMIT;\n")
        return
    with connection.cursor() as cursor:
        cursor.execute(text or "SELECT")


def _rows(cursor: Any, table: str) -> Iterator[str]:
    described = connection.introspection.get_table_description(cursor, table)
    columns = [f'"{column.name}"' for column in described]
    is_sqlite = connection.vendor == "sqlite"
    quoted = [
        f"quote({name})" if is_sqlite else f"quote_nullable({name}::text)" for name in columns
    ]
    cursor.execute(f'SELECT {", ".join(quoted)} FROM "{table}" ORDER BY 1')
    for row in cursor.fetchall():
        yield f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join(row)});\n'


def _sqlite(cursor: Any) -> tuple[str, str]:
    cursor.execute(
        "SELECT type = 'table', sql || ';' FROM sqlite_master "
        "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    )
    parts: dict[int, list[str]] = {1: [], 0: []}
    for is_table, sql in cursor.fetchall():
        parts[is_table].append(f"{sql}\n")
    return "".join(parts[1]), "".join(parts[0])


def _postgresql(cursor: Any) -> tuple[str, str]:
    cursor.execute(_TABLES)
    tables = [f'CREATE TABLE "{name}" (\n{columns}\n);\n' for name, columns in cursor.fetchall()]
    cursor.execute(_CONSTRAINTS)
    over = [f"{statement};\n" for (statement,) in cursor.fetchall()]
    return "".join(tables), "".join(over)


_TABLES = """
SELECT relname, string_agg(
    format(
        '    %I %s%s%s%s', attname, format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
        CASE attidentity WHEN 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY' ELSE '' END,
        ' DEFAULT ' || pg_get_expr(adbin, adrelid)
    ), E',\\n' ORDER BY attnum
)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
GROUP BY relname ORDER BY relname
"""
# Keys before what refers to them; then the indexes that are no constraint's.
_CONSTRAINTS = """
SELECT statement FROM (
    SELECT position(contype::text IN 'pucf') AS place, conname AS name, format(
        'ALTER TABLE %s ADD CONSTRAINT %I %s',
        conrelid::regclass, conname, pg_get_constraintdef(oid)
    ) AS statement
    FROM pg_constraint
    WHERE connamespace = current_schema::regnamespace AND contype IN ('p', 'u', 'c', 'f')
    UNION ALL
    SELECT 9, indexrelid::regclass::name, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = current_schema::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
) AS every ORDER BY place, name
"""


def _sequences(cursor: Any, table: str) -> Iterator[str]:
    if connection.vendor == "sqlite":
        return
    for sequence in connection.introspection.get_sequences(cursor, table):
        column = sequence["column"]
        cursor.execute(f'SELECT max("{column}") FROM "{table}"')
        if (last := cursor.fetchone()[0]) is not None:
            yield f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), {last});\n"

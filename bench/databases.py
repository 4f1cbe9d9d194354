"""The databases of the sites: a file each, or one throw-away PostgreSQL with a database each."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2

from tests import postgres


class Database(ABC):
    """Where one site keeps its rows."""

    url: str
    server: int | None = None  # the process whose tree works for it, if there is one

    @abstractmethod
    def settle(self) -> None:
        """Do after filling what the database would do by itself within minutes."""


class Sqlite(Database):
    """A file, read and written by the site's own processes."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"

    def settle(self) -> None:
        """SQLite does nothing by itself."""


class Postgres(Database):
    """A database of the running server."""

    def __init__(self, server_url: str, name: str) -> None:
        self._host = host(server_url)
        self.url = f"postgres://postgres@/{name}?host={self._host}"
        self.name = name
        with closing(connect(self._host, "postgres")) as connection, connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
            cursor.execute("SELECT pg_backend_pid()")
            [backend] = cursor.fetchone()
            fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
            self.server = int(fields[1])  # its parent

    def settle(self) -> None:
        with closing(connect(self._host, self.name)) as connection, connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")


def host(url: str) -> str:
    """The directory of the server's socket."""
    return parse_qs(urlsplit(url).query)["host"][0]


def connect(host: str, name: str) -> psycopg2.extensions.connection:
    """Speak to a database; each statement is a transaction."""
    connection = psycopg2.connect(user="postgres", dbname=name, host=host)
    connection.autocommit = True
    return connection


class Vendor:
    """Makes the databases of one kind, in a directory."""

    def __init__(self, name: str, directory: Path, server_url: str = "") -> None:
        self.name, self.directory, self._url = name, directory, server_url

    def make(self, name: str) -> Database:
        """A new, empty database."""
        if self._url:
            return Postgres(self._url, name)
        return Sqlite(self.directory / f"{name}.sqlite3")

    @property
    def engine(self) -> str:
        """What it is exactly, and how it treats the disk."""
        if not self._url:
            return f"SQLite {sqlite3.sqlite_version}, which waits for the disk"
        with closing(connect(host(self._url), "postgres")) as connection:
            version = str(connection.info.server_version // 10_000)
        return f"PostgreSQL {version}, which does not (fsync is off, as in the tests)"


@contextmanager
def vendor(name: str, directory: Path) -> Iterator[Vendor]:
    """Databases of `SQLite` or `PostgreSQL` for as long as the block lasts."""
    if name == "SQLite":
        yield Vendor(name, directory)
        return
    with postgres.server() as url:
        yield Vendor(name, directory, url)

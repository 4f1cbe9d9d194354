"""A site to be broken: gunicorn and its database, each started, stopped and killed on purpose."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
START = 60  # seconds that a start may take
KEY = "a key for injected faults alone, longer than fifty characters"


class Postgres:
    """A running PostgreSQL, to be restarted, killed, frozen or made read-only."""

    vendor = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = url
        self.data = Path(url.partition("host=")[2])
        while not (self.data / "PG_VERSION").exists() and self.data != self.data.parent:
            self.data = next(self.data.glob("**/PG_VERSION"), self.data.parent / "x").parent
        self.owner = self.data.stat().st_uid
        started = shlex.split((self.data / "postmaster.opts").read_text())
        self.binaries = Path(started[0]).parent
        self.options = shlex.join(started[1:])  # where it listens, for another start
        # The suite's server forgets its last commits in a crash; this one must not.
        self.run("ALTER SYSTEM SET synchronous_commit = on")
        self.run("SELECT pg_reload_conf()")

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Start it again, where it was."""
        self.control("start", "-o", self.options)

    def control(self, *arguments: str) -> None:
        """Run pg_ctl as the owner of the data."""
        command = [str(self.binaries / "pg_ctl"), "-w", "-D", str(self.data), "-l", "/dev/null"]
        subprocess.run([*command, *arguments], user=self.owner, check=True, capture_output=True)

    def run(self, sql: str) -> str:
        """Run SQL as its superuser; returns what psql prints."""
        command = [str(self.binaries / "psql"), self.url, "-XAtc", sql]
        # Also on a database that is made read-only by default.
        variables = {**os.environ, "PGOPTIONS": "-c default_transaction_read_only=off"}
        outcome = subprocess.run(command, env=variables, check=True, capture_output=True, text=True)
        return outcome.stdout.strip()

    def backends(self) -> list[int]:
        """The processes that serve the site."""
        return [
            int(line)
            for line in self.run(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                "AND pid <> pg_backend_pid()"
            ).split()
        ]

    def terminate_all(self) -> None:
        """End every connection, as an administrator of the database does."""
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )

    def read_only(self, *, on: bool) -> None:
        """As a standby after a fail-over, or a managed database whose disk is full."""
        self.run(f"ALTER DATABASE postgres SET default_transaction_read_only = {str(on).lower()}")
        self.terminate_all()


class Sqlite:
    """An SQLite file, to be locked."""

    vendor = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the only write lock, as a careless program would."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()


class Site:
    """gunicorn as `make run` starts it, in a session of its own."""

    def __init__(self, directory: Path, database: Postgres | Sqlite, **variables: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.directory, self.database = directory, database
        self.log = directory / f"server-{self.port}.log"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "PROMAPP_DATA_DIR": str(directory / "data"),
            "DATABASE_URL": database.url,
            "SECRET_KEY": KEY,
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SCIM_REQUESTS_PER_SECOND": "100000",
            "WEB_CONCURRENCY": "2",
            **variables,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; returns after how many seconds it answered."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "promapp_console.serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while time.monotonic() - began < START:
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text()[-2000:])
            if self.health("/healthz", wait=2) == 200:
                return time.monotonic() - began
            time.sleep(0.1)
        raise RuntimeError("The site does not answer: " + self.log.read_text()[-2000:])

    def health(self, path: str, wait: float = 5) -> int:
        """The status of a health address; 0 where nothing answers within `wait` seconds."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=wait)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run a command of manage.py on this site; returns what it prints."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **variables},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    @property
    def master(self) -> int:
        if self.process is None:
            raise RuntimeError("The site has not been started.")
        return self.process.pid

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        path = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(pid) for pid in path.read_text().split()]

    def kill(self) -> None:
        """Kill the master and all workers at once, as a crash of the machine does."""
        os.killpg(self.master, signal.SIGKILL)
        self.wait()

    def stop(self) -> int:
        """Stop it as systemd does; returns its exit status."""
        os.kill(self.master, signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        if self.process is None:
            raise RuntimeError("The site has not been started.")
        return self.process.wait(timeout=45)


@contextmanager
def database(vendor: str, directory: Path) -> Iterator[Postgres | Sqlite]:
    """A database of its own."""
    if vendor == "sqlite":
        yield Sqlite(directory / "faults.sqlite3")
        return
    with postgres.server() as url:
        yield Postgres(url)

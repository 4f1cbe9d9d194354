"""The faults, each a function that does its worst while clients are writing."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from tests.faults.site import ROOT, Postgres, Site, Sqlite

Fault = Callable[["Stage"], None]
SCENARIOS: dict[str, tuple[Fault, frozenset[str]]] = {}
BOTH = frozenset({"sqlite", "postgresql"})
HALF_SENT = b"POST /api/scim/Users HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"


@dataclass
class Stage:
    """What a fault works on. `notes`: what it saw, for the report."""

    site: Site
    second: Site | None
    database: Postgres | Sqlite
    secret: str
    notes: list[str]
    random: random.Random

    @property
    def postgres(self) -> Postgres:
        if not isinstance(self.database, Postgres):
            raise TypeError("This fault is for PostgreSQL.")
        return self.database

    @property
    def sqlite(self) -> Sqlite:
        if not isinstance(self.database, Sqlite):
            raise TypeError("This fault is for SQLite.")
        return self.database

    def pause(self, least: float = 0.2, most: float = 0.8) -> None:
        time.sleep(self.random.uniform(least, most))

    def expect(self, what: str, found: object, *right: object) -> None:
        """Note what is not as it should be."""
        if found not in right:
            self.notes.append(f"WRONG {what}: {found}, not {' or '.join(map(str, right))}")


def fault(*vendors: str) -> Callable[[Fault], Fault]:
    """Enter a scenario in the table, under its function's name."""

    def enter(function: Fault) -> Fault:
        SCENARIOS[function.__name__] = function, frozenset(vendors) or BOTH
        return function

    return enter


@fault()
def worker_killed(stage: Stage) -> None:
    for _ in range(10):
        stage.pause()
        if workers := stage.site.workers:
            os.kill(stage.random.choice(workers), signal.SIGKILL)


@fault()
def everything_killed(stage: Stage) -> None:
    for _ in range(4):
        stage.pause(0.5, 1.5)
        stage.site.kill()
        stage.site.start()


@fault()
def master_killed(stage: Stage) -> None:
    """The next start must work at once, though the old workers are still there."""
    for _ in range(3):
        stage.pause(0.5, 1.5)
        os.kill(stage.site.master, signal.SIGKILL)
        stage.site.wait()
        stage.notes.append(f"started in {stage.site.start():.1f} s")


@fault()
def stopped_and_started(stage: Stage) -> None:
    for _ in range(4):
        stage.pause(0.5, 1.5)
        stage.expect("exit status of a stop", stage.site.stop(), 0)
        stage.site.start()


@fault("postgresql")
def database_restarted(stage: Stage) -> None:
    for mode in ("fast", "immediate") * 3:
        stage.pause(0.5, 1)
        stage.postgres.control("restart", "-m", mode)


@fault("postgresql")
def backend_killed(stage: Stage) -> None:
    for _ in range(4):
        stage.pause(0.5, 1)
        if backends := stage.postgres.backends():
            os.kill(stage.random.choice(backends), signal.SIGKILL)
        _until_answering(stage.postgres)


@fault("postgresql")
def connections_ended(stage: Stage) -> None:
    for _ in range(30):
        stage.pause(0.1, 0.3)
        stage.postgres.terminate_all()


@fault("postgresql")
def database_away(stage: Stage) -> None:
    stage.pause()
    stage.postgres.control("stop", "-m", "fast")
    _looks_away(stage)
    time.sleep(10)
    stage.postgres.start()
    _comes_back(stage)


@fault("postgresql")
def database_frozen(stage: Stage) -> None:
    """Its host, or the network, is gone: nothing is refused, nothing answers."""
    stage.pause()
    frozen = [stage.postgres.pid, *stage.postgres.backends()]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(8)
        stage.expect("/healthz of a frozen database", stage.site.health("/healthz", 3), 200)
        time.sleep(20)
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    _comes_back(stage)


@fault("postgresql")
def database_read_only(stage: Stage) -> None:
    for _ in range(2):
        stage.pause()
        stage.postgres.read_only(on=True)
        time.sleep(6)
        stage.expect("/readyz of a read-only database", stage.site.health("/readyz"), 503)
        _until(stage, "a read-only database is read", lambda: _users(stage) == 200)
        _set_writable(stage.postgres)
    _comes_back(stage)


@fault("sqlite")
def database_locked(stage: Stage) -> None:
    for seconds in (2, 6, 15):
        stage.pause()
        with stage.sqlite.locked():
            began = time.monotonic()
            while time.monotonic() - began < seconds:
                stage.expect("/healthz of a locked database", stage.site.health("/healthz", 2), 200)
                stage.expect("a read of a locked database", _users(stage), 200)
                time.sleep(0.5)


@fault()
def half_sent_bodies(stage: Stage) -> None:
    for number in range(60):
        connection = _connect(stage, b"Content-Length: 500\r\n\r\n{" + b" " * (number * 7))
        stage.pause(0.01, 0.1)
        connection.close()


@fault()
def stalled_bodies(stage: Stage) -> None:
    """Clients that go on sending a byte now and then hold up nobody."""
    stalled = [_connect(stage, b"Content-Length: 500\r\n\r\n{") for _ in range(20)]
    for _ in range(10):
        time.sleep(1)
        stage.expect("/healthz beside stalled bodies", stage.site.health("/healthz", 2), 200)
        for connection in stalled:
            _trickle(connection)
    for connection in stalled:
        connection.close()


@fault()
def slow_heads(stage: Stage) -> None:
    slow = [_connect(stage, b"", head=b"GET /healthz HTTP/1.1\r\nX-Slow: ") for _ in range(100)]
    for _ in range(10):
        time.sleep(1)
        stage.expect("/healthz beside slow clients", stage.site.health("/healthz", 2), 200)
        for connection in slow:
            _trickle(connection)
    for connection in slow:
        connection.close()


@fault()
def many_connections(stage: Stage) -> None:
    body = b"Content-Length: 0\r\n\r\n"
    opened = [_connect(stage, body) for _ in range(300)]
    time.sleep(8)
    for connection in opened:
        connection.close()


@fault()
def scheduled_work_killed(stage: Stage) -> None:
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_scheduled"], cwd=ROOT, env=stage.site.environment
        )
        stage.pause(0.5, 2.5)
        process.kill()
        process.wait()
    stage.expect(
        "the run after", "under way" in stage.site.manage("run_scheduled", "-v", "2"), False
    )


@fault()
def mail_server_hangs(stage: Stage) -> None:
    """A receiver that takes the connection and says nothing holds up no page and no request."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"smtp://127.0.0.1:{server.getsockname()[1]}"
        run = Thread(
            target=stage.site.manage, args=("run_scheduled",), kwargs={"EMAIL_URL": address}
        )
        run.start()
        for _ in range(8):
            time.sleep(1)
            stage.expect("/healthz while mail hangs", stage.site.health("/healthz", 2), 200)
        server.close()
    run.join(timeout=90)


@fault()
def other_process_killed(stage: Stage) -> None:
    """Two web processes on one database; one dies and comes back."""
    if stage.second is None:
        raise TypeError("This fault needs two processes.")
    for _ in range(4):
        stage.pause(0.5, 1.5)
        stage.second.kill()
        stage.second.start()


@fault()
def nothing_happens(stage: Stage) -> None:
    """The measure of the others."""
    time.sleep(10)


def _connect(stage: Stage, rest: bytes, head: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", stage.site.port), timeout=20)
    secret = stage.secret.encode()
    connection.sendall((head or HALF_SENT % secret + b"Content-Type: application/json\r\n") + rest)
    return connection


def _trickle(connection: socket.socket) -> None:
    try:
        connection.sendall(b"x")
    except OSError:  # it was shut out, as it should be
        return


def _users(stage: Stage) -> int:
    from tests.faults.load import Account, Client

    client = Client(0, stage.site.port, stage.secret, Account(), "")
    return client.send("GET", "/Users?count=1")[0]


def _until(stage: Stage, what: str, is_so: Callable[[], bool], seconds: float = 10) -> None:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if is_so():
            return
        time.sleep(0.3)
    stage.notes.append(f"WRONG not within {seconds} s: {what}")


def _until_answering(database: Postgres) -> None:
    for _ in range(100):
        try:
            database.run("SELECT 1")
        except subprocess.CalledProcessError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The database does not come back.")


def _set_writable(database: Postgres) -> None:
    database.run("ALTER DATABASE postgres RESET default_transaction_read_only")
    database.terminate_all()


def _looks_away(stage: Stage) -> None:
    stage.expect("/healthz of a database away", stage.site.health("/healthz"), 200)
    stage.expect("/readyz of a database away", stage.site.health("/readyz"), 503)
    for path in ("/", "/sign-in/", "/provisioning/", "/api/v1/users"):
        stage.expect(f"{path} of a database away", stage.site.health(path), 503, 302, 401, 200)


def _comes_back(stage: Stage) -> None:
    began = time.monotonic()
    _until(stage, "the site is ready again", lambda: stage.site.health("/readyz") == 200)
    stage.notes.append(f"ready again after {time.monotonic() - began:.1f} s")

"""Commands with the database away, busy or empty: one plain line that says what to do, and 1."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from accounts.token_format import TokenText
from tests import migrated
from tests.settings import BASE_DIR

COMMANDS = [
    ["add_client_secret", "pmp_client_ABCDEFGH"],
    ["changepassword", "ada"],
    ["check_database"],
    ["check_names"],
    ["create_access_token", "ada", "--description", "Entra", "--scope", "scim"],
    ["create_oauth_client", "ada", "--description", "Entra"],
    ["ensure_administrator"],
    ["migrate"],
    ["migrate", "--check"],
    ["prune_provisioning_log"],
    ["renew_encryption"],
    ["revoke_access_token", "--stdin"],
    ["revoke_client_secret", "pmp_secret_ABCDEFGH"],
    ["run_scheduled", "-v", "0"],
    ["seed_demo"],
    ["seed_load", "--users", "5"],
    ["showmigrations"],
    ["trust_identity", "pmp_client_ABCDEFGH"],
]
SOME = [["migrate"], ["run_scheduled", "-v", "0"]]
# Each as `manage.py` runs it; a process for each would take a minute.
RUN = """
import contextlib, io, json, runpy, sys
for command in json.loads(sys.argv[1]):
    sys.argv, sys.stdin = ["manage.py", *command], io.StringIO(TOKEN)
    errors, code = io.StringIO(), 0
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(errors):
        try:
            runpy.run_path("manage.py", run_name="__main__")
        except SystemExit as exit:
            code = exit.code
    print(json.dumps([code, errors.getvalue()]))
""".replace("TOKEN", repr(str(TokenText("scim", "ABCDEFGH", "0" * 32))))


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}


def last_lines(url: str, commands: list[list[str]]) -> Iterator[str]:
    """Run commands on a database; yields the line that each ends with."""
    result = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(commands)],
        cwd=BASE_DIR,
        env=environment(url),
        capture_output=True,
        text=True,
        check=True,
    )
    for command, line in zip(commands, result.stdout.splitlines(), strict=True):
        code, printed = json.loads(line)
        assert isinstance(code, str), (
            command,
            code,
            printed,
        )  # sys.exit prints it, and ends with 1
        assert "\n" not in code
        assert printed == ""
        yield code


def run(url: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env=environment(url),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken, and where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_a_server_that_is_down(closed_port: int) -> None:
    url = f"postgres://promapp:geheim@127.0.0.1:{closed_port}/promapp"
    for line in last_lines(url, COMMANDS):
        assert line == (
            f'The database is away: connection to server at "127.0.0.1", port {closed_port} '
            "failed: Connection refused. Start it, or see whether DATABASE_URL leads to it."
        )


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    for line in last_lines(f"sqlite:///{tmp_path}/nowhere/promapp.sqlite3", SOME):
        assert line.startswith("The database is away: unable to open database file. Start it, or")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "promapp.sqlite3"
    path.write_bytes(b"no database " * 100)
    for line in last_lines(f"sqlite:///{path}", SOME):
        assert line.startswith("The database is away: file is not a database. Start it, or")


def test_what_cron_sees_of_a_server_that_is_down(closed_port: int) -> None:
    done = run(f"postgres://promapp@127.0.0.1:{closed_port}/promapp", "run_scheduled", "-v", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database is away: ")
    assert done.stderr.count("\n") == 1


def test_whoever_wants_the_traceback_gets_it(closed_port: int) -> None:
    done = run(f"postgres://promapp@127.0.0.1:{closed_port}/promapp", "check_names", "--traceback")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_database_that_is_not_migrated(tmp_path: Path) -> None:
    done = run(f"sqlite:///{tmp_path}/promapp.sqlite3", "run_scheduled", "-v", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "The database is not migrated: no such table: accounts_scheduledjob. "
        "Run manage.py migrate, or see whether DATABASE_URL leads to the right one.\n"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """The database of a site."""
    path = tmp_path_factory.mktemp("site") / "promapp.sqlite3"
    if not migrated.copy(path):
        assert run(f"sqlite:///{path}", "migrate", "-v", "0").returncode == 0
    return path


def test_a_file_that_somebody_holds(site: Path) -> None:
    with closing(sqlite3.connect(site, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        done = run(f"sqlite:///{site}", "run_scheduled", "-v", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(
        "The database is busy: database is locked. "
        "Another process holds what is needed, or has the last connection. Try again.\n"
    )
    assert "Traceback" not in done.stderr


def test_a_lock_file_that_cannot_be_made(site: Path) -> None:
    blocked = site.with_name(f"{site.name}.scheduled-lock")
    blocked.unlink(missing_ok=True)
    blocked.mkdir()
    done = run(f"sqlite:///{site}", "run_scheduled", "-v", "0")
    blocked.rmdir()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database is away: [Errno 21] Is a directory: ")
    assert run(f"sqlite:///{site}", "run_scheduled", "-v", "0").stderr == ""

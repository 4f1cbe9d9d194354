"""The settings stop a start in production that lacks something, with a message that says what."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = {
    "SECRET_KEY": "a secret of the test alone, longer than fifty characters",
    "ALLOWED_HOSTS": "promapp.example",
    "PUBLIC_URL": "https://promapp.example",
}
# It imports what the settings do; each load is a fork of it, and begins as a new process does.
LOADER = """
import json, os, sys
import csp.constants, environ, django.urls
from promapp_console import databases, variables
from promapp_console.server import log_lines
for line in sys.stdin:
    name, given = json.loads(line)
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.dup2(writing, 1), os.dup2(writing, 2)
        os.environ.clear(), os.environ.update(given)
        from promapp_console import settings
        sys.exit(print(getattr(settings, name)))
    os.close(writing)
    with open(reading) as printed:
        text = printed.read()
    print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text]), flush=True)
"""
Load = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def load() -> Iterator[Load]:
    """Load the settings in a process of its own; gives its status, and what it printed last."""
    with subprocess.Popen(
        [sys.executable, "-c", LOADER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as loader:
        assert loader.stdin
        assert loader.stdout
        asked, answers = loader.stdin, loader.stdout

        def loaded(directory: Path, show: str = "PUBLIC_URL", **variables: str) -> tuple[int, str]:
            given = {"PATH": os.environ["PATH"], "PROMAPP_DATA_DIR": str(directory), **variables}
            print(json.dumps([show, given]), file=asked, flush=True)
            status, text = json.loads(answers.readline())
            assert "hunter2" not in text
            return status, text.strip().splitlines()[-1]

        yield loaded
        asked.close()


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_production_needs_each_of_three(
    load: Load, tmp_path: Path, name: str, value: str | None
) -> None:
    variables = {key: text for key, text in COMPLETE.items() if key != name}
    if value is not None:
        variables[name] = value
    status, message = load(tmp_path, **variables)
    assert status == 1
    assert message.startswith(
        f"django.core.exceptions.ImproperlyConfigured: {name} is not set. "
        f"Set it in the environment, for example: {name}="
    )


def test_a_data_directory_of_another_user_is_not_looked_into(tmp_path: Path) -> None:
    """The role that owns the tables migrates; the directory is that of the role that serves."""
    closed = tmp_path / "data"
    closed.mkdir(mode=0)
    # Root may read everything, unless it gives that up.
    as_others = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    outcome = subprocess.run(
        [*as_others, sys.executable, "manage.py", "check"],
        env={
            **COMPLETE,
            "PATH": os.environ["PATH"],
            "PROMAPP_DATA_DIR": str(closed),
            "DATABASE_URL": "sqlite:///:memory:",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (outcome.returncode, outcome.stderr) == (0, "")


@pytest.mark.parametrize(
    "url",
    [
        "promapp.example",
        "ftp://promapp.example",
        "https://",
        "https://promapp.example:port",
        "https://promapp.example:0",
        "https://promapp.example/console",
        "https://promapp.example?x=1",
        "https://ada:pass@promapp.example",
    ],
)
def test_a_malformed_public_url_stops_the_start(load: Load, tmp_path: Path, url: str) -> None:
    status, message = load(tmp_path, **{**COMPLETE, "PUBLIC_URL": url})
    assert status == 1
    assert "ImproperlyConfigured: PUBLIC_URL must be the scheme, the host" in message


@pytest.mark.parametrize(
    "url",
    [
        "promapp",
        "//ada:hunter2@localhost/promapp",
        "mysql://ada:hunter2@localhost/promapp",
        "postgres://ada:hunter2@localhost:port/promapp",
        "postgres://ada:hunter2@localhost/",
    ],
)
def test_a_malformed_database_url_stops_the_start(load: Load, tmp_path: Path, url: str) -> None:
    status, message = load(tmp_path, **COMPLETE, DATABASE_URL=url)
    assert status == 1
    assert "ImproperlyConfigured: DATABASE_URL must name a PostgreSQL database" in message


def test_a_complete_environment_loads(load: Load, tmp_path: Path) -> None:
    assert load(tmp_path, **COMPLETE) == (0, "https://promapp.example")


def test_a_trailing_slash_of_the_public_url_is_dropped(load: Load, tmp_path: Path) -> None:
    variables = {**COMPLETE, "PUBLIC_URL": "https://promapp.example:8443/"}
    assert load(tmp_path, **variables) == (0, "https://promapp.example:8443")


def test_development_needs_nothing(load: Load, tmp_path: Path) -> None:
    assert load(tmp_path, DEBUG="true") == (0, "http://127.0.0.1:8000")


def test_debug_is_off_unless_asked_for(load: Load, tmp_path: Path) -> None:
    assert load(tmp_path, "DEBUG", **COMPLETE) == (0, "False")


def test_host_names_may_stand_apart(load: Load, tmp_path: Path) -> None:
    variables = {**COMPLETE, "ALLOWED_HOSTS": "promapp.example, localhost ,"}
    assert load(tmp_path, "ALLOWED_HOSTS", **variables) == (0, "['promapp.example', 'localhost']")


def test_an_empty_database_url_means_sqlite(load: Load, tmp_path: Path) -> None:
    status, shown = load(tmp_path, "DATABASES", **COMPLETE, DATABASE_URL="")
    assert status == 0
    assert str(tmp_path / "promapp.sqlite3") in shown


def test_what_was_acknowledged_outlives_a_power_cut(load: Load, tmp_path: Path) -> None:
    shown = load(tmp_path, "DATABASES", **COMPLETE)[1]
    assert "PRAGMA synchronous=FULL" in shown
    assert "'CONN_MAX_AGE': 600" in shown


def test_waits_for_postgresql_have_an_end_unless_the_address_says_otherwise(
    load: Load, tmp_path: Path
) -> None:
    url = "postgres://a@db1,db2/promapp?connect_timeout=9&sslmode=require"
    shown = load(tmp_path, "DATABASES", **COMPLETE, DATABASE_URL=url)[1]
    for option in ("'connect_timeout': 9", "'sslmode': 'require'", "'tcp_user_timeout': 30000"):
        assert option in shown
    assert "'DISABLE_SERVER_SIDE_CURSORS': True" in shown
    plain = load(tmp_path, "DATABASES", **COMPLETE, DATABASE_URL="postgres://a@db/promapp")[1]
    assert "'connect_timeout': 3" in plain


def test_production_writes_no_mail_to_its_log(load: Load, tmp_path: Path) -> None:
    backend = "django.core.mail.backends.dummy.EmailBackend"
    assert load(tmp_path, "EMAIL_BACKEND", **COMPLETE) == (0, backend)


@pytest.mark.parametrize("command", ["migrate", "makemigrations", "run_scheduled"])
def test_a_command_with_half_a_configuration_says_what_is_missing(
    tmp_path: Path, command: str
) -> None:
    outcome = subprocess.run(
        [sys.executable, "manage.py", command],
        env={
            "PATH": os.environ["PATH"],
            "PROMAPP_DATA_DIR": str(tmp_path),
            "ALLOWED_HOSTS": "promapp.example",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Cannot start: SECRET_KEY is not set.")


def test_passwords_over_scim_are_checked_or_ignored(load: Load, tmp_path: Path) -> None:
    status, message = load(tmp_path, **COMPLETE, SCIM_PASSWORDS="hunter2")
    assert status == 1
    assert message.endswith("SCIM_PASSWORDS must be check or ignore.")


@pytest.mark.parametrize("key", ["abc", 31 * "x", 60 * "x", 30 * "ab"])
def test_production_refuses_a_secret_key_that_can_be_guessed(
    load: Load, tmp_path: Path, key: str
) -> None:
    status, message = load(tmp_path, **{**COMPLETE, "SECRET_KEY": key})
    assert status == 1
    assert message.startswith(
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is too short or too simple"
    )
    assert load(tmp_path, **{**COMPLETE, "SECRET_KEY": key, "DEBUG": "true"})[0] == 0


def test_a_network_that_is_none_is_told(load: Load, tmp_path: Path) -> None:
    status, message = load(tmp_path, **COMPLETE, WEBHOOK_NETWORKS="10.0.0.0/8,intranet")
    assert status == 1
    assert "WEBHOOK_NETWORKS: 'intranet' is no network" in message


def test_a_host_of_keys_that_is_none_is_told(load: Load, tmp_path: Path) -> None:
    status, message = load(tmp_path, **COMPLETE, FEDERATION_HOSTS="https://login.example.com")
    assert status == 1
    assert "FEDERATION_HOSTS: 'https://login.example.com' is no host" in message

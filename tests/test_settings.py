"""The settings stop a start in production that lacks something, with a message that says what."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = {
    "SECRET_KEY": "a secret of the test alone, longer than fifty characters",
    "ALLOWED_HOSTS": "promapp.example",
    "PUBLIC_URL": "https://promapp.example",
}
SHOW = "from promapp_console import settings; print(getattr(settings, {!r}))"


def load(directory: Path, show: str = "PUBLIC_URL", **variables: str) -> tuple[int, str]:
    """Load the settings in a process of its own; returns its status, and what it printed last."""
    outcome = subprocess.run(
        [sys.executable, "-c", SHOW.format(show)],
        env={"PATH": os.environ["PATH"], "PROMAPP_DATA_DIR": str(directory), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    text = (outcome.stdout + outcome.stderr).strip()
    assert "hunter2" not in text
    return outcome.returncode, text.splitlines()[-1]


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_production_needs_each_of_three(tmp_path: Path, name: str, value: str | None) -> None:
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
def test_a_malformed_public_url_stops_the_start(tmp_path: Path, url: str) -> None:
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
def test_a_malformed_database_url_stops_the_start(tmp_path: Path, url: str) -> None:
    status, message = load(tmp_path, **COMPLETE, DATABASE_URL=url)
    assert status == 1
    assert "ImproperlyConfigured: DATABASE_URL must name a PostgreSQL database" in message


def test_a_complete_environment_loads(tmp_path: Path) -> None:
    assert load(tmp_path, **COMPLETE) == (0, "https://promapp.example")


def test_a_trailing_slash_of_the_public_url_is_dropped(tmp_path: Path) -> None:
    variables = {**COMPLETE, "PUBLIC_URL": "https://promapp.example:8443/"}
    assert load(tmp_path, **variables) == (0, "https://promapp.example:8443")


def test_development_needs_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, DEBUG="true") == (0, "http://127.0.0.1:8000")


def test_debug_is_off_unless_asked_for(tmp_path: Path) -> None:
    assert load(tmp_path, "DEBUG", **COMPLETE) == (0, "False")


def test_host_names_may_stand_apart(tmp_path: Path) -> None:
    variables = {**COMPLETE, "ALLOWED_HOSTS": "promapp.example, localhost ,"}
    assert load(tmp_path, "ALLOWED_HOSTS", **variables) == (0, "['promapp.example', 'localhost']")


def test_an_empty_database_url_means_sqlite(tmp_path: Path) -> None:
    status, shown = load(tmp_path, "DATABASES", **COMPLETE, DATABASE_URL="")
    assert status == 0
    assert str(tmp_path / "promapp.sqlite3") in shown


def test_what_was_acknowledged_outlives_a_power_cut(tmp_path: Path) -> None:
    shown = load(tmp_path, "DATABASES", **COMPLETE)[1]
    assert "PRAGMA synchronous=FULL" in shown
    assert "'CONN_MAX_AGE': 600" in shown


def test_waits_for_postgresql_have_an_end_unless_the_address_says_otherwise(tmp_path: Path) -> None:
    url = "postgres://a@db1,db2/promapp?connect_timeout=9&sslmode=require"
    shown = load(tmp_path, "DATABASES", **COMPLETE, DATABASE_URL=url)[1]
    for option in ("'connect_timeout': 9", "'sslmode': 'require'", "'tcp_user_timeout': 30000"):
        assert option in shown
    assert "'DISABLE_SERVER_SIDE_CURSORS': True" in shown
    plain = load(tmp_path, "DATABASES", **COMPLETE, DATABASE_URL="postgres://a@db/promapp")[1]
    assert "'connect_timeout': 3" in plain


def test_production_writes_no_mail_to_its_log(tmp_path: Path) -> None:
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


def test_passwords_over_scim_are_checked_or_ignored(tmp_path: Path) -> None:
    status, message = load(tmp_path, **COMPLETE, SCIM_PASSWORDS="hunter2")
    assert status == 1
    assert message.endswith("SCIM_PASSWORDS must be check or ignore.")


@pytest.mark.parametrize("key", ["abc", 31 * "x", 60 * "x", 30 * "ab"])
def test_production_refuses_a_secret_key_that_can_be_guessed(tmp_path: Path, key: str) -> None:
    status, message = load(tmp_path, **{**COMPLETE, "SECRET_KEY": key})
    assert status == 1
    assert message.startswith(
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is too short or too simple"
    )
    assert load(tmp_path, **{**COMPLETE, "SECRET_KEY": key, "DEBUG": "true"})[0] == 0

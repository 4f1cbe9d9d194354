"""`make run` behind its make: a real start of the server, on a data directory of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests import migrated

KEY = "a-secret-of-this-module-alone-longer-than-fifty-characters"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def begun(tmp_path: Path, django_db_setup: None) -> Path:
    """A data directory as a start left it: to migrate takes most of a first one, tested below."""
    migrated.copy(tmp_path / "promapp.sqlite3")
    return tmp_path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def command(directory: Path, port: int, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "promapp_console.serve"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PORT": str(port),
            "PROMAPP_DATA_DIR": str(directory),
            "WEB_CONCURRENCY": "1",
            **variables,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def manage(directory: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody does who has set nothing up."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PROMAPP_DATA_DIR": str(directory), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def serving(directory: Path, port: int, **variables: str) -> Iterator[list[str]]:
    """Start the server; gives the lines it printed, and stops it as systemd would."""
    with command(directory, port, **variables) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if not line.strip() and len(lines) > 1:
                break
        try:
            ask(port, "/healthz")  # from here on it knows how to stop
            yield [line for line in lines if line]
        finally:  # a test that fails must not wait for ever
            process.send_signal(signal.SIGTERM)
            process.stdout.read()
        assert process.wait(timeout=20) == 0


def announced(directory: Path, port: int, **variables: str) -> list[str]:
    """Start the server as far as the lines it prints, which is before it serves."""
    with command(directory, port, **variables) as process:
        assert process.stdout
        assert process.stdout.readline() == "\n"
        lines = list(iter(process.stdout.readline, "\n"))
        process.kill()
    return [line.strip() for line in lines]


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()


def test_a_first_start_prints_the_way_in_and_a_second_one_no_password(tmp_path: Path) -> None:
    directory, port = tmp_path / "data", free_port()
    urls = [f"Console: http://127.0.0.1:{port}/", f"Tenant URL: http://127.0.0.1:{port}/api/scim"]
    with serving(directory, port) as lines:
        assert lines[:3] == [*urls, "Administrator: admin"]
        assert re.fullmatch(r"Password \(shown once\): \w{20}", lines[3])
        assert ask(port, "/admin/login/")[0] in {200, 302}
        # gunicorn keeps its own HTML error for request lines that are far longer than this one.
        status, body = ask(port, "/api/scim/Users?filter=" + 12 * 10_000 * "a")
        assert status < 500
        assert b"Request Line is too large" not in body
        assert ask(port, "/admin/login/", "HEAD")[1] == b""
    secret = (directory / "secret-key").read_text()
    assert announced(directory, port) == urls
    assert (directory / "secret-key").read_text() == secret
    assert oct((directory / "secret-key").stat().st_mode & 0o777) == "0o600"
    assert oct((directory / "promapp.sqlite3").stat().st_mode & 0o777) == "0o600"
    assert oct(directory.stat().st_mode & 0o777) == "0o700"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"PORT": "eighty"}, "PORT=eighty is no port: use a number from 1 to 65535."),
        ({"HOST": "192.0.2.1"}, "Cannot listen on 192.0.2.1, port "),
        ({"PUBLIC_URL": "promapp"}, "Cannot start: PUBLIC_URL must be the scheme, the host"),
        (
            {"PROMAPP_ADMIN_EMAIL": "nobody"},
            "Cannot start: Cannot make the first administrator 'admin': Enter a valid email",
        ),
    ],
)
def test_a_start_that_fails_says_why(begun: Path, variables: dict[str, str], message: str) -> None:
    with command(begun, free_port(), **variables) as process:
        output = process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert message in output
    assert "Traceback" not in output


CREATE_TOKEN = ("create_access_token", "admin", "--description", "Entra", "--scope", "scim")


def test_commands_act_on_the_site_that_is_being_served(begun: Path) -> None:
    port = free_port()
    with serving(begun, port):
        token = manage(begun, *CREATE_TOKEN)
        assert token.stderr.startswith("Created Entra ")
        status, _ = ask(port, "/api/scim/Users", Authorization=f"Bearer {token.stdout.strip()}")
        assert status == 200
        shown = manage(begun, "shell", "-v", "0", "-c", PRINT_SETTINGS)
        assert shown.stdout.split() == [f"http://127.0.0.1:{port}", "False"]
    assert oct((begun / "run.env").stat().st_mode & 0o777) == "0o600"


PRINT_SETTINGS = "from django.conf import settings as s; print(s.PUBLIC_URL, s.DEBUG)"


def test_a_first_command_completes_the_environment_as_make_run_does(tmp_path: Path) -> None:
    directory = tmp_path / "new"
    assert manage(directory, "migrate", "-v", "0").stderr == ""
    assert manage(directory, "ensure_administrator").stdout.startswith("Administrator: admin")
    token = manage(directory, *CREATE_TOKEN).stdout.strip()
    port = free_port()
    with serving(directory, port) as lines:
        assert "Administrator: admin" not in lines
        assert ask(port, "/api/scim/Users", Authorization=f"Bearer {token}")[0] == 200


@pytest.mark.parametrize("by_file", [False, True])
def test_a_command_finds_the_database_that_make_run_was_given(
    begun: Path, *, by_file: bool
) -> None:
    database = begun / "elsewhere.sqlite3"
    migrated.copy(database)
    variables = {"DATABASE_URL": f"sqlite:///{database}"}
    if by_file:
        file = begun / "site.env"
        file.write_text(f"DATABASE_URL={variables['DATABASE_URL']}\nSECRET_KEY={KEY}\n")
        variables = {"PROMAPP_ENV_FILE": str(file)}
    directory = begun / "data"
    announced(directory, free_port(), **variables)
    assert manage(directory, *CREATE_TOKEN).stdout.startswith("pmp_scim_")
    assert not (directory / "promapp.sqlite3").exists()


def test_no_command_makes_a_second_key(begun: Path) -> None:
    announced(begun, free_port(), SECRET_KEY=KEY)
    refused = manage(begun, *CREATE_TOKEN)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Cannot start: this site is served with a SECRET_KEY")
    assert manage(begun, "migrate", "--check", PORT="eighty", SECRET_KEY="").returncode == 1
    assert not (begun / "secret-key").exists()


def test_a_kept_key_is_proposed_and_never_a_new_one(tmp_path: Path) -> None:
    manage(tmp_path, "check")
    refused = manage(tmp_path, "check", PUBLIC_URL="http://promapp.example")
    assert refused.returncode == 1
    assert f"SECRET_KEY=$(cat {tmp_path / 'secret-key'})" in refused.stderr
    assert "token_urlsafe" not in refused.stderr


def test_a_wrong_port_is_told_by_commands_too(tmp_path: Path) -> None:
    refused = manage(tmp_path, "check", PORT="eighty")
    assert refused.stderr.strip() == (
        "Cannot start: PORT=eighty is no port: use a number from 1 to 65535."
    )


ADDRESSES = ("192.0.2.7:{port}", "box.example")
HOSTILE = ("/%0a127.0.0.1%20GET%1b[31m", "/api/scim/%0d%0aX%e2%80%a8", "/%c2%9b")


@dataclass
class Opened:
    """What a server for every address of its machine printed, answered and logged."""

    port: int
    announced: list[str]
    asked_as: list[tuple[int, str]]  # for each of ADDRESSES
    statuses: list[int]  # for each of HOSTILE
    log: list[str]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Opened:
    """Such a server, stopped again: the log is whole when nobody writes it any more."""
    port, directory = free_port(), tmp_path_factory.mktemp("opened")
    migrated.copy(directory / "promapp.sqlite3")
    with command(directory, port, HOST="0.0.0.0", GUNICORN_ACCESS_LOG="true") as process:
        assert process.stdout
        before = []
        for line in process.stdout:
            before.append(line.strip())
            if "Booting worker" in line:
                break
        hosts = [address.format(port=port) for address in ADDRESSES]
        try:
            answers = [ask(port, "/", Host=host) for host in hosts]
            statuses = [ask(port, path)[0] for path in HOSTILE]
            ask(port, "/password/reset/key/3-abcdef123456/")
        finally:  # else the block would wait for it for ever
            process.send_signal(signal.SIGTERM)
        log = process.stdout.read().splitlines()
    asked_as = [(status, body.decode()) for status, body in answers]
    return Opened(port, [line for line in before if line], asked_as, statuses, log)


def test_a_site_opened_by_the_address_of_its_machine_explains_itself(opened: Opened) -> None:
    port = opened.port
    assert opened.announced[2] == (
        "From other machines: start with the address they use, "
        f"make run HOST=0.0.0.0 PORT={port} PUBLIC_URL=http://ADDRESS:{port}"
    )
    (status, by_number), (_, by_name) = opened.asked_as
    assert status == 400
    assert f"make run HOST=0.0.0.0 PORT={port} PUBLIC_URL=http://192.0.2.7:{port}" in by_number
    assert "make run HOST=0.0.0.0 PUBLIC_URL=http://box.example<" in by_name


def test_no_client_writes_a_line_of_the_log(opened: Opened) -> None:
    assert set(opened.statuses) <= {301, 302, 404}
    lines = opened.log
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028]", "".join(lines))
    assert all(
        re.match(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 [A-Z]+ [A-Za-z.]+ \[", line) for line in lines
    )
    requests = [line for line in lines if " gunicorn.access " in line]
    assert len(requests) == len(ADDRESSES) + len(HOSTILE) + 1
    assert all(re.search(r"\[[0-9a-f-]+\] 127.0.0.1 \"GET /\S*\" \d", line) for line in requests)
    assert "abcdef123456" not in "".join(lines)

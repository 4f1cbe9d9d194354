"""`make run` behind its make: a real start of the server, on a data directory of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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


@contextmanager
def serving(directory: Path, port: int) -> Iterator[list[str]]:
    """Start the server; gives the lines it printed, and stops it as systemd would."""
    with command(directory, port) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if not line.strip() and len(lines) > 1:
                break
        yield [line for line in lines if line]
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(timeout=20) == 0


def ask(port: int, path: str, method: str = "GET") -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path)
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
    with serving(directory, port) as lines:
        assert lines == urls
        assert ask(port, "/admin/login/")[0] in {200, 302}
    assert (directory / "secret-key").read_text() == secret
    assert oct((directory / "secret-key").stat().st_mode & 0o777) == "0o600"
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
def test_a_start_that_fails_says_why(
    tmp_path: Path, variables: dict[str, str], message: str
) -> None:
    with command(tmp_path, free_port(), **variables) as process:
        output = process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert message in output
    assert "Traceback" not in output

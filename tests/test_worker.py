"""The server's worker on the wire: refused uploads, slow clients, its master's end."""

import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests import migrated
from tests.test_serve import ROOT, ask, command, free_port, manage, serving

STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    made = tmp_path_factory.mktemp("worker")
    migrated.copy(made / "promapp.sqlite3")
    return made


@pytest.fixture(scope="module")
def port(directory: Path) -> Iterator[int]:
    """The port of a server of two workers, as an administrator starts it."""
    number = free_port()
    with serving(directory, number, WEB_CONCURRENCY="2"):
        yield number


@pytest.fixture(scope="module")
def secret(directory: Path, port: int) -> str:
    """A token of that server's administrator."""
    options = ["admin", "--description", "Entra", "--scope", "scim"]
    return manage(directory, "create_access_token", *options).stdout.strip()


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server whose deadlines are short, and that has few connections."""
    number, directory = free_port(), tmp_path_factory.mktemp("impatient")
    host = {"HOST": "127.0.0.1", "PORT": str(number), "WEB_CONCURRENCY": "1", "DEBUG": "true"}
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "tests/impatient.py", "promapp_console.wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PROMAPP_DATA_DIR": str(directory), **host},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert any("Booting worker" in line for line in process.stderr)
        yield number
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        assert process.wait(timeout=20) == 0


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def everything(client: socket.socket) -> bytes:
    """Read until the server closes."""
    pieces = []
    while piece := client.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def pieces(size: int) -> Iterable[bytes]:
    return (b"x" * 50_000 for _ in range(size // 50_000))


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(
    ("size", "word"), [(500_000, "keep-alive"), (1_100_000, "keep-alive"), (3_000_000, "close")]
)
@pytest.mark.parametrize(
    ("method", "path", "host", "status"),
    [
        ("POST", "/api/scim/Users", "localhost", 401),
        ("PUT", "/api/scim/Users", "elsewhere.example", 400),
        ("POST", "/sign-in/", "localhost", 403),
        ("PUT", "/api/v1/events", "localhost", 401),
    ],
)
def test_after_a_refused_upload_the_next_request_is_answered(
    port: int,
    method: str,
    path: str,
    host: str,
    status: int,
    size: int,
    word: str,
    is_chunked: bool,
) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as client:
        body = pieces(size) if is_chunked else b"x" * size
        client.request(method, path, body, {"Host": host}, encode_chunked=is_chunked)
        response = client.getresponse()
        assert (response.status, response.getheader("Connection")) == (status, word)
        assert len(response.read()) == int(response.headers["Content-Length"])
        client.request("GET", "/healthz")
        assert client.getresponse().status == 200


@pytest.mark.parametrize(
    "chunks",
    [
        b"1\r\n{\r\n" * 200_000 + b"0\r\n\r\n",  # a processor would be busy for minutes
        b"1\r\n{\r\n" * 20_001 + b"0\r\n\r\n",
        b"2\r\n{}x0\r\n\r\n",
        b"2;=\r\n{}\r\n0\r\n\r\n",
        b"1;" + b"x" * 20_000 + b"\r\n{\r\n0\r\n\r\n",
        b"2\r\n{}\r\n0\r\nno trailer\r\n\r\n",
        b"2\r\n{}\r\n0\r\n" + b"a: b\r\n" * 50_000 + b"\r\n",
    ],
)
def test_chunks_that_nobody_can_read_are_the_clients_fault(
    port: int, secret: str, chunks: bytes
) -> None:
    """The connection is closed with the answer, for nobody knows where they end."""
    head = (
        "POST /api/scim/Users HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        f"Content-Type: application/scim+json\r\nAuthorization: Bearer {secret}\r\n\r\n"
    )
    with connect(port) as client:
        client.sendall(head.encode() + chunks)
        client.shutdown(socket.SHUT_WR)
        answer = everything(client)
    assert STATUS.findall(answer) == [b"400"]
    assert b"chunks" in answer


@pytest.mark.parametrize("size", [2, 1_100_000])
def test_requests_behind_a_refused_upload_are_answered_in_order(port: int, size: int) -> None:
    upload = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % size
    after = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with connect(port) as client:
        client.sendall(upload + b"x" * size + after + last)
        assert STATUS.findall(everything(client)) == [b"405", b"200", b"404"]


@pytest.mark.parametrize(("size", "answers"), [(3, [b"100", b"405"]), (3_000_000, [b"405"])])
def test_a_body_is_asked_for_only_where_it_is_read(
    port: int, size: int, answers: list[bytes]
) -> None:
    head = "POST /healthz HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
    with connect(port) as client:
        client.sendall(f"{head}Connection: close\r\nContent-Length: {size}\r\n\r\n".encode())
        first = client.recv(25)
        assert STATUS.findall(first) == answers[:1]
        if answers[0] == b"100":
            client.sendall(b"x" * size)
        assert STATUS.findall(first + everything(client)) == answers


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
        b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{",
        b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
)
def test_a_hundred_slow_clients_keep_nobody_waiting(port: int, beginning: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(100):
            slow.enter_context(connect(port)).sendall(beginning)
        for path, status in (("/healthz", 200), ("/api/scim/Users", 401)) * 3:
            with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as client:
                client.request("GET", path)
                assert client.getresponse().status == status


@pytest.mark.parametrize(
    ("sent", "answers"),
    [
        (b"", []),
        (b"GET /healthz HTTP/1.1\r\n", [b"408"]),
        (b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n", [b"408"]),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /", [b"200", b"408"]),
    ],
)
def test_a_request_has_a_deadline(impatient: int, sent: bytes, answers: list[bytes]) -> None:
    with connect(impatient) as client:
        client.sendall(sent)
        assert STATUS.findall(everything(client)) == answers


def test_a_client_that_goes_on_slowly_gets_no_more_time(impatient: int) -> None:
    with connect(impatient) as client, selectors.DefaultSelector() as selector:
        client.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        selector.register(client, selectors.EVENT_READ)
        while not selector.select(0.05):
            client.sendall(b"x")
        assert STATUS.findall(everything(client)) == [b"408"]


def test_the_connection_that_has_waited_longest_makes_room(impatient: int) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(impatient)) for _ in range(12)]
        assert everything(clients[0]) == b""
        clients[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert clients[-1].recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script_Name", "PATH_INFO", "X_Script_Name"])
@pytest.mark.parametrize("value", ["/api/scim", "/x"])
def test_no_header_moves_an_address(port: int, name: str, value: str) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as client:
        client.request("GET", "/api/scim/sign-in/", headers={name: value})
        response = client.getresponse()
        assert response.status == 404
        assert response.getheader("Content-Type", "").startswith("application/scim+json")


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def test_a_new_start_succeeds_as_soon_as_the_master_is_gone(
    tmp_path: Path, django_db_setup: None
) -> None:
    number = free_port()
    migrated.copy(tmp_path / "promapp.sqlite3")
    with command(tmp_path, number) as process:
        assert process.stdout
        assert any("Booting worker" in line for line in process.stdout)
        with connect(number) as client:  # is served before the worker goes
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=20)
            client.sendall(b"\r\n")
            end = time.monotonic() + 5
            while not is_free(number):
                assert time.monotonic() < end
            with serving(tmp_path, number):
                assert ask(number, "/healthz")[0] == 200
                assert STATUS.findall(everything(client)) == [b"200"]

"""A restart that nobody notices: systemd keeps the address, and requests wait meanwhile."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.test_serve import KEY, ROOT

# As systemd does it: file 3 is the socket, and the environment says for which process.
START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "promapp_console.wsgi"])
"""
RESTARTS = 1


@contextmanager
def serving(listener: socket.socket, directory: Path) -> Iterator[None]:
    """Serve on a socket that was there before and stays afterwards."""
    number = listener.fileno()
    with subprocess.Popen(
        [sys.executable, "-c", START, str(number)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PROMAPP_DATA_DIR": str(directory),
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "PUBLIC_URL": "http://127.0.0.1",
            "WEB_CONCURRENCY": "1",
        },
        pass_fds=[number],
    ) as process:
        ask(listener)
        yield
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0


def ask(listener: socket.socket) -> int:
    host, port = listener.getsockname()
    with closing(HTTPConnection(host, port, timeout=60)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status


def test_requests_wait_while_the_service_restarts(tmp_path: Path) -> None:
    statuses: list[int] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:

        def client() -> None:
            while not over.is_set():
                statuses.append(ask(listener))

        clients = [threading.Thread(target=client) for _ in range(3)]
        with serving(listener, tmp_path):
            for thread in clients:
                thread.start()
        for _ in range(RESTARTS):
            seen = len(statuses)
            with serving(listener, tmp_path):
                pass
            assert len(statuses) > seen
        with serving(listener, tmp_path):
            over.set()
            for thread in clients:
                thread.join()
    assert set(statuses) == {200}

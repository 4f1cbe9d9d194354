"""A webhook's receiver on loopback: takes what comes, refuses, redirects, stalls or drips."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any


class Receiver(ThreadingHTTPServer):
    """`taken`: path, headers and body of what came. `status`: what it answers."""

    daemon_threads = True

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.taken: Queue[tuple[str, dict[str, str], bytes]] = Queue()
        self.status = 204
        self.drips = False
        self.goes_on = Event()  # cleared, it takes a request and does not answer
        self.goes_on.set()
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}/hook?key=1"

    def next(self) -> tuple[str, dict[str, str], bytes]:
        """What came next, however long that takes on a busy machine."""
        return self.taken.get(timeout=90)

    def handle_error(self, *_: Any) -> None:
        """Clients that hang up are what is tried here."""


class Answers(BaseHTTPRequestHandler):
    """One request."""

    server: Any

    def do_POST(self) -> None:
        """Take it, and answer as told."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.taken.put((self.path, headers, body))
        self.server.goes_on.wait(60)
        self.send_response(self.server.status)
        if self.server.status in {301, 302, 307, 308}:
            self.send_header("Location", "/elsewhere")
        text = b"" if self.server.status == 204 else b"the <b>receiver</b> says no"
        self.send_header("Content-Length", "1000000" if self.server.drips else str(len(text)))
        self.end_headers()
        while self.server.drips and not Event().wait(0.05):
            self.wfile.write(b".")
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def receiver(certificate: Path | None = None) -> Iterator[Receiver]:
    """Serve for as long as the block lasts."""
    with Receiver(certificate) as serving:
        Thread(target=serving.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield serving
        finally:
            serving.goes_on.set()
            serving.drips = False
            serving.shutdown()

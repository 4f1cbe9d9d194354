"""A mail server on loopback: takes what it is given, or refuses, stalls or vanishes when told."""

from __future__ import annotations

import email
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from queue import Queue
from threading import Event, Thread
from typing import Any


class Server(socketserver.ThreadingTCPServer):
    """`mails`: what it took, in its order. `refuses`: what it says to a mail, such as `550 No`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: Queue[Message] = Queue()
        self.refuses = ""
        self.goes_on = Event()  # cleared, it takes connections and says nothing
        self.goes_on.set()

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def next(self) -> Message:
        """The next mail, however long that takes on a busy machine."""
        return self.mails.get(timeout=90)


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    server: Any

    def handle(self) -> None:
        """Answer until the client leaves."""
        self.server.goes_on.wait(60)
        self.say("220 loopback")
        for line in self.rfile:
            verb = line.split(maxsplit=1)[0].upper().rstrip() if line.strip() else b""
            if verb == b"DATA":
                self.say("354 go on")
                self.take()
            elif verb == b"RCPT" and self.server.refuses:
                self.say(self.server.refuses)
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        """Read a mail to its dot."""
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(line.removeprefix(b".") for line in lines)
        self.server.mails.put(email.message_from_bytes(text))
        self.say("250 taken")

    def say(self, line: str) -> None:
        """Send one line."""
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def server() -> Iterator[Server]:
    """Serve for as long as the block lasts."""
    with Server() as serving:
        Thread(target=serving.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield serving
        finally:
            serving.goes_on.set()
            serving.shutdown()

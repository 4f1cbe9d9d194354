"""Hands a request to the WSGI application as a server does, byte for byte."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.scim.fuzz.requests import Request

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Answer:
    """What came back, and what was logged as an error meanwhile."""

    status: int
    headers: dict[str, str]
    body: bytes
    errors: list[str] = field(default_factory=list)


class _BrokenInput(io.RawIOBase):
    """A client that is gone before it has sent its body."""

    def read(self, size: int = -1) -> bytes:
        raise ConnectionResetError("The client is gone.")


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "django.request":  # it repeats the status
            return
        text = f"{record.name}: {record.getMessage()}"
        if record.exc_info:
            kind, error, trace = record.exc_info
            frames = traceback.extract_tb(trace)[-3:]
            places = " > ".join(f"{Path(at.filename).name}:{at.lineno}" for at in frames)
            text += f" {kind.__name__ if kind else ''}: {error} at {places}"
        self.texts.append(text)


def environment(request: Request) -> dict[str, Any]:
    """The WSGI environment: text is bytes decoded as Latin-1 there (PEP 3333)."""
    found: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query.decode("latin-1"),
        "SERVER_NAME": "promapp.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "promapp.example",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(request.body)) if request.length is None else request.length,
        "CONTENT_TYPE": "application/scim+json",
        **request.headers,
    }
    if request.is_chunked:
        found["HTTP_TRANSFER_ENCODING"] = "chunked"
        found["wsgi.input_terminated"] = True
    if request.breaks_off:
        found["wsgi.input"] = _BrokenInput()
    return found


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what is logged as an error."""
    logger, handler = logging.getLogger(), _Errors()
    logger.addHandler(handler)
    try:
        yield handler.texts
    finally:
        logger.removeHandler(handler)


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the database connection between requests, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def send(application: Application, request: Request) -> Answer:
    """Send one request."""
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        started[:] = [int(status.split()[0]), dict(headers)]

    with _listening() as errors:
        chunks = application(environment(request), start)
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close:
                close()
    return Answer(started[0], started[1], body, errors)

"""Plays requests over keep-alive connections, and times each answer.

The play is a generator: it yields requests and is given the documents that came back, so that it
can look at them and go on from them. What it does in between is not timed.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

from bench.sites import Site

PATIENCE = 120  # seconds for one answer
TRIES = 4  # of one request that the server is too busy for; Entra tries again too


class WrongAnswer(Exception):
    """An answer was not what was asked for: figures of it would mean nothing."""


@dataclass(frozen=True)
class Request:
    """One request. `units`: as how many it counts; `is_last`: the play may stop after it."""

    method: str
    path: str
    body: Any = None
    statuses: tuple[int, ...] = (200,)
    units: int = 1
    is_last: bool = True

    def wrong(self, what: str) -> WrongAnswer:
        """The error that says what was asked, and what came."""
        text = json.dumps(self.body)[:2000] if self.body is not None else ""
        return WrongAnswer(f"{self.method} {self.path} {text}\n{what[:2000]}")


Play = Generator[Request, Any, None]


@dataclass
class Phase:
    """What a play came to, and what it cost."""

    started: float = 0.0
    ended: float = 0.0
    units: int = 0
    waits: list[float] = field(default_factory=list)  # seconds for each answer
    refused: int = 0  # answers that said to try again
    server: float = 0.0  # seconds of processor time
    database: float = 0.0
    reference: float = 1.0  # milliseconds of the piece of work meanwhile


def play(site: Site, plays: Sequence[Play], *, seconds: float, most: int) -> Phase:
    """Have each play its connection, until `seconds` are over or `most` requests are sent in all.

    A play that has begun a sequence ends it. Raises WrongAnswer with the first that was one.
    """
    phase = Phase(started=time.monotonic())
    bound = Bound(phase.started + seconds, max(1, most // len(plays)))
    lock = threading.Lock()

    def run(requests: Play) -> None:
        try:
            waits, units, refused = _one(site, requests, bound)
        except (WrongAnswer, OSError, HTTPException) as error:
            bound.wrong.append(error)
            return
        with lock:
            phase.waits += waits
            phase.units += units
            phase.refused += refused

    threads = [threading.Thread(target=run, args=(each,), daemon=True) for each in plays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    phase.ended = time.monotonic()
    if bound.wrong:
        raise WrongAnswer(f"{site.label}: {bound.wrong[0]!r}\n{site.log()}") from bound.wrong[0]
    return phase


@dataclass
class Bound:
    """How far the plays of a phase go. `wrong`: what ended them all."""

    end: float
    requests: int
    wrong: list[Exception] = field(default_factory=list)

    def is_reached(self, sent: int) -> bool:
        return bool(self.wrong) or sent >= self.requests or time.monotonic() >= self.end


def _one(site: Site, requests: Play, bound: Bound) -> tuple[list[float], int, int]:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    headers = site.headers
    waits: list[float] = []
    units = refused = 0
    document = None
    try:
        while True:
            request = requests.send(document)
            wait, document, again = _ask(connection, site, request, headers)
            waits.append(wait)
            refused += again
            units += request.units
            if request.is_last and bound.is_reached(len(waits)):
                requests.send(document)  # it looks at the last answer too
                break
    except StopIteration:  # there is nothing left to ask
        pass
    finally:
        connection.close()
        requests.close()
    return waits, units, refused


def _ask(
    connection: HTTPConnection, site: Site, request: Request, headers: dict[str, str]
) -> tuple[float, Any, int]:
    """Send it until it is answered; returns the seconds, the document and how often in vain."""
    data = None if request.body is None else json.dumps(request.body).encode()
    began = time.perf_counter()
    refused = 0
    while True:
        connection.request(request.method, site.base + request.path, data, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status < 500 or refused == TRIES - 1:
            break
        refused += 1
    wait = time.perf_counter() - began
    if answer.status not in request.statuses:
        raise request.wrong(f"answered {answer.status}: {content.decode(errors='replace')}")
    return wait, json.loads(content) if content else None, refused

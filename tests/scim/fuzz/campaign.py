"""Many requests in a row, each checked."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.scim.fuzz import invariants, world, wsgi
from tests.scim.fuzz.requests import Request, draw

MOST_FAILURES = 25
BLOCK = 200  # requests between two looks at the memory


@dataclass
class Failure:
    """A request whose answer is wrong."""

    number: int
    request: Request
    answer: wsgi.Answer
    problems: list[str]

    def __str__(self) -> str:
        request = self.request
        return (
            f"Request {self.number}: {self.problems}\n"
            f"  {request.method!r} {request.path[:300]!r} ? {request.query[:1500]!r}\n"
            f"  { ({k: v[:200] for k, v in request.headers.items() if 'AUTH' not in k})!r} "
            f"length={request.length!r} chunked={request.is_chunked} dies={request.breaks_off}\n"
            f"  {request.body[:3000]!r}\n"
            f"  {self.answer.status} {self.answer.body[:600]!r}\n"
        )


@dataclass
class Report:
    """What a campaign found, and its figures."""

    seed: int
    requests: int = 0
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)  # of memory, after each BLOCK requests
    slowest: tuple[float, str] = (0.0, "")  # seconds, and of which request

    def __str__(self) -> str:
        statuses = ", ".join(
            f"{status}: {number}" for status, number in sorted(self.statuses.items())
        )
        return (
            f"seed {self.seed}: {self.requests} requests in {self.seconds:.1f} s ({statuses}); "
            f"slowest {self.slowest[0]:.2f} s ({self.slowest[1]}); "
            f"memory blocks {self.blocks}; {len(self.failures)} failures"
        )


def run(application: wsgi.Application, requests: int, seed: int) -> Report:
    """Send `requests` requests, drawn with `seed`; ends early with MOST_FAILURES failures."""
    rng, site, report = Random(seed), world.make_world(), Report(seed)
    started, before = time.perf_counter(), world.state()
    with wsgi.one_connection():
        for number in range(1, requests + 1):
            request = draw(rng, site)
            sent = time.perf_counter()
            answer = wsgi.send(application, request)
            seconds = time.perf_counter() - sent
            address = f"{number}: {request.method} {request.path[:100]!r} {request.query[:200]!r}"
            report.slowest = max(report.slowest, (seconds, address))
            after = world.state()
            found = invariants.problems(request, answer)
            if after != before and invariants.changes_nothing(request, answer):
                found += [f"{name} changed." for name in before if before[name] != after[name]]
            document = invariants.loaded(answer) if answer.body else None
            if document and invariants.is_shown(request, answer):
                found += _read_again(application, site, request, document)
            if document and number % 5 == 0 and invariants.is_whole(request, answer):
                found += _sent_back(application, site, document, after)
            if found:
                report.failures.append(Failure(number, request, answer, found))
            before = after
            site.learn(document)
            report.statuses[answer.status] += 1
            report.requests = number
            if number % 50 == 0:
                site.refresh()
                before = world.state()
            if number % BLOCK == 0 or number == requests:
                gc.collect()
                report.blocks.append(sys.getallocatedblocks())
            if len(report.failures) >= MOST_FAILURES:
                break
    report.seconds = time.perf_counter() - started
    return report


def _read_again(
    application: wsgi.Application, site: world.World, request: Request, document: dict[str, Any]
) -> list[str]:
    """What a write answers, which is not read back there, is what a GET answers."""
    path = request.path
    if request.method == "POST":
        path = path.rstrip(b"/") + b"/" + document["id"].encode()
    get = Request("GET", path, request.query)
    get.headers["HTTP_AUTHORIZATION"] = f"Bearer {site.secret}"
    answer = wsgi.send(application, get)
    if answer.status == 200 and list(json.loads(answer.body).items()) == list(document.items()):
        return []
    return [f"It answers {document}, and then GET {answer.status} {answer.body[:3000]!r}"]


def _sent_back(
    application: wsgi.Application, site: world.World, document: dict[str, Any], state: world.State
) -> list[str]:
    """What a client reads it may send back, and nothing changes: RFC 7644 section 3.5.1."""
    kind = document["meta"]["resourceType"]
    path = f"/api/scim/{kind}s/{document['id']}".encode()
    request = Request("PUT", path, body=json.dumps(document).encode())
    request.headers["HTTP_AUTHORIZATION"] = f"Bearer {site.secret}"
    answer = wsgi.send(application, request)
    if answer.status != 200:
        return [f"Sent back as it was, it is refused: {answer.status} {answer.body[:300]!r}"]
    if world.state() != state:
        return [f"Sent back as it was, it changes: {answer.body[:3000]!r}, from {document}"]
    return []

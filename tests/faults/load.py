"""Clients that mark each write, and remember what the site said of it.

Each client has users of its own, so that what must be there afterwards is known: the last write
that was acknowledged, or one whose answer never came.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from tests.scim.endpoint_client import ENTERPRISE, GROUP, PATCH_OP, USER

PATIENCE = 60  # seconds for one answer
USERS = 5  # of each client, at once


@dataclass
class Person:
    """What is known of one user. `sure`: the mark last acknowledged; `open`: later ones."""

    name: str
    id: str = ""
    sure: str | None = None
    open: list[str | None] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def acknowledge(self, mark: str | None) -> None:
        self.sure, self.open = mark, []


@dataclass
class Account:
    """What a load came to."""

    sent: int = 0
    acknowledged: int = 0
    unanswered: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    last_write: float = 0.0
    longest_gap: float = 0.0  # seconds without an acknowledged write
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wrote(self) -> None:
        moment = time.monotonic()
        with self.lock:
            self.longest_gap = max(self.longest_gap, moment - (self.last_write or moment))
            self.last_write = moment


class Client(threading.Thread):
    """Creates users, changes three attributes at once, puts them into a group, deletes them."""

    def __init__(self, number: int, port: int, secret: str, account: Account, group: str) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.secret, self.account = number, port, secret, account
        self.group = group
        self.random = random.Random(number)  # the same requests in each run
        self.over = threading.Event()
        self.people: list[Person] = []
        self.count = 0
        self.connection: HTTPConnection | None = None

    def run(self) -> None:
        while not self.over.is_set():
            self.one()
        self.close()

    def close(self) -> None:
        if self.connection:
            self.connection.close()

    def one(self) -> None:
        """Send one request."""
        living = [person for person in self.people if person.sure]
        kind = self.random.random()
        if len(living) < USERS or kind < 0.15:
            self.create()
        elif kind < 0.7:
            self.change(self.random.choice(living))
        elif kind < 0.8:
            self.enter(self.random.choice(living))
        elif kind < 0.95:
            self.send("GET", f"/Users/{self.random.choice(living).id}")
        else:
            self.delete(self.random.choice(living))

    def mark(self) -> str:
        self.count += 1
        return f"m{self.number}-{self.count}"

    def create(self) -> None:
        mark = self.mark()
        person = Person(name=f"{mark}@promapp.example")
        body = {
            "schemas": [USER, ENTERPRISE],
            "userName": person.name,
            "active": True,
            **three(mark),
        }
        status, answer = self.send("POST", "/Users", body)
        self.people.append(person)
        self.account.people.append(person)
        if status == 201:
            person.id = answer["id"]
            person.acknowledge(mark)
        elif status == 0:
            person.open.append(mark)
        else:
            person.refused.append(mark)

    def change(self, person: Person) -> None:
        mark = self.mark()
        operations = [
            {"op": "Replace", "path": "title", "value": mark},
            {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": mark},
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": f"{mark}@x.example"},
        ]
        body = {"schemas": [PATCH_OP], "Operations": operations}
        status, _ = self.send("PATCH", f"/Users/{person.id}", body)
        self.settle(person, status, mark)

    def delete(self, person: Person) -> None:
        status, _ = self.send("DELETE", f"/Users/{person.id}")
        if status == 404 and None in person.open:  # an earlier one was carried out after all
            person.acknowledge(None)
        else:
            self.settle(person, status, None)

    def enter(self, person: Person) -> None:
        operation = {"op": "Add", "path": "members", "value": [{"value": person.id}]}
        body = {"schemas": [PATCH_OP], "Operations": [operation]}
        self.send("PATCH", f"/Groups/{self.group}", body)

    def settle(self, person: Person, status: int, mark: str | None) -> None:
        if status in {200, 204}:
            person.acknowledge(mark)
        elif status == 0:
            person.open.append(mark)
        elif mark:
            person.refused.append(mark)

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send one request; status 0 where no answer came."""
        account = self.account
        with account.lock:
            account.sent += 1
        try:
            response, content = self.exchange(method, path, body)
        except (OSError, HTTPException):
            self.connection = None
            with account.lock:
                account.unanswered += 1
            time.sleep(0.05)
            return 0, None
        with account.lock:
            account.statuses[response.status] += 1
            if problem := fault_of(response, content):
                account.problems.append(f"{method} {path}: {problem}")
            account.acknowledged += response.status < 300
        if response.status < 300 and method != "GET":
            account.wrote()
        if response.status >= 500:
            time.sleep(0.2)  # a client that is told to try again waits
        return response.status, json.loads(content) if content else None

    def exchange(self, method: str, path: str, body: Any) -> tuple[HTTPResponse, bytes]:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Authorization": f"Bearer {self.secret}",
            "Content-Type": "application/scim+json",
        }
        data = json.dumps(body) if body is not None else None
        self.connection.request(method, f"/api/scim{path}", data, headers)
        response = self.connection.getresponse()
        return response, response.read()


def three(mark: str) -> dict[str, Any]:
    """Three attributes in two tables, all with the same mark."""
    return {
        "title": mark,
        ENTERPRISE: {"department": mark},
        "emails": [{"value": f"{mark}@x.example", "type": "work", "primary": True}],
    }


def fault_of(response: HTTPResponse, content: bytes) -> str:
    """Say what is wrong with an answer; "" for a good one, and for a 503 as it should be."""
    if response.status < 500:
        return ""
    if response.status != 503:
        return f"{response.status} {content[:200]!r}"
    if not response.headers.get("Retry-After"):
        return "503 without Retry-After"
    if "application/scim+json" not in response.headers.get("Content-Type", ""):
        return "503 that is no SCIM"
    return ""


def group(port: int, secret: str) -> str:
    """Make the group that everybody joins; returns its id."""
    client = Client(0, port, secret, Account(), "")
    body = {"schemas": [GROUP], "displayName": "Everybody"}
    status, answer = client.send("POST", "/Groups", body)
    client.close()
    if status != 201:
        raise RuntimeError(f"The group was not made: {status} {answer}")
    return str(answer["id"])

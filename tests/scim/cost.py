"""A search for the most expensive request: `python -m tests.scim.cost [ROUNDS]`.

Each kind of request grows, and changes its shape, as long as that costs more; no request is larger
than a body may be. What is measured is CPU, so a busy machine makes no difference: of the whole
request, and of its longest transaction. On SQLite the database's own is part of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

MAX_BODY = 1024 * 1024  # bytes
LONGEST = 20.0  # seconds of CPU; then a request is given up
USERS = 1500  # that are there before
MANY = 1000  # elements of the user, members of the group
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
LISTS = ["emails", "phoneNumbers", "roles", "photos", "ims", "entitlements", "x509Certificates"]
PIECES = [
    "password",
    "password ",
    "pmp_scim_",
    "a",
    " ",
    "é",
    "\u0301\u0316",
    "ﷺ",
    "%25",
    "İ",
    "bulkId:",
]
# What rules for URIs, times, names, paths and percent-encoding may stumble over, said many times.
ODD = ["%", "//", "a:", "[", "\\", " \u2800", "\u200d", "A ", "2026-", "(", "pmp_", "İ", ".", "::"]
OPERATORS = ["eq", "co", "sw", "ew", "gt", "ne"]


@dataclass(frozen=True)
class Shape:
    """How large a request is, and of which form."""

    count: int
    width: int
    form: int

    def changed(self, chance: random.Random) -> Shape:
        """A neighbour: larger or smaller, or of another form."""
        factor = chance.choice([0.5, 2, 2, 4, 10])
        return chance.choice(
            [
                Shape(max(1, min(int(self.count * factor), MAX_BODY)), self.width, self.form),
                Shape(self.count, max(1, min(int(self.width * factor), 4000)), self.form),
                Shape(self.count, self.width, chance.randrange(60)),
            ]
        )


@dataclass
class Site:
    """What is there to be asked for."""

    user: str = ""
    loaded: str = ""  # a user with many elements
    group: str = ""
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    cpu: float
    locked: float  # CPU of the longest transaction
    status: int
    size: int


Kind = Callable[[Site, Shape], Request]
KINDS: dict[str, Kind] = {}


def kind(build: Kind) -> Kind:
    KINDS[build.__name__] = build
    return build


def text(shape: Shape, number: int = 0) -> str:
    piece = PIECES[shape.form % len(PIECES)]
    return (piece * (shape.width // len(piece) + 1))[: shape.width] + str(number)


def element(shape: Shape, number: int) -> dict[str, Any]:
    value = f"{number:x}"
    forms: list[dict[str, Any]] = [
        {"value": value},
        {"value": value, "type": "work", "display": value},
        {"value": text(shape, number)[-500:]},
        {"value": "same"},
        {"type": "work"},
        {"value": value, "primary": False, "unknown": value},
        {},
    ]
    return forms[shape.form % len(forms)]


def operations(*sent: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(sent)}


@kind
def create_with_texts(site: Site, shape: Shape) -> Request:
    long = text(Shape(1, min(shape.count * shape.width, MAX_BODY), shape.form))
    names = ["displayName", "userName", "title", "password", "unknown", long[:300], "id"]
    return Request("POST", "/Users", {"userName": "new", names[shape.width % 7]: long})


@kind
def create_with_elements(site: Site, shape: Shape) -> Request:
    name = LISTS[shape.width % len(LISTS)]
    elements = [element(shape, number) for number in range(shape.count)]
    return Request("POST", "/Users", {"userName": "new", name: elements})


@kind
def create_with_every_list(site: Site, shape: Shape) -> Request:
    elements = [element(shape, number) for number in range(shape.count)]
    address = [{"formatted": f"{number:x}"} for number in range(shape.count)]
    body = dict.fromkeys(LISTS[:6], elements)
    return Request("POST", "/Users", {"userName": "new", "addresses": address, **body})


@kind
def create_with_keys(site: Site, shape: Shape) -> Request:
    prefix = ["k", "urn:x:", "name.", "emails[", "password"][shape.form % 5]
    return Request(
        "POST", "/Users", {"userName": "new"} | {f"{prefix}{n:x}": n for n in range(shape.count)}
    )


@kind
def replace(site: Site, shape: Shape) -> Request:
    elements = [element(shape, number) for number in range(shape.count)]
    body = dict.fromkeys(LISTS[: 1 + shape.width % 6], elements)
    return Request("PUT", f"/Users/{site.loaded}", {"userName": "loaded", **body})


@kind
def patch_lists(site: Site, shape: Shape) -> Request:
    elements = [element(shape, 500 + number) for number in range(shape.count)]
    op = ["add", "replace", "remove"][shape.width % 3]
    sent = {"op": op, "path": "emails", "value": elements}
    return Request("PATCH", f"/Users/{site.loaded}", operations(sent))


@kind
def patch_often(site: Site, shape: Shape) -> Request:
    forms: list[Callable[[int], dict[str, Any]]] = [
        lambda n: {"op": "add", "path": "emails", "value": [{"value": f"{n:x}"}]},
        lambda n: {"op": "replace", "path": f'emails[value eq "x{n}"].type', "value": "home"},
        lambda n: {"op": "remove", "path": f'emails[value co "{n}"]'},
        lambda n: {"op": "remove", "path": "emails", "value": [{"value": f"x{n}"}]},
        lambda n: {"op": "replace", "path": "emails.type", "value": f"{n}"},
        lambda n: {"op": "add", "path": "emails", "value": [{"value": "x1", "primary": True}]},
        lambda n: {"op": "add", "value": {f'emails[type eq "t{n}"].value': "x"}},
        lambda n: {"op": "replace", "path": "name.givenName", "value": f"{n}"},
        lambda n: {"op": "replace", "path": "password", "value": f"correct horse 7 {n}"},
        lambda n: {"op": "add", "value": {f"{k:x}": k for k in range(shape.width)}},
        lambda n: {"op": "replace", "path": "displayName", "value": text(shape, n)},
    ]
    form = forms[shape.form % len(forms)]
    sent = [form(number) for number in range(shape.count)]
    return Request("PATCH", f"/Users/{site.loaded}", operations(*sent))


@kind
def patch_with_wide_filters(site: Site, shape: Shape) -> Request:
    operator = OPERATORS[shape.form % len(OPERATORS)]
    terms = [f'value {operator} "x{number}"' for number in range(min(shape.width, 190))]
    joined = [" or ", " and "][shape.form % 2].join(terms)
    sent = {"op": "replace", "path": f"emails[{joined}].type", "value": "home"}
    return Request("PATCH", f"/Users/{site.loaded}", operations(*[sent] * shape.count))


@kind
def create_group(site: Site, shape: Shape) -> Request:
    forms: list[Callable[[int], Any]] = [
        lambda n: {"value": site.members[n % USERS]},
        lambda n: site.members[n % USERS],
        lambda n: {"value": f"{n:x}"},
        lambda n: f"{n:x}",
        lambda n: {"$ref": f"https://promapp.example/api/scim/Users/{site.members[n % USERS]}"},
        lambda n: {"value": f"{n:036x}"},
    ]
    form = forms[shape.form % len(forms)]
    members = [form(number) for number in range(shape.count)]
    if shape.width % 2:
        return Request("PUT", f"/Groups/{site.group}", {"displayName": "G", "members": members})
    return Request("POST", "/Groups", {"displayName": "new", "members": members})


@kind
def patch_members(site: Site, shape: Shape) -> Request:
    def listed(number: int) -> list[dict[str, str]]:
        width = shape.width % 50 + 1
        return [{"value": site.members[(number * width + k) % USERS]} for k in range(width)]

    forms: list[Callable[[int], dict[str, Any]]] = [
        lambda n: {"op": "add", "path": "members", "value": listed(n)},
        lambda n: {"op": "remove", "path": "members", "value": listed(n)},
        lambda n: {"op": "remove", "path": f'members[value eq "{site.members[n % USERS]}"]'},
        lambda n: {"op": ["add", "remove"][n % 2], "path": "members", "value": listed(n)},
        lambda n: {"op": "replace", "path": "members", "value": listed(n)},
        lambda n: {"op": "replace", "path": 'members[display co "z"]', "value": listed(n)},
        lambda n: {"op": "remove", "path": f'members[display co "z{n}"]'},
    ]
    form = forms[shape.form % len(forms)]
    sent = [form(number) for number in range(shape.count)]
    return Request("PATCH", f"/Groups/{site.group}", operations(*sent))


@kind
def bulk(site: Site, shape: Shape) -> Request:
    def post(n: int, **more: Any) -> dict[str, Any]:
        data = {"userName": f"b{n}", **more}
        return {"method": "POST", "path": "/Users", "bulkId": f"{n}", "data": data}

    def patch(n: int, *sent: dict[str, Any]) -> dict[str, Any]:
        return {"method": "PATCH", "path": f"/Users/{site.loaded}", "data": operations(*sent)}

    def chained(n: int) -> dict[str, Any]:
        members = [{"value": f"bulkId:{(n + k) % shape.count}"} for k in range(shape.width % 30)]
        data = {"displayName": f"g{n}", "members": members}
        return {"method": "POST", "path": "/Groups", "bulkId": f"g{n}", "data": data}

    def one_heavy(n: int) -> dict[str, Any]:
        elements = [{"value": f"{k}"} for k in range(1000)]
        lists = dict.fromkeys(LISTS[:6], elements)
        return post(n, **lists) if n < 8 else post(n)

    replaced = {"op": "replace", "path": 'emails[value eq "x7"].type', "value": "home"}
    forms: list[Callable[[int], dict[str, Any]]] = [
        post,
        lambda n: post(n, password=f"correct horse 7 battery {n}"),
        lambda n: post(0),
        lambda n: {"method": "DELETE", "path": f"/Users/{n}"},
        lambda n: {"method": "DELETE", "path": "/Users/" + "%25" * shape.width},
        lambda n: patch(n, replaced),
        lambda n: patch(n, *[replaced] * (shape.width % 200)),
        lambda n: post(n) if n % 2 else chained(n),
        chained,
        one_heavy,
        lambda n: post(n, displayName=text(shape, n)),
        lambda n: {"method": "PUT", "path": "/Users/x?attributes=" + "a," * shape.width},
    ]
    form = forms[shape.form % len(forms)]
    body = {"Operations": [form(number) for number in range(min(shape.count, 1000))]}
    return Request("POST", "/Bulk", body)


@kind
def search(site: Site, shape: Shape) -> Request:
    terms = [
        f'emails.value {OPERATORS[shape.width % 6]} "x{number}"'
        for number in range(min(shape.count, 199))
    ]
    long = text(Shape(1, min(shape.count, MAX_BODY), shape.form))
    names = [f"name.x{number:x}" for number in range(shape.count)]
    bodies: list[dict[str, Any]] = [
        {"filter": " or ".join(terms)},
        {"filter": "not (" * 40 + " and ".join(terms[:180]) + ")" * 40},
        {"attributes": names},
        {"excludedAttributes": ",".join(["emails.value"] * shape.count)},
        {"attributes": "," * shape.count},
        {"filter": f'displayName co "{long[:7900]}"'},
        {"filter": f"userName eq {long}"},
        {"sortBy": long},
        {"cursor": long},
        {"count": 1000, "filter": "meta.created pr"},
        {"count": 1000, "sortBy": "emails.value", "startIndex": 500},
        {"count": 1000, "cursor": "", "sortBy": "displayName"},
        {long: 1, "filter": "userName pr"},
    ]
    body = {"schemas": [SEARCH], **bodies[shape.form % len(bodies)]}
    return Request("POST", ["/.search", "/Users/.search"][shape.width % 2], body)


@kind
def read(site: Site, shape: Shape) -> Request:
    long = text(shape)[:3000].encode("ascii", "ignore").decode().replace(" ", "+").replace("#", "")
    tags = ",".join(f'W/"{number}"' for number in range(min(shape.count, 900)))
    names = ",".join(f"name.x{number}" for number in range(min(shape.count, 800)))
    accept = ",".join(f"a/{number};q=0" for number in range(min(shape.count, 800)))
    forms = [
        Request("GET", f"/Users?count=1000&filter=displayName+co+%22{long}%22"),
        Request("GET", f"/Users?count=1000&attributes={names}"),
        Request("GET", "/Users?count=1000&sortBy=emails.value"),
        Request("GET", f"/Users/{site.loaded}", headers={"If-None-Match": tags}),
        Request("DELETE", f"/Groups/{site.group}", headers={"If-Match": tags}),
        Request("GET", "/Users?count=1000", headers={"Accept": accept}),
        Request("GET", f"/Groups/{site.group}?attributes={names}"),
        Request("GET", f"/{long}"),
        Request("GET", "/?count=1000"),
        Request("GET", "/Users", headers={"User-Agent": text(shape)}),
    ]
    return forms[shape.form % len(forms)]


@kind
def odd_json(site: Site, shape: Shape) -> Request:
    many = min(shape.count, MAX_BODY)
    bodies = [
        b'{"a":' * 90 + b"[" + b"[],".ljust(3) * many + b"[]]" + b"}" * 90,
        b'{"a":[' + b"9" * 900 + b"]" + b',"b":1' * many + b"}",
        b'{"userName":"new"' + b',"userName":"new"' * many + b"}",
        b'{"a":[' + (b"9" * 900 + b",") * (many // 900) + b"1]}",
        b'{"a":[' + (b"1." + b"9" * 300 + b",") * (many // 300) + b"1]}",
        b'{"a":"' + rb"\u0041" * many + b'"}',
        b'{"userName":"' + "\u0301\u0316".encode() * many + b'"}',
        b"[" * many,
        b'{"a":' * many,
        b'"' * many,
        b'{"schemas":[' + b'"x",' * many + b'"x"],"userName":"new"}',
        b'{"a":[' + b"{}," * many + b'{}],"userName":"new","emails":[' + b"null," * many + b"1]}",
    ]
    return Request("POST", "/Users", bodies[shape.form % len(bodies)])


def odd(shape: Shape, length: int) -> str:
    piece = ODD[shape.form % len(ODD)]
    return (piece * (length // len(piece) + 1))[:length]


@kind
def odd_texts(site: Site, shape: Shape) -> Request:
    wide, many = odd(shape, shape.width), range(min(shape.count, 1000))
    whole = odd(shape, min(shape.count, MAX_BODY - 1000))
    bodies: list[dict[str, Any]] = [
        {"photos": [{"value": f"{wide}{number}"} for number in many]},
        {"x509Certificates": [{"value": f"{wide}{number}"} for number in many]},
        {"emails": [{"value": f"{n}", "type": wide[:250], "display": wide[:500]} for n in many]},
        {"x509Certificates": [{"value": whole}]},
        {"profileUrl": whole},
        {"timezone": whole, "meta": {"created": whole}},
        {whole: 1},
        {f"password{wide[:60]}{number}": {"password": "x"} for number in many},
        {f"{USER}:password": whole},
    ]
    return Request("POST", "/Users", {"userName": "new", **bodies[shape.width % len(bodies)]})


@kind
def odd_places(site: Site, shape: Shape) -> Request:
    whole = odd(shape, min(shape.count, MAX_BODY - 1000))
    data = {"userName": "x"}
    bodies: list[tuple[str, str, Any]] = [
        ("PATCH", "/Users/" + site.loaded, [{"op": "add", "path": whole[:3990], "value": 1}] * 250),
        ("PATCH", "/Users/" + site.loaded, [{"op": whole, "path": "x", "value": 1}]),
        ("PATCH", "/Groups/" + site.group, [{"op": "add", "path": f"members[{whole[:3900]}]"}]),
        ("POST", "/Bulk", [{"method": "PUT", "path": f"/Users/{whole}", "data": data}]),
        ("POST", "/Bulk", [{"method": "PUT", "path": f"/{whole[:900]}", "data": data}] * 900),
        ("POST", "/Bulk", [{"method": "PUT", "path": "/Users/x", "version": whole, "data": data}]),
    ]
    method, path, sent = bodies[shape.width % len(bodies)]
    return Request(method, path, {"Operations": sent})


class Meter:
    """Measures one request at a time, and undoes nothing: the next one deletes what was created."""

    def __init__(self, secret: str, site: Site) -> None:
        from django.test import Client

        self.http = Client(raise_request_exception=False)
        self.secret = secret
        self.site = site
        self.is_used = False

    def measure(self, build: Kind, shape: Shape) -> Cost:
        """Send the request that this shape makes, as much of it as a body may hold."""
        if self.is_used:
            self.site = prepared(self.site)
        self.is_used = True
        request = build(self.site, shape)
        data = encoded(request.body)
        while len(data) > MAX_BODY:
            part = min(0.9, MAX_BODY / len(data) * 0.98)
            shape = Shape(
                max(1, int(shape.count * part)), max(1, int(shape.width * 0.9)), shape.form
            )
            request = build(self.site, shape)
            data = encoded(request.body)
        with locked() as longest, bounded():
            began = time.process_time()
            try:
                status = self.send(request, data)
            except TooLong:
                status = 0
            cpu = time.process_time() - began
        return Cost(cpu, max(longest, default=0.0), status, len(data))

    def send(self, request: Request, data: bytes) -> int:
        headers = {"Authorization": f"Bearer {self.secret}", **request.headers}
        response = self.http.generic(
            request.method,
            f"/api/scim{request.path}",
            data,
            content_type="application/scim+json",
            headers=headers,
        )
        return response.status_code


def encoded(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return b"" if body is None else json.dumps(body, ensure_ascii=False).encode()


class TooLong(BaseException):
    """The request was given up."""


@contextmanager
def bounded() -> Iterator[None]:
    """Raise TooLong after LONGEST."""

    def stop(*args: Any) -> None:
        raise TooLong

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@contextmanager
def locked() -> Iterator[list[float]]:
    """Collect the CPU of every outermost transaction."""
    from django.db import connection, transaction

    found: list[float] = []
    began: list[float] = []
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__
    outside = len(connection.savepoint_ids) if connection.in_atomic_block else -1

    def depth() -> int:
        return len(connection.savepoint_ids) if connection.in_atomic_block else -1

    def entered(atomic: Any) -> None:
        if depth() == outside:
            began.append(time.process_time())
        enter(atomic)

    def left(atomic: Any, *args: Any) -> None:
        try:
            leave(atomic, *args)
        finally:
            if depth() == outside and began:
                found.append(time.process_time() - began.pop())

    transaction.Atomic.__enter__ = entered  # type: ignore[method-assign,assignment]
    transaction.Atomic.__exit__ = left  # type: ignore[method-assign,assignment]
    try:
        yield found
    finally:
        transaction.Atomic.__enter__ = enter  # type: ignore[method-assign]
        transaction.Atomic.__exit__ = leave  # type: ignore[method-assign]


def prepared(site: Site) -> Site:
    """Bring the site to the state that every request finds."""
    from accounts.models import AttributeValue, Group, User
    from scim.models import ProvisioningEvent
    from scim.store.storage import Membership

    ProvisioningEvent.objects.all().delete()
    User.objects.filter(is_provisioned=True).exclude(username__startswith="m").delete()
    Group.objects.all().delete()
    if not site.members:
        User.objects.bulk_create(
            User(username=f"m{number}", is_provisioned=True, display_name=f"M {number}")
            for number in range(USERS)
        )
        users = User.objects.filter(username__startswith="m")
        site.members = list(users.values_list("scim_id", flat=True))
    loaded = User(username="loaded", is_provisioned=True)
    loaded.save()
    AttributeValue.objects.bulk_create(
        AttributeValue(user=loaded, attribute="emails", position=n, value=f"x{n}", type="work")
        for n in range(MANY)
    )
    group = Group(display_name="G", is_provisioned=True)
    group.save()
    keys = User.objects.filter(username__startswith="m").values_list("pk", flat=True)[:MANY]
    Membership.objects.bulk_create(Membership(user_id=key, group_id=group.pk) for key in keys)
    return Site(loaded.scim_id, loaded.scim_id, group.scim_id, site.members)


def climb(meter: Meter, build: Kind, rounds: int, seed: int) -> tuple[Cost, Shape]:
    """Look for the shape that costs most, from several starts."""
    chance = random.Random(seed)
    best: tuple[Cost, Shape] | None = None
    starts = [Shape(1000, 40, form) for form in range(13)] + [Shape(MAX_BODY, 300, 0)]
    for shape in starts[: max(1, rounds)]:
        cost = meter.measure(build, shape)
        if best is None or worth(cost) > worth(best[0]):
            best = cost, shape
    assert best
    for _ in range(rounds):
        if best[0].cpu >= LONGEST / 2:
            break
        shape = best[1].changed(chance)
        cost = meter.measure(build, shape)
        if worth(cost) > worth(best[0]):
            best = cost, shape
    return best


def worth(cost: Cost) -> float:
    return cost.cpu + cost.locked


def main(rounds: int, seed: int, only: list[str]) -> None:
    from scim.endpoint import authentication
    from scim.endpoint.throttle import Throttle
    from tests.factories import make_token

    authentication._requests = Throttle(10**9, 10**9)
    secret = make_token()[1]
    meter = Meter(secret, prepared(Site()))
    meter.measure(read, Shape(1, 1, 6))  # the first request finds nothing loaded
    meter.measure(create_with_elements, Shape(1, 1, 0))
    say = sys.stdout.write
    say("| Request | Bytes | Shape | Status | CPU, s | of it in a transaction, s |\n")
    say("|---|---|---|---|---|---|\n")
    for name, build in KINDS.items():
        if only and name not in only:
            continue
        cost, shape = climb(meter, build, rounds, seed)
        more = ">" if cost.status == 0 else ""
        say(
            f"| {name} | {cost.size:,} | {shape.count} by {shape.width}, {shape.form} "
            f"| {cost.status or 'given up'} | {more}{cost.cpu:.2f} | {cost.locked:.2f} |\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment

    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    setup_test_environment()
    is_file = connection.vendor == "sqlite"  # in memory, then
    connection.settings_dict["TEST"]["NAME"] = None if is_file else f"test_cost_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        main(int((sys.argv[1:] or ["12"])[0]), int(os.environ.get("COST_SEED", "1")), sys.argv[2:])
    finally:
        connection.creation.destroy_test_db(":memory:", verbosity=0)

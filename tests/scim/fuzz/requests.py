"""Whole requests, as the bytes that a server is handed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

from scim.table.attributes import ResourceType
from scim.table.schemas import RESOURCE_TYPES
from tests.scim.fuzz import documents, expressions, odd
from tests.scim.fuzz.world import World

TYPES = documents.TYPES
CONTENT_TYPES = [
    "application/json",
    "application/scim+json; charset=utf-8",
    "application/scim+json; charset=utf-16",
    "application/scim+json; charset=no-such",
    "application/json; charset",
    "APPLICATION/SCIM+JSON",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "",
    ";",
    "/",
    "application/scim+json, text/html",
    "application/scim+json; " + "x=y; " * 500,
    "é",
]
METHODS = ["OPTIONS", "TRACE", "BREW", "get", "", "POST ", "PROPFIND", "CONNECT", "\xff", "X" * 99]
TAGS = ["*", "W/", "x", '"1"', 'W/"', 'W/"1", "2"', '"' * 500, 'W/"99999999999999999999"', "\xff"]
LENGTHS = ["-1", "x", "", "0", "1", "99999", "1e3", "9" * 30, " 5", "+5", "\u0661", "1048577"]
STEPS = [
    *[b"/", b"//", b"/v2", b"/%ff", b"/%00", b"%2e%2e", b"/..", b"/%", b"/\xff\xfe", b"%C0%80"],
    *[b"/aadOptscim062020", b"/%3FaadOptscim062020", b"/" + b"x" * 9000, b"%F0%9F%98%80"],
    *[b"/%ED%A0%80", b";x=y", b"#x", b"/%0d%0aX:y", b"." * 50, b"/" * 2000],
]
LONGEST_QUERY = 60_000  # bytes; servers read less


@dataclass
class Request:
    """One request: `path` and `query` as they stand on the wire, `headers` by WSGI names."""

    method: str
    path: bytes
    query: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    length: str | None = None  # what Content-Length says; None: the truth
    is_chunked: bool = False
    breaks_off: bool = False  # the client dies while it sends


def draw(rng: Random, world: World) -> Request:
    """A request that a client sends, in most cases with something wrong."""
    request = rng.choices(
        [_write, _patch, _read, _list, _search, _bulk, _delete, _discover],
        [20, 25, 8, 30, 8, 12, 2, 2],
    )[0](rng, world)
    request.headers.setdefault("HTTP_AUTHORIZATION", f"Bearer {world.secret}")
    if rng.random() < 0.12:
        _break_headers(rng, request)
    if rng.random() < 0.08:
        _break_transport(rng, request)
    if rng.random() < 0.08:
        _break_path(rng, request)
    return request


def _json(rng: Random, document: Any) -> bytes:
    """The body; none, one or several things are wrong with it."""
    for _ in range(rng.choice([0, 0, 1, 1, 1, 2])):
        document = documents.mutated(rng, document)
    raw = odd.encode(document).encode("utf-8", "surrogatepass")
    return odd.mutated_bytes(rng, raw) if rng.random() < 0.06 else raw


def _ids(table: ResourceType, world: World) -> list[str]:
    return {"User": world.users, "Group": world.groups}.get(table.name, world.ids)


def _address(rng: Random, table: ResourceType, world: World) -> bytes:
    """The address of a resource, which may be none, or of another type."""
    identifier = rng.choice(_ids(table, world))
    if rng.random() < 0.06:
        identifier = rng.choice([*world.ids, *odd.TEXTS, "1", "me", ".search", "a/b", "a%2Fb"])
    raw = identifier.encode("utf-8", "surrogatepass")
    return f"/api/scim{table.endpoint}/".encode() + quote_from_bytes(raw).encode()


def _collection(table: ResourceType) -> bytes:
    return f"/api/scim{table.endpoint}".encode()


def _write(rng: Random, world: World) -> Request:
    table = rng.choice(TYPES)
    body = _json(rng, documents.resource(rng, table, world))
    if rng.random() < 0.5:
        return Request("POST", _collection(table), _projection(rng, table), body=body)
    path = _address(rng, table, world) if rng.random() < 0.95 else b"/api/scim/Me"
    return Request("PUT", path, _projection(rng, table), _condition(rng, world), body)


def _patch(rng: Random, world: World) -> Request:
    table = rng.choice(TYPES)
    body = _json(rng, documents.patch(rng, table, world))
    path = _address(rng, table, world)
    return Request("PATCH", path, _projection(rng, table), _condition(rng, world), body)


def _read(rng: Random, world: World) -> Request:
    table = rng.choice(RESOURCE_TYPES)
    path = _address(rng, table, world) if rng.random() < 0.9 else b"/api/scim/Me"
    method = rng.choice(["GET", "GET", "HEAD", *METHODS[:2]])
    return Request(method, path, _projection(rng, table), _condition(rng, world))


def _delete(rng: Random, world: World) -> Request:
    path = _address(rng, rng.choice(TYPES), world)
    return Request("DELETE", path, headers=_condition(rng, world))


def _discover(rng: Random, world: World) -> Request:
    place = rng.choice(["ServiceProviderConfig", "ResourceTypes", "Schemas", "Schemas/x", "", "x"])
    query = rng.choice([b"", b"", b"filter=x", b"attributes=id"])
    return Request(rng.choice(["GET", "HEAD", "POST"]), f"/api/scim/{place}".encode(), query)


def _list(rng: Random, world: World) -> Request:
    table = rng.choice(RESOURCE_TYPES)
    path = _collection(table) if rng.random() < 0.85 else b"/api/scim/"
    return Request("GET", path, _query(rng, table, world))


def _search(rng: Random, world: World) -> Request:
    table = rng.choice(RESOURCE_TYPES)
    path = rng.choice([b"/api/scim/.search", _collection(table) + b"/.search"])
    return Request("POST", path, body=_json(rng, documents.search(rng, table, world)))


def _bulk(rng: Random, world: World) -> Request:
    return Request("POST", b"/api/scim/Bulk", body=_json(rng, documents.bulk(rng, world)))


def _condition(rng: Random, world: World) -> dict[str, str]:
    if rng.random() < 0.9:
        return {}
    name = rng.choice(["HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"])
    return {name: rng.choice([*world.tags, *TAGS])}


def _projection(rng: Random, table: ResourceType) -> bytes:
    if rng.random() < 0.8:
        return b""
    names = [expressions.attribute_name(rng, table) for _ in range(rng.randrange(1, 4))]
    name = rng.choice(["attributes", "excludedAttributes", "attributes"])
    return _encoded(rng, [(name, ",".join(names))])


def _query(rng: Random, table: ResourceType, world: World) -> bytes:
    """The query of a list: each parameter right or wrong."""
    extremes = [
        -(10**12),
        -1,
        0,
        1,
        2,
        1000,
        2**31,
        2**63,
        10**30,
        "1e3",
        "x",
        "",
        "٣",
        "0x1",
        "\0",
    ]
    names = ",".join(expressions.attribute_name(rng, table) for _ in range(rng.randrange(1, 4)))
    cursor = rng.choice(world.cursors)
    if rng.random() < 0.4:
        cursor = odd.mutated_text(rng, cursor)[:5000]
    choices: list[tuple[str, Any]] = [
        ("filter", expressions.query_filter(rng, table)),
        ("filter", expressions.query_filter(rng, table)),
        ("attributes", names),
        ("excludedAttributes", names),
        ("sortBy", expressions.attribute_name(rng, table)),
        ("sortOrder", rng.choice(["ascending", "descending", "Descending", "x", ""])),
        ("startIndex", rng.choice([1, 2, 5, *extremes])),
        ("count", rng.choice([1, 2, 5, *extremes])),
        ("cursor", cursor),
        (rng.choice(odd.TEXTS)[:50], rng.choice(odd.TEXTS)[:3000]),
    ]
    weights = [9, 9, 4, 3, 5, 3, 3, 4, 3, 1]
    chosen = rng.choices(choices, weights, k=rng.choice([0, 1, 1, 2, 3, 5]))
    if rng.random() < 0.01:
        chosen *= 1500
    return _encoded(rng, chosen)


def _encoded(rng: Random, parameters: list[tuple[str, Any]]) -> bytes:
    """The parameters percent-encoded, now and then as they are or with broken escapes."""
    pairs = []
    for name, value in parameters:
        raw = str(value).encode("utf-8", "surrogatepass")
        text = quote_from_bytes(raw, safe="/:[]$,").replace("%20", rng.choice(["+", "%20"]))
        pairs.append(f"{quote_from_bytes(name.encode('utf-8', 'surrogatepass'))}={text}")
    query = "&".join(pairs).encode()
    if rng.random() < 0.06:
        query = odd.mutated_bytes(rng, query)
    return query[:LONGEST_QUERY]


def _break_headers(rng: Random, request: Request) -> None:
    name, values = rng.choice(
        [
            ("CONTENT_TYPE", CONTENT_TYPES),
            ("HTTP_AUTHORIZATION", _authorizations(request.headers["HTTP_AUTHORIZATION"])),
            ("HTTP_HOST", ["elsewhere.example", "", "a b", "promapp.example:x", "[::1", "\xff"]),
            ("HTTP_ACCEPT", ["text/html", "*/*", "", "x" * 5000, "application/xml;q=x"]),
            ("HTTP_X_FORWARDED_FOR", ["x", "1.2.3.4, ::1", "\x00", "999.1.1.1", "," * 900]),
            ("HTTP_COOKIE", ["sessionid=x", "\xff=;;=", "=" * 2000]),
            ("HTTP_USER_AGENT", ["", "\xff\xfe", "x" * 8000, "${jndi:x}"]),
            ("HTTP_X_HTTP_METHOD_OVERRIDE", ["DELETE", "x"]),
            ("HTTP_IF_MATCH", TAGS),
            ("HTTP_IF_NONE_MATCH", TAGS),
            ("HTTP_IF_MODIFIED_SINCE", ["x", "Mon, 99 Foo 2026"]),
            ("HTTP_RANGE", ["bytes=0-5", "x"]),
            ("HTTP_EXPECT", ["100-continue", "x"]),
            ("REMOTE_ADDR", ["", "x", "unix:", "::ffff:1.2.3.4%eth0", "1.2.3.4:99"]),
        ]
    )
    request.headers[name] = rng.choice(values)


def _authorizations(good: str) -> list[str]:
    secret = good.removeprefix("Bearer ")
    return [
        "",
        "Bearer",
        "Bearer  ",
        f"bearer {secret}",
        f"Bearer {secret[:-1]}",
        f"Bearer {secret}x",
        f"Bearer {secret}\x00",
        f"Bearer {secret}é",
        "Bearer \xff\xfe",
        "Basic eDp5",
        f"Bearer Bearer {secret}",
        "Bearer eyJ.a.b",
        "Bearer " + "x" * 8000,
        "\x00",
    ]


def _break_transport(rng: Random, request: Request) -> None:
    match rng.randrange(5):
        case 0:
            request.length = rng.choice(LENGTHS)
        case 1:
            request.is_chunked, request.length = True, rng.choice(["", None])
        case 2:
            request.breaks_off = True
        case 3:
            request.method = rng.choice(METHODS)
        case 4:
            request.length = str(rng.randrange(len(request.body) + 2))


def _break_path(rng: Random, request: Request) -> None:
    """Something wrong below `/api/scim`, where every address is the endpoint's."""
    root, rest = request.path[:9], request.path[9:]
    at = rng.randrange(len(rest) + 1)
    middle = rng.choice(STEPS)
    changed = rest[:at] + middle + rest[at:]
    if rng.random() < 0.2:
        changed = rest.swapcase()
    if not changed.startswith(b"/"):
        changed = b"/" + changed
    request.path = rng.choice([root, root, root, b"//api/scim", b"/api//scim", b"/API/SCIM"])
    request.path += changed
    if rng.random() < 0.1:
        request.query = (
            rng.choice([b"aadOptscim062020", b"aadOptscim062020/Users?"]) + request.query
        )

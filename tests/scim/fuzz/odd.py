"""Odd values, and JSON texts that no serializer would write."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x7f\x1b\x0b",
    "\ud800",
    "\udfff\ud800",
    "a\udc00b",
    "😀" * 200,
    "ﬃ" * 200,  # folds to three times its length
    "İ" * 90,
    "e\u0301",
    "\u202eabc",
    "\ufeff",
    "\r\nX: y",
    "x" * 255,
    "x" * 257,
    "x" * 3000,
    "x" * 70_000,
    "null",
    "True",
    "[]",
    '"',
    "\\",
    "%",
    "%s%n",
    "_%",
    "' OR 1=1 --",
    "../../admin",
    "${x}",
    "bulkId:",
    "bulkId:b1",
    "bulkId:b1/../b2",
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:",
    'W/"1"',
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "10000-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-W53-7",
    "2026-11-24T10:00:00.123456789Z",
    "AAAA====",
    "YQ==",
]


@dataclass(frozen=True)
class Raw:
    """A piece of JSON text that is written as it is."""

    text: str


@dataclass(frozen=True)
class Pairs:
    """An object whose keys may stand twice."""

    items: tuple[tuple[str, Any], ...]


NUMBERS: list[Any] = [
    0,
    -1,
    1.5,
    2**31,
    2**63,
    2**64,
    10**30,
    Raw("-0"),
    Raw("1e400"),
    Raw("-1e400"),
    Raw("1e-400"),
    Raw("1E+5"),
    Raw("9" * 4000),
    Raw("9" * 6000),
    Raw("0." + "1" * 5000),
]
BROKEN: list[Any] = [
    Raw("NaN"),
    Raw("-Infinity"),
    Raw("01"),
    Raw("0x10"),
    Raw("'x'"),
    Raw('"\\x"'),
    Raw('"\\ud83d"'),
    Raw('"\\ud83d\\ude00"'),
    Raw('"a\tb"'),
    Raw("undefined"),
    Raw(""),
    Raw("[1,]"),
    Raw("{,}"),
    Raw("/* */ 1"),
]


def scalar(rng: Random) -> Any:
    """Any JSON scalar, mostly an odd one."""
    return rng.choice(
        [
            lambda: rng.choice(TEXTS),
            lambda: rng.choice(TEXTS),
            lambda: rng.choice(NUMBERS),
            lambda: rng.choice([None, True, False]),
            lambda: rng.choice(["x", "work", "ada", "1"]),
        ]
    )()


def value(rng: Random, depth: int = 0) -> Any:
    """Any JSON value."""
    kind = rng.randrange(10)
    if kind < 5 or depth > 3:
        return scalar(rng)
    if kind == 5:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 6:
        names = ["value", "type", "primary", "display", "$ref", "", "x", "schemas", "id"]
        return {rng.choice(names): value(rng, depth + 1) for _ in range(rng.randrange(4))}
    if kind == 7:
        return rng.choice([[], {}, [[]], [{}], [None], [[], {}], {"": {}}, {"value": {}}])
    if kind == 8 and rng.random() < 0.2:
        return rng.choice(BROKEN)
    if kind == 9 and rng.random() < 0.4:
        return nested(rng)
    return scalar(rng)


def nested(rng: Random) -> Raw:
    """Lists or objects in each other."""
    depth = rng.choice([30, 97, 98, 99, 100, 101, 500, 1000, 20_000])
    left, right = rng.choice([("[", "]"), ('{"a":', "}"), ('{"members":[', "]}"), ('["x",', "]")])
    return Raw(left * depth + "1" + right * depth)


def encode(document: Any) -> str:
    """JSON text of a value that may hold Raw and Pairs."""
    match document:
        case Raw(text):
            return text
        case Pairs(items):
            inner = ",".join(f"{json.dumps(key)}:{encode(item)}" for key, item in items)
            return f"{{{inner}}}"
        case dict():
            return encode(Pairs(tuple(document.items())))
        case list() | tuple():
            return f"[{','.join(encode(item) for item in document)}]"
    return json.dumps(document)


def mutated_text(rng: Random, text: str) -> str:
    """The text with one thing wrong."""
    at = rng.randrange(len(text) + 1)
    until = min(len(text), at + rng.randrange(1, 6))
    changes: list[Callable[[], str]] = [
        lambda: text[:at] + text[until:],
        lambda: text[:at],
        lambda: text[:at] + rng.choice(TEXTS) + text[at:],
        lambda: text[:at] + rng.choice('"\\()[]{}.,:; \t\n\x00&=%+#?/*$') + text[at:],
        lambda: text[:at] + text[at:until] * rng.choice([2, 50, 2000]) + text[until:],
        lambda: text.swapcase(),
        lambda: text + text,
        lambda: rng.choice(TEXTS),
    ]
    return rng.choice(changes)()


def mutated_bytes(rng: Random, raw: bytes) -> bytes:
    """The bytes with one thing wrong."""
    at = rng.randrange(len(raw) + 1)
    changes: list[Callable[[], bytes]] = [
        lambda: raw[:at],
        lambda: raw[:at] + raw[at + 1 :],
        lambda: raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1 :],
        lambda: raw[:at] + rng.choice([b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\x00"]) + raw[at:],
        lambda: b"\xef\xbb\xbf" + raw,
        lambda: raw.decode("utf-8", "replace").encode("utf-16"),
        lambda: raw + raw,
        lambda: b" " * 1024 * 1024 + raw,
        lambda: raw + rng.choice([b"\n", b"\x00", b"}", b",", b"]"]),
        lambda: b"",
    ]
    return rng.choice(changes)()

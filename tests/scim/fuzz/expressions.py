"""Attribute paths and filters by the grammar of RFC 7644, then with something wrong."""

from __future__ import annotations

from random import Random
from typing import Any

from scim.store.storage import places
from scim.table.attributes import Attribute, ResourceType
from tests.scim.fuzz import odd

OPERATORS = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "EQ", "Co", "pr", "xx", "and"]
TYPES = ["work", "home", "other", "mobile", "WORK", "direct", "User", "x"]


def attribute_name(rng: Random, table: ResourceType) -> str:
    """The name of an attribute or of a part of one, with or without its URN."""
    schema, attribute = rng.choice(list(places(table)))
    name = attribute.name
    if attribute.sub and rng.random() < 0.5:
        name += f".{rng.choice(attribute.sub).name}"
    if schema and rng.random() < 0.9:
        name = f"{schema.id}:{name}"
    elif not schema and rng.random() < 0.1:
        name = f"{table.schema.id}:{name}"
    return _in_some_case(rng, name)


def _in_some_case(rng: Random, name: str) -> str:
    return rng.choice([name, name, name, name, name.lower(), name.upper(), name.capitalize()])


def path(rng: Random, table: ResourceType) -> str:
    """The path of a patch operation."""
    text = attribute_name(rng, table)
    attribute = _multi_valued(rng, table)
    kind = rng.randrange(10)
    if attribute and kind < 4:
        text = f"{attribute.name}[{condition(rng, attribute)}]"
        if kind < 3:
            text += f".{rng.choice(attribute.sub).name}"
    elif kind == 4:
        text = rng.choice([schema.id for schema in table.schemas.values()])
    elif kind == 5:
        text = rng.choice(["", " ", "colour", "name.x", "members", "emails", ".", "[", "a.b.c.d"])
    return odd.mutated_text(rng, text) if rng.random() < 0.15 else text


def _multi_valued(rng: Random, table: ResourceType) -> Attribute | None:
    found = [item for item in table.attributes if item.multi_valued and item.sub]
    return rng.choice(found) if found else None


def condition(rng: Random, attribute: Attribute, depth: int = 0) -> str:
    """What may stand in the brackets of a value path."""
    kind = rng.randrange(8)
    if kind == 0 and depth < 3:
        glue = rng.choice([" and ", " or "])
        return glue.join(condition(rng, attribute, depth + 1) for _ in range(2))
    if kind == 1 and depth < 3:
        return f"not ({condition(rng, attribute, depth + 1)})"
    return comparison(rng, _in_some_case(rng, rng.choice(attribute.sub).name))


def comparison(rng: Random, name: str) -> str:
    """One comparison; mostly a good one."""
    operator = rng.choice(OPERATORS)
    if operator == "pr":
        return f"{name} pr"
    return f"{name} {operator} {operand(rng)}"


def operand(rng: Random) -> str:
    """A literal, quoted or not."""
    if rng.random() < 0.6:
        choices: list[Any] = [*TYPES, "ada", "user1", True, False, None, 5, "True", "a@b.c"]
        return odd.encode(rng.choice([*choices, "2026-11-24T10:00:00Z"]))
    literal = odd.scalar(rng)
    if isinstance(literal, str) and rng.random() < 0.3:
        return literal
    return odd.encode(literal)


def filter_text(rng: Random, table: ResourceType, depth: int = 0) -> str:
    """A filter; deep ones grow to hundreds of terms or brackets."""
    kind = rng.randrange(14)
    if depth < 4 and kind < 3:
        parts = [filter_text(rng, table, depth + 1) for _ in range(rng.randrange(2, 4))]
        return rng.choice([" and ", " or ", " OR ", " and not ", " "]).join(parts)
    if depth < 4 and kind == 3:
        return f"{rng.choice(['not ', '', 'NOT'])}({filter_text(rng, table, depth + 1)})"
    attribute = _multi_valued(rng, table)
    if attribute and kind in {4, 5, 6}:
        text = f"{attribute.name}[{condition(rng, attribute)}]"
        if kind == 4:
            text += rng.choice([f".{rng.choice(attribute.sub).name} eq {operand(rng)}", " eq 5"])
        return text
    if depth == 0 and kind == 7 and rng.random() < 0.3:
        return long_filter(rng, table)
    return comparison(rng, attribute_name(rng, table))


def long_filter(rng: Random, table: ResourceType) -> str:
    """A filter at, or beyond, what is read."""
    name = attribute_name(rng, table)
    number = rng.choice([49, 50, 51, 199, 200, 201, 1000])
    return rng.choice(
        [
            f"{'(' * number}{name} pr{')' * number}",
            f"{'not (' * number}{name} pr{')' * number}",
            rng.choice([" or ", " and "]).join([comparison(rng, name)] * number),
            rng.choice([" or ", " and "]).join(
                comparison(rng, attribute_name(rng, table)) for _ in range(number)
            ),
            "emails[" * number,
            f'{name} eq "{"x" * 10_000}"',
            "x" * 10_000,
            "(" * 8000,
        ]
    )


def query_filter(rng: Random, table: ResourceType) -> str:
    """A filter as a client sends it, sometimes with something wrong."""
    text = filter_text(rng, table)
    return odd.mutated_text(rng, text) if rng.random() < 0.15 else text

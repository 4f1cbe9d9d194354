"""Documents, filters, patch operations and projections that hypothesis draws from the table.

Nothing here names an attribute for its own sake: names, types and characteristics come from the
resource type's rows, so a new row is drawn too. Words are few, so that comparisons often hit.
"""

from __future__ import annotations

import base64
import json
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from scim.table.attributes import Attribute, ResourceType, Schema, Storage

Document = dict[str, Any]
Known = dict[str, list[Any]]

# Upper and lower case beyond ASCII, composed and decomposed, what SQL and JSON treat specially.
WORDS = (
    "Ada", "ADA", "ada l", "Lovelace", "lace", "Straße", "STRASSE", "José", "jose\u0301", "Σίσυφος",
    "50%", "a_b", 'say "hi"', "C:\\temp", "O'Neil", "two  words", "東京", "🙂 x", "1815", "True",
)  # fmt: skip
OTHER_IDS = ("00000000-0000-4000-8000-000000000099", "nobody")
TIMES = ("2026-11-24T10:00:00Z", "2026-11-24T11:00:00.500+01:00", "2026-11-25T00:00:00Z")
OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
MADE = {Storage.REFERENCE, Storage.VERSION}


def sample(strategy: SearchStrategy[Any], count: int) -> list[Any]:
    """The first values that hypothesis draws, the same in every run."""
    drawn: list[Any] = []

    @settings(**examples(count), phases=[Phase.generate])
    @given(strategy)
    def collect(value: Any) -> None:
        drawn.append(value)

    collect()
    return drawn[:count]


# How many times as many cases the oracles look at as a commit's run does; 6 is the whole size.
SIZE = int(os.environ.get("ORACLE_SIZE", "1"))


def examples(count: int) -> dict[str, Any]:
    """Settings for so many cases, the same in every run; rows are stored once for all of them."""
    return {
        "max_examples": count,
        "derandomize": True,
        "deadline": None,
        "database": None,
        "suppress_health_check": list(HealthCheck),
    }


@dataclass(frozen=True, repr=False)
class Place:
    """An attribute, or a part of one, with how a path names it."""

    schema: Schema | None
    attribute: Attribute
    sub: Attribute | None = None

    def __repr__(self) -> str:
        return self.path

    @property
    def leaf(self) -> Attribute:
        return self.sub or self.attribute

    @property
    def path(self) -> str:
        dotted = f"{self.attribute.name}.{self.sub.name}" if self.sub else self.attribute.name
        return f"{self.schema.id}:{dotted}" if self.schema else dotted


@cache
def attributes(table: ResourceType) -> list[Place]:
    """Every attribute of a resource type, those of its extensions included."""
    core = [Place(None, attribute) for attribute in table.attributes]
    return core + [
        Place(schema, attribute) for schema in table.extensions for attribute in schema.attributes
    ]


@cache
def leaves(table: ResourceType) -> list[Place]:
    """Every attribute that holds a value itself, and every part of the others."""
    found = []
    for place in attributes(table):
        if place.attribute.sub:
            found += [Place(place.schema, place.attribute, sub) for sub in place.attribute.sub]
        else:
            found.append(place)
    return found


def is_writable(attribute: Attribute) -> bool:
    """True for what a client sends and sees again."""
    return (
        not attribute.is_read_only
        and attribute.returned != "never"
        and attribute.name != "schemas"
        and attribute.storage is not Storage.MEMBERS
    )


# Values.


def texts() -> SearchStrategy[str]:
    letters = st.characters(codec="utf-8", exclude_characters="\x00", max_codepoint=0x2FFF)
    return st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(WORDS),
        st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(" ".join),
        st.text(letters, min_size=1, max_size=4),
    )


def seen(text: str) -> str:
    """What people see of a text: all that a name may hold, and all that is compared of it."""
    return re.sub(
        r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f]",
        "",
        "".join(letter for letter in text if letter.isprintable()),
    ).strip(" \u2800")


@cache
def values(attribute: Attribute) -> SearchStrategy[Any]:
    """A value of one element of the attribute, canonical and not empty."""
    if attribute.is_complex:
        return elements(attribute)
    if attribute.type == "boolean":
        return st.booleans()
    if attribute.type == "dateTime":
        return st.sampled_from(TIMES)
    if attribute.type == "binary":
        return st.binary(min_size=1, max_size=4).map(lambda item: base64.b64encode(item).decode())
    if attribute.type == "reference":
        return st.sampled_from(["a", "b", "B", "c/d"]).map("https://example.com/{}".format)
    if attribute.canonical_values:
        return st.sampled_from([*attribute.canonical_values, "own"])
    if attribute.naming:
        return texts().map(seen).filter(bool)
    return texts()


@cache
def elements(attribute: Attribute) -> SearchStrategy[Document]:
    """An element of a complex attribute, with more than a type to it."""
    parts = {part.name: values(part) for part in attribute.sub if is_writable(part)}
    said = [name for name in parts if name not in {"type", "primary"}]
    first = "value" if "value" in said else said[0]
    optional = {name: value for name, value in parts.items() if name != first}
    return st.fixed_dictionaries({first: parts[first]}, optional=optional)


@cache
def lists(attribute: Attribute) -> SearchStrategy[list[Any]]:
    """Elements of a multi-valued attribute, no two the same, one primary at most."""
    drawn = st.lists(elements(attribute), min_size=1, max_size=3, unique_by=folded)
    return drawn.map(_with_one_primary)


def folded(element: Document) -> str:
    text = json.dumps(element, sort_keys=True, ensure_ascii=False)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _with_one_primary(drawn: list[Document]) -> list[Document]:
    seen = False
    for element in drawn:
        if element.get("primary") and seen:
            element["primary"] = False
        seen = seen or element.get("primary", False)
    return drawn


@cache
def whole(attribute: Attribute) -> SearchStrategy[Any]:
    """A value of the attribute: a list where it is multi-valued."""
    return lists(attribute) if attribute.multi_valued else values(attribute)


@cache
def documents(table: ResourceType) -> SearchStrategy[Document]:
    """What a client may POST, without `schemas`."""
    core = {item.name: whole(item) for item in table.attributes if is_writable(item)}
    required = {item.name for item in table.schema.attributes if item.required}
    optional = {name: value for name, value in core.items() if name not in required}
    for schema in table.extensions:
        parts = {item.name: whole(item) for item in schema.attributes if is_writable(item)}
        optional[schema.id] = st.fixed_dictionaries({}, optional=parts).filter(bool)
    return st.fixed_dictionaries({name: core[name] for name in required}, optional=optional)


# Filters. Drawn step by step rather than by nested strategies, which took twice the time.

Draw = Callable[[SearchStrategy[Any]], Any]
_SHAPES = st.sampled_from(["term", "term", "term", "and", "or", "not", "()"])
_CASES = st.sampled_from([str, str, str.upper, str.lower, str.title])
_HALF = st.booleans()


@st.composite
def filters(draw: Draw, table: ResourceType, known: Known) -> str:
    """A filter expression; `known` has values to compare with, by the path of an attribute."""
    return _joined(draw, lambda: _term(draw, table, known))


@st.composite
def element_filters(draw: Draw, attribute: Attribute) -> str:
    """What stands inside the brackets of a value path."""
    return _joined(draw, lambda: _element_term(draw, attribute))


def _joined(draw: Draw, term: Callable[[], str], depth: int = 0) -> str:
    """Terms under `and`, `or`, `not` and brackets, as the grammar allows."""
    shape = draw(_SHAPES) if depth < 3 else "term"
    if shape == "term":
        return term()
    first = _joined(draw, term, depth + 1)
    if shape == "()":
        return f"({first})"
    word = draw(_CASES)(shape)
    if shape == "not":
        return f"{word} ({first})"
    return f"{first} {word} {_joined(draw, term, depth + 1)}"


def _term(draw: Draw, table: ResourceType, known: Known) -> str:
    kind = draw(_KINDS)
    if kind == "brackets":
        place = draw(st.sampled_from(_with_elements(table)))
        return f"{named(draw, table, place)}[{draw(element_filters(place.attribute))}]"
    if kind == "pr":
        place = draw(st.sampled_from(_searchable(table, with_parts=True)))
        return f"{named(draw, table, place)} {draw(_CASES)('pr')}"
    place = draw(st.sampled_from(_searchable(table)))
    return f"{named(draw, table, place)} {_comparison(draw, place, known.get(place.path, []))}"


_KINDS = st.sampled_from(["compare", "compare", "compare", "pr", "brackets", "brackets"])


@cache
def _with_elements(table: ResourceType) -> list[Place]:
    return [
        place for place in attributes(table) if place.attribute.multi_valued and place.attribute.sub
    ]


@cache
def _searchable(table: ResourceType, *, with_parts: bool = False) -> list[Place]:
    places = [*attributes(table), *leaves(table)] if with_parts else leaves(table)
    return [place for place in places if place.attribute.returned != "never"]


def named(draw: Draw, table: ResourceType, place: Place) -> str:
    """The path in any case, with or without the URN of the core schema."""
    path = draw(_CASES)(place.path) if place.schema is None else place.path
    if place.schema is None and place.attribute in table.schema.attributes and draw(_HALF):
        return f"{table.schema.id}:{path}"
    return path


def _comparison(draw: Draw, place: Place, known: list[Any]) -> str:
    if not place.attribute.multi_valued and draw(_RARELY):
        return f"{draw(_EQUALITY)} null"
    operator = draw(_CASES)(draw(st.sampled_from(operators(place.leaf))))
    if known and draw(_HALF):
        return f"{operator} {literal(draw(st.sampled_from(known)))}"
    return f"{operator} {literal(draw(operands(place.leaf)))}"


_EQUALITY = st.sampled_from(["eq", "ne"])
_RARELY = st.sampled_from([False, False, False, False, True])


def operators(leaf: Attribute) -> tuple[str, ...]:
    """Those that can be asked of the attribute, and some that must be refused."""
    if leaf.storage in MADE or leaf.name == "schemas":
        return ("eq", "ne")
    if leaf.type in {"dateTime", "binary"}:
        return ("eq", "ne", "gt", "ge", "lt", "le")
    return OPERATORS


def _element_term(draw: Draw, attribute: Attribute) -> str:
    part = draw(st.sampled_from(attribute.sub))
    name = draw(_CASES)(part.name)
    if draw(_RARELY):
        return f"{name} {draw(_CASES)('pr')}"
    return f"{name} {_comparison(draw, Place(None, part), [])}"


@cache
def operands(leaf: Attribute) -> SearchStrategy[Any]:
    """What a value of the attribute may be compared with."""
    if not leaf.is_folded:
        return values(leaf)
    drawn = st.one_of(
        texts(),
        st.sampled_from(WORDS).map(str.upper),
        st.sampled_from(WORDS).map(lambda item: item[:2]),
        st.sampled_from(WORDS).map(lambda item: item[-2:]),
        st.sampled_from(leaf.canonical_values or WORDS),
        st.just(""),
    )
    return drawn.map(seen) if leaf.naming else drawn


def literal(value: Any) -> str:
    """A value as a filter writes it."""
    return json.dumps(value, ensure_ascii=False)


# Patch operations.

_OPS = st.sampled_from(["add", "replace", "Add", "Replace", "remove", "Remove"])
_WRITES = st.sampled_from(["add", "replace", "Add", "Replace"])
_FORMS = st.sampled_from(["whole", "part", "elements", "described", "no path", "extension"])


@st.composite
def operations(draw: Draw, table: ResourceType) -> list[Document]:
    """One to three operations, of every path form, on whatever a client may change."""
    return [_operation(draw, table) for _ in range(draw(st.integers(1, 3)))]


def _operation(draw: Draw, table: ResourceType) -> Document:
    form = draw(_FORMS)
    if form == "no path":
        keys = draw(st.lists(st.sampled_from(_keys(table)), min_size=1, max_size=3, unique=True))
        value = {place.path: draw(whole(place.leaf)) for place in keys}
        return {"op": draw(_WRITES), "value": value}
    if form == "extension" and table.extensions:
        schema = draw(st.sampled_from(table.extensions))
        inside = [place for place in _writable(table) if place.schema is schema]
        chosen = draw(st.lists(st.sampled_from(inside), min_size=1, max_size=3, unique=True))
        value = {place.attribute.name: draw(whole(place.attribute)) for place in chosen}
        return _with_value(draw, schema.id, st.just(value))
    place = draw(st.sampled_from(_writable(table)))
    attribute = place.attribute
    if form == "whole" or not attribute.is_complex:
        return _with_value(draw, place.path, whole(attribute))
    part = draw(st.sampled_from([item for item in attribute.sub if is_writable(item)]))
    if not attribute.multi_valued:
        return _with_value(draw, f"{place.path}.{part.name}", values(part))
    if form == "described":
        kind = draw(st.sampled_from(_part(attribute, "type").canonical_values or ("own",)))
        chosen = f'{place.path}[type eq "{kind}"]'
    else:
        chosen = f"{place.path}[{draw(element_filters(attribute))}]"
    if draw(_HALF):
        return _with_value(draw, chosen, elements(attribute))
    return _with_value(draw, f"{chosen}.{part.name}", values(part))


def _with_value(draw: Draw, path: str, value: SearchStrategy[Any]) -> Document:
    op = draw(_OPS)
    return {"op": op, "path": path, **({} if op.lower() == "remove" else {"value": draw(value)})}


@cache
def _writable(table: ResourceType) -> list[Place]:
    return [place for place in attributes(table) if is_writable(place.attribute)]


@cache
def _keys(table: ResourceType) -> list[Place]:
    """What a path-less value may name: attributes, and parts of singular ones by dotted names."""
    dotted = [
        place
        for place in leaves(table)
        if place.sub and not place.attribute.multi_valued and is_writable(place.attribute)
        if is_writable(place.sub)
    ]
    return _writable(table) + dotted


def _part(attribute: Attribute, name: str) -> Attribute:
    found = attribute.find(name)
    assert found is not None, f"{attribute.name} has no {name}"
    return found


# Projections.


@st.composite
def projections(draw: Draw, table: ResourceType) -> dict[str, str]:
    """`attributes` or `excludedAttributes`: attributes, parts of them, and whole schemas."""
    places = [*attributes(table), *(place for place in leaves(table) if place.sub)]
    parameter = draw(st.sampled_from(["attributes", "excludedAttributes"]))
    # RFC 7644 section 3.9 excludes attributes by name; the core schema's URN names none. Then ours
    # leaves out all of them, scim2-models none.
    wholes = [schema.id for schema in table.extensions]
    wholes += [table.schema.id] if parameter == "attributes" else []
    names = []
    for _ in range(draw(st.integers(1, 4))):
        if wholes and draw(_RARELY):
            names.append(draw(st.sampled_from(wholes)))
        else:
            names.append(named(draw, table, draw(st.sampled_from(places))))
    return {parameter: ",".join(names)}

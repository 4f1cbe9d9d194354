"""Filter expressions: RFC 7644 section 3.4.2.2, from text to a small syntax tree.

`parse` knows the grammar only; which attributes exist is looked up by whoever walks the tree:
`scim.store.queries` for the database, `matching` for one element of a multi-valued attribute.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scim.table.errors import InvalidFilter

from . import tolerance

MAX_LENGTH = 8000  # characters
MAX_TERMS = 200
MAX_DEPTH = 50
MAX_DIGITS = 40  # a longer number is read as text

EQUALITY = frozenset({"eq", "ne"})
SUBSTRING = frozenset({"co", "sw", "ew"})
ORDER = frozenset({"gt", "ge", "lt", "le"})
OPERATORS = EQUALITY | SUBSTRING | ORDER


@dataclass(frozen=True)
class Comparison:
    """`path operator value`; `value` is a JSON scalar."""

    path: str
    operator: str
    value: str | bool | int | float | None


@dataclass(frozen=True)
class Present:
    """`path pr`."""

    path: str


@dataclass(frozen=True)
class Not:
    """`not (…)`."""

    node: Node


@dataclass(frozen=True)
class And:
    """Terms joined by `and`; binds closer than `or`."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Terms joined by `or`."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class ValuePath:
    """`path[…]`: at least one element matches the inner filter."""

    path: str
    node: Node


Node = Comparison | Present | Not | And | Or | ValuePath

_TOKEN = re.compile(
    r'\s+|(?P<text>"(?:[^"\\]|\\.)*")|(?P<mark>[()\[\]])|(?P<word>[^\s()\[\]"]+)', re.S
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_NAME = re.compile(r"(?:urn:[\w.:+-]+:)?[$A-Za-z][\w$-]*(?:\.[$A-Za-z][\w$-]*)?", re.I)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_KEYWORDS = OPERATORS | {"and", "or", "not", "pr"}


def parse(text: str) -> Node:
    """Read a filter expression.

    Raises InvalidFilter, which says what was expected where.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidFilter(f"The filter is {len(text)} characters long; {MAX_LENGTH} are read.")
    return _Parser(text).parse()


class _Parser:
    """A recursive-descent parser over the tokens of one filter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.position = 0
        self.terms = 0

    def parse(self) -> Node:
        node = self.any_of(depth=0)
        if self.peek():
            raise self.error("the end, 'and' or 'or'")
        return node

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.position += 1
        return token

    def error(self, expected: str) -> InvalidFilter:
        found = self.peek()
        seen = f"'{found[:60]}'" if found else "the end"
        return InvalidFilter(
            f"The filter cannot be read: {expected} was expected where {seen} stands. "
            'A filter looks like: userName eq "ada@example.com".'
        )

    def accept(self, word: str) -> bool:
        if self.peek().lower() == word:
            self.position += 1
            return True
        return False

    def expect(self, mark: str) -> None:
        if self.take() != mark:
            self.position -= 1
            raise self.error(f"'{mark}'")

    def any_of(self, depth: int) -> Node:
        nodes = [self.all_of(depth)]
        while self.accept("or"):
            nodes.append(self.all_of(depth))
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def all_of(self, depth: int) -> Node:
        nodes = [self.term(depth)]
        while self.accept("and"):
            nodes.append(self.term(depth))
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def term(self, depth: int) -> Node:
        self.terms += 1
        if self.terms > MAX_TERMS or depth > MAX_DEPTH:
            raise InvalidFilter(
                f"The filter has more than {MAX_TERMS} terms, or {MAX_DEPTH} levels of brackets. "
                "Ask in several requests."
            )
        if self.accept("not"):
            self.expect("(")
            return Not(self.group(")", depth))
        if self.accept("("):
            return self.group(")", depth)
        name = self.take()
        if not _NAME.fullmatch(name) or name.lower() in _KEYWORDS:
            self.position -= 1
            raise self.error("an attribute name")
        if self.accept("["):
            return self.value_path(name, self.group("]", depth))
        return self.attribute_expression(name)

    def group(self, closing: str, depth: int) -> Node:
        node = self.any_of(depth + 1)
        self.expect(closing)
        return node

    def value_path(self, name: str, node: Node) -> Node:
        """After `emails[…]`; what follows is one more condition on the same element."""
        if part := tolerance.part_after_brackets(self.peek()):
            self.position += 1
            return ValuePath(name, And((node, self.attribute_expression(part))))
        if tolerance.value_after_brackets(self.peek(), EQUALITY | SUBSTRING):
            return ValuePath(name, And((node, self.attribute_expression("value"))))
        return ValuePath(name, node)

    def attribute_expression(self, name: str) -> Node:
        operator = self.take().lower()
        if operator == "pr":
            return Present(name)
        if operator not in OPERATORS:
            self.position -= 1
            raise self.error(f"an operator ({', '.join(sorted(OPERATORS | {'pr'}))})")
        return Comparison(name, operator, self.value())

    def value(self) -> str | bool | int | float | None:
        token = self.take()
        if token.startswith('"'):
            return _text(token)
        word = token.lower()
        if word in {"true", "false"}:
            return word == "true"
        if word == "null":
            return None
        if len(token) <= MAX_DIGITS and _NUMBER.fullmatch(token):
            return json.loads(token)  # type: ignore[no-any-return]
        if word not in _KEYWORDS and (text := tolerance.unquoted_text(token)):
            return text
        self.position -= 1
        raise self.error("a value in double quotes, a number, true, false or null")


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise InvalidFilter(
                f"The filter cannot be read: the double quote at character {position + 1} "
                "is not closed."
            )
        position = found.end()
        if found.lastgroup:
            yield found[0]


def _text(token: str) -> str:
    try:
        text: str = json.loads(token, strict=False)
    except ValueError:
        raise InvalidFilter(
            f"The text {token[:60]} has a backslash that escapes nothing; write \\\\ for one."
        ) from None
    if not is_storable(text):
        raise InvalidFilter(f"The text {token[:60]} holds a character that no value can have.")
    return text


def is_storable(text: str) -> bool:
    """True unless `text` has a NUL or half of a surrogate pair, which no database keeps."""
    return not _UNSTORABLE.search(text)


def names(node: Node) -> Iterator[str]:
    """Every attribute that a filter names, outside brackets."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from names(inner)
        case Not(inner):
            yield from names(inner)
        case Comparison(path) | Present(path) | ValuePath(path):
            yield path


def count(node: Node) -> int:
    """How many comparisons a filter makes at most."""
    match node:
        case And(nodes) | Or(nodes):
            return sum(count(inner) for inner in nodes)
        case Not(inner) | ValuePath(_, inner):
            return count(inner)
    return 1

"""Searches that are compiled once: a filter with its texts taken out is a shape.

Only texts that are compared by `eq` are taken out, as identity providers ask: by `userName`, by
`externalId`, by `emails[type eq "work"].value`. Whatever else decides about the SQL stays in the
shape: a number, a boolean, `null`, the empty text, another operator. What the ORM makes something
else of than a comparison with a text (a time, `$ref`, a version) is no shape, and asked anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts import statements
from accounts.folding import KEY_LENGTH
from accounts.statements import Statement
from scim.language import matching
from scim.language.filters import And, Comparison, Node, Not, Or, Present, ValuePath
from scim.table.attributes import Attribute
from scim.table.errors import ScimError

_MARK = secrets.token_hex(8)  # what no client can send, as it cannot know it
_searches = statements.Cache()


class Slot(str):
    """The stand-in for a text; learns which attribute it is compared with."""

    attribute: Attribute | None = None


@dataclass(frozen=True)
class Search:
    """A compiled search, and what each of its operands is compared with."""

    statement: Statement
    attributes: list[Attribute]


def take_apart(node: Node) -> tuple[Node, list[str]]:
    """Return the filter with a slot for each text that can be taken out, and the texts."""
    texts: list[str] = []

    def shape(node: Node) -> Node:
        match node:
            case And(nodes):
                return And(tuple(map(shape, nodes)))
            case Or(nodes):
                return Or(tuple(map(shape, nodes)))
            case Not(inner):
                return Not(shape(inner))
            case ValuePath(name, inner):
                return ValuePath(name, shape(inner))
            case Comparison(name, "eq", str(text)) if text:
                texts.append(text)
                return Comparison(name, "eq", Slot(f"{_MARK}{len(texts)}"))
            case Comparison() | Present():
                return node

    return shape(node), texts


def slots(node: Node) -> list[Slot]:
    """The slots of a shape, in the order in which they were taken out."""
    match node:
        case And(nodes) | Or(nodes):
            return [slot for inner in nodes for slot in slots(inner)]
        case Not(inner) | ValuePath(_, inner):
            return slots(inner)
        case Comparison(_, _, Slot() as slot):
            return [slot]
    return []


def compiled(
    key: Hashable, node: Node | None, build: Callable[[Node | None], QuerySet[Any, Any]]
) -> tuple[Statement, list[str]] | None:
    """Return the statement of a search, and its operands.

    `build` makes the queryset of a filter; `key` names whatever else it depends on. None where the
    ORM has to be asked: it also says what is wrong with a filter, and finds nothing for a text
    that is equal to nothing.
    """
    shape, texts = (None, []) if node is None else take_apart(node)

    def compile_() -> Search | None:
        found = [] if shape is None else slots(shape)
        try:
            statement = Statement(build(shape), found)
        except (ScimError, LookupError):
            return None
        attributes = [slot.attribute for slot in found if slot.attribute]
        return Search(statement, attributes) if len(attributes) == len(found) else None

    search: Search | None = _searches.get((key, shape), compile_)
    if search is None:
        return None
    pairs = zip(search.attributes, texts, strict=True)
    operands = [operand_of(attribute, text) for attribute, text in pairs]
    return (search.statement, operands) if all(operands) else None


def operand_of(attribute: Attribute, text: str) -> str:
    """Return a text as the column of `attribute` is compared with it by `eq`."""
    operand: str = matching.comparable(attribute, "eq", text)
    return operand[:KEY_LENGTH] if attribute.is_folded else operand

"""What comparisons mean: of operands with attributes, and of a value filter with one element."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from accounts import folding, names
from accounts.folding import fold_name
from scim.table.attributes import Attribute
from scim.table.dates import parse_date_time
from scim.table.errors import InvalidFilter

from . import tolerance
from .filters import EQUALITY, ORDER, SUBSTRING, And, Comparison, Node, Not, Or, Present, ValuePath

# A filter meets the same few texts again and again: its operands, and the values of an element.
fold = lru_cache(maxsize=1024)(folding.fold)


def comparable(attribute: Attribute, operator: str, value: Any) -> Any:
    """Return the operand as `attribute` is compared with it: folded, a boolean, a datetime.

    None stands for null. Raises InvalidFilter where the operator or the value does not fit.
    """
    if value is None:
        if operator not in EQUALITY:
            raise InvalidFilter(f"null can be compared with eq and ne only, not {operator}.")
        return None
    if attribute.type == "boolean":
        return _boolean(attribute, operator, value)
    if attribute.type == "dateTime":
        return _date_time(attribute, operator, value)
    if attribute.is_complex:
        raise InvalidFilter(
            f"'{attribute.name}' has parts; name one of them, such as "
            f"{attribute.name}.{attribute.sub[0].name}."
        )
    if attribute.type == "binary" and operator in ORDER:  # RFC 7644 section 3.4.2.2
        raise InvalidFilter(f"'{attribute.name}' is binary, so it has no order; use eq or ne.")
    return _compared(attribute, tolerance.number_as_text(value), operator)


def _compared(attribute: Attribute, text: str, operator: str = "eq") -> str:
    """The text as it is compared; of a name the blanks count only where it goes on beyond them."""
    if not attribute.is_folded:
        return text
    if attribute.naming is None:
        return fold(text)
    name = fold_name(text)
    if operator == "co":
        return name
    strip = {"sw": names.strip_start, "ew": names.strip_end}.get(operator, names.strip)
    return strip(name)


def _boolean(attribute: Attribute, operator: str, value: Any) -> bool:
    if operator not in EQUALITY:
        raise InvalidFilter(f"'{attribute.name}' is true or false; compare it with eq or ne.")
    value = tolerance.boolean_as_text(value)
    if not isinstance(value, bool):
        raise InvalidFilter(f"'{attribute.name}' is true or false; it cannot be {_shown(value)}.")
    return value


def _date_time(attribute: Attribute, operator: str, value: Any) -> Any:
    if operator in SUBSTRING:
        raise InvalidFilter(
            f"'{attribute.name}' is a time; compare it with eq, ne, gt, ge, lt, le."
        )
    moment = parse_date_time(tolerance.plus_in_query(value)) if isinstance(value, str) else None
    if moment is None:
        raise InvalidFilter(
            f"'{attribute.name}' is a time such as \"2026-11-24T10:00:00Z\", not {_shown(value)}."
        )
    return moment


def _shown(value: Any) -> str:
    """The operand for an error message; never a long one."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"


def matches(node: Node, element: dict[str, Any], attribute: Attribute) -> bool:
    """True if one element of the multi-valued `attribute` meets the filter.

    `element`: dict of sub-attributes, RFC 7643 section 2.4. Raises InvalidFilter.
    """
    match node:
        case And(nodes):
            return all(matches(inner, element, attribute) for inner in nodes)
        case Or(nodes):
            return any(matches(inner, element, attribute) for inner in nodes)
        case Not(inner):
            return not matches(inner, element, attribute)
        case Present(path):
            return element.get(find_sub(attribute, path).name) not in (None, "")
        case Comparison(path, operator, value):
            sub = find_sub(attribute, path)
            return compare(sub, operator, element.get(sub.name), value)
        case ValuePath(path):
            raise InvalidFilter(f"'{path}[…]' cannot stand inside another pair of brackets.")


def check(node: Node, attribute: Attribute) -> None:
    """Raise InvalidFilter unless every part of a value filter fits the attribute."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                check(inner, attribute)
        case Not(inner):
            check(inner, attribute)
        case _:
            matches(node, {}, attribute)


def find_sub(attribute: Attribute, path: str) -> Attribute:
    """Return the sub-attribute a value filter names.

    Raises InvalidFilter if there is none.
    """
    sub = attribute.find(path)
    if sub is None:
        known = ", ".join(item.name for item in attribute.sub)
        raise InvalidFilter(f"'{attribute.name}' has no '{path[:100]}'; it has: {known}.")
    return sub


def compare(attribute: Attribute, operator: str, actual: Any, value: Any) -> bool:
    """Compare one stored value (None: unassigned) with an operand, as the database would."""
    operand = comparable(attribute, operator, value)
    if operator == "ne":
        return not _holds("eq", stored(attribute, actual), operand)
    return _holds(operator, stored(attribute, actual), operand)


def stored(attribute: Attribute, actual: Any) -> Any:
    """Return one stored value as it is compared; None is unassigned, and so is ""."""
    if not isinstance(actual, str):
        return actual
    if actual == "":
        return None
    if attribute.type == "dateTime":
        return parse_date_time(actual)
    return _compared(attribute, actual)


def _holds(operator: str, actual: Any, operand: Any) -> bool:
    if operator == "eq":
        return bool(actual == operand)
    if actual is None:
        return False
    match operator:
        case "co":
            return operand in actual
        case "sw":
            return bool(actual.startswith(operand))
        case "ew":
            return bool(actual.endswith(operand))
        case "gt":
            return bool(actual > operand)
        case "ge":
            return bool(actual >= operand)
        case "lt":
            return bool(actual < operand)
    return bool(actual <= operand)

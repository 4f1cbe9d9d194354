"""The operations of a PATCH body (RFC 7644 section 3.5.2), each brought to one place.

A path-less value, a whole extension and an attribute with parts are spread into operations on
their leaves here, so that whoever carries them out meets few forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scim.table.attributes import Attribute, ResourceType
from scim.table.errors import InvalidPath, InvalidSyntax, InvalidValue, Mutability, NoTarget

from . import coercion, filters, paths, tolerance
from .coercion import Document
from .paths import Path

URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MAX_OPERATIONS = 1000  # of one PATCH
MAX_TERMS = 5000  # of all filters in its paths
MAX_KEYS = 10_000  # of all the objects that are values of operations
_MISSING = object()


@dataclass(frozen=True)
class Operation:
    """One change at one place; `op` is add, remove or replace.

    `value` is as the client sent it, `MISSING` if it sent none. `is_named` is False where the
    place came from a key of a path-less value: there read-only attributes are passed over.
    """

    op: str
    path: Path
    value: Any
    is_named: bool = True

    @property
    def has_value(self) -> bool:
        return self.value is not _MISSING

    @property
    def attribute(self) -> Attribute:
        if self.path.attribute is None:
            raise TypeError("An operation on a whole extension is spread before it is used.")
        return self.path.attribute


def parse(body: Document, resource_type: ResourceType) -> list[Operation]:
    """Return the operations of a PatchOp body, in order.

    Raises InvalidSyntax, InvalidPath, InvalidFilter, InvalidValue, NoTarget or Mutability.
    """
    coercion.check_schemas(body, URN)
    sent = next((body[key] for key in body if key.lower() == "operations"), _MISSING)
    if not isinstance(sent, list):
        raise InvalidSyntax(
            f"A PATCH body needs 'Operations', a list of operations, not {_shown(sent)}."
        )
    _check_count(sent)
    found: list[Operation] = []
    terms = 0
    for number, item in enumerate(sent, start=1):
        for operation in _parse_one(item, number, resource_type):
            found.append(operation)
            node = operation.path.filter
            terms += filters.count(node) if node else 0
            if terms > MAX_TERMS:
                raise InvalidValue(
                    f"The paths of the PATCH have filters of more than {MAX_TERMS:,} terms in all. "
                    "Send the operations in several requests."
                )
    return found


def _check_count(sent: list[Any]) -> None:
    if len(sent) > MAX_OPERATIONS:
        raise InvalidValue(
            f"The PATCH has {len(sent):,} operations; at most {MAX_OPERATIONS:,} are carried out. "
            "Send the rest in another request, or several values in one operation."
        )
    values = (value for item in sent if isinstance(item, dict) for value in item.values())
    keys = sum(len(value) for value in values if isinstance(value, dict))
    if keys > MAX_KEYS:
        raise InvalidValue(
            f"The values of the operations have {keys:,} keys; at most {MAX_KEYS:,} are looked at. "
            "Send fewer at once."
        )


def _shown(value: Any) -> str:
    return "nothing" if value is _MISSING else coercion.shown(value)


def _parse_one(item: Any, number: int, resource_type: ResourceType) -> Iterator[Operation]:
    if not isinstance(item, dict):
        raise InvalidSyntax(f"Operation {number} must be an object, not {coercion.shown(item)}.")
    fields = {key.lower(): value for key, value in item.items()}
    op, path_text, value = fields.get("op"), fields.get("path"), fields.get("value", _MISSING)
    if not isinstance(op, str) or tolerance.operation_name(op) not in {"add", "remove", "replace"}:
        raise InvalidSyntax(
            f"Operation {number} needs an 'op': add, remove or replace, not {coercion.shown(op)}."
        )
    op = tolerance.operation_name(op)
    if path_text is not None and not isinstance(path_text, str):
        raise InvalidPath(
            f"The 'path' of operation {number} must be a text, not {coercion.shown(path_text)}."
        )
    if op != "remove" and value is _MISSING:
        raise InvalidValue(
            f"Operation {number} ({op}) needs a 'value'; to clear an attribute, remove it."
        )
    if path_text:
        path = paths.parse(path_text, resource_type)
        yield from _spread(Operation(op, path, value), resource_type)
    elif op == "remove":
        # RFC 7644 section 3.5.2.2: without a path there is no target.
        raise NoTarget(
            f"Operation {number} removes, so it needs a 'path' that says what, such as 'title'."
        )
    else:
        yield from _spread_object(op, value, resource_type)


def _spread_object(op: str, value: Any, resource_type: ResourceType) -> Iterator[Operation]:
    """A path-less value: each key is a place, dotted and URN-qualified ones included.

    Unknown keys are passed over, as they are in a POST body.
    """
    if not isinstance(value, dict):
        raise InvalidValue(
            f"An operation without 'path' needs an object as 'value', not {coercion.shown(value)}."
        )
    for key, item in value.items():
        try:
            path = paths.parse(tolerance.path_in_key(key), resource_type)
        except InvalidPath:
            continue
        yield from _spread(Operation(op, path, item, is_named=False), resource_type)


def _spread(operation: Operation, resource_type: ResourceType) -> Iterator[Operation]:
    """Take an operation on a whole extension, or on an attribute with parts, to its leaves."""
    if operation.path.attribute and not operation.path.sub:
        value = tolerance.under_own_name(operation.path.attribute, operation.value)
        operation = replace(operation, value=value)
    path, value = operation.path, operation.value
    if path.attribute is None:
        yield from _spread_extension(operation, resource_type)
    elif _refers(path) and value not in (_MISSING, None, ""):
        whole = replace(path, sub=None)
        yield from _spread(replace(operation, path=whole, value={"$ref": value}), resource_type)
    elif (path.leaf and path.leaf.is_read_only) or path.attribute.name == "schemas":
        is_passed_over = tolerance.read_only_key(operation.is_named)
        if not is_passed_over and path.attribute.name != "schemas":
            raise Mutability(f"'{path}' is read-only; remove it from the attribute mappings.")
    elif path.attribute.is_complex and not path.attribute.multi_valued and not path.sub:
        value = tolerance.empty_text(tolerance.wrapped_in_list(value))
        value = tolerance.text_for_complex(path.attribute, value)
        if operation.op == "remove" or value is None:
            yield replace(operation, op="remove")
        elif not isinstance(value, dict):
            raise InvalidValue(f"'{path}' must be an object, not {coercion.shown(value)}.")
        else:
            for key, item in coercion.named_by_id(path.attribute, value, str(path)).items():
                sub = tolerance.sub_attribute(path.attribute, key)
                if sub and not sub.is_read_only:
                    yield replace(operation, path=replace(path, sub=sub), value=item)
    else:
        yield operation


def _refers(path: Path) -> bool:
    """True for the `$ref` of a singular attribute, such as `manager.$ref`: it stands for the id."""
    one = path.attribute is not None and not path.attribute.multi_valued
    return one and path.sub is not None and path.sub.name == "$ref"


def _spread_extension(operation: Operation, resource_type: ResourceType) -> Iterator[Operation]:
    schema, value = operation.path.schema, tolerance.empty_extension(operation.value)
    if schema is None or schema == resource_type.schema:
        if operation.op == "remove":
            raise Mutability("The core schema cannot be removed; delete the resource instead.")
        yield from _spread_object(operation.op, value, resource_type)
    elif operation.op == "remove" or value is None:
        for attribute in schema.attributes:
            yield from _spread(
                Operation("remove", Path(schema, attribute), _MISSING), resource_type
            )
    elif not isinstance(value, dict):
        raise InvalidValue(f"'{schema.id}' must be an object, not {coercion.shown(value)}.")
    else:
        for key, item in value.items():
            if found := schema.find(key):
                inner = Operation(operation.op, Path(schema, found), item, is_named=False)
                yield from _spread(inner, resource_type)

"""Bulk: RFC 7644 section 3.7. The order of operations and what they refer to; no HTTP.

An operation waits for those whose `bulkId` it names, wherever they stand in the request.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from scim.language import coercion
from scim.language.coercion import Document
from scim.table.errors import Conflict, InvalidSyntax, InvalidValue, PayloadTooLarge, ScimError

from .discovery import MAX_OPERATIONS

MAX_CPU = 1  # seconds of computing in one bulk request; the operation under way is finished
MAX_TIME = 10  # seconds by the clock
REQUEST_URN = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
RESPONSE_URN = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_MARK = "bulkId:"
# A whole value, a step of a path or URI, or a literal of a filter.
_REFERENCE = re.compile(r"(?:^|(?<=[/\"]))bulkId:([^/?\"]+)")


@dataclass
class BulkOperation:
    """One operation of a bulk request, and what became of it."""

    method: str
    path: str
    bulk_id: str = ""
    version: str = ""
    data: Any = None
    references: set[str] = field(default_factory=set)
    outcome: Outcome | None = None

    @property
    def result(self) -> Document:
        """The element of the BulkResponse."""
        document: Document = {"method": self.method}
        if self.bulk_id:
            document["bulkId"] = self.bulk_id
        if self.outcome is None:
            raise TypeError("The operation has not been carried out.")
        if self.outcome.location:
            document["location"] = self.outcome.location
        if self.outcome.version:
            document["version"] = self.outcome.version
        document["status"] = str(self.outcome.status)
        if self.outcome.error:
            document["response"] = self.outcome.error
        return document


@dataclass(frozen=True)
class Outcome:
    """What became of an operation; `resource_id` is that of a resource it created."""

    status: int
    location: str = ""
    version: str = ""
    resource_id: str = ""
    error: Document | None = None


def parse(body: Document) -> tuple[list[BulkOperation], int]:
    """Return the operations and failOnErrors (0: go on whatever happens).

    Raises InvalidSyntax, or PayloadTooLarge for too many operations.
    """
    coercion.check_schemas(body, REQUEST_URN)
    fields = {key.lower(): value for key, value in body.items()}
    sent = fields.get("operations")
    if not isinstance(sent, list):
        raise InvalidSyntax(
            f"A bulk request needs 'Operations', a list of operations, not {coercion.shown(sent)}."
        )
    if len(sent) > MAX_OPERATIONS:
        raise PayloadTooLarge(
            f"The request has {len(sent)} operations; at most {MAX_OPERATIONS} are carried out. "
            "Send the rest in another request."
        )
    fail_on_errors = fields.get("failonerrors") or 0
    if not isinstance(fail_on_errors, int) or isinstance(fail_on_errors, bool):
        raise InvalidSyntax(
            f"'failOnErrors' must be a whole number, not {coercion.shown(fail_on_errors)}."
        )
    operations = [_parse_one(item, number) for number, item in enumerate(sent, start=1)]
    for operation in operations:
        operation.references = _references([operation.path, operation.data])
    return operations, max(fail_on_errors, 0)


def _parse_one(item: Any, number: int) -> BulkOperation:
    if not isinstance(item, dict):
        raise InvalidSyntax(f"Operation {number} must be an object, not {coercion.shown(item)}.")
    fields = {key.lower(): value for key, value in item.items()}
    texts = {}
    for name in ("method", "path", "bulkid", "version"):
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            raise InvalidSyntax(
                f"'{name}' of operation {number} must be a text, not {coercion.shown(value)}."
            )
        texts[name] = value or ""
    method = texts["method"].upper()
    if method not in METHODS or not texts["path"]:
        raise InvalidSyntax(
            f"Operation {number} needs a 'method' (POST, PUT, PATCH or DELETE) and a 'path' such "
            "as /Users."
        )
    return BulkOperation(
        method, texts["path"], texts["bulkid"], texts["version"], fields.get("data")
    )


def _references(value: Any) -> set[str]:
    """Every bulkId that a value refers to, however deep: RFC 7644 section 3.7.2."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str) and _MARK in item:
            found.update(_REFERENCE.findall(item))
    return found


def is_reference(text: str) -> bool:
    """True for `bulkId:x`, the place of an id that is not known yet."""
    return text.startswith(_MARK)


def _resolved(value: Any, known: dict[str, str]) -> Any:
    """The value with each bulkId replaced by the id it stands for."""
    if isinstance(value, dict):
        return {key: _resolved(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, known) for item in value]
    if isinstance(value, str) and _MARK in value:
        return _REFERENCE.sub(lambda found: known[found[1]], value)
    return value


def run(
    operations: list[BulkOperation],
    fail_on_errors: int,
    perform: Callable[[BulkOperation, ScimError | None], Outcome],
) -> Document:
    """Carry the operations out and return the BulkResponse, in the order of the request.

    `perform` carries out one, whose references are resolved by then, or is told why it cannot be.
    After `fail_on_errors` failures the rest is left undone and unmentioned.
    """
    known: dict[str, str] = {}
    # What no operation creates is lost from the beginning.
    made = {item.bulk_id for item in operations if item.method == "POST"}
    failed = {name for item in operations for name in item.references} - made
    errors = 0
    order = _Order(operations, failed)
    while (operation := order.next()) and not (fail_on_errors and errors >= fail_on_errors):
        refusal = _circular() if order.is_stuck else _refusal(operation, known, failed)
        if refusal is None:
            operation.path = _resolved(operation.path, known)
            operation.data = _resolved(operation.data, known)
        operation.outcome = perform(operation, refusal)
        if operation.outcome.status >= 400:
            errors += 1
            failed.add(operation.bulk_id)
            order.settle(operation.bulk_id)
        elif operation.method == "POST":
            known[operation.bulk_id] = operation.outcome.resource_id
            order.settle(operation.bulk_id)
    return {
        "schemas": [RESPONSE_URN],
        "Operations": [item.result for item in operations if item.outcome],
    }


class _Order:
    """Hands out the operations: always the first in the request that waits for nothing.

    `is_stuck`: all that are left wait for each other, and come as they stand in the request.
    """

    def __init__(self, operations: list[BulkOperation], settled: set[str]) -> None:
        self.operations = operations
        self.missing = [len(item.references - settled) for item in operations]
        self.waiting: dict[str, list[int]] = {}
        for number, item in enumerate(operations):
            for name in item.references - settled:
                self.waiting.setdefault(name, []).append(number)
        self.ready = [number for number, missing in enumerate(self.missing) if not missing]
        self.left = dict.fromkeys(range(len(operations)))
        self.is_stuck = False

    def next(self) -> BulkOperation | None:
        if not self.left:
            return None
        self.is_stuck = self.is_stuck or not self.ready
        number = next(iter(self.left)) if self.is_stuck else heappop(self.ready)
        del self.left[number]
        return self.operations[number]

    def settle(self, name: str) -> None:
        """Say that it is known what became of a bulkId."""
        for number in self.waiting.pop(name, ()):
            self.missing[number] -= 1
            if not self.missing[number]:
                heappush(self.ready, number)


def _circular() -> ScimError:
    """RFC 7644 section 3.7.1: circular references that cannot be resolved."""
    return Conflict(
        "The operations refer to each other in a circle. Create the resources first, and set the "
        "references afterwards."
    )


def _refusal(operation: BulkOperation, known: dict[str, str], failed: set[str]) -> ScimError | None:
    """Why an operation cannot be carried out, if it cannot."""
    if lost := operation.references & failed:
        return InvalidValue(
            f"This operation refers to the bulkId '{min(lost)}', but no POST of this request "
            "created a resource under it. Send the POST in the same request, or name the resource "
            "by its id."
        )
    if operation.method == "POST" and not operation.bulk_id:
        return InvalidSyntax(
            "A POST in a bulk request needs a 'bulkId', a name of your own choice for what it "
            "creates."
        )
    if operation.bulk_id in known:
        return InvalidValue(
            f"The bulkId '{operation.bulk_id}' is used twice; each must be another."
        )
    return None

"""What identity providers have sent lately, attribute by attribute, as far as the log keeps it.

The bodies of the latest writes are read, some hundred of them. What is secret is not in there: the
log keeps no value of an attribute that is never returned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext_noop as _

from scim.language import paths
from scim.language.paths import Path
from scim.models import ProvisioningEvent
from scim.table.attributes import Attribute, ResourceType
from scim.table.errors import ScimError

# Of each action, the latest; by an index, whatever else the log holds.
READ = {"Create": 150, "Update": 200, "Disable": 25, "Enable": 25}
SHOWN = 80  # characters of a value
ELEMENTS = 20  # of a list
VALUES = 200  # attributes; a list's elements of each type are one, and anybody invents types
PASSED_OVER = 50  # attributes
NO_SUCH = _("This site has no such attribute.")
READ_ONLY = _("This site makes it itself.")
_TYPE = re.compile(r'\[\s*type\s+eq\s+"([^"]*)"', re.I)
_SKIPPED = frozenset({"schemas"})
_MARKS = frozenset({"type", "primary", "$ref", "display"})
_Result = ProvisioningEvent.Result

Place = tuple[str, str, str, str]  # extension, attribute, type of an element, part


@dataclass(frozen=True)
class Sent:
    """A value, and the request that brought it; `why` it was passed over, if it was."""

    value: str
    event: ProvisioningEvent
    why: str = ""


@dataclass
class Lately:
    """The newest value of each attribute; those that were passed over, by what they were called.

    `read`: how many writes were looked at.
    """

    values: dict[Place, Sent] = field(default_factory=dict)
    passed_over: dict[str, Sent] = field(default_factory=dict)
    read: int = 0


def lately(tables: tuple[ResourceType, ...]) -> dict[str, Lately]:
    """Return what was sent for each of these types, by its name: four queries."""
    found = {table.name: Lately() for table in tables}
    kinds = {table.name: table for table in tables}
    for event in sorted(_writes(), key=lambda event: event.created_at, reverse=True):
        table = kinds.get(event.resource_type)
        if table is None or not event.request_body:
            continue
        _note(found[table.name], event, table)
    return found


def _writes() -> Iterator[ProvisioningEvent]:
    events = ProvisioningEvent.objects.defer("response_body", "changes").order_by("-created_at")
    for action, most in READ.items():
        yield from events.filter(action=action)[:most]


def _note(seen: Lately, event: ProvisioningEvent, table: ResourceType) -> None:
    seen.read += 1
    is_refused = event.result == _Result.FAILURE
    for text, path, kind, value in _walk(event.request_document, table):
        if path is None or path.attribute is None:
            _pass_over(seen, text, Sent(_shown(value), event, NO_SUCH))
        elif path.attribute.is_read_only or (path.sub and path.sub.is_read_only):
            _pass_over(seen, text, Sent(_shown(value), event, READ_ONLY))
        elif not is_refused and len(seen.values) < VALUES:
            seen.values.setdefault(place(path, kind), Sent(_shown(value), event))


def _pass_over(seen: Lately, text: str, sent: Sent) -> None:
    if len(seen.passed_over) < PASSED_OVER:
        seen.passed_over.setdefault(_shown(text), sent)


def place(path: Path, kind: str) -> Place:
    """What a path names, so that every way of writing it is the same."""
    part = path.sub.name if path.sub and path.sub.name != "value" else ""
    attribute = path.attribute.name if path.attribute else ""
    return path.schema.id if path.schema else "", attribute, kind.lower()[:SHOWN], part


def kind_of(text: str) -> str:
    """Return the type that a path such as `emails[type eq "work"].value` chooses."""
    found = _TYPE.search(text)
    return found[1] if found else ""


_Found = tuple[str, Path | None, str, Any]  # as it was called, where it leads, type, value


def _walk(document: Any, table: ResourceType) -> Iterator[_Found]:
    """Yield what a body names: of a resource its members, of a PATCH its operations."""
    if not isinstance(document, dict):
        return
    fields = {key.lower(): key for key in document}
    if "operations" not in fields:
        yield from _members(document, table)
        return
    operations = document[fields["operations"]]
    for operation in operations if isinstance(operations, list) else []:
        if not isinstance(operation, dict):
            continue
        asked = {key.lower(): value for key, value in operation.items()}
        if str(asked.get("op")).lower() == "remove":
            continue
        if text := asked.get("path"):
            yield from _at(str(text), asked.get("value"), table)
        else:
            yield from _members(asked.get("value"), table)


def _members(document: Any, table: ResourceType) -> Iterator[_Found]:
    for text, value in document.items() if isinstance(document, dict) else ():
        if text.lower() not in _SKIPPED:
            yield from _at(text, value, table)


def _at(text: str, value: Any, table: ResourceType) -> Iterator[_Found]:
    try:
        path = paths.parse(text, table)
    except ScimError:
        yield text, None, "", value
        return
    if path.attribute is None:  # a whole extension
        for name, part in value.items() if isinstance(value, dict) else ():
            yield from _at(f"{text}:{name}", part, table)
        return
    for element in islice(value, ELEMENTS) if isinstance(value, list) else [value]:
        yield from _element(text, path, path.attribute, element)


def _element(text: str, path: Path, attribute: Attribute, value: Any) -> Iterator[_Found]:
    """One value: of a complex attribute, each of its parts."""
    kind = kind_of(text)
    if not (isinstance(value, dict) and attribute.is_complex and path.sub is None):
        yield text, path, kind, value
        return
    kind = str(value.get("type", kind)) if attribute.multi_valued else ""
    for name, part in value.items():
        sub = attribute.find(name)
        if sub is None:
            yield f"{text}.{name}", None, kind, part
        elif name not in _MARKS:
            yield f"{text}.{name}", Path(path.schema, attribute, path.filter, sub), kind, part


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"

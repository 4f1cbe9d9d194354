"""What of a request and its answer may be kept: an allow-list, drawn from the attribute table.

A value is shown only where the table has its attribute and lets it be returned. Everything else
leaves its name behind and "(hidden)" in place of its value, so a secret that nobody thought of is
hidden too. Headers are never looked at.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import quote, unquote

from accounts import token_format
from scim.language import paths, tolerance
from scim.language.coercion import Document
from scim.table.attributes import Attribute, ResourceType, Schema
from scim.table.errors import ScimError
from scim.table.schemas import RESOURCE_TYPES

HIDDEN = "(hidden)"
TOO_LONG = "(too long to keep)"
MAX_LENGTH = 16 * 1024  # characters of one body
# How many elements of a list and characters of a text are kept; the first that fits is taken.
_BOUNDS = ((100, 2000), (20, 300), (3, 80))
_MAX_CHANGES = 100
_SHORT = 100  # characters of a name whose fate is remembered
_MORE = re.compile(r"… (\d+) more")
_MAX_DEPTH = 12  # levels; a SCIM message has eight at most
_TOKEN = re.compile(rf"({token_format.PREFIX}_[a-z]+_)\w+", re.I)
_UNSEEN = re.compile(r"[^!-~…]+")
_NAME = re.compile(r"[A-Za-z$][\w$.:-]{0,199}")
_SECRETS = "|".join(
    attribute.name
    for resource_type in RESOURCE_TYPES
    for attribute in resource_type.attributes
    if attribute.returned == "never"
)
_SECRET = re.compile(_SECRETS, re.I)
_WORD = re.compile(r"[\w.]+")
# `password eq "…"` and `password[…`: what follows the name may be the secret itself.
_COMPARED = re.compile(r"\s*+\[|\s++(?:eq|ne|co|sw|ew|gt|ge|lt|le)\b", re.I)
_MESSAGE_URN = "urn:ietf:params:scim:api:messages:"
# What the messages of RFC 7644 consist of, besides resources and operations.
_MESSAGE = frozenset(
    {
        "totalresults",
        "startindex",
        "itemsperpage",
        "nextcursor",
        "previouscursor",
        "status",
        "scimtype",
        "detail",
        "failonerrors",
        "count",
        "sortorder",
        "sortby",
        "cursor",
        "attributes",
        "excludedattributes",
        "filter",
    }
)
_OPERATION = frozenset({"op", "method", "bulkid", "version", "location", "status"})


def clean(value: Any) -> str:
    """Leave out access tokens, and what no database keeps: NUL, halves of surrogate pairs."""
    kept = str(value)
    if "\x00" in kept or not kept.isascii():
        kept = kept.replace("\x00", "").encode("utf-8", "ignore").decode()
    return _TOKEN.sub(r"\1…", kept) if "_" in kept else kept


def text(value: Any) -> str:
    """A sentence or a filter, cut off where a secret attribute is compared with something.

    One walk over its words: each is looked at once, however often the name stands in it.
    """
    kept = clean(value)
    if _SECRET.search(kept):
        for word in _WORD.finditer(kept):
            if _SECRET.search(word[0]) and _COMPARED.match(kept, word.end()):
                return f"{kept[: word.end()]} {HIDDEN}"
    return kept


def url(address: str) -> str:
    """A path with its query, which is left out if it names an attribute that is never shown.

    An address still where something of it was decoded: people copy it, and paste it into a shell.
    """
    plain = address
    for _ in range(3):  # percent-encoding hides a name or a token, also when it is done twice
        plain = unquote(plain)
    path, mark, query = (plain if _TOKEN.search(plain) else address).partition("?")
    if _SECRET.search(plain.partition("?")[2]):
        query = HIDDEN
    return _UNSEEN.sub(lambda found: quote(found[0]), clean(path + mark + query))


def body(document: Any, resource_type: ResourceType | None) -> str:
    """Return what may be kept of a parsed request or answer: JSON of at most MAX_LENGTH.

    `document`: a resource, or a message of RFC 7644 (PatchOp, BulkRequest, SearchRequest,
    ListResponse, Error). `resource_type`: of the address, None where it has none.
    """
    for elements, characters in _BOUNDS:
        shown = _Redaction(elements, characters).message(document, resource_type)
        kept = json.dumps(shown, ensure_ascii=False)
        if len(kept) <= MAX_LENGTH:
            return kept
    return json.dumps(TOO_LONG)


def changes(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what may be kept of an event's changes: no token, at most MAX_LENGTH as JSON."""
    first = found[:_MAX_CHANGES]
    more = len(found) - len(first)
    rest = [{"attribute": f"… {more} more", "old": None, "new": None}] if more else []
    for elements, characters in _BOUNDS:
        walk = _Redaction(elements, characters)
        shown = [{key: walk.changed(value) for key, value in change.items()} for change in first]
        if len(json.dumps(shown, ensure_ascii=False)) <= MAX_LENGTH:
            return shown + rest
    return [{**change, "old": TOO_LONG, "new": TOO_LONG} for change in first] + rest


def length(kept: Any) -> int | None:
    """How many elements a list of a change had before it was cut; None if that was not kept."""
    if not isinstance(kept, list):
        return None
    cut = _MORE.fullmatch(str(kept[-1])) if kept else None
    return len(kept) - 1 + int(cut[1]) if cut else len(kept)


@dataclass(frozen=True)
class _Redaction:
    """One walk through a document, within bounds."""

    elements: int
    characters: int

    def message(self, document: Any, resource_type: ResourceType | None) -> Any:
        """A whole body."""
        if not isinstance(document, dict):
            return HIDDEN
        is_message = _MESSAGE_URN in str(document.get("schemas"))
        return {
            self.name(key): self.part(key, value, resource_type, is_message=is_message)
            for key, value in self.some(document)
        }

    def part(
        self, key: str, value: Any, resource_type: ResourceType | None, *, is_message: bool
    ) -> Any:
        """One member of a message or resource."""
        lowered = key.lower()
        if lowered == "schemas":
            return self.scalars(value)
        if lowered == "operations":
            return self.each(value, lambda item: self.operation(item, resource_type))
        if lowered == "resources":
            return self.each(value, lambda item: self.message(item, resource_type))
        if is_message:
            return self.scalars(value) if lowered in _MESSAGE else HIDDEN
        return self.attribute_at(key, value, resource_type) if resource_type else HIDDEN

    def attribute_at(self, key: str, value: Any, resource_type: ResourceType) -> Any:
        """The value at a path: of an attribute, a part of one, or a whole extension."""
        place = _place(key, resource_type)
        if place is None:
            return HIDDEN
        if place.attribute is None and place.schema:
            return self.extension(value, place.schema)
        leaf = place.leaf
        if leaf is None or place.attribute is None or place.attribute.returned == "never":
            return HIDDEN
        return self.value(leaf, value)

    def extension(self, value: Any, schema: Schema) -> Any:
        if not isinstance(value, dict):
            return HIDDEN
        shown = {}
        for key, item in self.some(value):
            attribute = schema.find(key)
            shown[self.name(key)] = self.value(attribute, item) if attribute else HIDDEN
        return shown

    def operation(self, item: Any, resource_type: ResourceType | None) -> Any:
        """One operation, of a PATCH or of a bulk request."""
        if not isinstance(item, dict):
            return HIDDEN
        fields = {key.lower(): value for key, value in item.items()}
        is_bulk = "method" in fields
        target = _target(fields.get("path")) if is_bulk else resource_type
        shown = {}
        for key, value in self.some(item):
            match key.lower():
                case "path":
                    kept: Any = url(str(value)) if is_bulk else self.path(value, target)
                case "value":
                    kept = self.operand(fields.get("path"), value, target)
                case "data" | "response":
                    kept = self.message(value, target)
                case other:
                    kept = self.scalars(value) if other in _OPERATION else HIDDEN
            shown[self.name(key)] = kept
        return shown

    def path(self, value: Any, resource_type: ResourceType | None) -> Any:
        """The path of an operation; of one that names nothing, what stands before its filter."""
        if not isinstance(value, str):
            return None if value is None else HIDDEN
        place = _place(value, resource_type) if resource_type else None
        if place and place.attribute and place.attribute.returned != "never":
            return self.cut(value)
        return self.name(value.partition("[")[0].strip())

    def operand(self, path: Any, value: Any, resource_type: ResourceType | None) -> Any:
        """The value of an operation; without a path its keys are paths."""
        if resource_type is None:
            return HIDDEN
        if path:
            return (
                self.attribute_at(path, value, resource_type) if isinstance(path, str) else HIDDEN
            )
        if not isinstance(value, dict):
            return HIDDEN
        return {
            self.path(key, resource_type): self.attribute_at(key, item, resource_type)
            for key, item in self.some(value)
        }

    def value(self, attribute: Attribute, value: Any) -> Any:
        """The value of one attribute, in any of the forms that clients send."""
        if attribute.returned == "never":
            return HIDDEN
        if not attribute.is_complex:
            return self.scalars(value)
        return self.each(value, lambda item: self.element(attribute, item))

    def element(self, attribute: Attribute, value: Any) -> Any:
        if not isinstance(value, dict):
            return self.scalars(value)
        shown = {}
        for key, item in self.some(value):
            sub = tolerance.sub_attribute(attribute, key)
            shown[self.name(key)] = self.value(sub, item) if sub else HIDDEN
        return shown

    def scalars(self, value: Any, depth: int = 0) -> Any:
        """A text, number or boolean, alone, in a list, or as the `value` of an object."""
        if isinstance(value, str):
            return self.cut(value)
        if isinstance(value, float) and not math.isfinite(value):
            return HIDDEN  # JSON has no such number
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, list) and depth < _MAX_DEPTH:
            return self.each(value, lambda item: self.scalars(item, depth + 1))
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            # Old Entra jobs wrap a simple value: [{"$ref": null, "value": "X"}].
            return {
                self.name(key): self.scalars(item, depth + 1) if key.lower() == "value" else HIDDEN
                for key, item in self.some(value)
            }
        return HIDDEN

    def each(self, value: Any, show: Callable[[Any], Any]) -> Any:
        """Every element of a list, as far as the bounds go; a single one as it is."""
        if not isinstance(value, list):
            return show(value)
        shown = [show(item) for item in value[: self.elements]]
        more = len(value) - len(shown)
        return [*shown, f"… {more} more"] if more else shown

    def changed(self, value: Any) -> Any:
        """A stored value, or a list of them; one that was cut before says how many are left."""
        if isinstance(value, list):
            shown = [self.changed(item) for item in value[: self.elements]]
            earlier = _MORE.fullmatch(str(value[-1])) if len(value) > self.elements else None
            more = len(value) - len(shown) + (int(earlier[1]) - 1 if earlier else 0)
            return [*shown, f"… {more} more"] if more else shown
        if isinstance(value, dict):
            return {key: self.changed(item) for key, item in value.items()}
        if not isinstance(value, str) or len(value) <= self.characters:
            return clean(value) if isinstance(value, str) else value
        return f"{clean(value[: self.characters])}…"

    def some(self, document: Document) -> list[tuple[str, Any]]:
        return [(str(key), value) for key, value in islice(document.items(), 100)]

    def name(self, key: str) -> str:
        """A name as it was sent, if it is one: a key can be a path whose filter holds a secret."""
        return _short_name(key) if len(key) <= _SHORT else _name(key)

    def cut(self, value: str) -> str:
        """A text within bounds; what is beyond them is not even looked at."""
        kept = text(value[: self.characters])
        return kept if len(value) <= self.characters else f"{kept}…"


def _name(key: str) -> str:
    name = key[:MAX_LENGTH].partition("[")[0]
    return clean(key)[:200] if key == name and _NAME.fullmatch(key) else _hinted(name)


# Clients send the same few names again and again, and the table does not change.
_short_name = lru_cache(maxsize=1024)(_name)


def _hinted(name: str) -> str:
    return f"{clean(name)}[{HIDDEN}]" if _NAME.fullmatch(name) else HIDDEN


def _place(path: str, resource_type: ResourceType) -> paths.Path | None:
    """Where a path or key leads; None where it leads nowhere."""
    return (_short_place if len(path) <= _SHORT else _parsed)(path, resource_type)


def _parsed(path: str, resource_type: ResourceType) -> paths.Path | None:
    try:
        return paths.parse(path, resource_type)
    except ScimError:
        return None


_short_place = lru_cache(maxsize=1024)(_parsed)


def _target(path: Any) -> ResourceType | None:
    """The type of the resource a bulk operation is on."""
    if not isinstance(path, str):
        return None
    step = path.strip("/").partition("/")[0].partition("?")[0].lower()
    found = (item for item in RESOURCE_TYPES if item.endpoint.strip("/").lower() == step)
    return next(found, None)

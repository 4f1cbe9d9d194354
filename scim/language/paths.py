"""Attribute paths: RFC 7644 section 3.10 and figure 7, resolved against the table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from accounts import token_format
from scim.table.attributes import Attribute, ResourceType, Schema
from scim.table.errors import InvalidFilter, InvalidPath, InvalidValue, leaked

from . import filters, matching, tolerance

MAX_LENGTH = 4000  # characters
_VALUE_PATH = re.compile(r"(?P<name>[^\[\]]+)\[(?P<filter>.*)\](?:\.(?P<sub>[^\[\].]+))?", re.S)


@dataclass(frozen=True)
class Path:
    """A place in a document.

    `schema` is the extension it lies in, or None at the root; `attribute` is None for a whole
    extension. `filter` chooses elements of a multi-valued attribute, `sub` a part of it.
    """

    schema: Schema | None
    attribute: Attribute | None
    filter: filters.Node | None = None
    sub: Attribute | None = None

    def __str__(self) -> str:
        names = [self.attribute.name] if self.attribute else []
        names += [self.sub.name] if self.sub else []
        dotted = ".".join(names)
        if self.schema is None:
            return dotted
        return f"{self.schema.id}:{dotted}" if dotted else self.schema.id

    @property
    def leaf(self) -> Attribute | None:
        """The attribute whose value the path names."""
        return self.sub or self.attribute


def parse(text: str, resource_type: ResourceType) -> Path:
    """Read the `path` of a patch operation.

    Raises InvalidPath where it cannot be read or names nothing, InvalidFilter for what stands
    inside the brackets, InvalidValue for an access token in it.
    """
    text = text.strip()
    if token_format.holds_one(text):
        raise InvalidValue(leaked("The path of an operation"))
    if len(text) > MAX_LENGTH:
        raise InvalidPath(
            f"The path is {len(text)} characters long; at most {MAX_LENGTH} are read."
        )
    if "[" not in text:
        path = resolve(text, resource_type)
        if path is None:
            raise unknown(text, resource_type)
        return path
    found = _VALUE_PATH.fullmatch(text)
    path = resolve(found["name"], resource_type) if found else None
    if found is None or path is None or path.attribute is None or path.sub:
        raise unknown(text, resource_type)
    if not path.attribute.multi_valued or not path.attribute.is_complex:
        raise InvalidPath(
            f"'{path}' has one value only, so it takes no filter in brackets. Use '{path}' alone."
        )
    sub = None
    if found["sub"]:
        sub = tolerance.sub_attribute(path.attribute, found["sub"])
        if sub is None:
            raise unknown(text, resource_type)
    node = filters.parse(found["filter"])
    matching.check(node, path.attribute)
    return Path(path.schema, path.attribute, node, sub)


def resolve(name: str, resource_type: ResourceType) -> Path | None:
    """Look an attribute name up: with or without URN, in any case, with one sub-attribute.

    None if the table has no such attribute.
    """
    schema, rest = _split_urn(tolerance.urn(name), resource_type)
    extension = schema if schema in resource_type.extensions else None
    if schema and not rest:
        return Path(schema, None)
    first, dot, second = rest.partition(".")
    attribute = (schema or resource_type).find(first)
    if attribute is None and schema == resource_type.schema:
        attribute = resource_type.find(first)
    if attribute is None and schema is None:
        if not (found := tolerance.extension_attribute_at_root(resource_type, first)):
            return None
        extension, attribute = found
    if attribute is None or not dot:
        return Path(extension, attribute) if attribute else None
    sub = tolerance.sub_attribute(attribute, second)
    return Path(extension, attribute, sub=sub) if sub else None


def _split_urn(name: str, resource_type: ResourceType) -> tuple[Schema | None, str]:
    lowered = name.lower()
    if not lowered.startswith("urn:"):
        return None, name
    for urn in sorted(resource_type.schemas, key=len, reverse=True):
        if lowered == urn:
            return resource_type.schemas[urn], ""
        if lowered.startswith(f"{urn}:") or tolerance.dot_after_urn(lowered, urn):
            return resource_type.schemas[urn], name[len(urn) + 1 :]
    return None, name


def unknown(text: str, resource_type: ResourceType) -> InvalidPath:
    """The error for a path that names nothing."""
    return InvalidPath(
        f"'{text[:200]}' is not an attribute of {resource_type.name} here. Remove it from the "
        f"attribute mappings, or choose one that {resource_type.endpoint.strip('/')} has: see "
        "/Schemas."
    )


def resolve_for_filter(name: str, resource_type: ResourceType) -> Path:
    """Look up an attribute that a filter, sortBy or projection names.

    Raises InvalidFilter if there is none.
    """
    path = resolve(name, resource_type)
    if path is None or path.attribute is None:
        raise InvalidFilter(
            f"'{name[:200]}' is not an attribute of {resource_type.name}, so it cannot be searched."
        )
    return path

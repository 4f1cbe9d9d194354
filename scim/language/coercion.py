"""From what a client sent to the canonical form of the table: names, types, lengths.

A canonical value has the table's spelling of names, the JSON type of RFC 7643 section 2.3, and
nothing unassigned in it: null, "", [] and {} all come back as None (section 2.5).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Hashable
from typing import Any

from accounts import token_format
from scim.table import uris
from scim.table.attributes import Attribute, ResourceType, Schema, Storage
from scim.table.dates import parse_date_time
from scim.table.errors import InvalidSyntax, InvalidValue, leaked

from . import paths, tolerance
from .filters import is_storable
from .paths import Path

Document = dict[str, Any]
MAX_ELEMENTS = 1000  # of one multi-valued attribute of a user
MAX_IN_ALL = 3000  # of all of them


def coerce_resource(body: Document, resource_type: ResourceType) -> Document:
    """Return the canonical document of a POST or PUT body.

    Read-only and unknown attributes are dropped (RFC 7644 section 3.3). Raises InvalidSyntax or
    InvalidValue.
    """
    check_schemas(body, resource_type.schema.id)
    document: Document = {}
    for key, value in body.items():
        schema = resource_type.schemas.get(tolerance.urn(key).lower())
        if schema:
            _merge_schema(document, schema, value, resource_type)
        elif attribute := resource_type.find(key):
            _put(document, attribute, value)
        elif path := paths.resolve(tolerance.path_in_key(key), resource_type):
            _put_at(document, path, value)
    check_all(document, resource_type)
    return {key: value for key, value in document.items() if value not in (None, {})}


def _merge_schema(
    document: Document, schema: Schema, value: Any, resource_type: ResourceType
) -> None:
    value = tolerance.empty_extension(value)
    if value is None:
        return
    if not isinstance(value, dict):
        raise InvalidValue(f"'{schema.id}' must be an object, not {shown(value)}.")
    home = document if schema == resource_type.schema else document.setdefault(schema.id, {})
    for key, item in value.items():
        if attribute := schema.find(key):
            _put(home, attribute, item)


def _put_at(document: Document, path: Path, value: Any) -> None:
    """Put a value where a key such as `department` or `name.givenName` leads to."""
    home = document.setdefault(path.schema.id, {}) if path.schema else document
    if path.attribute and path.sub and not path.attribute.multi_valued:
        whole = {path.sub.name: value}
        _put(home, path.attribute, {**home.get(path.attribute.name, {}), **whole})
    elif path.attribute and not path.sub:
        _put(home, path.attribute, value)


def _put(home: Document, attribute: Attribute, value: Any) -> None:
    if attribute.is_read_only or attribute.name == "schemas":
        return
    coerced = coerce(attribute, value)
    if coerced is not None:
        check_count(coerced, attribute)
        home[attribute.name] = coerced


def check_schemas(body: Document, urn: str) -> None:
    """Raise InvalidSyntax unless the body's `schemas` fits."""
    name = next((key for key in body if key.lower() == "schemas"), None)
    schemas = body[name] if name else None
    if tolerance.no_schemas(schemas):
        return
    if isinstance(schemas, str):
        schemas = tolerance.single_for_many(schemas)
    if not isinstance(schemas, list):
        raise InvalidSyntax(f"'schemas' must be a list of URNs, not {shown(schemas)}.")
    for item in schemas:
        if not isinstance(item, str):
            raise InvalidSyntax(f"'schemas' must hold URNs alone; it holds {shown(item)}.")
    if urn.lower() not in {item.strip().lower() for item in schemas}:
        raise InvalidSyntax(
            f"'schemas' must contain '{urn}' for this request; it holds {shown(schemas[0])}"
            + (f" and {len(schemas) - 1} more." if len(schemas) > 1 else ".")
        )


def coerce(attribute: Attribute, value: Any, *, label: str = "") -> Any:
    """Return the canonical value, or None if it is unassigned.

    `label` is how messages name the attribute. Raises InvalidValue.
    """
    label = label or attribute.name
    if attribute.multi_valued:
        return _coerce_many(attribute, value, label)
    return coerce_one(attribute, value, label)


def coerce_one(attribute: Attribute, value: Any, label: str = "") -> Any:
    """Like `coerce`, for a singular attribute or one element of a multi-valued one."""
    label = label or attribute.name
    if not attribute.multi_valued:
        value = tolerance.wrapped_in_list(value)
    if value is None:
        return None
    if attribute.is_complex:
        return _coerce_complex(attribute, tolerance.text_for_complex(attribute, value), label)
    return _coerce_simple(attribute, tolerance.value_of_object(value), label)


def coerce_element(attribute: Attribute, value: Any, label: str = "") -> Any:
    """Like `coerce_one`, for the one element that a filter in a path chooses."""
    return coerce_one(attribute, tolerance.wrapped_in_list(value), label)


def _coerce_many(attribute: Attribute, value: Any, label: str) -> list[Any] | None:
    value = tolerance.empty_text(value)
    if value is None:
        return None
    found: dict[Hashable, Any] = {}
    for item in tolerance.single_for_many(value):
        element = coerce_one(attribute, item, label)
        if element is not None and not is_ghost(element, attribute):
            found.setdefault(identity(element), element)
    elements = list(found.values())
    check_one_primary(elements, label)
    return elements or None


def identity(element: Any) -> Hashable:
    """What two canonical elements share if they are the same: RFC 7643 section 2.4."""
    return frozenset(element.items()) if isinstance(element, dict) else element


def check_count(value: Any, attribute: Attribute) -> None:
    """Raise InvalidValue for more elements than a user may have; members are not counted."""
    is_bounded = attribute.multi_valued and attribute.storage is Storage.VALUES
    if is_bounded and len(value) > MAX_ELEMENTS:
        raise InvalidValue(
            f"'{attribute.name}' would have {len(value):,} elements; at most {MAX_ELEMENTS:,} are "
            "kept. Send fewer, or let the mapping choose among them."
        )


def check_all(document: Document, resource_type: ResourceType, before: int = 0) -> None:
    """Raise InvalidValue for more elements in all lists than a user may have, unless it had them.

    `before`: how many those were.
    """
    count = count_all(document, resource_type)
    if count > max(MAX_IN_ALL, before):
        raise InvalidValue(
            f"The multi-valued attributes would have {count:,} elements in all; at most "
            f"{MAX_IN_ALL:,} are kept. Send fewer, or take attributes out of the mapping."
        )


def count_all(document: Document, resource_type: ResourceType) -> int:
    """How many elements the lists of a user have; members are not counted."""
    places = [(document, resource_type.schema.attributes)]
    places += [(document.get(item.id, {}), item.attributes) for item in resource_type.extensions]
    return sum(
        len(home.get(attribute.name, ()))
        for home, attributes in places
        for attribute in attributes
        if attribute.storage is Storage.VALUES
    )


def check_one_primary(elements: list[Any], label: str) -> None:
    """Raise InvalidValue if two elements are primary (RFC 7643 section 2.4)."""
    if sum(1 for item in elements if isinstance(item, dict) and item.get("primary") is True) > 1:
        raise InvalidValue(
            f"Only one of '{label}' may be primary, but two or more are; unset the others."
        )


def _coerce_complex(attribute: Attribute, value: Any, label: str) -> Document | None:
    value = tolerance.empty_text(value)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidValue(f"'{label}' must be an object, not {shown(value)}.")
    document: Document = {}
    for key, item in named_by_id(attribute, value, label).items():
        sub = tolerance.sub_attribute(attribute, key)
        if sub is None or sub.is_read_only:
            continue
        coerced = coerce_one(sub, item, f"{label}.{sub.name}")
        if coerced is not None:
            document[sub.name] = coerced
    return document or None


def named_by_id(attribute: Attribute, value: Document, label: str) -> Document:
    """The value of a complex attribute, with the id of a `$ref` that stands alone.

    Raises InvalidValue for a `$ref` that ends in no id: it must never be read as "nobody".
    """
    sent = {key.lower(): item for key, item in value.items()}
    if attribute.find("$ref") is None or not sent.get("$ref") or sent.get("value"):
        return value
    if (identifier := tolerance.id_in_reference(sent["$ref"])) is None:
        raise InvalidValue(
            f"'{label}' needs a 'value', the id of a resource; its '$ref' ends in none."
        )
    return {**value, "value": identifier}


def is_ghost(element: Any, attribute: Attribute) -> bool:
    """True for an element of which only `type`, `primary` or a part like them is left."""
    return isinstance(element, dict) and element.keys() <= attribute.marks


def is_primary(element: Document, attribute: Attribute) -> bool:
    """True for an element that says something, and is marked as primary."""
    return element.get("primary") is True and not is_ghost(element, attribute)


def _coerce_simple(attribute: Attribute, value: Any, label: str) -> Any:
    value = tolerance.empty_text(value)
    if value is None:
        return None
    if attribute.type == "boolean":
        value = tolerance.boolean_as_text(value)
        if not isinstance(value, bool):
            raise InvalidValue(f"'{label}' must be true or false, not {shown(value)}.")
        return value
    if attribute.takes_numbers:
        value = tolerance.number_for_text(value)
    if not isinstance(value, str):
        found = "what was sent" if attribute.returned == "never" else shown(value)
        raise InvalidValue(f"'{label}' must be a text, not {found}.")
    _check_text(attribute, value, label)
    return value


def _check_text(attribute: Attribute, value: str, label: str) -> None:
    if not is_storable(value):
        raise InvalidValue(f"'{label}' holds a NUL or a broken character; remove it at the source.")
    if token_format.holds_one(value):
        raise InvalidValue(leaked(f"'{label}'"))
    if len(value) > attribute.max_length:
        raise InvalidValue(
            f"'{label}' is {len(value)} characters long; at most {attribute.max_length} are kept. "
            "Shorten it at the source, or map another attribute."
        )
    if attribute.type == "dateTime" and parse_date_time(value) is None:
        raise InvalidValue(
            f"'{label}' must be a time such as 2026-11-24T10:00:00Z, not {shown(value)}."
        )
    if attribute.is_uri and not uris.is_uri_reference(value):
        raise InvalidValue(
            f"'{label}' must be a URI such as https://example.com/ada, or a relative one (RFC 7643 "
            f"section 2.3.7), not {shown(value)}. Correct it at the source, or take it out of the "
            "attribute mappings."
        )
    if attribute.type == "binary":
        try:
            # RFC 7643 section 2.3.6: the padding may be left out.
            base64.b64decode(_padded("".join(value.split())), validate=True)
        except (binascii.Error, ValueError):
            raise InvalidValue(
                f"'{label}' must be base64 (RFC 4648 section 4), not {shown(value)}."
            ) from None


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)


def shown(value: Any) -> str:
    """Describe a value that was sent, for an error message; never a long one."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean"}
    kind = names.get(type(value), "null" if value is None else "a number")
    if isinstance(value, dict | list):  # it may be nested too deep to be written
        return kind
    text = json.dumps(value, ensure_ascii=False)
    return f"{kind} ({text})" if len(text) <= 60 else kind


def check_required(document: Document, resource_type: ResourceType) -> None:
    """Raise InvalidValue if a required attribute is unassigned."""
    for attribute in resource_type.schema.attributes:
        if attribute.has_default:
            continue
        if attribute.required and not document.get(attribute.name):
            raise InvalidValue(
                f"'{attribute.name}' is required and must not be empty: map an attribute to "
                "it that always has a value."
            )

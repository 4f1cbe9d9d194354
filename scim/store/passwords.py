"""Passwords that an identity provider sends: they meet the site's rules, or are passed over."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from scim.language import coercion, operations
from scim.language.coercion import Document
from scim.table.attributes import ResourceType, Storage
from scim.table.errors import InvalidValue, ScimError


def are_ignored() -> bool:
    """True where passwords are not taken from identity providers at all."""
    return bool(settings.SCIM_PASSWORDS == "ignore")


def check(password: str, user: User) -> None:
    """Raise InvalidValue, with the rule and without the password, unless the site takes it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidValue(
            f"'password' breaks a rule of this site: {' '.join(error.messages)} Send another, or "
            "take the attribute out of the mapping."
        ) from None


def sent(document: Any, resource_type: ResourceType, method: str) -> list[str]:
    """Return the password that a write would set, in a list; an empty one if there is none.

    Found before anything is locked, as hashing it takes long. `document`: the body of a POST, PUT
    or PATCH; one that cannot be read has none.
    """
    names = [
        attribute.name
        for attribute in resource_type.schema.attributes
        if attribute.storage is Storage.PASSWORD
    ]
    if not names or not isinstance(document, dict) or not _may_hold(document, names):
        return []
    try:
        if method == "PATCH":
            found = _last(document, resource_type)
        else:
            found = _given(document, resource_type, names)
    except ScimError:
        return []
    return [found] if isinstance(found, str) and found else []


def _may_hold(value: Any, names: list[str]) -> bool:
    """True if one of the names stands in a key or in the path of an operation."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            for key, inner in item.items():
                if _names(f"{key} {inner}" if key.lower() == "path" else key, names):
                    return True
                waiting.append(inner)
    return False


def _names(text: str, names: list[str]) -> bool:
    return any(name in text.lower() for name in names)


def _given(document: Document, resource_type: ResourceType, names: list[str]) -> Any:
    """What the whole document would set: it is read by the same rules, but for other attributes."""
    rest: Document = {}
    for key, value in document.items():
        if _names(key, names):
            rest[key] = value
        elif isinstance(value, dict):  # a schema's URN, perhaps
            rest[key] = {inner: item for inner, item in value.items() if _names(inner, names)}
    read = coercion.coerce_resource(rest, resource_type)
    return next((read[name] for name in names if name in read), None)


def _last(document: Document, resource_type: ResourceType) -> Any:
    """The last operation on it counts."""
    found = None
    for operation in operations.parse(document, resource_type):
        if operation.attribute.storage is Storage.PASSWORD:
            removes = operation.op == "remove"
            found = None if removes else coercion.coerce_one(operation.attribute, operation.value)
    return found

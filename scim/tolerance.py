"""What real clients send that the RFCs do not foresee: one named rule each.

Each rule names the client and the form it serves. Whatever is not named here is answered as the
RFCs say.
"""

from __future__ import annotations

import re
from typing import Any

from .attributes import Attribute, ResourceType, Schema

_MISSING_COLON = re.compile(r"(:2\.0)(?=[a-z])", re.I)


def boolean_as_text(value: Any) -> Any:
    """Microsoft Entra (legacy dialect) sends "True" and "False", custom mappings "false"."""
    if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
        return value.strip().lower() == "true"
    return value


def operation_name(value: str) -> str:
    """Microsoft Entra (legacy dialect) capitalises: Add, Replace, Remove."""
    return value.lower()


def urn(text: str) -> str:
    """Microsoft's examples misspell the extension as `…:enterprise:2.0User`."""
    return _MISSING_COLON.sub(r"\1:", text)


def wrapped_in_list(value: Any) -> Any:
    """Old Entra jobs wrap a singular value: `[{"$ref": null, "value": "X"}]`."""
    if isinstance(value, list) and len(value) <= 1:
        return value[0] if value else None
    return value


def value_of_object(value: Any) -> Any:
    """Old Entra jobs send `{"$ref": null, "value": "X"}` for a simple attribute."""
    if isinstance(value, dict):
        keys = {str(key).lower(): key for key in value}
        if "value" in keys and keys.keys() <= {"value", "$ref", "type", "display", "primary"}:
            return value[keys["value"]]
    return value


def text_for_complex(attribute: Attribute, value: Any) -> Any:
    """Entra sends a manager, and many clients a member, as the bare id."""
    if isinstance(value, str) and attribute.find("value"):
        return {"value": value}
    return value


def single_for_many(value: Any) -> Any:
    """OneLogin, and Entra's Postman collection, send one element without the list."""
    return value if isinstance(value, list) else [value]


def sub_attribute(attribute: Attribute, name: str) -> Attribute | None:
    """Entra sends `displayName` for the `display` of a role."""
    found = attribute.find(name)
    if found is None and attribute.multi_valued and name.lower() == "displayname":
        return attribute.find("display")
    return found


def extension_attribute_at_root(
    resource_type: ResourceType, name: str
) -> tuple[Schema, Attribute] | None:
    """Microsoft's examples send `department` and `manager` at the root of a user."""
    return resource_type.find_in_extensions(name)

"""What real clients send that the RFCs do not foresee: one named rule each.

Each rule names the client and the form it serves. Whatever is not named here is answered as the
RFCs say.
"""

from __future__ import annotations

import json
import re
from typing import Any

from scim.table.attributes import Attribute, ResourceType, Schema

_BARE = re.compile(r"[\w.@+:/#-]+")
_FLAGS = frozenset({"aadoptscim062020", "azureadscimpatch2017"})
_FLAG = re.compile(r"(\w+)(?:=(?:true|false|[01])?)?", re.I)
_LOST_PLUS = re.compile(r"(\dT[\d:.]+) (\d\d:?\d\d)\Z")
_PART = re.compile(r"\.([$A-Za-z][\w$-]*)")
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
    """Old Entra jobs wrap a singular value: `[{"$ref": null, "value": "X"}]`.

    SAP's client wraps the one element of `emails[value eq "x"]`.
    """
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
    """OneLogin, and Entra's Postman collection, send one element without the list.

    Some clients do so with `schemas`.
    """
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


def empty_text(value: Any) -> Any:
    """Microsoft's gallery validation and OneLogin send "" for "unassigned"."""
    return None if value == "" else value


def empty_extension(value: Any) -> Any:
    """Clients in PHP write an empty object as `[]`, OneLogin sends "" for "unassigned"."""
    return {} if value == [] else wrapped_in_list(empty_text(value))


def id_in_reference(uri: Any) -> str | None:
    """Clients name a manager or a member by `{"$ref": "https://…/Users/X"}` alone."""
    if not isinstance(uri, str):
        return None
    last = re.split("[?#]", uri, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
    return last if last.lower() not in {"", "users", "groups"} else None


def no_schemas(schemas: Any) -> bool:
    """JumpCloud leaves `schemas` out of its PATCH bodies, hand-written clients everywhere."""
    return schemas is None or schemas == []


def listed_removal(has_value: bool, value: Any) -> bool:
    """Entra (legacy) removes members by `"path": "members", "value": [{"value": "X"}]`.

    Only what is listed goes; without a value everything does, as RFC 7644 says.
    """
    return has_value and value is not None


def describes_element(sub: Attribute) -> bool:
    """Entra counts on `emails[type eq "work"].value` making a work address where there is none.

    The filter describes the new element by these parts; RFC 7644 would have noTarget.
    """
    return sub.name in {"type", "primary"}


def read_only_key(is_named: bool) -> bool:
    """Okta renames a group with `{"id": "X", "displayName": "Y"}` and no path.

    A read-only attribute is passed over there; one that a path names is an error.
    """
    return not is_named


def path_in_key(key: str) -> str:
    """Entra (aadOptscim062020) sends keys such as `name.givenName` and `urn:…:User:department`.

    RFC 7644 has names of attributes as keys of a path-less value; here each is a path. Clients send
    such keys in a POST and a PUT too.
    """
    return key.strip()


def dot_after_urn(lowered: str, urn: str) -> bool:
    """Entra's job type of 2018 put a dot, not a colon, between the URN and the attribute."""
    return lowered.startswith(f"{urn}.")


def unquoted_text(token: str) -> str | None:
    """Entra's older documentation has `externalId eq jyoung`, and ids without quotes."""
    return token if _BARE.fullmatch(token) else None


def number_as_text(value: Any) -> str:
    """Clients leave the quotes out: `employeeNumber eq 701984`."""
    return value if isinstance(value, str) else json.dumps(value)


def number_for_text(value: Any) -> Any:
    """Clients send numbers of employees, telephones and such as they are: 701984."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def plus_in_query(text: str) -> str:
    """Clients leave the `+` of `10:00:00+01:00` as it is in a query, where it is a blank."""
    return _LOST_PLUS.sub(r"\1+\2", text)


def under_own_name(attribute: Attribute, value: Any) -> Any:
    """Clients repeat the name in the value: `"path": "members", "value": {"members": […]}`."""
    if isinstance(value, dict) and len(value) == 1 and attribute.find(attribute.name) is None:
        [(name, inside)] = value.items()
        return inside if name.lower() == attribute.name.lower() else value
    return value


def part_after_brackets(token: str) -> str | None:
    """Entra matches by `emails[type eq "work"].value eq "x"`.

    RFC 7644 ends a value path at the bracket; the part named is one more term of the filter.
    """
    found = _PART.fullmatch(token)
    return found[1] if found else None


def value_after_brackets(token: str, operators: frozenset[str]) -> bool:
    """Microsoft's documentation has `emails[type eq "work"] eq "x"`, of the `value`."""
    return token.lower() in operators


def flag_in_path(step: str) -> bool:
    """A Tenant URL that ends in `/?aadOptscim062020` makes the flag a step of the path."""
    return _are_flags(step.strip("?"))


def flag_before_path(query: str) -> tuple[str, str]:
    """A Tenant URL that ends in `?aadOptscim062020` gets the client's path appended to it.

    `/Users?filter=…` arrives in the query then, behind `AzureAdScimPatch2017` or several flags too.
    Returns the path and what is left of the query.
    """
    flags, slash, rest = query.partition("/")
    if not slash or not _are_flags(flags):
        return "", query
    path, _, query = rest.partition("?")
    return f"/{path}", query


def _are_flags(text: str) -> bool:
    """True for one of Entra's flags, alone or among others: `aadOptscim062020&further`."""
    found = [_FLAG.fullmatch(item) for item in text.split("&") if item]
    names = {item[1].lower() for item in found if item}
    return None not in found and bool(names & _FLAGS)


def steps_of_path(path: str) -> list[str]:
    """Tenant URLs end in a slash, or in `/v2`, and clients double the slash: none matters."""
    steps = [step for step in path.split("/") if step and not flag_in_path(step)]
    return steps[1:] if steps and steps[0].lower() == "v2" else steps


def is_json(media_type: str) -> bool:
    """Google and Ping send `application/json`; hand-written clients no type at all."""
    return media_type in {"application/scim+json", "application/json", "text/json", ""}

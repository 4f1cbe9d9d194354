"""scim2-models' view of our resource types: it shares no code with ours.

Its models are built from what `/Schemas` publishes, so both sides start from the same rows.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from pydantic import ValidationError
from scim2_models import (
    AttributeBinding,
    Context,
    Error,
    Extension,
    InvalidFilterException,
    PatchOp,
    Resource,
    SCIMException,
    ScimFilter,
    ScimPolicy,
)
from scim2_models import Schema as PublishedSchema

from scim.endpoint import discovery
from scim.table.attributes import ResourceType, Schema
from tests.scim.endpoint_client import PATCH_OP
from tests.scim.generated import attributes


def comparison_key(binding: AttributeBinding, value: str) -> str:
    """How both sides compare text; RFC 7643 section 2.2 leaves the folding to the provider.

    Its default is NFC and lower case for what is not caseExact, NFC alone for what is. Ours is full
    case folding (`Straße` is `STRASSE`) and NFKC, and caseExact text as it was sent.
    """
    if binding.case_exact:
        return value
    for _ in range(2):
        value = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    return value


POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    comparison_key=comparison_key,
)
CREATING = POLICY.model_copy(
    update={"unmatched_path_filter": ScimPolicy.UnmatchedPathFilter.create}
)


@cache
def model(table: ResourceType) -> Any:
    """The model of a resource type, its extensions included."""
    core = Resource.from_schema(_published(table.schema))
    extensions = [Extension.from_schema(_published(schema)) for schema in table.extensions]
    union: Any = extensions[0] if extensions else None
    for extension in extensions[1:]:
        union |= extension
    return core[union] if extensions else core


def _published(schema: Schema) -> PublishedSchema:
    """What `/Schemas` has, and what is kept although it is not published there.

    Required is what always has a value too, such as `active`.
    """
    document = discovery.schema_document(schema)
    by_name = {item.name: item for item in schema.attributes}
    for shown in document["attributes"]:
        attribute = by_name[shown["name"]]
        shown["required"] |= attribute.has_default
        if attribute.sub:
            shown["subAttributes"] = [discovery.attribute_document(sub) for sub in attribute.sub]
    return PublishedSchema.model_validate(document)


def read(table: ResourceType, document: dict[str, Any]) -> Any:
    """A resource as scim2-models holds it."""
    return model(table).model_validate(document, scim_policy=POLICY)


def matching(table: ResourceType, text: str, resources: dict[str, Any]) -> set[str] | str:
    """The ids of the resources that match a filter, or the scimType of its refusal."""
    with POLICY:
        try:
            expression = ScimFilter[model(table)](text)
        except InvalidFilterException:
            return "invalidFilter"
        return {key for key, resource in resources.items() if expression.match(resource)}


def patched(
    table: ResourceType, resource: Any, operations: list[dict[str, Any]]
) -> dict[str, Any] | str:
    """The document after a PATCH of a resource that was read, or the scimType of its refusal.

    Operations are carried out one by one, because the policy is not the same for all of them.
    """
    resource = resource.model_copy(deep=True)
    with POLICY:
        try:
            for operation in operations:
                request = PatchOp[model(table)].model_validate(
                    {"schemas": [PATCH_OP], "Operations": [_as_replacement(table, operation)]},
                    scim_ctx=Context.RESOURCE_PATCH_REQUEST,
                )
                with CREATING if creates(operation) else POLICY:
                    request.patch(resource)
        except (SCIMException, ValidationError) as error:
            return _scim_type(error)
        shown: dict[str, Any] = resource.model_dump()
        del shown["schemas"]
        return shown


def replaces_elements(operation: dict[str, Any]) -> bool:
    """True for a replace of whole elements that a filter chooses: `emails[type eq "work"]`."""
    return operation["op"].lower() == "replace" and operation.get("path", "").endswith("]")


def _as_replacement(table: ResourceType, operation: dict[str, Any]) -> dict[str, Any]:
    """Say that what the value leaves out goes.

    RFC 7644 section 3.5.2.3: "all matching record values SHALL be replaced". scim2-models keeps the
    parts that the value leaves out, which the section asks for where the path names a complex
    attribute, not for a value selection. Ours keeps what the filter says, such as the type.
    """
    if not replaces_elements(operation):
        return operation
    name, _, inside = operation["path"].partition("[")
    attribute = next(item.attribute for item in attributes(table) if item.path == name)
    is_said = _DESCRIBING.fullmatch(operation["path"])
    said = {word.lower() for word in _SAID.findall(inside)} if is_said else set()
    gone = {part.name: None for part in attribute.sub if part.name not in said}
    return {**operation, "value": {**gone, **operation["value"]}}


def creates(operation: dict[str, Any]) -> bool:
    """True where Entra counts on a new element: `emails[type eq "work"].value`.

    RFC 7644 section 3.5.2.3 has a replace without a match be noTarget. That holds for every other
    path: a filter that tests more than `type` and `primary` describes no element to create, and a
    replace of a whole element has nothing to replace.
    """
    if not (found := _DESCRIBING.fullmatch(operation.get("path", ""))):
        return False
    return bool(found["part"]) or operation["op"].lower() == "add"


_TERM = r"\(*(?:type|primary) eq (?:\"[^\"]+\"|true|false|null)\)*"
_SAID = re.compile(r"(type|primary) eq", re.I)
_DESCRIBING = re.compile(rf"[^\[\]]+\[{_TERM}(?: and {_TERM})*\](?P<part>\.\w+)?", re.I)


def _scim_type(error: SCIMException | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return str(Error.from_validation_errors(error)[0].scim_type)
    return str(error.scim_type)

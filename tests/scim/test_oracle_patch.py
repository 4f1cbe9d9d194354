"""PATCH against scim2-models, on documents and operations drawn from the table."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scim.language import operations, patch
from scim.table.attributes import ResourceType
from scim.table.errors import ScimError
from scim.table.schemas import USER_TYPE
from tests.scim import generated, oracle
from tests.scim.endpoint_client import PATCH_OP, EndpointClient

Document = dict[str, Any]
CASES = 300 * generated.SIZE
STORED_CASES = 50 * generated.SIZE


def patched(table: ResourceType, document: Document, sent: list[Document]) -> Document | str:
    """The document after a PATCH, or the scimType of its refusal."""
    body = {"schemas": [PATCH_OP], "Operations": sent}
    try:
        return patch.apply(copy.deepcopy(document), operations.parse(body, table))
    except ScimError as error:
        return str(error.scim_type)


def agree(ours: Document | str, theirs: Document | str, sent: list[Document]) -> bool:
    """True if both refuse, or both make the same document; the exceptions have their reasons."""
    if isinstance(ours, str) and isinstance(theirs, str):
        # RFC 7644 section 3.5.2 has a PATCH succeed or fail as a whole. We read all operations
        # before the first is carried out, so of two that are wrong the other may be named.
        return ours == theirs or len(sent) > 1
    if "invalidValue" in (ours, theirs) and any(marks_as_primary(item) for item in sent):
        # RFC 7643 section 2.4: primary "MUST appear no more than once". For an operation that marks
        # several elements we say invalidValue, they let the one win that was not primary before;
        # of a replace of several we make one element, they say invalidValue.
        return True
    return canonical(ours) == canonical(theirs)


def marks_as_primary(operation: Document) -> bool:
    """True for an operation that makes every element a filter chooses primary."""
    path, value = operation.get("path", ""), operation.get("value")
    if isinstance(value, dict):
        return path.endswith("]") and value.get("primary") is True
    return path.endswith(".primary") and value is True


def canonical(value: Any, marks: frozenset[str] = frozenset()) -> Any:
    """Bring to one form what means the same; `marks` of an attribute say nothing by themselves."""
    if isinstance(value, dict):
        parts = {key: canonical(item, marks_of(key)) for key, item in value.items()}
        return {key: item for key, item in sorted(parts.items()) if item not in ([], {})}
    if isinstance(value, list):
        # RFC 7643 section 2.4: elements have no order.
        return sorted((canonical(item) for item in telling(value, marks)), key=repr)
    return value


def marks_of(name: str) -> frozenset[str]:
    """The parts of an attribute that say nothing by themselves, such as `type`."""
    attribute = USER_TYPE.find(name)
    return attribute.marks if attribute else frozenset()


def telling(elements: list[Document], marks: frozenset[str]) -> list[Document]:
    """The elements that say something.

    One of which only `type` or `primary` is left, or the `display` of an address, says nothing:
    clients that empty a value send the type along. RFC 7643 section 2.4 has no two elements of the
    same type and value; adding one that is there with more parts changes nothing (RFC 7644 section
    3.5.2.1), and they add it.
    """
    left: list[Document] = []
    for element in sorted(elements, key=len, reverse=True):
        says_nothing = element.keys() <= marks
        if not says_nothing and not any(covers(other, element) for other in left):
            left.append(element)
    return left


def covers(element: Document, other: Document) -> bool:
    """True if the element is of the same type, and has all that the other says."""
    return generated.folded({"type": element.get("type")}) == generated.folded(
        {"type": other.get("type")}
    ) and generated.folded({key: element.get(key) for key in other}) == generated.folded(other)


def test_patch_makes_what_scim2_models_makes() -> None:
    drawn = generated.sample(generated.documents(USER_TYPE), 80)
    resources = [
        oracle.read(USER_TYPE, {"schemas": [USER_TYPE.schema.id], **document}) for document in drawn
    ]
    changed = 0

    @settings(**generated.examples(CASES))
    @given(st.integers(0, len(drawn) - 1), generated.operations(USER_TYPE))
    def check(number: int, sent: list[Document]) -> None:
        nonlocal changed
        ours = patched(USER_TYPE, drawn[number], sent)
        theirs = oracle.patched(USER_TYPE, resources[number], sent)
        assert agree(ours, theirs, sent), (drawn[number], sent, ours, theirs)
        changed += isinstance(ours, dict) and ours != drawn[number]

    check()
    assert changed > CASES / 2


@pytest.mark.django_db
def test_what_is_stored_is_what_scim2_models_makes(api: EndpointClient) -> None:
    [drawn] = generated.sample(generated.documents(USER_TYPE), 20)[-1:]
    sent = {key: value for key, value in drawn.items() if key != "userName"}
    path = f"/Users/{api.create_user(drawn['userName'], **sent)['id']}"
    stored = written(api.get(path))

    @settings(**generated.examples(STORED_CASES))
    @given(generated.operations(USER_TYPE))
    def check(sent: list[Document]) -> None:
        """Each PATCH finds what the one before left."""
        nonlocal stored
        resource = oracle.read(USER_TYPE, {"schemas": [USER_TYPE.schema.id], **stored})
        theirs = oracle.patched(USER_TYPE, resource, sent)
        body = {"schemas": [PATCH_OP], "Operations": sent}
        answer = json.loads(api.send("PATCH", path, body).content)
        ours = answer["scimType"] if "status" in answer else written(answer)
        assert agree(ours, theirs, sent), (stored, sent, ours, theirs)
        stored = written(api.get(path))
        assert ours in (stored, answer.get("scimType"))

    check()


def written(document: Document) -> Document:
    """What a client wrote of a document."""
    return {key: item for key, item in document.items() if key not in {"schemas", "id", "meta"}}

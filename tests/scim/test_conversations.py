"""Conversations of real clients, replayed: the files under tests/conversations.

A file has `client`, `source`, perhaps `headers`, and `steps`. A step is a request (`method`,
`path`, perhaps `body`, `headers`, `content_type`) and its answer: `status`; `exactly`, the body;
`response`, a part of it (objects may hold more, lists are complete); `absent`, keys or lists of
keys that must not be there; `capture`, attributes kept as variables. `${name}` stands for a
variable; `${base}` is the Tenant URL.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.scim.endpoint_client import BASE, SITE, EndpointClient

FOLDER = Path(__file__).parent.parent / "conversations"
FILES = sorted(FOLDER.glob("*/*.json"))
CLIENTS = {
    "entra",
    "entra-gallery",
    "google",
    "jumpcloud",
    "microsoft-validator",
    "okta",
    "onelogin",
    "ping",
}
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.stem}" for file in FILES])
def test_replays(api: EndpointClient, file: Path) -> None:
    replay(api, file)


def replay(api: EndpointClient, file: Path) -> None:
    """Send each request and compare its answer."""
    conversation = json.loads(file.read_text())
    variables = {"base": f"{SITE}{BASE}"}
    for number, step in enumerate(conversation["steps"], start=1):
        label = f"step {number}, {step['what']}"
        headers = {**conversation.get("headers", {}), **step.get("headers", {})}
        if "content_type" in step:
            headers["content_type"] = step["content_type"]
        body, path = filled(step.get("body"), variables), filled(step["path"], variables)
        response = api.send(step["method"], path, body, **headers)
        assert response.status_code == step["status"], (label, response.content)
        document = json.loads(response.content) if response.content else None
        for name, key in step.get("capture", {}).items():
            variables[name] = document[key]
        if "exactly" in step:
            assert document == filled(step["exactly"], variables), label
        compare(filled(step.get("response", {}), variables), document, label)
        for keys in step.get("absent", []):
            check_absent(document, keys if isinstance(keys, list) else [keys], label)


def filled(value: Any, variables: dict[str, str]) -> Any:
    """The value with variables put in, keys left as they are."""
    if isinstance(value, dict):
        return {key: filled(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, variables) for item in value]
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: variables[found[1]], value)
    return value


def compare(expected: Any, found: Any, label: str) -> None:
    """Fail unless `found` has all of `expected`."""
    if isinstance(expected, dict) and expected:
        assert isinstance(found, dict), label
        for key, value in expected.items():
            assert key in found, f"{label}: {key} is missing"
            compare(value, found[key], f"{label}: {key}")
    elif isinstance(expected, list):
        assert isinstance(found, list), label
        assert len(found) == len(expected), f"{label}: {found}"
        for left, right in zip(expected, found, strict=True):
            compare(left, right, label)
    elif expected != {}:
        assert found == expected, label
        assert type(found) is type(expected), label


def check_absent(document: Any, keys: list[Any], label: str) -> None:
    """Fail if there is a value at the end of the keys."""
    *way, last = keys
    for key in way:
        if isinstance(document, dict) and key not in document:
            return
        document = document[key]
    assert last not in document, f"{label}: {keys}"


def test_every_client_has_a_conversation() -> None:
    assert {file.parent.name for file in FILES} >= CLIENTS
    for file in FILES:
        conversation = json.loads(file.read_text())
        assert conversation["client"]
        assert conversation["source"]
        assert conversation["steps"]


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"a": 1}, {}),
        ({"a": 1}, {"a": "1"}),
        ({"a": True}, {"a": 1}),
        ({"a": [1]}, {"a": [1, 2]}),
        ({"a": []}, {"a": [1]}),
        ({"a": {"b": 1}}, {"a": {"c": 1}}),
        ({"a": 1}, None),
    ],
)
def test_a_difference_is_seen(expected: Any, found: Any) -> None:
    with pytest.raises(AssertionError):
        compare(expected, found, "here")


def test_what_must_be_absent_is_seen() -> None:
    check_absent({"a": {"b": 1}}, ["a", "c"], "here")
    check_absent({}, ["a", "c"], "here")
    for keys in (["a"], ["a", "b"]):
        with pytest.raises(AssertionError):
            check_absent({"a": {"b": 1}}, keys, "here")

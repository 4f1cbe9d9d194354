"""Each rule for a client: a form that the RFCs do not foresee, in a recorded conversation."""

import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.statements import Cache
from scim.language import tolerance
from scim.store import shapes
from tests.scim.endpoint_client import EndpointClient
from tests.scim.test_conversations import FOLDER, replay

ROOT = Path(__file__).resolve().parent.parent.parent
RULES = {
    name: function
    for name, function in vars(tolerance).items()
    if inspect.isfunction(function) and function.__module__ == tolerance.__name__ and name[0] != "_"
}
# What a service provider that knows the RFCs alone would make of the same arguments.
STRICT: dict[str, Callable[..., Any]] = {
    "boolean_as_text": lambda value: value,
    "operation_name": lambda value: value,
    "urn": lambda text: text,
    "wrapped_in_list": lambda value: value,
    "value_of_object": lambda value: value,
    "text_for_complex": lambda attribute, value: value,
    "single_for_many": lambda value: value,
    "sub_attribute": lambda attribute, name: attribute.find(name),
    "extension_attribute_at_root": lambda resource_type, name: None,
    "empty_text": lambda value: value,
    "empty_extension": lambda value: value,
    "id_in_reference": lambda uri: None,
    "no_schemas": lambda schemas: False,
    "listed_removal": lambda has_value, value: False,
    "describes_element": lambda sub: False,
    "read_only_key": lambda is_named: False,
    "path_in_key": lambda key: key if re.fullmatch(r"\w+|urn:[\w:]+2\.0:\w+", key) else "",
    "dot_after_urn": lambda lowered, urn: False,
    "unquoted_text": lambda token: None,
    "number_as_text": lambda value: value,
    "number_for_text": lambda value: value,
    "plus_in_query": lambda text: text,
    "under_own_name": lambda attribute, value: value,
    "part_after_brackets": lambda token: None,
    "value_after_brackets": lambda token, operators: False,
    "flag_in_path": lambda step: False,
    "flag_before_path": lambda query: ("", query),
    "steps_of_path": lambda path: path.split("/")[1:],
    "is_json": lambda media_type: media_type == "application/scim+json",
}
QUIRK = re.compile(
    r"^\| (?P<clients>[^|]+) \| (?P<form>.+) \| `(?P<rule>\w+)` \| (?P<files>.+) \|$", re.M
)


def quirks() -> dict[str, list[str]]:
    """The conversations that docs/scim.md names for each rule."""
    text = (ROOT / "docs/scim.md").read_text()
    return {
        found["rule"]: re.findall(r"`([\w/-]+)`", found["files"]) for found in QUIRK.finditer(text)
    }


def test_the_documentation_lists_every_rule_and_no_other() -> None:
    assert quirks().keys() == RULES.keys() == STRICT.keys()
    assert all(quirks().values())


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_its_client(rule: str) -> None:
    text = inspect.getdoc(RULES[rule]) or ""
    clients = "Entra|Microsoft|Okta|OneLogin|JumpCloud|Ping|Google|Tenant URL|[Cc]lients"
    assert re.search(clients, text), text


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    "conversation", sorted({name for names in quirks().values() for name in names})
)
def test_the_rules_act_in_the_conversations_that_are_named(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch, conversation: str
) -> None:
    """Without each of them the RFCs would have it otherwise."""
    acted: set[str] = set()
    monkeypatch.setattr(shapes, "_searches", Cache())  # a rule acts when a search is compiled
    for rule in RULES:
        monkeypatch.setattr(tolerance, rule, _recording(rule, acted))
    replay(api, FOLDER / f"{conversation}.json")
    assert {rule for rule, names in quirks().items() if conversation in names} <= acted


def _recording(rule: str, acted: set[str]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        found = RULES[rule](*arguments)
        if found != STRICT[rule](*arguments):
            acted.add(rule)
        return found

    return call


def test_every_conversation_is_named() -> None:
    text = (ROOT / "docs/scim.md").read_text()
    for file in FOLDER.glob("*/*.json"):
        json.loads(file.read_text())
        assert f"`{file.parent.name}/{file.stem}`" in text

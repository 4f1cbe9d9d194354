"""The page that describes the API, drawn from its own description; it loads nothing."""

from __future__ import annotations

from functools import cache
from typing import Any, TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required

from .description import document


class Field(TypedDict):
    """A parameter, or a field of a body: what it is called, holds and means."""

    name: str
    kind: str
    is_required: bool
    description: str


class Operation(TypedDict):
    """One thing that can be asked for."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]  # of a list: of each row
    is_list: bool


@require_safe
@administrator_required
def page(request: HttpRequest) -> HttpResponse:
    """Show how the API is used, and what it answers."""
    return render(request, "scim/api.html", {"operations": operations()})


@cache
def operations() -> list[Operation]:
    """Return every operation of the description, in the order of its addresses."""
    return [
        _operation(path, method, described)
        for path, methods in document()["paths"].items()
        for method, described in methods.items()
    ]


def _operation(path: str, method: str, described: dict[str, Any]) -> Operation:
    summary, _, description = str(described.get("description", "")).partition("\n\n")
    answer = _content(
        next(body for status, body in described["responses"].items() if status < "300")
    )
    is_list = "results" in answer.get("properties", {})
    shown = answer["properties"]["results"]["items"] if is_list else answer
    return {
        "id": described["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": summary,
        "description": description,
        "parameters": [_parameter(item) for item in described.get("parameters", [])],
        "body": _fields(_content(described.get("requestBody", {}))),
        "answer": _fields(_resolved(shown)),
        "is_list": is_list,
    }


def _content(body: dict[str, Any]) -> dict[str, Any]:
    """The schema of a body or an answer."""
    return _resolved(body.get("content", {}).get("application/json", {}).get("schema", {}))


def _parameter(item: dict[str, Any]) -> Field:
    schema = item["schema"]
    words = item.get("description") or schema.get("description", "")
    return _field(item["name"], schema, item.get("required", False), words)


def _fields(schema: dict[str, Any]) -> list[Field]:
    required = schema.get("required", [])
    return [
        _field(name, item, name in required, item.get("description", ""))
        for name, item in schema.get("properties", {}).items()
    ]


def _field(name: str, schema: dict[str, Any], is_required: bool, description: str) -> Field:
    words = " ".join(str(description).partition("\n\n* ")[0].split())
    return {
        "name": name,
        "kind": _kind(schema),
        "is_required": is_required,
        "description": words,
    }


def _kind(schema: dict[str, Any]) -> str:
    """What a value is, in a few words."""
    schema = _resolved(schema)
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value not in (None, ""))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if "properties" in schema:
        return "object"
    named = schema.get("format") or schema.get("type") or ""
    kinds = [item.get("format", "") for item in schema.get("anyOf", [])]
    return " | ".join(filter(None, kinds)) or named


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to a component; `allOf` and `oneOf` wrap the first that matters."""
    for wrapper in ("allOf", "oneOf"):
        if wrapper in schema:
            schema = {**schema, **_resolved(schema[wrapper][0])}
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        found: dict[str, Any] = document()["components"]["schemas"][name]
        return found
    return schema

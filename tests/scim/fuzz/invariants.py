"""What holds for every answer of the endpoint, whatever was asked."""

from __future__ import annotations

import json
from typing import Any

from tests.scim.endpoint_client import ERROR
from tests.scim.fuzz.requests import Request
from tests.scim.fuzz.wsgi import Answer

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
METHODS = WRITING | {"GET", "HEAD", "OPTIONS"}
CONTENT_TYPE = "application/scim+json; charset=utf-8"


def problems(request: Request, answer: Answer) -> list[str]:
    """What is wrong with an answer; nothing, let us hope."""
    found = list(answer.errors)
    # RFC 7644 section 3.12 has 501 for what no address does, such as the method PROPFIND.
    is_unknown = answer.status == 501 and request.method not in METHODS
    if answer.status >= 500 and not is_unknown:
        found.append(f"The status is {answer.status}.")
    if 300 <= answer.status < 400 and answer.status != 304:
        found.append(f"It redirects to {answer.headers.get('Location')}.")
    if "Set-Cookie" in answer.headers:
        found.append("It sets a cookie.")
    if answer.status in {204, 304}:
        return found + ([f"{answer.status} has a body."] if answer.body else [])
    if not answer.body:
        return [*found, f"{answer.status} has no body."]
    if answer.headers.get("Content-Type") != CONTENT_TYPE:
        found.append(f"The content type is {answer.headers.get('Content-Type')}.")
    if answer.headers.get("Content-Length") != str(len(answer.body)):
        found.append("Content-Length is not the length of the body.")
    document = loaded(answer)
    if document is None:
        return [*found, "The body is no JSON object."]
    if answer.status >= 400:
        found += error_problems(document, answer.status)
    elif not document.get("schemas"):
        found.append("The body has no schemas.")
    return found + bulk_problems(document)


def loaded(answer: Answer) -> dict[str, Any] | None:
    """The JSON object of an answer, None if it is none."""
    try:
        document = json.loads(answer.body, parse_constant=_refuse)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def error_problems(document: dict[str, Any], status: int) -> list[str]:
    """What is wrong with an error: RFC 7644 section 3.12."""
    found = []
    if document.get("schemas") != [ERROR]:
        found.append("The error has other schemas.")
    if document.get("status") != str(status):
        found.append(f"The error's status is {document.get('status')!r}.")
    detail = document.get("detail")
    if not isinstance(detail, str) or not detail or len(detail) > 1000:
        found.append(f"The error's detail is {detail!r}.")
    if not isinstance(document.get("scimType", ""), str):
        found.append("The error's scimType is no text.")
    for word in ("Traceback", "psycopg", "sqlite", "SELECT ", "accounts_", "NoneType"):
        if isinstance(detail, str) and word in detail:
            found.append(f"The detail says {word!r}.")
    return found


def bulk_problems(document: dict[str, Any]) -> list[str]:
    """What is wrong with the operations of a BulkResponse: RFC 7644 section 3.7.3."""
    found = []
    for item in document.get("Operations", []):
        status = int(item["status"])
        if status >= 500:
            found.append(f"An operation has the status {status}.")
        if status >= 400:
            found += error_problems(item["response"], status)
    return found


def changes_nothing(request: Request, answer: Answer) -> bool:
    """True for a request that only reads, for an error, and for a bulk request of errors."""
    if answer.status >= 400 or request.method not in WRITING:
        return True
    operations = (loaded(answer) or {}).get("Operations") if answer.body else None
    return operations is not None and all(int(item["status"]) >= 400 for item in operations)


def is_shown(request: Request, answer: Answer) -> bool:
    """True if the answer to a write shows a resource, or a part of it."""
    is_write = request.method in WRITING and answer.status in {200, 201}
    return is_write and "id" in (loaded(answer) or {})


def is_whole(request: Request, answer: Answer) -> bool:
    """True if the answer to a write is a resource with all of its attributes."""
    if request.method not in WRITING or answer.status not in {200, 201} or request.query:
        return False
    return "meta" in (loaded(answer) or {})

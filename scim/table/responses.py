"""Answers of the endpoint: SCIM documents as JSON."""

from __future__ import annotations

import json
from typing import Any

import orjson
from django.http import HttpResponse

CONTENT_TYPE = "application/scim+json; charset=utf-8"


class ScimResponse(HttpResponse):
    """An answer that remembers its document, so that the log need not parse it again."""

    def __init__(
        self,
        document: dict[str, Any] | None = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        content = b"" if document is None else encoded(document)
        super().__init__(content, content_type=CONTENT_TYPE, status=status)
        for name, value in (headers or {}).items():
            self[name] = value
        self.document = document


def encoded(document: Any) -> bytes:
    """Return a document as JSON in UTF-8."""
    try:
        return orjson.dumps(document)
    except TypeError:  # half of a surrogate pair, a number beyond 64 bits: what a client sent
        return json.dumps(document).encode()


def entity_tag(version: int) -> str:
    """Return the weak entity tag of a version: RFC 7644 section 3.14."""
    return f'W/"{version}"'

"""Reading a request body: JSON, within bounds."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from django.http import HttpRequest

from scim.language import tolerance
from scim.language.coercion import Document, shown
from scim.table.errors import InvalidSyntax, PayloadTooLarge, UnsupportedMediaType

MAX_BODY = 1024 * 1024  # bytes
MAX_DEPTH = 100  # levels of objects and lists
MAX_DIGITS = 1000  # characters of a number
_TOO_DEEP = f"The body is nested too deeply: {MAX_DEPTH} levels are read. Send a simpler one."


def check_size(request: HttpRequest, most: int = MAX_BODY) -> None:
    """Raise PayloadTooLarge by the announced length, before anything is read.

    Raises InvalidSyntax where the length is no number.
    A chunked body has none announced and looks empty to Django: it is read here, within bounds.
    """
    if request.META.get("wsgi.input_terminated") and not request.META.get("CONTENT_LENGTH"):
        request._body = _chunked(request, most)
        request.META["CONTENT_LENGTH"] = str(len(request._body))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise InvalidSyntax("Content-Length must be a number of bytes.")
    if int(length[:12]) > most:
        raise PayloadTooLarge(
            f"The body has {length[:12]} bytes; at most {most} are read. Send less at once."
        )


def _chunked(request: HttpRequest, most: int) -> bytes:
    body: bytes
    try:
        body = request.META["wsgi.input"].read(most + 1)
    except Exception as error:  # the server's own, which have nothing in common
        raise InvalidSyntax(
            "The body, which came in chunks, cannot be read to its end: the connection broke off, "
            "or they are not as RFC 9112 section 7.1 has them, or far too many. Send it again, in "
            "one piece or in larger ones."
        ) from error
    return body


def load(request: HttpRequest) -> Document:
    """Return the JSON object that a request brings; waits for the client to send it.

    Raises UnsupportedMediaType or InvalidSyntax.
    """
    media_type = (request.content_type or "").lower()
    if not tolerance.is_json(media_type):
        raise UnsupportedMediaType(
            f"The body is of type '{media_type[:100]}'; send application/scim+json."
        )
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding not in {"", "identity"}:  # RFC 9110 section 8.4
        raise UnsupportedMediaType(
            f"The body is encoded ('{coding[:40]}'), which is not read here; send it plain."
        )
    try:
        document = json.loads(
            request.body.decode("utf-8-sig"),
            parse_constant=_refuse,
            parse_float=_float,
            parse_int=_int,
        )
    except UnicodeDecodeError:
        raise InvalidSyntax("The body is not UTF-8; send JSON in that encoding.") from None
    except RecursionError:
        raise InvalidSyntax(_TOO_DEEP) from None
    except ValueError as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise InvalidSyntax(f"The body is not JSON{place}. Send one JSON object.") from None
    return checked(document)


def checked(document: Any) -> Document:
    """Return what was parsed if it is an object with attributes. Raises InvalidSyntax."""
    if not isinstance(document, dict) or not document:
        found = "an empty one" if document == {} else shown(document)
        raise InvalidSyntax(f"The body must be a JSON object with attributes, not {found}.")
    if _is_too_deep(document):
        raise InvalidSyntax(_TOO_DEEP)
    return document


def _is_too_deep(document: Document) -> bool:
    """True beyond MAX_DEPTH; how deep the parser itself goes depends on Python's version."""
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        items = (node.values() if isinstance(node, dict) else node for node in level)
        level = [item for found in items for item in found if isinstance(item, dict | list)]
        if not level:
            return False
    return True


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(constant)


def _float(text: str) -> float:
    """A number that no computer here can hold would become Infinity, which is not JSON."""
    number = float(text) if len(text) <= MAX_DIGITS else math.inf
    if not math.isfinite(number):
        raise _too_large(text)
    return number


def _int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _too_large(text)
    return int(text)


def _too_large(text: str) -> InvalidSyntax:
    return InvalidSyntax(
        f"The body is not readable: the number {text[:40]}{'…' if len(text) > 40 else ''} is too "
        f"large. At most {MAX_DIGITS} characters of a number are read, and none beyond 1.8e308; "
        "send it as a text, or leave it out."
    )

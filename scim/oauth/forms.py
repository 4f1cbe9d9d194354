"""Reading what a client sends: one form in the body, and what Authorization says, within bounds."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_plus

from django.http import HttpRequest

from scim.endpoint import bodies
from scim.table.errors import ScimError

from .errors import Refused

MAX_BODY = 64 * 1024  # bytes
MAX_PARAMETERS = 100
MEDIA_TYPE = "application/x-www-form-urlencoded"
_REPEATABLE = {"resource"}  # RFC 8707 section 2
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523
_SENT = (
    "Send the parameters in the body, as application/x-www-form-urlencoded, as OAuth 2.0 client "
    "credentials has it."
)


@dataclass(frozen=True)
class Credentials:
    """What a client says to be: its identifier, and its secret or an assertion."""

    identifier: str
    secret: str = ""
    assertion: str = ""


def read(request: HttpRequest) -> dict[str, str]:
    """Return the parameters of a request; those without a value are left out, RFC 6749 section 3.2.

    Raises Refused.
    """
    if request.content_type != MEDIA_TYPE:
        raise Refused("oauth_no_form", f"The body is no form. {_SENT}")
    try:
        bodies.check_size(request, MAX_BODY)
    except ScimError as error:
        raise Refused("oauth_no_form", error.detail, status=error.status) from None
    try:
        pairs = parse_qsl(
            request.body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError:  # not UTF-8, or too many parameters
        raise Refused(
            "oauth_no_form",
            f"The form cannot be read: it is not in UTF-8, or has more than {MAX_PARAMETERS} "
            f"parameters. {_SENT}",
        ) from None
    names = Counter(name for name, _ in pairs if name not in _REPEATABLE)
    if doubled := [name for name, times in names.items() if times > 1]:
        raise Refused(
            "oauth_doubled",
            f"The parameter {doubled[0][:100]} was sent more than once. Send each once.",
        )
    return {name: value for name, value in pairs if value}


def credentials(request: HttpRequest, form: dict[str, str]) -> Credentials:
    """Return who the client says to be: in Authorization: Basic or in the form. Raises Refused."""
    scheme, _, encoded = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    is_basic = scheme.lower() == "basic"
    if "client_assertion" in form or "client_assertion_type" in form:
        return _asserted(form, has_secret=is_basic or "client_secret" in form)
    if not is_basic:
        return Credentials(form.get("client_id", ""), form.get("client_secret", ""))
    given = _basic(encoded.strip())
    if "client_secret" in form:
        raise Refused(
            "oauth_two_places",
            "The client secret was sent in Authorization: Basic and in the body. Send it in one of "
            "the two.",
        )
    if form.get("client_id", given.identifier) != given.identifier:
        raise Refused(
            "oauth_two_places",
            "Authorization: Basic and the body name two different clients. Send one client_id.",
        )
    return given


def _asserted(form: dict[str, str], *, has_secret: bool) -> Credentials:
    """Credentials by an assertion: RFC 7521 section 4.2."""
    if has_secret:
        raise Refused(
            "oauth_two_places",
            "A client assertion was sent, and a client secret too. Send one of the two.",
        )
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise Refused(
            "assertion_type",
            f"The parameter client_assertion_type must be {ASSERTION_TYPE}.",
        )
    return Credentials(form.get("client_id", ""), assertion=form.get("client_assertion", ""))


def _basic(encoded: str) -> Credentials:
    """Take Basic credentials apart: split first, then each half decoded, RFC 6749 section 2.3.1."""
    try:
        identifier, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        if not colon:
            raise ValueError
        return Credentials(
            unquote_plus(identifier, errors="strict"), unquote_plus(secret, errors="strict")
        )
    except ValueError:
        raise Refused(
            "oauth_basic",
            "What follows Authorization: Basic cannot be read. It is client_id, a colon and "
            "client_secret, each form-encoded, then all of it in Base64.",
        ) from None

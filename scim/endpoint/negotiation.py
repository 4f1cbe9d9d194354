"""What a client asks of the answer before anybody looks at the question: method and media type."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scim.table.errors import MethodNotAllowed, NotAcceptable, NotImplementedHere

# RFC 9110 section 9.3 and RFC 5789; of others nobody here has heard.
_METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
)
_ZERO = re.compile(r"0(\.0*)?")
_ANY_JSON = frozenset({"*", "*/*", "application/*", "text/json"})


def check_method(method: str, allowed: Sequence[str]) -> None:
    """Raise MethodNotAllowed, which says what is, or NotImplementedHere for no method of HTTP."""
    if method in allowed:
        return
    if method not in _METHODS:
        raise NotImplementedHere(
            f"'{method[:40]}' is no method of SCIM. At this address {', '.join(allowed)} are "
            "possible."
        )
    raise MethodNotAllowed(
        f"{method} is not possible here; {', '.join(allowed)} are.",
        headers={"Allow": ", ".join(allowed)},
    )


def check_accept(header: str) -> None:
    """Raise NotAcceptable for an Accept header that leaves no JSON: RFC 7644 section 3.8."""
    ranges = [item for item in header.split(",") if "/" in item or item.strip() == "*"]
    if ranges and not any(_takes_json(item) for item in ranges):
        raise NotAcceptable(
            f"The client accepts '{header[:100]}' alone; answers are application/scim+json. Send "
            "that in the Accept header, or leave the header out."
        )


def _takes_json(media_range: str) -> bool:
    name, *parameters = (part.strip().lower() for part in media_range.split(";"))
    is_json = name in _ANY_JSON or (name.startswith("application/") and name.endswith("json"))
    return is_json and not any(_is_zero(item) for item in parameters)


def _is_zero(parameter: str) -> bool:
    """True for `q=0`, which means: not this one (RFC 9110 section 12.4.2)."""
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and _ZERO.fullmatch(value.strip()) is not None

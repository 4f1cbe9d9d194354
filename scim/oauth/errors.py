"""Refusals of the authorization server: RFC 6749 section 5.2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from authlib.oauth2 import OAuth2Error

from accounts import token_format
from accounts.tokens.refusals import Refusal

if TYPE_CHECKING:
    from accounts.models import AccessToken

LONGEST_DESCRIPTION = 1000  # characters
# What RFC 6749 section 5.2 lets stand in a description.
_STRANGE = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")
CHALLENGE = 'Basic realm="oauth", charset="UTF-8"'


class Refused(OAuth2Error):  # type: ignore[misc]
    """A request that is refused.

    `reason`: a word for the log, of `promapp_console/provisioning/causes`. `description`: a
    sentence for the administrator who reads it in the identity provider's log. `client`: the row,
    where one is known. `trace`: for our log alone, what was looked at, a line for each.
    """

    def __init__(
        self,
        reason: str,
        description: str,
        *,
        error: str = "invalid_request",
        status: int = 400,
        client: AccessToken | None = None,
        headers: dict[str, str] | None = None,
        trace: Sequence[str] = (),
    ) -> None:
        # The client's own log keeps it, with what the request had in a wrong place.
        told = token_format.without_tokens(description.replace('"', "'"))
        told = _STRANGE.sub("?", told)[:LONGEST_DESCRIPTION]
        super().__init__(error=error, description=told, status_code=status)
        self.reason = reason
        self.client = client
        self.headers = headers or {}
        self.trace = trace


def invalid_client(refusal: Refusal, trace: Sequence[str] = ()) -> Refused:
    """The client is not let in, for the reason of a refusal."""
    return Refused(
        refusal.reason,
        refusal.detail,
        error="invalid_client",
        status=401,
        client=refusal.token,
        headers={"WWW-Authenticate": CHALLENGE},
        trace=trace,
    )


def too_many(description: str, wait: int, client: AccessToken | None = None) -> Refused:
    """Not so often; `wait`: seconds."""
    return Refused(
        "oauth_too_many",
        description,
        error="temporarily_unavailable",
        status=429,
        client=client,
        headers={"Retry-After": str(max(1, wait))},
    )

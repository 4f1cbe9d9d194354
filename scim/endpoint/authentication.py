"""Bearer tokens at the door: RFC 6750, with a diagnosis for everyone who is not let in."""

from __future__ import annotations

import math

from django.conf import settings
from django.http import HttpRequest

from accounts.models import AccessToken
from accounts.tokens.door import Door
from accounts.tokens.refusals import Refusal
from scim.log import recording
from scim.table.errors import Forbidden, ScimError, TooManyRequests, Unauthorized

from .throttle import Throttle

DOOR = Door(AccessToken.Scope.SCIM, realm="scim")
_requests = Throttle(settings.SCIM_REQUESTS_PER_SECOND, 2 * settings.SCIM_REQUESTS_PER_SECOND)


def let_in(request: HttpRequest, exchange: recording.Exchange) -> None:
    """Put the token on the exchange, and count one request: each operation of a bulk request too.

    Raises Unauthorized or Forbidden, and TooManyRequests.
    """
    try:
        exchange.token = DOOR.authenticate(request)
    except Refusal as refusal:
        exchange.token = refusal.token
        raise _answer(refusal) from None
    throttle(exchange)


def throttle(exchange: recording.Exchange) -> None:
    """Count one request. Raises TooManyRequests."""
    seconds = _requests.wait(exchange.token.pk) if exchange.token else 0
    if seconds:
        raise TooManyRequests(
            f"This token sends more than {settings.SCIM_REQUESTS_PER_SECOND} requests a "
            "second. Wait a moment and go on.",
            reason="too_many_requests",
            headers={"Retry-After": str(math.ceil(seconds))},
        )


def _answer(refusal: Refusal) -> ScimError:
    kind = Forbidden if refusal.is_forbidden else Unauthorized
    headers = {"WWW-Authenticate": DOOR.challenge(refusal)}
    return kind(refusal.detail, reason=refusal.reason, headers=headers)

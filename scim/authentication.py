"""Bearer tokens at the door: RFC 6750, with a diagnosis for everyone who is not let in."""

from __future__ import annotations

import math

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_scim.middleware import SCIMAuthCheckMiddleware

from accounts.models import AccessToken
from accounts.refusals import Refusal

from . import events
from .errors import Forbidden, ScimError, TooManyRequests, Unauthorized
from .throttle import Throttle

REALM = 'Bearer realm="scim"'
_requests = Throttle(settings.SCIM_REQUESTS_PER_SECOND, 2 * settings.SCIM_REQUESTS_PER_SECOND)


class BearerTokenMiddleware(SCIMAuthCheckMiddleware):  # type: ignore[misc]
    """Lets a request in that bears a usable Scim token; Django's session opens nothing here."""

    def should_log_request(self, request: HttpRequest) -> bool:
        """Never: django-scim2 would log whole bodies, secrets included."""
        return False

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Put the token on the exchange, or answer 401 or 403."""
        exchange: events.Exchange = request.scim  # type: ignore[attr-defined]
        try:
            exchange.token = authenticate(request)
        except Refusal as refusal:
            exchange.reason, exchange.token = refusal.reason, refusal.token
            return _answer(refusal).to_response()
        seconds = _requests.wait(exchange.token.pk)
        if seconds:
            exchange.reason = "too_many_requests"
            return TooManyRequests(
                f"This token sends more than {settings.SCIM_REQUESTS_PER_SECOND} requests a "
                "second. Wait a moment and go on.",
                headers={"Retry-After": str(math.ceil(seconds))},
            ).to_response()
        return None


def authenticate(request: HttpRequest) -> AccessToken:
    """Return the Scim token of a request: one indexed query.

    Raises Refusal; its reasons beyond those of the token itself are no_header, not_bearer, empty,
    doubled, entra_jwt and wrong_scope.
    """
    token = AccessToken.objects.authenticate(_bearer(request.META.get("HTTP_AUTHORIZATION", "")))
    if token.scope != AccessToken.Scope.SCIM:
        raise Refusal(
            "wrong_scope",
            f"This access token has the scope {token.get_scope_display()}, not Scim. Create a "
            "token with the scope Scim under My Profile, Access Tokens.",
            token,
        )
    return token


def _bearer(header: str) -> str:
    """Return the secret in an Authorization header. Raises Refusal."""
    scheme, _, secret = header.strip().partition(" ")
    secret = secret.strip()
    if not scheme:
        raise Refusal(
            "no_header",
            "The request has no Authorization header. Paste an access token with the scope Scim "
            "into Secret Token.",
        )
    if scheme.lower() != "bearer":
        raise Refusal(
            "not_bearer",
            "The Authorization header must be 'Bearer' and an access token with the scope Scim; "
            "other ways to sign in do not open this endpoint.",
        )
    if not secret:
        raise Refusal("empty", "The Authorization header says 'Bearer', but no token follows.")
    if secret.lower().startswith("bearer"):
        raise Refusal(
            "doubled",
            "The token begins with the word 'Bearer', which the client adds itself. Paste the "
            "access token alone into Secret Token.",
        )
    if secret.startswith("eyJ") and secret.count(".") == 2:
        raise Refusal(
            "entra_jwt",
            "This is a token that the identity provider made itself, as Microsoft Entra does when "
            "Secret Token is empty. Paste an access token with the scope Scim into Secret Token.",
        )
    return secret


def _answer(refusal: Refusal) -> ScimError:
    """RFC 6750 section 3: no error code where no credentials were sent at all."""
    if refusal.reason == "wrong_scope":
        challenge = f'{REALM}, error="insufficient_scope", scope="scim"'
        return Forbidden(refusal.detail, headers={"WWW-Authenticate": challenge})
    challenge = REALM
    if refusal.reason != "no_header":
        challenge = f'{REALM}, error="invalid_token"'
    return Unauthorized(refusal.detail, headers={"WWW-Authenticate": challenge})

"""Bearer tokens at a door of the site: RFC 6750, with a diagnosis for who is not let in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from accounts import token_format
from accounts.models import AccessToken
from accounts.token_format import TokenText
from accounts.work.transport import crossed_in_clear

from . import issued, lookups, refusals
from .refusals import Refusal
from .scopes import Scope


@dataclass(frozen=True)
class Door:
    """What tokens of one scope open. `realm`: its name in a challenge."""

    scope: Scope
    realm: str

    def authenticate(self, request: HttpRequest) -> AccessToken:
        """Return the token of a request: one indexed query.

        Raises Refusal; its reasons beyond those of the token itself are no_header, not_bearer,
        empty, doubled, entra_jwt, plain_http and wrong_scope.
        """
        secret = self._secret(request.META.get("HTTP_AUTHORIZATION", ""))
        token = usable_token(secret)
        if crossed_in_clear(request):  # of a token that is none, that says nothing
            raise refusals.in_clear(token)
        if token.scope != self.scope:
            raise Refusal(
                "wrong_scope",
                f"This access token has the scope {token.get_scope_display()}, not "
                f"{self.scope.label}. Create a token with the scope {self.scope.label} under My "
                "Profile, Access Tokens.",
                token,
            )
        return token

    def challenge(self, refusal: Refusal) -> str:
        """Return the WWW-Authenticate header for a refusal.

        RFC 6750 section 3.1: no error code where no credentials were sent, or in another way.
        """
        realm = f'Bearer realm="{self.realm}"'
        if refusal.reason in {"no_header", "not_bearer"}:
            return realm
        if refusal.reason == "wrong_scope":
            return f'{realm}, error="insufficient_scope", scope="{self.scope}"'
        return f'{realm}, error="invalid_token"'

    @property
    def _remedy(self) -> str:
        return f"Paste an access token with the scope {self.scope.label} {self.scope.place}."

    def _secret(self, header: str) -> str:
        """Return the secret in an Authorization header. Raises Refusal."""
        scheme, _, secret = header.strip().partition(" ")
        secret = secret.strip()
        if not scheme:
            raise Refusal("no_header", f"The request has no Authorization header. {self._remedy}")
        if scheme.lower() != "bearer":
            raise Refusal(
                "not_bearer",
                "The Authorization header must be 'Bearer' and an access token with the scope "
                f"{self.scope.label}; other ways to sign in do not open this endpoint.",
            )
        if not secret:
            raise Refusal("empty", "The Authorization header says 'Bearer', but no token follows.")
        if secret.lower().startswith("bearer"):
            raise Refusal(
                "doubled",
                "The token begins with the word 'Bearer', which the client adds itself. Paste the "
                f"access token alone {self.scope.place}.",
            )
        if secret.startswith("eyJ") and secret.count(".") == 2:
            raise Refusal(
                "entra_jwt",
                "This is a token that the identity provider made itself, as Microsoft Entra does "
                f"when Secret Token is empty. {self._remedy}",
            )
        return secret


def usable_token(secret: str) -> AccessToken:
    """Return the token with this secret if it works now, its owner loaded: one indexed query.

    For a token that was issued to an OAuth client, that is the client. Raises Refusal, with a
    reason of `find_token`, of `refusals.of` or of `issued.usable`.
    """
    text = _parsed(secret)
    if text.scope == token_format.ISSUED:
        return issued.usable(text)
    token = _with_text(text)
    if refusal := refusals.of(token):
        raise refusal
    return token


def find_token(secret: str) -> AccessToken:
    """Return the Secret Token with this secret, usable or not, its owner loaded: one indexed query.

    Raises Refusal, with the reason: not_ours, damaged, client_secret_sent or unknown.
    """
    return _with_text(_parsed(secret))


def _parsed(secret: str) -> TokenText:
    try:
        return token_format.parse(secret)
    except token_format.NotAToken:
        raise refusals.not_ours() from None
    except token_format.Damaged:
        raise refusals.damaged() from None


def _with_text(text: TokenText) -> AccessToken:
    if text.scope == token_format.CLIENT_SECRET:
        raise refusals.client_secret_sent()
    token = lookups.token(text.key_id)
    if token is None or not token_format.digest_matches(text, token.digest):
        raise refusals.unknown()
    return token

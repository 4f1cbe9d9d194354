"""Bearer tokens at a door of the site: RFC 6750, with a diagnosis for who is not let in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest

from accounts import statements, token_format
from accounts.models import AccessToken, User
from accounts.statements import Statement
from accounts.work.transport import crossed_in_clear

from . import refusals
from .refusals import Refusal
from .scopes import Scope

# What a request asks of a token's owner; each of the other columns is fetched when it is read.
_OF_OWNER = frozenset(
    {
        "id",
        "scim_id",
        "username",
        "is_active",
        "is_staff",
        "is_superuser",
        "credentials_from_scim",
    }
)
_ANY_KEY = "any key"
_statements = statements.Cache()


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

    Raises Refusal, with a reason of `find_token` or of `refusals.of`.
    """
    token = find_token(secret)
    if refusal := refusals.of(token):
        raise refusal
    return token


def find_token(secret: str) -> AccessToken:
    """Return the token with this secret, usable or not, its owner loaded: one indexed query.

    Raises Refusal, with the reason: not_ours, damaged or unknown.
    """
    try:
        text = token_format.parse(secret)
    except token_format.NotAToken:
        raise refusals.not_ours() from None
    except token_format.Damaged:
        raise refusals.damaged() from None
    token = _with_key(text.key_id)
    if token is None or not token_format.digest_matches(text, token.digest):
        raise refusals.unknown()
    return token


@cache
def _columns() -> tuple[list[str], list[str]]:
    """The columns of a token, and those of its owner, in the order of the model's fields."""
    of_owner = (field.attname for field in User._meta.concrete_fields)
    return (
        [field.attname for field in AccessToken._meta.concrete_fields],
        [name for name in of_owner if name in _OF_OWNER],
    )


def _with_key(key_id: str) -> AccessToken | None:
    """Read the columns that a request needs: whole rows would cost three times as much."""
    columns, owner_columns = _columns()

    def compiled() -> Statement:
        names = [*columns, *(f"owner__{name}" for name in owner_columns)]
        rows = AccessToken.objects.filter(key_id=_ANY_KEY).order_by()
        return Statement(rows.values_list(*names), [_ANY_KEY])

    statement: Statement = _statements.get("key", compiled)
    for row in statement.rows([key_id]):  # one at most: the key is unique
        token = AccessToken.from_db(statement.alias, columns, row[: len(columns)])
        if token.owner_id is not None:
            token.owner = User.from_db(statement.alias, owner_columns, row[len(columns) :])
        return token
    return None

"""Reading a token of a request by its key: one indexed query, with all that a door asks of it.

Only the columns that a request needs are read: whole rows would cost three times as much.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import QuerySet

from accounts import statements
from accounts.models import AccessToken, ClientSecret, FederatedTrust, IssuedToken, User
from accounts.statements import Row, Statement

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
_OF_ISSUED = ("id", "key_id", "digest", "created_at", "expires_at", "revoked_at")
_OF_SECRET = ("id", "key_id", "expires_at", "revoked_at", "revoke_at")
_OF_TRUST = ("id", "revoked_at")
# Where the next part of a row begins.
_SECRET = len(_OF_ISSUED)
_TRUST = _SECRET + len(_OF_SECRET)
_CLIENT = _TRUST + len(_OF_TRUST)
_ANY_KEY = "any key"
_statements = statements.Cache()


@cache
def _columns() -> tuple[list[str], list[str]]:
    """The columns of a token, and those of its owner, in the order of the model's fields."""
    of_owner = (field.attname for field in User._meta.concrete_fields)
    return (
        [field.attname for field in AccessToken._meta.concrete_fields],
        [name for name in of_owner if name in _OF_OWNER],
    )


def token(key_id: str) -> AccessToken | None:
    """Return the Secret Token with this key, its owner loaded."""
    columns, owner_columns = _columns()

    def compiled() -> Statement:
        names = [*columns, *(f"owner__{name}" for name in owner_columns)]
        # An OAuth client has a key too, which opens nothing.
        tokens = AccessToken.objects.filter(kind=AccessToken.Kind.SECRET)
        return _by_key(tokens, names)

    statement: Statement = _statements.get("token", compiled)
    for row in statement.rows([key_id]):  # one at most: the key is unique
        return _token(statement, row)
    return None


def issued(key_id: str) -> IssuedToken | None:
    """Return the token with this key that was issued to a client.

    Its secret or trust, the client and the owner are loaded.
    """
    columns, owner_columns = _columns()

    def compiled() -> Statement:
        names = [
            *_OF_ISSUED,
            *(f"secret__{name}" for name in _OF_SECRET),
            *(f"trust__{name}" for name in _OF_TRUST),
            *(f"client__{name}" for name in columns),
            *(f"client__owner__{name}" for name in owner_columns),
        ]
        return _by_key(IssuedToken.objects.all(), names)

    statement: Statement = _statements.get("issued", compiled)
    for row in statement.rows([key_id]):
        found = IssuedToken.from_db(statement.alias, _OF_ISSUED, row[:_SECRET])
        secret, trust = row[_SECRET:_TRUST], row[_TRUST:_CLIENT]
        found.secret = secret[0] and ClientSecret.from_db(statement.alias, _OF_SECRET, secret)
        found.trust = trust[0] and FederatedTrust.from_db(statement.alias, _OF_TRUST, trust)
        found.client = found.credential.client = _token(statement, row[_CLIENT:])
        return found
    return None


def _by_key(rows: QuerySet[Any, Any], names: list[str]) -> Statement:
    return Statement(rows.filter(key_id=_ANY_KEY).order_by().values_list(*names), [_ANY_KEY])


def _token(statement: Statement, row: Row) -> AccessToken:
    columns, owner_columns = _columns()
    found = AccessToken.from_db(statement.alias, columns, row[: len(columns)])
    if found.owner_id is not None:
        found.owner = User.from_db(statement.alias, owner_columns, row[len(columns) :])
    return found

"""How an OAuth client shows that it is the one that it says it is."""

from __future__ import annotations

from accounts import token_format
from accounts.models import AccessToken, ClientSecret
from accounts.token_format import TokenText

from . import refusals

# What is compared where there is no such secret, so that it takes as long as where there is one.
_NOBODY = TokenText(token_format.CLIENT_SECRET, "nobody's", "secret")
_NO_DIGEST = "0" * 64


def usable_secret(identifier: str, secret: str) -> ClientSecret:
    """Return the secret of the client with this identifier if it works now, all of it loaded.

    A client that is not there costs what a wrong secret costs, in queries and digests, and is told
    the same. Raises Refusal, with a reason of its own for the log: client_unknown,
    client_secret_wrong, or why client or secret do not work.
    """
    row = find_secret(secret)
    if row is None or row.client.hint != identifier:
        raise refusals.wrong_client(find_client(identifier))
    if refusal := refusals.of(row.client) or refusals.of_secret(row):
        raise refusal
    return row


def find_secret(secret: str) -> ClientSecret | None:
    """Return the row of a secret, usable or not; one query and one digest, whatever is given."""
    text = _parsed(secret)
    row = ClientSecret.objects.select_related("client__owner").filter(key_id=text.key_id).first()
    is_right = token_format.digest_matches(text, row.digest if row else _NO_DIGEST)
    return row if is_right else None


def find_client(identifier: str) -> AccessToken | None:
    """Return the client with this identifier, its owner loaded: one indexed query in any case."""
    key_id = identifier.removeprefix(f"{token_format.PREFIX}_{token_format.CLIENT}_")
    is_one = len(key_id) == token_format.KEY_ID_LENGTH and set(key_id) <= set(token_format.ALPHABET)
    clients = AccessToken.objects.filter(kind=AccessToken.Kind.CLIENT).select_related("owner")
    client = clients.filter(key_id=key_id if is_one else _NOBODY.key_id).first()
    return client if client and client.hint == identifier else None


def _parsed(secret: str) -> TokenText:
    """The text of a secret; of what is none, one that nobody has."""
    try:
        text = token_format.parse(secret)
    except ValueError:
        return _NOBODY
    return text if text.scope == token_format.CLIENT_SECRET else _NOBODY

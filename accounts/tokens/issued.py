"""The short-lived access tokens that are issued to OAuth clients."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import token_format
from accounts.models import AccessToken, FederatedTrust, IssuedToken
from accounts.token_format import TokenText
from accounts.work import pruning, schedule

from . import lookups, refusals
from .client_rows import Credential

MOST = 100  # of one client; the oldest makes room for a new one
# … but not one that is younger: a client that asks so often waits.
YOUNGEST_TO_GO = timedelta(minutes=1)
EXPIRED_KEPT = timedelta(days=1)  # so that a client that uses one too long is told why


class TooMany(Exception):
    """The client was issued as many as one may have within a minute; `wait`: seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


@transaction.atomic
def issue(credential: Credential) -> str:
    """Issue a token for a secret or a trust that works; returns its text, this once.

    Raises TooMany.
    """
    make_room(credential.client)
    kind = "trust" if isinstance(credential, FederatedTrust) else "secret"
    text = token_format.generate(token_format.ISSUED)
    moment = timezone.now()
    IssuedToken.objects.create(
        client=credential.client,
        key_id=text.key_id,
        digest=token_format.digest(text),
        created_at=moment,
        expires_at=moment + timedelta(seconds=settings.OAUTH_TOKEN_SECONDS),
        **{kind: credential},
    )
    return str(text)


def make_room(client: AccessToken) -> None:
    """Delete what is more than a client may have, the oldest first. Raises TooMany."""
    mine = IssuedToken.objects.filter(client=client)
    surplus = list(mine.values_list("pk", "created_at")[MOST - 1 :])
    if not surplus:
        return
    age = timezone.now() - surplus[0][1]
    if age < YOUNGEST_TO_GO:
        raise TooMany((YOUNGEST_TO_GO - age).total_seconds())
    # Another request may delete the same ones; neither waits for the other.
    keys = [key for key, _ in surplus]
    free = mine.filter(pk__in=keys).order_by("pk").select_for_update(skip_locked=True)
    IssuedToken.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()


def usable(text: TokenText) -> AccessToken:
    """Return the client to which a token was issued, its owner loaded: one indexed query.

    Raises Refusal: with the reason unknown, of client, of secret or trust, or of the token itself.
    """
    found = _with_text(text)
    if found is None:
        raise refusals.unknown_issued()
    client = found.client
    if refusal := (
        refusals.of(client) or refusals.of_credential(found.credential) or refusals.of_issued(found)
    ):
        raise refusal
    return client


def find(secret: str) -> IssuedToken | None:
    """Return the row of a token by its text, usable or not; None of what is no such token."""
    try:
        text = token_format.parse(secret)
    except ValueError:
        return None
    return _with_text(text) if text.scope == token_format.ISSUED else None


def _with_text(text: TokenText) -> IssuedToken | None:
    found = lookups.issued(text.key_id)
    return found if found and token_format.digest_matches(text, found.digest) else None


def revoke(token: IssuedToken) -> None:
    """End a token now."""
    IssuedToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def prune() -> int:
    """Delete tokens that expired some time ago; returns how many."""
    old = IssuedToken.objects.filter(expires_at__lt=schedule.certain() - EXPIRED_KEPT)
    return pruning.delete(old.order_by("expires_at"))

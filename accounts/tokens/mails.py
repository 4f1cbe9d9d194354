"""What administrators are told by mail about access tokens."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from accounts.work import outbox, recipients
from accounts.work.mails import one_line

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.work.audit import Actor

    from .client_rows import ClientSecret
    from .rows import AccessToken
    from .trust_rows import FederatedTrust


class Kind(models.TextChoices):
    """What is told; the template of the same name is its text."""

    CREATED = "token_created"
    REVOKED = "token_revoked"
    TAKEN_OVER = "token_taken_over"
    EXPIRING = "token_expiring"
    EXPIRED = "token_expired"
    NEW_NETWORK = "token_new_network"
    OWNER_LOST = "token_owner_lost"
    SECRET_ADDED = "token_secret_added"  # noqa: S105
    SECRET_REVOKED = "token_secret_revoked"  # noqa: S105
    SECRET_EXPIRING = "token_secret_expiring"  # noqa: S105
    SECRET_EXPIRED = "token_secret_expired"  # noqa: S105
    TRUST_ADDED = "token_trust_added"
    TRUST_REVOKED = "token_trust_revoked"


def token_created(token: AccessToken, *, by: Actor) -> bool:
    """Tell of a new token."""
    return _tell(
        Kind.CREATED, token, by=one_line(by.name), address=by.address, replaced=token.replaces
    )


def token_revoked(token: AccessToken, *, by: Actor) -> bool:
    """Tell that a token was revoked; its row says when and why."""
    threshold = f"{token.revoked_at:%Y-%m-%dT%H:%M:%S.%f}"
    return _tell(Kind.REVOKED, token, threshold, by=one_line(by.name), address=by.address)


def token_taken_over(token: AccessToken, *, by: Actor, former_owner: str, moment: datetime) -> bool:
    """Tell that a token has a new owner."""
    threshold = f"{moment:%Y-%m-%dT%H:%M:%S.%f}"
    return _tell(
        Kind.TAKEN_OVER,
        token,
        threshold,
        by=one_line(by.name),
        address=by.address,
        former_owner=one_line(former_owner),
    )


def token_expiring(token: AccessToken, *, days: int) -> bool:
    """Remind that a token expires within so many days; once for each number and expiry date."""
    threshold = f"{days} days before {token.expires_at:%Y-%m-%d}"
    return _tell(Kind.EXPIRING, token, threshold, days=days)


def token_expired(token: AccessToken) -> bool:
    """Tell that a token has expired."""
    return _tell(Kind.EXPIRED, token, f"{token.expires_at:%Y-%m-%d}")


def token_used_from_new_network(
    token: AccessToken, *, address: str, network: str, is_first: bool
) -> bool:
    """Tell where a token was used from for the first time."""
    return _tell(
        Kind.NEW_NETWORK, token, network, address=address, network=network, is_first=is_first
    )


def token_owner_lost(token: AccessToken, *, why: str, threshold: str) -> bool:
    """Tell that a token stopped because of what became of its owner, such as "was disabled"."""
    return _tell(Kind.OWNER_LOST, token, threshold, why=one_line(why))


def secret_added(secret: ClientSecret, *, by: Actor) -> bool:
    """Tell of a new secret of an OAuth client."""
    return _tell_of_secret(Kind.SECRET_ADDED, secret, "added", by=by)


def secret_revoked(secret: ClientSecret, *, by: Actor) -> bool:
    """Tell that a secret of an OAuth client was revoked."""
    return _tell_of_secret(Kind.SECRET_REVOKED, secret, "revoked", by=by)


def secret_expiring(secret: ClientSecret, *, days: int) -> bool:
    """Remind that a client's secret ends within so many days; once for each number."""
    return _tell_of_secret(Kind.SECRET_EXPIRING, secret, f"{days} days before", days=days)


def secret_expired(secret: ClientSecret) -> bool:
    """Tell that a client's secret has expired."""
    return _tell_of_secret(Kind.SECRET_EXPIRED, secret, "expired")


def trust_added(trust: FederatedTrust, *, by: Actor) -> bool:
    """Tell that somebody else's identity may act as an OAuth client from now on."""
    return _tell_of_trust(Kind.TRUST_ADDED, trust, by)


def trust_revoked(trust: FederatedTrust, *, by: Actor) -> bool:
    """Tell that the trust of an OAuth client was revoked."""
    return _tell_of_trust(Kind.TRUST_REVOKED, trust, by)


def _tell_of_trust(kind: Kind, trust: FederatedTrust, by: Actor) -> bool:
    context = {"trust": trust, "by": one_line(by.name), "address": by.address}
    return _tell(kind, trust.client, f"trust {trust.pk}", **context)


def _tell_of_secret(
    kind: Kind, secret: ClientSecret, what: str, by: Actor | None = None, **context: Any
) -> bool:
    if by:
        context |= {"by": one_line(by.name), "address": by.address}
    # A key is the secret's own for ever, so what is told of it is told once.
    return _tell(kind, secret.client, f"{secret.key_id} {what}", secret=secret, **context)


def subject_of(token: AccessToken) -> str:
    """Return what a notice about this token is filed under."""
    return f"token {token.pk}"


def _tell(kind: Kind, token: AccessToken, threshold: str = "", **context: Any) -> bool:
    """Post to the owner, if they are still here, and to all administrators."""
    owners = [] if kind == Kind.OWNER_LOST or token.owner is None else _own(token.owner)
    return outbox.post(
        kind,
        subject_of(token),
        threshold,
        to=[*owners, *recipients.of_kind(kind)],
        template=kind,
        context={
            "token": token,
            "noun": capfirst(token.noun),
            "description": one_line(token.description),
            "owner": one_line(token.owner_name),
            "page": reverse("token-detail", args=[token.pk]),
            "take_over": reverse("token-take-over", args=[token.pk]),
            **context,
        },
    )


def _own(owner: User) -> list[str]:
    """The owner's address: of whoever is still here, and where no identity provider wrote it."""
    rows = get_user_model().objects.filter(pk=owner.pk, is_active=True, credentials_from_scim=False)
    return list(rows.values_list("email", flat=True))

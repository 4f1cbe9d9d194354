"""What people do to access tokens. Pages, Django admin and commands all come through here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError

from .tokens import AccessToken

if TYPE_CHECKING:
    from .models import User


def create(
    *,
    owner: User,
    description: str,
    scope: str,
    expires_at: datetime | None,
    nonce: UUID | None = None,
) -> tuple[AccessToken, str]:
    """Create a token. Returns the row and the secret, which nothing can show again.

    Raises ValidationError if the owner may not choose the scope, or has as many live tokens as
    one may have, and AlreadyIssued if the form with this nonce has made its token.
    """
    if scope not in AccessToken.Scope.open_to(owner):
        raise ValidationError(
            f"{owner.username} is no active administrator, and nobody else may have an access "
            "token with this scope.",
            code="scope_not_open",
        )
    return AccessToken.objects.issue(
        owner=owner, description=description, scope=scope, expires_at=expires_at, nonce=nonce
    )

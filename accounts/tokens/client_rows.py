"""What an OAuth client has: its secrets, and the tokens that were issued to it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias, cast
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import token_format
from accounts.work import asides

from .rows import EXPIRING_SOON, AccessToken
from .trust_rows import FederatedTrust

LIVE_SECRETS = 5  # of one client


class ClientSecretQuerySet(models.QuerySet["ClientSecret"]):
    """Sets of secrets of clients."""

    def live(self) -> ClientSecretQuerySet:
        """Neither revoked nor expired; the client is not looked at."""
        moment = timezone.now()
        unreplaced = Q(revoke_at=None) | Q(revoke_at__gt=moment)
        return self.filter(unreplaced, revoked_at=None, expires_at__gt=moment)

    def issue(
        self, client: AccessToken, *, expires_at: datetime, nonce: UUID | None = None
    ) -> tuple[ClientSecret, str]:
        """Create a secret. Returns the row and the text, which nothing can show again."""
        text = token_format.generate(token_format.CLIENT_SECRET)
        row = self.create(
            client=client,
            key_id=text.key_id,
            digest=token_format.digest(text),
            expires_at=expires_at,
            nonce=nonce,
        )
        return row, str(text)


class ClientSecret(models.Model):
    """One of the secrets of an OAuth client, of which only a digest is kept."""

    client = models.ForeignKey("accounts.AccessToken", models.CASCADE, related_name="secrets")
    key_id = models.CharField(max_length=token_format.KEY_ID_LENGTH, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    nonce = models.UUIDField(null=True, unique=True, editable=False)  # of the form that made it
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_at = models.DateTimeField(null=True, blank=True)

    objects = ClientSecretQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.hint

    @property
    def hint(self) -> str:
        """What may be shown of the secret: its beginning."""
        return f"{token_format.PREFIX}_{token_format.CLIENT_SECRET}_{self.key_id}…"

    @property
    def state(self) -> AccessToken.State:
        """The one state that matters most, in the words of tokens."""
        if self.is_revoked:
            return AccessToken.State.REVOKED
        if self.is_expired:
            return AccessToken.State.EXPIRED
        if self.ends_at - timezone.now() <= EXPIRING_SOON:
            return AccessToken.State.EXPIRING
        return AccessToken.State.ACTIVE if self.last_used_at else AccessToken.State.NEVER_USED

    @property
    def ends_at(self) -> datetime:
        """When it will stop by itself: it expires, or is set to end."""
        return min(self.expires_at, self.revoke_at or self.expires_at)

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None or (
            self.revoke_at is not None and self.revoke_at <= timezone.now()
        )

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_ended(self) -> bool:
        """True if no token is issued for it any more, and those that were have ended."""
        return self.is_revoked or self.is_expired

    def note_use(self) -> None:
        """Note that it was used: the first time at once, then once a minute."""
        asides.note_use(self, f"Noting the use of client secret {self.pk}")


# What an OAuth client shows that it is itself by, and gets tokens for.
Credential: TypeAlias = "ClientSecret | FederatedTrust"


class IssuedToken(models.Model):
    """An access token of an OAuth client, issued for a secret or a trust; ends with both."""

    client = models.ForeignKey("accounts.AccessToken", models.CASCADE, related_name="issued")
    secret = models.ForeignKey(
        "accounts.ClientSecret", models.CASCADE, null=True, blank=True, related_name="issued"
    )
    trust = models.ForeignKey(
        "accounts.FederatedTrust", models.CASCADE, null=True, blank=True, related_name="issued"
    )
    key_id = models.CharField(max_length=token_format.KEY_ID_LENGTH, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(secret=None, trust__isnull=False) | Q(secret__isnull=False, trust=None),
                name="accounts_issued_for_one",
            )
        ]

    def __str__(self) -> str:
        return f"{token_format.PREFIX}_{token_format.ISSUED}_{self.key_id}…"

    @property
    def credential(self) -> Credential:
        """What it was issued for."""
        return cast("Credential", self.secret or self.trust)  # one of the two: a constraint

    @property
    def is_ended(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()

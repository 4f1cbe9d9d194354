"""What an OAuth client may have in place of secrets: an identity that it trusts, and whose keys."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.work import asides

LONGEST = 512  # characters of an address, a claim, an audience
MOST_AUDIENCES = 10


class FederatedTrust(models.Model):
    """Lets in as a client whoever brings an assertion of one workload identity, RFC 7523.

    A pending one knows the tenant alone: it holds what the first good assertion claimed, which an
    administrator looks at and pins. `tenant`, `object_id` and `party` are exact once they were
    seen.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACTIVE = "active", _("Active")
        REVOKED = "revoked", _("Revoked")

    client = models.ForeignKey("accounts.AccessToken", models.CASCADE, related_name="trusts")
    issuer = models.CharField(max_length=LONGEST)
    jwks_url = models.CharField("JWKS URL", max_length=LONGEST)
    audiences = models.JSONField(default=list)
    subject = models.CharField(max_length=LONGEST, blank=True, default="")
    tenant = models.CharField(max_length=LONGEST, blank=True, default="")
    object_id = models.CharField(max_length=LONGEST, blank=True, default="")
    party = models.CharField(max_length=LONGEST, blank=True, default="")
    # The verified claims of the first good assertion, while it is pending: {"sub": "…", …}
    held = models.JSONField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    pinned_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(revoked_at=None), name="accounts_trust_one_lives"
            )
        ]

    def __str__(self) -> str:
        return self.subject or self.tenant or self.issuer

    @property
    def state(self) -> State:
        if self.revoked_at is not None:
            return self.State.REVOKED
        return self.State.PENDING if self.pinned_at is None else self.State.ACTIVE

    @property
    def is_ended(self) -> bool:
        """True if no token is issued for it any more, and those that were have ended."""
        return self.revoked_at is not None

    def note_use(self) -> None:
        """Note that it was used: the first time at once, then once a minute."""
        asides.note_use(self, f"Noting the use of trust {self.pk}")


class KeySource(models.Model):
    """The public keys of one JWKS URL, as they were when they were last fetched."""

    url = models.CharField(max_length=LONGEST, unique=True)
    # [{"kid": "…", "kty": "RSA", "n": "…", "e": "AQAB"}, …]: what a signature needs, nothing else.
    keys = models.JSONField(default=list)
    fetched_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url

    def key(self, kid: str) -> dict[str, Any] | None:
        """The key with this id."""
        return next((key for key in self.keys if key["kid"] == kid), None)

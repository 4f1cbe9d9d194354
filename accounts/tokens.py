"""The access token: the row, how it is issued, found by its secret, and refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from . import token_format

if TYPE_CHECKING:
    from .models import User

USE_RECORDED_EVERY = timedelta(minutes=1)
EXPIRING_SOON = timedelta(days=30)
LIVE_TOKENS_AN_OWNER = 10


class Refusal(Exception):
    """Why a token does not open the door.

    `reason`: a short code for logs and statistics. `detail`: a sentence for the administrator who
    reads it in the identity provider's log, with what to do. `token`: the row, where one is known.
    """

    def __init__(self, reason: str, detail: str, token: AccessToken | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.token = token


class AlreadyIssued(Exception):
    """The form with this nonce has made its token."""


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Sets of access tokens."""

    def issue(
        self,
        *,
        owner: User,
        description: str,
        scope: str,
        expires_at: datetime | None,
        nonce: UUID | None = None,
    ) -> tuple[AccessToken, str]:
        """Create a token. Returns the row and the secret, which nothing can show again.

        Raises ValidationError if the owner has as many live ones as one may have. `nonce` names
        one filled-in form: sent twice, it raises AlreadyIssued.
        """
        text = token_format.generate(scope)
        if nonce and self.filter(nonce=nonce).exists():
            raise AlreadyIssued
        try:
            with transaction.atomic():
                self.check_room(owner)
                token = self.create(
                    owner=owner,
                    owner_name=owner.username,
                    description=description,
                    scope=scope,
                    key_id=text.key_id,
                    digest=token_format.digest(text),
                    expires_at=expires_at,
                    nonce=nonce,
                )
        except IntegrityError:  # the same form at the same time
            if nonce and self.filter(nonce=nonce).exists():
                raise AlreadyIssued from None
            raise
        return token, str(text)

    def check_room(self, owner: User) -> None:
        """Raise ValidationError unless the owner may have one more live token.

        Run it inside the transaction that adds the token: it locks the owner's row.
        """
        get_user_model().objects.select_for_update().filter(pk=owner.pk).first()
        if AccessToken.objects.filter(owner=owner).live().count() >= LIVE_TOKENS_AN_OWNER:
            raise ValidationError(
                f"{owner.username} has {LIVE_TOKENS_AN_OWNER} live access tokens, which is the "
                "most one may have. Revoke one that is not needed any more, then try again.",
                code="too_many_tokens",
            )

    def live(self) -> AccessTokenQuerySet:
        """Neither revoked nor expired; the owner is not looked at."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, revoked_at=None)

    def ended(self) -> AccessTokenQuerySet:
        """Revoked or expired."""
        return self.exclude(pk__in=self.live())

    def revoke(self, *, by: User | None, reason: str = "") -> int:
        """Revoke those not yet revoked; returns how many."""
        return self.filter(revoked_at=None).update(
            revoked_at=timezone.now(),
            revoked_by=by,
            revoked_reason=reason,
        )

    def authenticate(self, secret: str) -> AccessToken:
        """Return the usable token with this secret, its owner loaded: one indexed query.

        Raises Refusal, with a reason of `with_secret`, or revoked, expired, owner_gone,
        owner_disabled or owner_not_administrator.
        """
        token = self.with_secret(secret)
        token.check_usable()
        return token

    def with_secret(self, secret: str) -> AccessToken:
        """Return the token with this secret, usable or not, its owner loaded: one indexed query.

        Raises Refusal, with the reason: not_ours, damaged or unknown.
        """
        try:
            text = token_format.parse(secret)
        except token_format.NotAToken:
            raise Refusal(
                "not_ours",
                "This is not an access token of this site: ours begin with 'pmp_'. Create a token "
                "under My Profile, Access Tokens, and paste it into Secret Token.",
            ) from None
        except token_format.Damaged:
            raise Refusal(
                "damaged",
                "This access token was cut off or changed when it was pasted. Copy it again as a "
                "whole; if you no longer have it, create a new one under My Profile.",
            ) from None
        token = self.select_related("owner").filter(key_id=text.key_id).first()
        if token is None or not token_format.digest_matches(text, token.digest):
            raise Refusal(
                "unknown",
                "This site does not know this access token. Check that the Tenant URL names the "
                "right site, or create a new token under My Profile, Access Tokens.",
            )
        return token


class AccessToken(models.Model):
    """Lets a program act for its owner within one scope. Of its secret only a digest is kept."""

    class Scope(models.TextChoices):
        SCIM = "scim", "Scim"
        AUDIT = "audit", "Audit"

        @property
        def help_text(self) -> str:
            """What a token of this scope is for: one line for whoever chooses it."""
            return SCOPE_HELP[self]

        @classmethod
        def open_to(cls, owner: User) -> list[AccessToken.Scope]:
            """The scopes that a user may choose for a token: all or, unless they manage, none."""
            return list(cls) if owner.is_administrator else []

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        NEVER_USED = "never-used", "Never used"
        EXPIRING = "expiring", "Expiring"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"
        SUSPENDED = "suspended", "Suspended"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="access_tokens",
    )
    owner_name = models.CharField(max_length=254, help_text="Kept when the owner is deleted.")
    description = models.CharField(max_length=100)
    scope = models.CharField(max_length=16, choices=Scope.choices)
    key_id = models.CharField(max_length=token_format.KEY_ID_LENGTH, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    # Of the form that made it, so that a form that is sent twice makes one token.
    nonce = models.UUIDField(null=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_address = models.GenericIPAddressField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_reason = models.CharField(max_length=200, blank=True, default="")

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.description} ({self.hint})"

    @property
    def hint(self) -> str:
        """What may be shown of the token: its beginning."""
        return f"{token_format.PREFIX}_{self.scope}_{self.key_id}…"

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_ended(self) -> bool:
        """True if the token can never be used again."""
        return self.revoked_at is not None or self.is_expired

    @property
    def state(self) -> State:
        """The one state that matters most; reads `owner`, so select it for lists."""
        if self.revoked_at:
            return self.State.REVOKED
        if self.is_expired:
            return self.State.EXPIRED
        if self.owner is None or not self.owner.is_administrator:
            return self.State.SUSPENDED
        if self.expires_at and self.expires_at - timezone.now() <= EXPIRING_SOON:
            return self.State.EXPIRING
        return self.State.ACTIVE if self.last_used_at else self.State.NEVER_USED

    def check_usable(self) -> None:
        """Raise Refusal unless the token works now."""
        if self.revoked_at:
            why = f" ({self.revoked_reason})" if self.revoked_reason else ""
            raise Refusal(
                "revoked",
                f"This access token was revoked on {self.revoked_at:%d %b %Y}{why}. Create a new "
                "one under My Profile and paste it into Secret Token.",
                self,
            )
        if self.is_expired:
            raise Refusal(
                "expired",
                f"This access token expired on {self.expires_at:%d %b %Y}. Create a new one under "
                "My Profile and paste it into Secret Token.",
                self,
            )
        if self.owner is None:
            raise Refusal(
                "owner_gone",
                f"The owner of this access token, {self.owner_name}, was deleted. Another "
                "administrator must create a new token under My Profile.",
                self,
            )
        if not self.owner.is_active:
            raise Refusal(
                "owner_disabled",
                f"The owner of this access token, {self.owner_name}, is disabled. Another "
                "administrator must create a new token under My Profile.",
                self,
            )
        if not self.owner.is_staff:
            raise Refusal(
                "owner_not_administrator",
                f"The owner of this access token, {self.owner_name}, is no longer an "
                "administrator. An administrator must create a new token under My Profile.",
                self,
            )

    def record_use(self, address: str | None) -> None:
        """Note that the token was used; writes at most once a minute."""
        moment = timezone.now()
        if self.last_used_at and moment - self.last_used_at < USE_RECORDED_EVERY:
            return
        AccessToken.objects.filter(pk=self.pk).update(
            last_used_at=moment, last_used_address=address
        )


SCOPE_HELP = {
    AccessToken.Scope.SCIM: "Lets an identity provider such as Microsoft Entra ID manage users "
    "and groups here.",
    AccessToken.Scope.AUDIT: "Reads the provisioning log and statistics through the JSON API; "
    "changes nothing.",
}

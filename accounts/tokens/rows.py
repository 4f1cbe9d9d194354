"""The access token: the row, how it is issued, and its states."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import token_format

from . import kinds, scopes
from .nonces import made_once

if TYPE_CHECKING:
    from accounts.models import ClientSecret, FederatedTrust, KnownNetwork, User

EXPIRING_SOON = timedelta(days=30)
LIVE_TOKENS_AN_OWNER = 10


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Sets of access tokens."""

    def issue(
        self,
        *,
        owner: User,
        description: str,
        scope: str,
        expires_at: datetime | None,
        replaces: AccessToken | None = None,
        nonce: UUID | None = None,
        client: str | None = None,
    ) -> tuple[AccessToken, str]:
        """Create a token. Returns the row and the secret, which nothing can show again.

        Nobody is told: see `acts`. Raises ValidationError if the owner has as many live ones
        as one may have. `nonce` names one filled-in form: sent twice, it raises AlreadyIssued.
        """
        with made_once(self, nonce):
            self.check_room(owner)
            return self.add(
                owner=owner,
                description=description,
                scope=scope,
                expires_at=expires_at,
                replaces=replaces,
                nonce=nonce,
                **({} if client is None else {"client": client}),
            )

    def add(self, *, owner: User, scope: str, **fields: Any) -> tuple[AccessToken, str]:
        """Create a token however many the owner has. Returns as `issue`, which callers use.

        How the requests of a token are read holds for the one that replaces it too.
        """
        if old := fields.get("replaces"):
            fields = {**{name: getattr(old, name) for name in AccessToken.READING}, **fields}
        text = token_format.generate(scope)
        digest = token_format.digest(text)
        token = self._made(owner=owner, scope=scope, key_id=text.key_id, digest=digest, **fields)
        return token, str(text)

    def add_client(
        self,
        *,
        owner: User,
        description: str,
        scope: str,
        client: str = "",
        nonce: UUID | None = None,
    ) -> AccessToken:
        """Create an OAuth client, which opens nothing until it has a secret or a trust."""
        return self._made(
            kind=AccessToken.Kind.CLIENT,
            owner=owner,
            description=description,
            scope=scope,
            client=client,
            nonce=nonce,
            key_id=token_format.generate(token_format.CLIENT).key_id,
            expires_at=timezone.now(),
        )

    def _made(self, *, owner: User, scope: str, client: str = "", **fields: Any) -> AccessToken:
        """Create a row. Whose requests it reads is said of what reads an identity provider's."""
        if scope != AccessToken.Scope.SCIM:
            client = AccessToken.Client.OTHER
        return self.create(
            owner=owner, owner_name=owner.username, scope=scope, client=client, **fields
        )

    def check_room(self, owner: User) -> None:
        """Raise ValidationError unless the owner may have one more live token.

        Run it inside the transaction that adds the token: it locks the owner's row.
        """
        get_user_model().objects.select_for_update().filter(pk=owner.pk).first()
        if AccessToken.objects.filter(owner=owner).live().count() >= LIVE_TOKENS_AN_OWNER:
            raise ValidationError(
                _(
                    "%(username)s has %(most)s live access tokens, which is the "
                    "most one may have. Revoke one that is not needed any more, then try again."
                )
                % {"username": owner.username, "most": LIVE_TOKENS_AN_OWNER},
                code="too_many_tokens",
            )

    def visible_to(self, user: User) -> AccessTokenQuerySet:
        """One's own; an administrator's are all tokens of the site."""
        return self.all() if user.is_administrator else self.filter(owner=user)

    def live(self) -> AccessTokenQuerySet:
        """Neither revoked nor expired; the owner is not looked at."""
        moment = timezone.now()
        unexpired = Q(expires_at=None) | Q(expires_at__gt=moment)
        unreplaced = Q(revoke_at=None) | Q(revoke_at__gt=moment)
        return self.filter(unexpired, unreplaced, revoked_at=None)

    def ended(self) -> AccessTokenQuerySet:
        """Revoked or expired."""
        return self.exclude(pk__in=self.live())

    def live_first(self, ended: int) -> list[AccessToken]:
        """The live ones, then so many of the latest that ended; two queries."""
        rows = self.select_related("owner")
        return [*rows.live(), *rows.ended()[:ended]]

    def revoke(self, *, by: User | None, reason: str = "") -> int:
        """Revoke those not yet revoked; returns how many. Nobody is told: see `acts`."""
        return self.filter(revoked_at=None).update(
            revoked_at=timezone.now(),
            revoked_by=by,
            revoked_reason=reason,
        )


class AccessToken(models.Model):
    """Lets a program act for its owner within one scope. Of its secret only a digest is kept.

    An OAuth client is one of another kind: no digest is kept, so no text opens a door as it. It
    has secrets (`clients`) or a trust (`trusts`), for which tokens are issued to it (`issued`), and
    ends with the last of them.
    """

    Scope = scopes.Scope
    Kind = kinds.Kind

    class Client(models.TextChoices):
        OTHER = "", gettext_lazy("Any other")
        OKTA = "okta", "Okta"

    class State(models.TextChoices):
        ACTIVE = "active", gettext_lazy("Active")
        NEVER_USED = "never-used", gettext_lazy("Never used")
        EXPIRING = "expiring", gettext_lazy("Expiring")
        EXPIRED = "expired", gettext_lazy("Expired")
        REVOKED = "revoked", gettext_lazy("Revoked")
        SUSPENDED = "suspended", gettext_lazy("Suspended")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="access_tokens",
    )
    owner_name = models.CharField(
        max_length=254, help_text=gettext_lazy("Kept when the owner is deleted.")
    )
    description = models.CharField(max_length=100)
    kind = models.CharField(
        max_length=16, choices=Kind.choices, default=Kind.SECRET, db_default=Kind.SECRET
    )
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
    revoke_at = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("When a token that is being replaced ends.")
    )
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replacements"
    )
    ended_with_owner = models.BooleanField(
        default=False,
        db_default=False,
        help_text=gettext_lazy("Revoked because its owner left; may be taken over."),
    )
    replace_members_adds = models.BooleanField(
        gettext_lazy("replace members adds"),
        default=False,
        db_default=False,
        help_text=gettext_lazy(
            "Take nobody out of a group when the identity provider replaces its members. For one "
            "that sends a group's members one at a time, each as a replacement of all: in its log "
            "every member is provisioned, yet the group ends up with the last one alone."
        ),
    )

    client = models.CharField(
        gettext_lazy("identity provider"),
        max_length=16,
        choices=Client.choices,
        blank=True,
        default="",
        db_default="",
        help_text=gettext_lazy(
            "For Okta, discovery lists roles and entitlements too: it offers those that it "
            "finds there. Others stop at types that they do not know."
        ),
    )

    if TYPE_CHECKING:
        secrets: models.Manager[ClientSecret]
        trusts: models.Manager[FederatedTrust]
        known_networks: models.Manager[KnownNetwork]
        owner_id: int | None

    READING = ("replace_members_adds", "client")

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="client") | Q(digest=""), name="accounts_client_has_no_secret"
            )
        ]
        permissions = [
            ("add_scim_token", "Can create and rotate Scim access tokens"),
            ("take_over_token", "Can take over the access tokens of others"),
        ]

    def __str__(self) -> str:
        return f"{self.description} ({self.hint})"

    @property
    def hint(self) -> str:
        """What may be shown of the token: its beginning; of a client its identifier."""
        if self.is_client:
            return f"{token_format.PREFIX}_{token_format.CLIENT}_{self.key_id}"
        return f"{token_format.PREFIX}_{self.scope}_{self.key_id}…"

    @property
    def is_client(self) -> bool:
        return self.kind == self.Kind.CLIENT

    def live_trust(self) -> FederatedTrust | None:
        """What an OAuth client trusts in place of a secret, or waits for; one query."""
        return self.trusts.filter(revoked_at=None).first()

    @property
    def noun(self) -> str:
        """What it is, in a sentence of a mail or of a refusal."""
        return "OAuth client" if self.is_client else "access token"

    @property
    def place(self) -> str:
        """Where an administrator pastes it, with the preposition."""
        if self.is_client:
            return "into Client Identifier and Client Secret"
        known = self.scope in self.Scope.values
        return self.Scope(self.scope).place if known else "where the old one was"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None or self.is_replaced

    @property
    def is_replaced(self) -> bool:
        """True from the time on that was set when the token was replaced."""
        return self.revoke_at is not None and self.revoke_at <= timezone.now()

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_ended(self) -> bool:
        """True if the token cannot be used any more."""
        return self.is_revoked or self.is_expired

    @property
    def works(self) -> bool:
        """True if it opens the door now; reads `owner`. `refusals.of` says why one does not."""
        owner = self.owner
        return not self.is_ended and owner is not None and owner.is_administrator

    @property
    def ends_at(self) -> datetime | None:
        """When it will stop by itself: it expires, or was replaced and has a time set."""
        return min(filter(None, [self.expires_at, self.revoke_at]), default=None)

    @property
    def ends_replaced(self) -> bool:
        """True if it stops, or stopped, at the time that was set when it was replaced."""
        return self.revoke_at is not None and self.revoke_at == (self.revoked_at or self.ends_at)

    @property
    def can_be_taken_over(self) -> bool:
        """True unless it ended; one that was revoked only because its owner left may return."""
        ended = self.is_expired or self.is_replaced
        return not ended and (self.revoked_at is None or self.ended_with_owner)

    @property
    def state(self) -> State:
        """The one state that matters most; reads `owner`, so select it for lists."""
        if self.is_revoked:
            return self.State.REVOKED
        if self.is_expired:
            return self.State.EXPIRED
        if not self.works:
            return self.State.SUSPENDED
        if self.ends_at and self.ends_at - timezone.now() <= EXPIRING_SOON:
            return self.State.EXPIRING
        return self.State.ACTIVE if self.last_used_at else self.State.NEVER_USED


def has_used_successor() -> Exists:
    """The condition for tokens that a live one in use replaces: nobody misses them."""
    replacements = AccessToken.objects.filter(replaces=OuterRef("pk")).live()
    return Exists(replacements.exclude(last_used_at=None))

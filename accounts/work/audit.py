"""The audit log: who did what in the console. Entries are added, and never changed or deleted.

Only `audit_retention` takes old ones away, where a site says that they are to go.
What an identity provider does stands in the provisioning log instead; what a form of Django admin
changes comes here by `promapp_console/admin/records`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import token_format
from accounts.addresses import client_address
from accounts.references import Reference

from . import mails

if TYPE_CHECKING:
    from accounts.models import User


class AppendOnly(TypeError):
    """Somebody tried to change or delete an entry."""


@dataclass(frozen=True)
class Actor:
    """Who does something: a user at an address, or a program of the site by its name."""

    user: User | None
    name: str
    address: str | None = None

    @classmethod
    def of(cls, by: By) -> Actor:
        """Return the actor that `by` names."""
        if isinstance(by, Actor):
            return by
        if isinstance(by, str):
            return cls(None, by)
        if not isinstance(by, HttpRequest):
            return cls(by, by.username)
        user = None if isinstance(by.user, AnonymousUser) else by.user
        return cls(user, user.username if user else "nobody signed in", client_address(by))


# How callers name who acts: by the request, the user, or the name of a program of the site.
By: TypeAlias = "HttpRequest | User | Actor | str"


class Action(models.TextChoices):
    """What can be done. New ones need no migration: the column holds any word."""

    TOKEN_CREATED = "token.created", _("Created access token")
    TOKEN_ROTATED = "token.rotated", _("Created access token to replace another")
    TOKEN_TAKEN_OVER = "token.taken_over", _("Took access token over")
    TOKEN_CHANGED = "token.changed", _("Changed how access token's requests are read")
    TOKEN_REVOKED = "token.revoked", _("Revoked access token")
    CLIENT_CREATED = "client.created", _("Created OAuth client")
    SECRET_ADDED = "client.secret_added", _("Added secret to OAuth client")
    SECRET_REVOCATION_SET = (
        "client.secret_revocation_set",
        _("Set a time for secret of OAuth client to end"),
    )
    SECRET_REVOKED = "client.secret_revoked", _("Revoked secret of OAuth client")
    TRUST_ADDED = "client.trust_added", _("Added trust in an identity to OAuth client")
    TRUST_AWAITED = "client.trust_awaited", _("Waits for an identity to trust, for OAuth client")
    TRUST_DISCARDED = (
        "client.trust_discarded",
        _("Discarded an identity that called OAuth client"),
    )
    TRUST_PINNED = "client.trust_pinned", _("Pinned trust of OAuth client to an identity")
    TRUST_REVOKED = "client.trust_revoked", _("Revoked trust of OAuth client")
    LINK_APPROVED = "link.approved", _("Approved a link request")
    LINK_DISMISSED = "link.dismissed", _("Dismissed a link request")
    LOG_EXPORTED = "log.exported", _("Downloaded the provisioning log")
    LIST_EXPORTED = "list.exported", _("Downloaded a list")
    SELF_CHECK = "self_check", _("Ran the self-check")
    TOKEN_REVOCATION_SET = "token.revocation_set", _("Set a time for access token to end")
    SIGNED_IN = "session.signed_in", _("Signed in")
    SIGN_IN_FAILED = "session.sign_in_failed", _("Failed to sign in")
    PROOF_FAILED = "session.proof_failed", _("Failed to confirm who they are")
    SIGNED_OUT = "session.signed_out", _("Signed out")
    SESSION_TIMED_OUT = "session.timed_out", _("Session timed out")
    SESSIONS_ENDED = "session.others_ended", _("Ended other sessions")
    PASSWORD_CHANGED = "password.changed", _("Changed password")
    PASSWORD_SET = "password.set", _("Set password of user")
    PASSWORD_RESET = "password.reset", _("Reset password by mail")
    SECOND_FACTOR_ADDED = "second_factor.added", _("Added second factor")
    SECOND_FACTOR_REMOVED = "second_factor.removed", _("Removed second factor")
    RECOVERY_CODES_RENEWED = "second_factor.codes_renewed", _("Made new recovery codes")
    USER_CREATED = "user.created", _("Created user")
    USER_CHANGED = "user.changed", _("Changed user")
    USER_RIGHTS_CHANGED = "user.rights_changed", _("Changed rights of user")
    USER_PROMOTED = "user.promoted", _("Made an administrator of user")
    USER_DISABLED = "user.disabled", _("Disabled user")
    USER_ENABLED = "user.enabled", _("Enabled user")
    USER_SIGNED_OUT = "user.signed_out", _("Ended sessions of user")
    USER_DELETED = "user.deleted", _("Deleted user")
    GROUP_CREATED = "group.created", _("Created group")
    GROUP_CHANGED = "group.changed", _("Changed group")
    GROUP_RIGHTS_CHANGED = "group.rights_changed", _("Changed rights of group")
    GROUP_DELETED = "group.deleted", _("Deleted group")
    LINKED = "provenance.linked", _("Linked to the identity provider")
    AUDIT_PRUNED = "audit.pruned", _("Deleted old entries of the audit log")
    NOTIFICATION_NAMED = "notification.named", _("Named an address for notifications")
    NOTIFICATION_CHANGED = "notification.changed", _("Changed what an address is told of")
    NOTIFICATION_TAKEN_OUT = "notification.taken_out", _("Took out an address for notifications")
    WEBHOOK_ADDED = "webhook.added", _("Added webhook")
    WEBHOOK_CHANGED = "webhook.changed", _("Changed webhook")
    WEBHOOK_TAKEN_OUT = "webhook.taken_out", _("Took out webhook")
    WEBHOOK_TESTED = "webhook.tested", _("Sent a test message to webhook")
    TEST_MAIL = "notification.tested", _("Sent a test mail")
    DETACHED = "provenance.detached", _("Detached from the identity provider")


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Sets of entries: read them."""

    def about(self, target: models.Model) -> AuditEntryQuerySet:
        """What was done to one object, newest first."""
        return self.filter(object_type=target._meta.label_lower, object_id=str(target.pk))

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AppendOnly("Audit entries are neither changed nor deleted.")

    update = bulk_update = delete = _refuse


class AuditEntry(models.Model):
    """One thing that somebody did. Names are kept as they were at the time."""

    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = Reference(settings.AUTH_USER_MODEL, related_name="+")
    actor_name = models.CharField(max_length=254, blank=True, default="")
    address = models.GenericIPAddressField(null=True, blank=True)
    action = models.CharField(max_length=64)
    object_type = models.CharField(
        max_length=64, blank=True, default="", help_text="The model, such as accounts.accesstoken."
    )
    object_id = models.CharField(max_length=64, blank=True, default="")
    object_name = models.CharField(max_length=512, blank=True, default="")
    detail = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="accounts_audit_object"),
            models.Index(fields=["action", "created_at"], name="accounts_audit_action"),
            models.Index(fields=["actor", "created_at"], name="accounts_audit_user"),
            models.Index(fields=["actor_name", "created_at"], name="accounts_audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action_label} {self.object_name}".rstrip()

    @property
    def action_label(self) -> str:
        """The action in plain words."""
        known = self.action in Action.values
        return str(Action(self.action).label) if known else self.action

    def save(self, **options: Any) -> None:
        """Add the entry. Raises AppendOnly if it was saved before."""
        if not self._state.adding:
            raise AppendOnly("Audit entries are not changed.")
        super().save(force_insert=True, using=options.get("using"))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        """Raise AppendOnly."""
        raise AppendOnly("Audit entries are not deleted.")


def record(
    by: By,
    action: str,
    target: models.Model | None = None,
    **detail: Any,
) -> AuditEntry:
    """Add an entry, in the caller's transaction: one INSERT, and mails for what people are told.

    `action`: an Action. `detail`: what else is worth knowing, as JSON; never a secret, and access
    tokens are left out of it.
    """
    actor = Actor.of(by)
    if action in mails.TOLD:
        person: Any = target if hasattr(target, "has_rights") else actor.user
        if person:
            mails.act(action, person, actor)
    return AuditEntry.objects.create(
        actor=actor.user,
        actor_name=_short(actor.name, 254),
        address=actor.address,
        action=action,
        object_type=target._meta.label_lower if target else "",
        object_id=str(target.pk) if target else "",
        object_name=_short(str(target), 512) if target else "",
        detail=_without_tokens(detail),
    )


def _short(text: str, length: int) -> str:
    return token_format.without_tokens(text.replace("\0", ""))[:length]


def _without_tokens(value: Any) -> Any:
    """Leave out tokens, which people paste into the wrong fields, wherever they stand."""
    if isinstance(value, str):
        return token_format.without_tokens(value)
    if isinstance(value, dict):
        return {_without_tokens(key): _without_tokens(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_tokens(item) for item in value]
    return value

"""What people do to OAuth clients and their secrets; what holds for every token is in `acts`.

Each act stands in the audit log and is told by mail, in one transaction with the act itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccessToken, ClientSecret
from accounts.work import audit
from accounts.work.audit import Action, Actor, By

from . import mails, terms
from .client_rows import LIVE_SECRETS
from .nonces import made_once

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def create(
    by: By,
    *,
    owner: User,
    description: str,
    scope: str,
    years: int = 1,
    nonce: UUID | None = None,
    client: str = "",
) -> tuple[AccessToken, ClientSecret, str]:
    """Create an OAuth client with its first secret, which lives so many years.

    Returns both rows and the secret's text, which nothing can show again. Raises as `acts.create`.
    """
    _check(owner, scope)
    description = terms.description(description)
    with made_once(ClientSecret.objects.all(), nonce):
        row = _add(owner, description=description, scope=scope, client=client)
        secret, text = _issue(row, years=years, nonce=nonce)
    actor = Actor.of(by)
    audit.record(actor, Action.CLIENT_CREATED, row, scope=scope, secret=secret.hint)
    mails.token_created(row, by=actor)
    return row, secret, text


@transaction.atomic
def create_without_secret(
    by: By,
    *,
    owner: User,
    description: str,
    scope: str,
    nonce: UUID | None = None,
    client: str = "",
) -> AccessToken:
    """Create an OAuth client that nothing lets in yet: it gets a trust. Raises as `create`."""
    _check(owner, scope)
    description = terms.description(description)
    with made_once(AccessToken.objects.all(), nonce):
        row = _add(owner, description=description, scope=scope, client=client, nonce=nonce)
    actor = Actor.of(by)
    audit.record(actor, Action.CLIENT_CREATED, row, scope=scope)
    mails.token_created(row, by=actor)
    return row


@transaction.atomic
def add_secret(
    by: By, client: AccessToken, *, years: int = 1, nonce: UUID | None = None
) -> tuple[ClientSecret, str]:
    """Add a secret to a client. Returns the row and its text, which nothing can show again.

    A client whose last secret ended works again. Raises ValidationError if it was revoked, if it
    has as many as it may have, or its owner as many live tokens; and AlreadyIssued.
    """
    row = AccessToken.objects.select_for_update().select_related(None).get(pk=client.pk)
    actor = Actor.of(by)
    if obstacle := obstacle_to_secret(actor.user or row.owner, row):
        raise ValidationError(obstacle, code="not_permitted")
    with made_once(ClientSecret.objects.all(), nonce):
        if row.is_revoked:
            raise ValidationError(
                _("This OAuth client was revoked. Create a new one."), code="token_ended"
            )
        if ClientSecret.objects.filter(client=row).live().count() >= LIVE_SECRETS:
            raise ValidationError(
                _(
                    "This OAuth client has %(most)s live secrets, which is the most one may have. "
                    "Revoke one that is not needed any more, then try again."
                )
                % {"most": LIVE_SECRETS},
                code="too_many_secrets",
            )
        if row.is_expired and row.owner:
            AccessToken.objects.check_room(row.owner)
        secret, text = _issue(row, years=years, nonce=nonce)
    client.refresh_from_db()
    audit.record(
        actor, Action.SECRET_ADDED, client, secret=secret.hint, expires_at=secret.expires_at
    )
    mails.secret_added(secret, by=actor)
    return secret, text


def obstacle_to_secret(user: User | None, client: AccessToken) -> str:
    """Why this user may not add a secret to a client, as a sentence; empty if they may.

    What is done with it is done in the owner's name: so it is the owner's alone to add.
    """
    if user is None or client.owner_id != user.pk:
        return _(
            "This OAuth client belongs to %(owner)s. Take it over first: what is done with its "
            "secret is done in its owner's name."
        ) % {"owner": client.owner_name}
    return terms.obstacle(user, client.scope)


@transaction.atomic
def revoke_secret(by: By, secret: ClientSecret, *, after: timedelta | None = None) -> bool:
    """Revoke a client's secret, now or after a time; tokens that were issued for it end with it.

    Returns False, and does nothing, if it was revoked before, or with `after`, if it has ended.
    """
    client = AccessToken.objects.select_for_update().select_related(None).get(pk=secret.client_id)
    row = ClientSecret.objects.filter(pk=secret.pk, revoked_at=None)
    moment = timezone.now()
    # One that has come to its end, noted or not, is given no other: it would work again.
    done = row.live().update(revoke_at=moment + after) if after else row.update(revoked_at=moment)
    if not done:
        return False
    secret.refresh_from_db()
    settle(client)
    actor = Actor.of(by)
    if after:
        audit.record(
            actor,
            Action.SECRET_REVOCATION_SET,
            client,
            secret=secret.hint,
            ends_at=secret.revoke_at,
        )
    else:
        _tell_revoked(actor, secret)
    return True


def end_set_to_end() -> int:
    """Note for the record which secrets have come to the end that was set; returns how many."""
    due = ClientSecret.objects.filter(revoked_at=None, revoke_at__lte=timezone.now())
    ended = 0
    for secret in due.select_related("client__owner"):
        with transaction.atomic():
            row = ClientSecret.objects.filter(pk=secret.pk, revoked_at=None)
            # Somebody may have chosen another time since it was read.
            if row.filter(revoke_at=secret.revoke_at).update(revoked_at=F("revoke_at")):
                secret.refresh_from_db()
                _tell_revoked(Actor(None, "run_scheduled"), secret)
                ended += 1
    return ended


def _tell_revoked(actor: Actor, secret: ClientSecret) -> None:
    audit.record(actor, Action.SECRET_REVOKED, secret.client, secret=secret.hint)
    mails.secret_revoked(secret, by=actor)


def _issue(client: AccessToken, *, years: int, nonce: UUID | None) -> tuple[ClientSecret, str]:
    if not 1 <= years <= terms.MOST_YEARS:
        raise ValidationError(
            _("A client secret lives for 1 to %(most)s years.") % {"most": terms.MOST_YEARS},
            code="life",
        )
    expires_at = timezone.now() + timedelta(days=365 * years)
    secret, text = ClientSecret.objects.issue(client, expires_at=expires_at, nonce=nonce)
    settle(client)
    return secret, text


def settle(client: AccessToken) -> None:
    """Let a client end with the last of what lets it in: a trust has no end, a secret has one.

    Now, if nothing does. Whoever changes secrets or trusts of a client calls it.
    """
    live = ClientSecret.objects.filter(client=client).live()
    if client.live_trust():
        client.expires_at = None
    else:
        client.expires_at = max((secret.ends_at for secret in live), default=timezone.now())
    client.save(update_fields=["expires_at"])


def _check(owner: User, scope: str) -> None:
    if obstacle := terms.obstacle(owner, scope):
        raise ValidationError(obstacle, code="not_permitted")


def _add(owner: User, **fields: Any) -> AccessToken:
    AccessToken.objects.check_room(owner)
    return AccessToken.objects.add_client(owner=owner, **fields)

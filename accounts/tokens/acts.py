"""What people do to access tokens. Pages, Django admin and commands all come through here.

Each act stands in the audit log and is told by mail, in one transaction with the act itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import token_format
from accounts.work import audit
from accounts.work.audit import Action, Actor, By

from . import mails, terms
from .rows import AccessToken

if TYPE_CHECKING:
    from accounts.models import User

OVERLAPS = (timedelta(hours=24), timedelta(days=7))  # that the rotate page offers
LONGEST_REASON = AccessToken._meta.get_field("revoked_reason").max_length or 200


@transaction.atomic
def create(
    by: By,
    *,
    owner: User,
    description: str,
    scope: str,
    expires_at: datetime | None = None,
    replaces: AccessToken | None = None,
    nonce: UUID | None = None,
    client: str | None = None,
) -> tuple[AccessToken, str]:
    """Create a token. Returns the row and the secret, which nothing can show again.

    It lives for a year, where nothing else is said. `client`: of `AccessToken.Client`, that of the
    token it replaces or any other if None. Raises ValidationError as `terms` do, or
    if the owner has as many live tokens as one may have, and AlreadyIssued if the form with this
    nonce has made its token.
    """
    _check(terms.obstacle(owner, scope))
    if replaces is None:
        description = terms.description(description)
    else:  # one that was made before the rule keeps its name
        description = token_format.without_tokens(description)
    expires_at = terms.end(expires_at)
    actor = Actor.of(by)
    token, secret = AccessToken.objects.issue(
        owner=owner,
        description=description,
        scope=scope,
        expires_at=expires_at,
        replaces=replaces,
        nonce=nonce,
        client=client,
    )
    action = Action.TOKEN_ROTATED if replaces else Action.TOKEN_CREATED
    detail = {"replaces": str(replaces)} if replaces else {}
    audit.record(actor, action, token, scope=scope, expires_at=expires_at, **detail)
    mails.token_created(token, by=actor)
    return token, secret


def rotate(
    by: By,
    token: AccessToken,
    *,
    owner: User,
    expires_at: datetime | None = None,
    nonce: UUID | None = None,
) -> tuple[AccessToken, str]:
    """Create a token like this one for `owner`, who is the user that asks. Returns as `create`.

    The new one lives as long as the old one was to live, or as long as one may. The old one goes
    on working until it is revoked: `revoke(…, after=…)`. Raises ValidationError as `create`, and
    for a token that has ended.
    """
    token.refresh_from_db()
    if token.is_client:
        raise ValidationError(
            _("An OAuth client gets a second secret instead of a replacement."), code="client"
        )
    if token.is_ended:
        raise ValidationError(
            _("This access token has ended, so there is nothing to replace. Create a new one."),
            code="token_ended",
        )
    if expires_at is None and token.expires_at is not None:
        as_long = timezone.now() + (token.expires_at - token.created_at)
        expires_at = min(as_long, terms.latest_end())
    return create(
        by,
        owner=owner,
        description=token.description,
        scope=token.scope,
        expires_at=expires_at,
        replaces=token,
        nonce=nonce,
    )


@transaction.atomic
def revoke(by: By, token: AccessToken, *, reason: str = "", after: timedelta | None = None) -> bool:
    """Revoke a token, now or after a time in which its replacement takes over.

    Returns False, and does nothing, if it was revoked before. `reason`: why, as the end of a
    sentence in the identity provider's log; shown to everybody who bears the token.
    """
    actor = Actor.of(by)
    row = AccessToken.objects.filter(pk=token.pk)
    if after:
        set_for = timezone.now() + after
        done = row.live().update(
            revoke_at=set_for, revoked_by=actor.user, revoked_reason=reason[:LONGEST_REASON]
        )
    else:
        done = row.revoke(by=actor.user, reason=reason[:LONGEST_REASON])
    token.refresh_from_db()
    if not done:
        return False
    if after:
        audit.record(
            actor, Action.TOKEN_REVOCATION_SET, token, ends_at=token.revoke_at, reason=reason
        )
    else:
        _tell_revoked(actor, token)
    return True


@transaction.atomic
def take_over(by: By, token: AccessToken, *, owner: User) -> None:
    """Give a token to `owner`, the administrator who asks; its secret stays the same.

    A token that stopped because its former owner left works again. Raises ValidationError if it
    ended otherwise, or if the new owner has it already or may not have it.
    """
    _check(terms.obstacle_to_take_over(owner, token.scope))
    row = AccessToken.objects.select_for_update().select_related(None).get(pk=token.pk)
    if row.owner_id == owner.pk:
        raise ValidationError(_("This access token is yours already."), code="own_token")
    if not row.can_be_taken_over:
        raise ValidationError(
            _("This access token has ended and cannot be taken over. Create a new one."),
            code="token_ended",
        )
    AccessToken.objects.check_room(owner)
    former_owner, moment = row.owner_name, timezone.now()
    AccessToken.objects.filter(pk=row.pk).update(
        owner=owner,
        owner_name=owner.username,
        revoked_at=None if row.ended_with_owner else row.revoked_at,
        revoked_by=None if row.ended_with_owner else row.revoked_by_id,
        revoked_reason="" if row.ended_with_owner else row.revoked_reason,
        ended_with_owner=False,
    )
    token.refresh_from_db()
    actor = Actor.of(by)
    audit.record(actor, Action.TOKEN_TAKEN_OVER, token, former_owner=former_owner)
    mails.token_taken_over(token, by=actor, former_owner=former_owner, moment=moment)


@transaction.atomic
def read_as(by: By, token: AccessToken, **reading: Any) -> None:
    """Change how the requests of a token are read. `reading`: columns of AccessToken.READING."""
    for name, value in reading.items():
        setattr(token, name, value)
    token.save(update_fields=reading)  # alone: the token may be revoked or used meanwhile
    audit.record(by, Action.TOKEN_CHANGED, token, **reading)


def end_with_owner(owner: User, why: str) -> int:
    """Revoke the live tokens of somebody who leaves; returns how many.

    Run it inside a transaction. `why`: `was disabled by the identity provider`, say, after "its
    owner". Another administrator may take the tokens over.
    """
    ended = 0
    for token in AccessToken.objects.filter(owner=owner).live().select_for_update():
        row = AccessToken.objects.filter(pk=token.pk)
        ended += row.revoke(by=None, reason=f"its owner {why}"[:LONGEST_REASON])
        row.update(ended_with_owner=True)
        token.refresh_from_db()
        audit.record("the site", Action.TOKEN_REVOKED, token, reason=token.revoked_reason)
        mails.token_owner_lost(
            token, why=why, threshold=f"revoked {token.revoked_at:%Y-%m-%dT%H:%M:%S.%f}"
        )
    return ended


def end_replaced() -> int:
    """Note for the record which replaced tokens have come to their end; returns how many."""
    ended = 0
    due = AccessToken.objects.filter(revoked_at=None, revoke_at__lte=timezone.now())
    for token in due.select_related("owner", "revoked_by"):
        with transaction.atomic():
            row = AccessToken.objects.filter(pk=token.pk, revoked_at=None)
            # Somebody may have chosen another time since it was read.
            if row.filter(revoke_at=token.revoke_at).update(revoked_at=F("revoke_at")):
                token.refresh_from_db()
                set_by = token.revoked_by.username if token.revoked_by else "run_scheduled"
                _tell_revoked(Actor(token.revoked_by, set_by), token)
                ended += 1
    return ended


def _tell_revoked(actor: Actor, token: AccessToken) -> None:
    audit.record(actor, Action.TOKEN_REVOKED, token, reason=token.revoked_reason)
    mails.token_revoked(token, by=actor)


def _check(obstacle: str) -> None:
    if obstacle:
        raise ValidationError(obstacle, code="not_permitted")

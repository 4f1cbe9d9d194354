"""On what terms there is an access token: what it is called, how long it lives, who may have it.

Pages, the API and the commands ask here; `acts` asks again, whoever calls it.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import names, token_format

from .rows import AccessToken

if TYPE_CHECKING:
    from accounts.models import User

USUAL_LIFE = timedelta(days=365)
LONGEST_LIFE = timedelta(days=2 * 365)
MOST_YEARS = 3  # of the secret of an OAuth client; one at least
USUAL_DAYS, MOST_DAYS = USUAL_LIFE.days, LONGEST_LIFE.days
LONGEST_DESCRIPTION = AccessToken._meta.get_field("description").max_length or 100


def description(text: str) -> str:
    """Return what a token is called, without outer blanks. Raises ValidationError.

    Everybody who looks after the site reads it, in lists, logs and mails: so no token stands in it.
    """
    called = names.strip(text)
    if not called:
        raise ValidationError(_("Say where the token will be used."), code="description")
    if len(called) > LONGEST_DESCRIPTION:
        raise ValidationError(
            _(
                "A description has at most %(longest)s characters, on one line; "
                "this one has %(length)s."
            )
            % {"longest": LONGEST_DESCRIPTION, "length": len(called)},
            code="description",
        )
    if token_format.is_in(called):
        raise ValidationError(_("A description must not hold a token."), code="description")
    names.validate_label(called)
    return called


def end(expires_at: datetime | None) -> datetime:
    """Return when a token ends: where nothing is said, in a year. Raises ValidationError."""
    moment = timezone.now()
    if expires_at is None:
        return moment + USUAL_LIFE
    if expires_at <= moment:
        raise ValidationError(_("A token must end after now."), code="life")
    if expires_at > latest_end():
        raise ValidationError(
            _("A token lives for at most %(most_days)s days. Choose a nearer end.")
            % {"most_days": MOST_DAYS},
            code="life",
        )
    return expires_at


def latest_end() -> datetime:
    """The end of the last day on which a token that is made now may work."""
    return datetime.combine(timezone.now().astimezone(UTC).date() + LONGEST_LIFE, time.max, UTC)


def obstacle(owner: User, scope: str) -> str:
    """Why this user may not have a token with this scope, as a sentence; empty if they may."""
    if not owner.is_administrator or scope not in AccessToken.Scope.values:
        return _(
            "%(username)s is no active administrator, and nobody else may have an "
            "access token with this scope."
        ) % {"username": owner.username}
    if scope not in AccessToken.Scope.open_to(owner):
        text = _(
            "%(username)s may not have a token with the scope Scim: that needs the permission "
            "“%(name)s”. Ask a superuser to do it, or to give the permission under Site "
            "administration, Users."
        )
        return _permission_needed(owner, text, "add_scim_token")
    return ""


def obstacle_to_take_over(owner: User, scope: str) -> str:
    """Why this user may not take over a token with this scope, as a sentence."""
    if found := obstacle(owner, scope):
        return found
    if not owner.has_perm("accounts.take_over_token"):
        text = _(
            "%(username)s may not take tokens over: that needs the permission “%(name)s”. Ask a "
            "superuser to do it, or to give the permission under Site administration, Users."
        )
        return _permission_needed(owner, text, "take_over_token")
    return ""


def _permission_needed(owner: User, text: str, codename: str) -> str:
    name = dict(AccessToken._meta.permissions)[codename]
    return text % {"username": owner.username, "name": name}

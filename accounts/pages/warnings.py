"""What an administrator should look at before the identity provider is turned away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import rights
from accounts.tokens.rows import EXPIRING_SOON, AccessToken, AccessTokenQuerySet, has_used_successor
from accounts.words import relative

REMEMBERED = timedelta(days=30)  # how long a token that ended with its owner is told of
MOST = 20


@dataclass(frozen=True)
class Attention:
    """One line of a banner: what is wrong, and where to put it right.

    `kind`: warning, or error where the identity provider is turned away already. `more`: other
    actions with their addresses, where several things are to be put right.
    """

    kind: str
    text: str
    action: str
    address: str
    more: tuple[tuple[str, str], ...] = ()


def about_tokens(user: User) -> list[Attention]:
    """Warnings about the site's access tokens, the most urgent first; one query.

    Empty for everybody but administrators, who alone can do something about them.
    """
    if not user.is_administrator:
        return []
    tokens = list(_tokens().select_related("owner")[:MOST])
    stopped = [token for token in tokens if not token.works]
    expiring = sorted(
        (token for token in tokens if token.works), key=lambda token: token.expires_at or 0
    )
    return [*map(_stopped, stopped), *map(_expiring, expiring)]


def about_rights(user: User) -> list[Attention]:
    """Accounts whose rights are held until a superuser confirms them; one query."""
    if not user.is_superuser:
        return []
    held = User.objects.filter(is_active=True, is_staff=True, credentials_from_scim=True)
    return [
        Attention(
            "warning",
            _(
                "%(username)s has rights that are held: the account cannot sign in until a "
                "superuser confirms it."
            )
            % {"username": person.username},
            _("Make an administrator"),
            reverse("user-promote", args=[person.scim_id]),
        )
        for person in held.only("username", "scim_id")[:MOST]
    ]


def _tokens() -> AccessTokenQuerySet:
    """Tokens that expire soon, or stopped because their owner left.

    One that is replaced already, or is set to end, needs no warning.
    """
    moment = timezone.now()
    unexpired = Q(expires_at=None) | Q(expires_at__gt=moment)
    is_live = Q(revoked_at=None, revoke_at=None) & unexpired
    is_suspended = Q(owner=None) | ~rights.administrators("owner__")
    ended_lately = Q(ended_with_owner=True, revoked_at__gt=moment - REMEMBERED) & unexpired
    is_expiring = Q(expires_at__lte=moment + EXPIRING_SOON)
    return AccessToken.objects.filter(
        (is_live & (is_suspended | is_expiring)) | ended_lately
    ).exclude(has_used_successor())


def _stopped(token: AccessToken) -> Attention:
    if token.owner is None:
        text = _("The token “%(token)s” has stopped working: its owner, %(owner)s, was deleted.")
    elif not token.owner.is_active:
        text = _("The token “%(token)s” has stopped working: its owner, %(owner)s, is disabled.")
    elif token.is_ended:
        text = _(
            "The token “%(token)s” has stopped working: its owner, %(owner)s, had left; who uses "
            "it needs the token back or a new one."
        )
    else:
        text = _(
            "The token “%(token)s” has stopped working: its owner, %(owner)s, is no administrator "
            "any more."
        )
    owner = token.owner.username if token.owner else token.owner_name
    return Attention(
        "error",
        text % {"token": token.description, "owner": owner},
        _("Take over token"),
        reverse("token-take-over", args=[token.pk]),
    )


def _expiring(token: AccessToken) -> Attention:
    when = relative(token.expires_at) if token.expires_at else ""
    return Attention(
        "warning",
        _(
            "The token “%(token)s” of %(owner)s expires %(when)s. After "
            "that, whoever uses it is turned away."
        )
        % {"token": token.description, "owner": token.owner_name, "when": when},
        _("Add a secret") if token.is_client else _("Rotate token"),
        reverse("token-rotate", args=[token.pk]),
    )

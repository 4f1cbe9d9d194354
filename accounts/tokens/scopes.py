"""What an access token lets its bearer do, and who may have one for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class Scope(models.TextChoices):
    """What a token is for; one and no more."""

    SCIM = "scim", _("Scim")
    AUDIT = "audit", _("Audit")

    @property
    def help_text(self) -> str:
        """What a token of this scope is for: one line for whoever chooses it."""
        return str(_HELP[self])

    @property
    def place(self) -> str:
        """Where an administrator pastes a token of this scope, with the preposition."""
        return _PLACES[self]

    @classmethod
    def open_to(cls, owner: User) -> list[Scope]:
        """The scopes that a user may choose for a token: none unless they manage the site.

        Scim writes everybody's account, so it needs a permission of its own.
        """
        is_open = {cls.SCIM: "accounts.add_scim_token"}
        return [
            scope
            for scope in cls
            if owner.is_administrator and (scope not in is_open or owner.has_perm(is_open[scope]))
        ]


_HELP = {
    Scope.SCIM: _(
        "Lets an identity provider such as Microsoft Entra ID manage users and groups here."
    ),
    Scope.AUDIT: _(
        "Reads the provisioning log and statistics through the JSON API; changes nothing."
    ),
}
_PLACES = {
    Scope.SCIM: "into Secret Token",
    Scope.AUDIT: "after 'Authorization: Bearer'",
}

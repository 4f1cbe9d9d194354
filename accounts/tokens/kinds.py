"""The kinds of access tokens: who holds one, and how a program shows that it does."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """A token that is pasted as it is, or a client that gets short-lived ones."""

    SECRET = "secret", _("Secret Token")
    CLIENT = "client", _("OAuth 2.0 client")

    @property
    def help_text(self) -> str:
        """What it is: one line for whoever chooses it."""
        return str(_HELP[self])


_HELP = {
    Kind.SECRET: _("One token that the identity provider sends with every request."),
    Kind.CLIENT: _(
        "The identity provider gets short-lived tokens by a Client Identifier and a Client Secret. "
        "Microsoft asks for it of apps in its gallery."
    ),
}

"""Rights, and what they ask of the account that has them.

What opens an account may be the identity provider's: its password, the address that a reset goes
to, a passkey that was added with either. `credentials_from_scim` says so; it says the same of an
account whose password or address was chosen by an administrator who may give no rights. Rights that
such an account is given in any way but by `promotion.promote` are held: nothing opens it until that
is done. This is judged whenever the account is used, so it does not matter who gave them, or how.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _


def administrators(prefix: str = "") -> Q:
    """The condition for active administrators whose rights count; `prefix`: such as `owner__`."""
    facts = {"is_active": True, "is_staff": True, "credentials_from_scim": False}
    return Q(**{f"{prefix}{name}": value for name, value in facts.items()})


def may_touch(actor: Guarded, target: Linkable) -> bool:
    """True unless the target carries rights, which only superusers may give, take or hand over."""
    return actor.is_superuser or not target.has_rights


def of_groups(groups: QuerySet[Any]) -> QuerySet[Any]:
    """Read along whether each group grants permissions, which else is a query of its own."""
    granted = Group.permissions.through.objects.filter(group_id=OuterRef("pk"))
    annotated: QuerySet[Any] = groups.annotate(grants_permissions=Exists(granted))
    return annotated


class Linkable(models.Model):
    """What an identity provider may do to an account or group that carries rights."""

    rights_linked = models.BooleanField(
        _("linked with its rights"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_(
            "An administrator let the identity provider keep it although it carries rights."
        ),
    )
    scim_may_delete = models.BooleanField(
        _("delete it"), default=False, db_default=False, help_text=_("For good; nothing is kept.")
    )

    # The columns that say what SCIM may do, with what is chosen unless somebody says otherwise.
    CHOICES: ClassVar[dict[str, bool]] = {"scim_may_delete": False}

    class Meta:
        abstract = True

    @property
    def has_rights(self) -> bool:
        """True where a takeover would grant more than an ordinary account or group has."""
        raise NotImplementedError


class Guarded(Linkable, AbstractUser):
    """A user to whom rights may be given."""

    credentials_from_scim = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("The identity provider wrote to it while it had no rights."),
    )
    scim_may_disable = models.BooleanField(
        _("disable it"),
        default=True,
        db_default=True,
        help_text=_("Who leaves loses access at once, as everybody else does."),
    )
    scim_may_enable = models.BooleanField(_("enable it again"), default=False, db_default=False)
    scim_may_rename = models.BooleanField(
        _("change its user name"), default=False, db_default=False
    )

    CHOICES: ClassVar[dict[str, bool]] = {
        "scim_may_disable": True,
        "scim_may_enable": False,
        "scim_may_rename": False,
        "scim_may_delete": False,
    }

    class Meta:
        abstract = True

    @property
    def has_rights(self) -> bool:
        """True where a takeover would grant more than an ordinary account has."""
        return self.is_staff or self.is_superuser

    @property
    def is_held(self) -> bool:
        """True where rights were given, but what opens the account may be the identity provider's.

        It cannot sign in, is sent no mail, and counts as no administrator.
        """
        return self.has_rights and self.credentials_from_scim

    @property
    def is_administrator(self) -> bool:
        """True for an active user who may manage the site."""
        return self.is_active and self.is_staff and not self.is_held

    @property
    def is_switched_by_scim(self) -> bool:
        """True where the identity provider alone says whether it is active."""
        deed = "scim_may_disable" if self.is_active else "scim_may_enable"
        may = self.rights_linked and getattr(self, deed)
        is_provisioned: bool = getattr(self, "is_provisioned", False)
        return is_provisioned and (may or not self.has_rights)

    def check_password(self, raw_password: str) -> bool:
        """Compare; a password of a held account opens nothing, and takes as long to say so."""
        return super().check_password(raw_password) and not self.is_held

    async def acheck_password(self, raw_password: str) -> bool:
        """As `check_password`."""
        return await super().acheck_password(raw_password) and not self.is_held

    def get_session_auth_hash(self) -> str:
        """What a session must know to go on; nothing does for a held account, however it began."""
        return secrets.token_hex() if self.is_held else super().get_session_auth_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """As `get_session_auth_hash`, under former keys."""
        if not self.is_held:
            yield from super().get_session_auth_fallback_hash()

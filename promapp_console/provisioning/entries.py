"""What a cause for which a request is refused is told in: its words, and where the next step is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_noop as _


class Remedy(Enum):
    """Where the next step is taken; pages make an address of it."""

    TOKENS = _("My Profile, Access Tokens")
    SET_UP = _("Provisioning, Set-up")
    MAPPING = _("Provisioning, Mapping")
    INBOX = _("Provisioning, Link requests")
    TAKE_OVER = _("Take over the token")
    CLIENT = _("The OAuth client")
    USERS = _("Users")
    GROUPS = _("Groups")
    LOG = _("Provisioning, Log")


@dataclass(frozen=True)
class Entry:
    """One cause in words; `what` is a format string."""

    title: str
    what: str
    next: str
    remedy: Remedy

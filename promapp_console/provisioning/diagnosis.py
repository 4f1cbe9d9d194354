"""What a refused request means, in plain words, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import words
from accounts.models import AccessToken
from scim.models import ProvisioningEvent

from . import causes, holders
from .entries import Remedy


@dataclass(frozen=True)
class Diagnosis:
    """`cause`: a code that groups like with like. `what` and `next`: whole sentences."""

    cause: str
    title: str
    what: str
    next: str
    remedy: Remedy


def diagnose(event: ProvisioningEvent) -> Diagnosis | None:
    """Return what happened and what to do next; None if nothing went wrong.

    Reads `event.token` for the causes that lie in it, so select it for lists.
    """
    if event.status < 400:
        return None
    cause, entry = causes.find(event.reason, event.scim_type, event.status)
    name = event.name or _("The resource")
    taken = holders.wanted(event) or name
    what = _(entry.what).format(name=name, taken=taken, **_token_facts(event.token))
    return Diagnosis(cause, _(entry.title), what, _(entry.next), entry.remedy)


def _token_facts(token: AccessToken | None) -> dict[str, str]:
    if token is None:
        return {"owner": _("somebody"), "scope": _("another one"), "revoked": "", "expired": ""}
    revoked, expired = map(_on, (token.revoked_at, token.expires_at))
    why = f" ({token.revoked_reason})" if token.revoked_reason else ""
    return {
        "owner": token.owner_name,
        "scope": str(token.get_scope_display()),
        "revoked": revoked + why,
        "expired": expired,
    }


def _on(moment: datetime | None) -> str:
    return _(" on %(day)s") % {"day": words.date(moment)} if moment else ""

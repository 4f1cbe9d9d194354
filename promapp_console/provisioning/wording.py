"""Clients and events as sentences name them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts import words
from accounts.models import AccessToken
from scim.log import redaction
from scim.models import ProvisioningEvent
from scim.store.documents import Change

from . import causes

ENTRA = "Microsoft Entra"
# What a client's own name or an administrator's description holds, and whom it means.
_CLIENTS = (
    ("entra|azure|microsoft|aad", ENTRA),
    ("okta", "Okta"),
    ("onelogin", "OneLogin"),
    ("jumpcloud", "JumpCloud"),
    ("ping", "Ping Identity"),
    ("google", "Google"),
)
_Action = ProvisioningEvent.Action
_Result = ProvisioningEvent.Result
_DONE = {
    _Action.CREATE: gettext_noop("Created %(whom)s"),
    _Action.UPDATE: gettext_noop("Changed %(whom)s"),
    _Action.DISABLE: gettext_noop("Disabled %(whom)s"),
    _Action.ENABLE: gettext_noop("Enabled %(whom)s"),
    _Action.DELETE: gettext_noop("Deleted %(whom)s"),
    _Action.QUERY: gettext_noop("Looked up %(whom)s"),
    _Action.OTHER: gettext_noop("Request on %(whom)s"),
}


def client_name(token: AccessToken | None, user_agent: str = "", *, is_entra: bool = False) -> str:
    """Name a client: by what it is, as `product` knows it, else by its token's description."""
    name = product(token, user_agent, is_entra=is_entra)
    return name or (f"“{token.description}”" if token else _("The identity provider"))


def product(token: AccessToken | None, user_agent: str, *, is_entra: bool) -> str:
    """What calls, by its User-Agent or its token's description; "" if that is not known.

    Microsoft Entra may send no User-Agent; `is_entra`: its Test Connection was seen.
    """
    said = f"{user_agent} {token.description if token else ''}".lower()
    for marks, name in _CLIENTS:
        if re.search(rf"\b(?:{marks})", said):
            return name
    return ENTRA if is_entra else ""


def plain(event: ProvisioningEvent) -> str:
    """What an event did, in plain words: `Disabled user bob@…`, `Create user eve@… failed`."""
    if event.is_test_connection:
        return _("Tested the connection")
    whom = _whom(event)
    if event.result == _Result.REJECTED:
        title = _(causes.find(event.reason, event.scim_type, event.status)[1].title)
        return _("Turned away: %(why)s") % {"why": f"{title[0].lower()}{title[1:]}"}
    if event.result == _Result.FAILURE:
        return _failed(event, whom)
    if event.result == _Result.SKIPPED:
        return _("Nothing to change on %(whom)s") % {"whom": whom}
    if event.linked and event.action == _Action.UPDATE:
        text = _("Linked %(whom)s, and changed it") if event.changes else _("Linked %(whom)s")
        return text % {"whom": whom}
    if event.action == _Action.UPDATE and event.changes and _are_of_members(event.changes):
        return _moved(event) or _("Changed the members of %(whom)s") % {"whom": whom}
    return _(_DONE[_Action(event.action)]) % {"whom": whom}


def _whom(event: ProvisioningEvent) -> str:
    if event.resource_type == "User":
        return (_("user %(name)s") % {"name": event.name}).strip()
    if event.resource_type == "Group":
        return (_("group %(name)s") % {"name": event.name}).strip()
    return " ".join(filter(None, [event.resource_type.lower(), event.name])) or event.path


def _failed(event: ProvisioningEvent, whom: str) -> str:
    """Whoever is not known here has no name, but an id to ask the identity provider about."""
    action = str(_Action(event.action).label)
    if event.name or not (event.resource_id and event.resource_type):
        return _("%(action)s %(whom)s failed") % {"action": action, "whom": whom}
    return _("%(action)s of an unknown %(whom)s failed: %(id)s") % {
        "action": action,
        "whom": whom,
        "id": event.resource_id,
    }


def _are_of_members(changes: list[Change]) -> bool:
    return all(change["attribute"] == "members" for change in changes)


def _moved(event: ProvisioningEvent) -> str:
    """`Added bob@… to Sales`, `Took 3 people out of Sales`; "" where the log has too little."""
    added, taken = (_count(event.changes, side) for side in ("new", "old"))
    if added is None or taken is None or not event.name:
        return ""
    if not taken:
        who = _people(event.changes, "new", added)
        return _("Added %(who)s to %(group)s") % {"who": who, "group": event.name}
    if not added:
        who = _people(event.changes, "old", taken)
        return _("Took %(who)s out of %(group)s") % {"who": who, "group": event.name}
    who = _people(event.changes, "new", added)
    return _("Added %(who)s to %(group)s and took %(taken)s out") % {
        "who": who,
        "group": event.name,
        "taken": words.number(taken),
    }


def _count(changes: list[Change], side: str) -> int | None:
    """How many people the changes name on one side; None if that was not kept."""
    counts = [redaction.length(change[side]) for change in changes if change[side] is not None]
    return None if None in counts else sum(filter(None, counts))


def _people(changes: list[Change], side: str, count: int) -> str:
    if count != 1:
        return ngettext("%(number)s person", "%(number)s people", count) % {
            "number": words.number(count)
        }
    return next(str(change[side][0]) for change in changes if change[side])

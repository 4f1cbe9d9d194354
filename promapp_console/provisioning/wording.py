"""Clients and events as sentences name them."""

from __future__ import annotations

import re

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
    _Action.CREATE: "Created",
    _Action.UPDATE: "Changed",
    _Action.DISABLE: "Disabled",
    _Action.ENABLE: "Enabled",
    _Action.DELETE: "Deleted",
    _Action.QUERY: "Looked up",
    _Action.OTHER: "Request on",
}


def client_name(token: AccessToken | None, user_agent: str = "", *, is_entra: bool = False) -> str:
    """Name a client: by its User-Agent or its token's description, else by that description.

    Microsoft Entra may send no User-Agent; `is_entra`: its Test Connection was seen.
    """
    said = f"{user_agent} {token.description if token else ''}".lower()
    for marks, name in _CLIENTS:
        if re.search(rf"\b(?:{marks})", said):
            return name
    if is_entra:
        return ENTRA
    return f"“{token.description}”" if token else "The identity provider"


def plain(event: ProvisioningEvent) -> str:
    """What an event did, in plain words: `Disabled user bob@…`, `Create user eve@… failed`."""
    if event.is_test_connection:
        return "Tested the connection"
    whom = " ".join(filter(None, [event.resource_type.lower(), event.name])) or event.path
    if event.result == _Result.REJECTED:
        title = causes.find(event.reason, event.scim_type, event.status)[1].title
        return f"Turned away: {title[0].lower()}{title[1:]}"
    if event.result == _Result.FAILURE:
        return _failed(event, whom)
    if event.result == _Result.SKIPPED:
        return f"Nothing to change on {whom}"
    done = _DONE[_Action(event.action)]
    if event.linked and event.action == _Action.UPDATE:
        return f"Linked {whom}" + (", and changed it" if event.changes else "")
    if event.action == _Action.UPDATE and event.changes and _are_of_members(event.changes):
        return _moved(event) or f"Changed the members of {whom}"
    return f"{done} {whom}"


def _failed(event: ProvisioningEvent, whom: str) -> str:
    """Whoever is not known here has no name, but an id to ask the identity provider about."""
    if event.name or not (event.resource_id and event.resource_type):
        return f"{event.action} {whom} failed"
    return f"{event.action} of an unknown {whom} failed: {event.resource_id}"


def _are_of_members(changes: list[Change]) -> bool:
    return all(change["attribute"] == "members" for change in changes)


def _moved(event: ProvisioningEvent) -> str:
    """`Added bob@… to Sales`, `Took 3 people out of Sales`; "" where the log has too little."""
    added, taken = (_count(event.changes, side) for side in ("new", "old"))
    if added is None or taken is None or not event.name:
        return ""
    if not taken:
        return f"Added {_people(event.changes, 'new', added)} to {event.name}"
    if not added:
        return f"Took {_people(event.changes, 'old', taken)} out of {event.name}"
    who = _people(event.changes, "new", added)
    return f"Added {who} to {event.name} and took {taken:,} out"


def _count(changes: list[Change], side: str) -> int | None:
    """How many people the changes name on one side; None if that was not kept."""
    counts = [redaction.length(change[side]) for change in changes if change[side] is not None]
    return None if None in counts else sum(filter(None, counts))


def _people(changes: list[Change], side: str, count: int) -> str:
    if count != 1:
        return f"{count:,} people"
    return next(str(change[side][0]) for change in changes if change[side])

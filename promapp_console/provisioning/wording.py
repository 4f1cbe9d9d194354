"""Clients and events as sentences name them."""

from __future__ import annotations

import re

from accounts.models import AccessToken
from scim.models import ProvisioningEvent

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
        return f"Rejected: {event.reason.replace('_', ' ') or event.status}"
    if event.result == _Result.FAILURE:
        return f"{event.action} {whom} failed"
    if event.result == _Result.SKIPPED:
        return f"Nothing to change on {whom}"
    done = _DONE[_Action(event.action)]
    if event.linked and event.action == _Action.UPDATE:
        return f"Linked {whom}" + (", and changed it" if event.changes else "")
    members = [item for item in event.changes if item["attribute"] == "members"]
    if event.action == _Action.UPDATE and members and len(members) == len(event.changes):
        return f"Changed the members of {whom}"
    return f"{done} {whom}"

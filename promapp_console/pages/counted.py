"""Where the entries of the log are that a figure counts: exactly those."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from promapp_console.lists.log_filters import NOTHING
from scim.models import ProvisioningEvent

_Action = ProvisioningEvent.Action
_Result = ProvisioningEvent.Result
_ACTIONS = {
    "created": [_Action.CREATE],
    "updated": [_Action.UPDATE],
    "disabled": [_Action.DISABLE],
    "enabled": [_Action.ENABLE],
    "deleted": [_Action.DELETE],
}
_ACTIONS["changes"] = [action for actions in _ACTIONS.values() for action in actions]
_RESULTS = {"failed": _Result.FAILURE, "rejected": _Result.REJECTED}


def entries(name: str, begin: datetime, end: datetime, resource_type: str = "") -> str:
    """The address of what a field of Tally counts between two moments."""
    asked: dict[str, Any] = {"result": _RESULTS.get(name, _Result.SUCCESS)}
    if name in _ACTIONS:
        asked["action"] = _ACTIONS[name]
    if resource_type:
        asked["resource_type"] = resource_type
    return log(asked, begin, end)


def log(asked: dict[str, Any], begin: datetime | None = None, end: datetime | None = None) -> str:
    """The address of the log, narrowed to what columns hold, and to a time."""
    asked = {name: NOTHING if value == "" else value for name, value in asked.items()}
    if begin:
        asked["date_from"] = _exact(begin)
    if end:
        asked["date_to"] = _exact(end)
    return f"{reverse('provisioning-log')}?{urlencode(asked, doseq=True)}"


def _exact(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

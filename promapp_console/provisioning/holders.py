"""Who has the name that somebody else was to get."""

from __future__ import annotations

import re

from accounts.folding import name_key
from accounts.models import Group, User
from scim.models import ProvisioningEvent

# As the endpoint says it. An event's own name is what a user was called before.
_TAKEN = re.compile(r"already has the \w+ '(.*)' \(", re.S)


def wanted(event: ProvisioningEvent) -> str:
    """Return the name that was refused because somebody has it; "" where that was not the cause."""
    found = _TAKEN.search(event.detail) if event.scim_type == "uniqueness" else None
    return found[1] if found else ""


def holder(event: ProvisioningEvent) -> User | Group | None:
    """Return who has the name that an event failed for, if they are still here; one query."""
    name = wanted(event)
    if not name:
        return None
    if event.resource_type == "Group":
        group: Group | None = Group._base_manager.filter(display_name_key=name_key(name)).first()
        return group
    user: User | None = User.objects.filter(username_key=name_key(name)).first()
    return user

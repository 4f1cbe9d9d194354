"""Recognising Test Connection: a look-up of somebody who cannot exist.

Microsoft Entra asks for a user whose name is a random GUID, or `AzureAD_Test-` and one, when an
administrator presses the button and before each run on demand. It expects an empty list.
"""

from __future__ import annotations

import re

from . import filters

_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_TEST = re.compile(r"azuread_test-[0-9a-f-]+", re.I)
_ANY = re.compile(rf"{_TEST.pattern}|{_GUID}", re.I)
# Where a bare GUID is nobody's name. `externalId eq "<GUID>"` is how new users are matched.
_NAMES = frozenset({"username", "emails", "emails.value"})


def is_test_connection(node: filters.Node | None) -> bool:
    """True if a filter that found nothing looks for a made-up user."""
    match node:
        case filters.Comparison(path, "eq", str(value)):
            return _is_made_up(path, value)
        case filters.ValuePath(path, filters.And(nodes)):  # emails[type eq "work"].value eq "…"
            return any(
                isinstance(inner, filters.Comparison)
                and inner.operator == "eq"
                and _is_made_up(f"{path}.{inner.path}", str(inner.value))
                for inner in nodes
            )
    return False


def _is_made_up(path: str, value: str) -> bool:
    name = path.lower().rpartition(":")[2]
    return bool((_ANY if name in _NAMES else _TEST).fullmatch(value))

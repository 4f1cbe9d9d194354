"""Calls that may be refused."""

from collections.abc import Callable
from typing import Any

from scim.table.errors import ScimError


def attempt(function: Callable[..., Any], *arguments: Any) -> tuple[Any, ScimError | None]:
    """Return the result, or None and the ScimError; no other exception is caught."""
    try:
        return function(*arguments), None
    except ScimError as error:
        return None, error

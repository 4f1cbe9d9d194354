"""The cache in the database, which counts attempts to sign in for all processes."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError


class SharedCache(DatabaseCache):
    """Django's own, but a database that takes no writes does not pass for a key that is taken.

    Whoever signs in would otherwise wait, and be told of too many attempts.
    """

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        """Store what is not there yet; False if it is. Raises OperationalError."""
        is_added: bool = super().add(key, *args, **kwargs)
        if not is_added and not self.has_key(key, kwargs.get("version")):
            raise OperationalError("The cache could not be written to.")
        return is_added

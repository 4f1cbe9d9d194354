"""The cache in the database, which counts attempts to sign in for all processes."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, OperationalError, connection

_ATTEMPTS = 10
_PATIENCE = 2  # seconds: an attempt that fails later than that waited for another writer


class SharedCache(DatabaseCache):
    """Django's own, but a database that takes no writes does not pass for a key that is taken.

    Whoever signs in would otherwise wait, and be told of too many attempts.
    """

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        """Store what is not there yet; False if it is. Raises OperationalError."""
        failed: list[DatabaseError] = []  # Django's own passes over them

        def watch(execute: Callable[..., Any], *what: Any) -> Any:
            try:
                return execute(*what)
            except DatabaseError as error:
                failed.append(error)
                raise

        with connection.execute_wrapper(watch):
            if (is_new := self._add(key, *args, **kwargs)) is not None:
                return is_new
        # With the reason, which says whether the database is away or only busy.
        reason = failed[-1].__cause__ if failed else None
        raise OperationalError("The cache could not be written to.") from reason

    def _add(self, key: str, *args: Any, **kwargs: Any) -> bool | None:
        begin = monotonic()
        for _ in range(_ATTEMPTS):
            if super().add(key, *args, **kwargs):
                return True
            if self.has_key(key, kwargs.get("version")):
                return False
            if monotonic() - begin > _PATIENCE:
                break
            # Another process may have taken it away in between, as a lock is: once more.
        return None

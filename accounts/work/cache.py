"""The cache in the database, which counts attempts to sign in for all processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, OperationalError, connection

from . import pruning

_ATTEMPTS = 10
_PATIENCE = 2  # seconds: an attempt that fails later than that waited for another writer


class SharedCache(DatabaseCache):
    """Django's own, but a database that takes no writes does not pass for a key that is taken.

    Whoever signs in would otherwise wait, and be told of too many attempts.
    """

    _table: str

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

    def prune(self, before: datetime) -> int:
        """Delete what expired before then, a batch at a time; returns how many rows.

        Django's own looks for them only once the cache is full.
        """
        # Django makes this table without a model, so there is no QuerySet for it.
        table, moment = connection.ops.quote_name(self._table), before.replace(microsecond=0)
        expired = f"SELECT cache_key FROM {table} WHERE expires < %s LIMIT {pruning.BATCH}"  # noqa: S608
        deleted = 0
        with connection.cursor() as cursor:
            while deleted < pruning.AT_MOST:
                cursor.execute(
                    f"DELETE FROM {table} WHERE cache_key IN ({expired})",  # noqa: S608
                    [connection.ops.adapt_datetimefield_value(moment)],
                )
                deleted += cursor.rowcount
                if cursor.rowcount < pruning.BATCH:
                    break
        return deleted

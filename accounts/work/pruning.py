"""Deleting what is old: a batch at a time, and no more in one run than is soon done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction

BATCH = 2000  # rows of one transaction, so that no request waits for long
AT_MOST = 100_000  # rows of one job in one run; the next run goes on


def delete(
    rows: models.QuerySet[Any],
    *,
    at_most: int | None = AT_MOST,
    noting: Callable[[int], object] | None = None,
) -> int:
    """Delete these rows, the first ones first; returns how many.

    `at_most`: None for all. `noting`: is called with the size of each batch, in its transaction.
    """
    every: models.QuerySet[Any] = models.QuerySet(rows.model)  # also of what else refuses it
    deleted = 0
    while at_most is None or deleted < at_most:
        size = BATCH if at_most is None else min(BATCH, at_most - deleted)
        with transaction.atomic():
            if not (keys := list(rows.values_list("pk", flat=True)[:size])):
                break
            every.filter(pk__in=keys).delete()
            if noting:
                noting(len(keys))
        deleted += len(keys)
    return deleted

"""Forms that are sent twice: each has a nonce, and what it makes is made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet


class AlreadyIssued(Exception):
    """The form with this nonce has made its token."""


@contextmanager
def made_once(rows: QuerySet[Any], nonce: UUID | None) -> Iterator[None]:
    """A transaction that makes one of these rows, by the form with this nonce.

    Raises AlreadyIssued if the form made one before, or makes it at the same time.
    """
    with_nonce = rows.filter(nonce=nonce)
    # Looked up first: that one may be the last for which there was room.
    if nonce and with_nonce.exists():
        raise AlreadyIssued
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if nonce and with_nonce.exists():
            raise AlreadyIssued from None
        raise

"""What a cursor holds: the place of one resource in the order of one search (RFC 9865).

It is signed and opaque, and made of unreserved characters alone (RFC 3986 section 2.3), as section
2 asks.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing

from accounts.statements import Row
from scim.table.dates import format_date_time, parse_date_time
from scim.table.errors import ExpiredCursor, InvalidCursor

TIMEOUT = 3600  # seconds
_SIGNER = signing.TimestampSigner(salt="scim.store.cursors", sep="~")

# 0 and the value to sort by, or 1 and "" for a resource that has none.
Key = tuple[int, Any]


@dataclass(frozen=True)
class Place:
    """Where one resource stands: by its key, then by its type's rank, then by primary key.

    `row`: as of `reading.by_keys`, where it was read along.
    """

    key: Key
    rank: int
    pk: int
    row: Row | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Cursor:
    """Go on after `place`, or before it if `backwards`, with pages of `count`.

    `total`: how many matched when the walk began; None in a cursor of the release before.
    """

    place: Place
    backwards: bool
    count: int
    total: int | None = None


def write(cursor: Cursor, search: str) -> str:
    """Return the cursor as text; `search` says what is searched, and how it is sorted."""
    absent, value = cursor.place.key
    if isinstance(value, datetime):
        value = {"time": format_date_time(value)}
    place = [absent, value, cursor.place.rank, cursor.place.pk]
    held = [place, cursor.backwards, cursor.count, _digest(search), cursor.total]
    return _SIGNER.sign_object(held, compress=True)


def read(text: str, search: str) -> Cursor:
    """Return what a cursor of this search holds. Raises InvalidCursor or ExpiredCursor."""
    try:
        place, backwards, count, digest, *total = _SIGNER.unsign_object(text, max_age=TIMEOUT)
    except signing.SignatureExpired:
        raise ExpiredCursor(
            f"This cursor is more than {TIMEOUT // 60} minutes old. Start again with an empty "
            "cursor."
        ) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise InvalidCursor(
            f"'{text[:40]}' is no cursor of this service. Start with an empty one, and send "
            "'nextCursor' as it came."
        ) from None
    if digest != _digest(search):
        raise InvalidCursor(
            "This cursor belongs to another search. Repeat the filter and the sorting of the "
            "first request, or start with an empty cursor."
        )
    absent, value, rank, pk = place
    if isinstance(value, dict):
        value = parse_date_time(value["time"])
    return Cursor(Place((absent, value), rank, pk), backwards, count, *total)


def _digest(search: str) -> str:
    return hashlib.sha256(search.encode("utf-8", "surrogatepass")).hexdigest()[:16]

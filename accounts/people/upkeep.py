"""That everybody's words are kept, whoever wrote them."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from . import name_words
from .name_words import NameWord
from .rows import User

BATCH = 500  # people in one transaction
PARTS = 288  # runs of scheduled work in a day; each checks its part of the people
LEAST = 2000  # people whom a run checks, where there are so many


def complete() -> int:
    """Look whether everybody's words are kept: all at first, later a part, in a day everybody.

    So a site that comes from a release without them gets them, and what that release has written
    meanwhile is mended. Returns how many people's words were wrong.
    """
    newest = max(_newest(User, "pk"), _newest(NameWord, "user_id"))
    first, last = 0, newest
    if NameWord.objects.exists():
        size = max(-(-newest // PARTS), LEAST)
        now = timezone.now()
        part = (now.hour * 60 + now.minute) * PARTS // (24 * 60) % (newest // size + 1)
        first, last = part * size, min((part + 1) * size - 1, newest)
    mended = 0
    for start in range(first, last + 1, BATCH):
        mended += _check(start, min(start + BATCH - 1, last))
    return mended


def _newest(model: type[Model], key: str) -> int:
    rows = model._base_manager.order_by(f"-{key}")
    return rows.values_list(key, flat=True).first() or 0


def _check(first: int, last: int) -> int:
    """Mend the words of the people with these keys; returns of how many."""
    people = (
        User._base_manager.filter(pk__range=(first, last))
        .order_by("pk")
        .only("pk", *name_words.COLUMNS)
    )
    stored = name_words.stored_of(user__gte=first, user__lte=last)
    known: dict[int, set[str]] = defaultdict(set)
    for pk, word in stored:
        known[pk].add(word)
    wrong = [person.pk for person in people if known.pop(person.pk, set()) != name_words.of(person)]
    # Of people who are gone, as nobody is anew with a key.
    if left := [key for (pk, _), key in stored.items() if pk in known]:
        NameWord.objects.filter(pk__in=left).delete()
    if wrong:
        with transaction.atomic():
            name_words.renew_all(list(people.filter(pk__in=wrong).select_for_update()))
    return len(wrong)

"""The words inside of people's names and addresses, so that people are found by any of them.

The beginnings of user names, display names and e-mail addresses have indexes of their own: of those
a row here tells nothing new. See docs/decisions/0035.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice, pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.sql import DeleteQuery

from accounts import saving
from accounts.folding import CodePointField, fold
from accounts.statements import Cache, Statement

if TYPE_CHECKING:
    from .rows import User

LENGTH = 64  # characters of a text, from the word on, that are kept; a search compares no more
MOST = 16  # words of one text
SOURCES = frozenset(
    {
        "username",
        "email",
        "display_name",
        "formatted_name",
        "first_name",
        "middle_name",
        "last_name",
        "nick_name",
    }
)
COLUMNS = ("email", *sorted(f"{name}_key" for name in SOURCES - {"email"}))  # that `of` reads
_ANY_KEY = 2**40  # stands in a statement for the key of a person
_STARTS = re.compile(r"(?<![^\W_])[^\W\d_]")  # a number is no word
_statements = Cache()


class NameWord(models.Model):
    """A name or address of a person, folded, from one of its words on."""

    # No constraint: the release before knows nothing of this table when it deletes somebody.
    user = models.ForeignKey(
        "accounts.User", models.CASCADE, db_constraint=False, related_name="name_words"
    )
    word = CodePointField(max_length=LENGTH)

    class Meta:
        constraints = [
            # In this order it is the index of the search, which needs nothing else of the table.
            models.UniqueConstraint(fields=["word", "user"], name="accounts_nameword_once")
        ]

    def __str__(self) -> str:
        return str(self.word)


def of(person: Any) -> set[str]:
    """What is kept of somebody, read from the folded columns; mostly a single one.

    Nothing that another begins with, as what finds the longer finds the shorter.
    """
    user_name, display_name = person.username_key, person.display_name_key
    words = _inside(user_name, user_name.find("@")) | _inside(display_name)
    for text in (
        person.first_name_key,
        person.last_name_key,
        person.middle_name_key,
        person.nick_name_key,
        person.formatted_name_key,
    ):
        if text and text != display_name:
            words.add(text[:LENGTH])
            words |= _inside(text)
    email = fold(person.email)
    if email != user_name:
        words |= _inside(email, email.find("@"))
    ordered = sorted(words)
    return {
        word
        for word, following in pairwise([*ordered, ""])
        if not (
            following.startswith(word)
            or user_name.startswith(word)
            or display_name.startswith(word)
        )
    }


def _inside(text: str, end: int = -1) -> set[str]:
    """From each word on but the first, those before `end`; many people share a domain's words."""
    starts = _STARTS.finditer(text, 1, len(text) if end < 0 else end)
    return {text[start.start() :][:LENGTH] for start in islice(starts, MOST)}


def add(person: User) -> None:
    """Keep the words of somebody new; one statement at most."""
    if words := of(person):
        _insert((person.pk, word) for word in words)


def follow(person: User, before: Mapping[str, Any]) -> None:
    """Keep the words of somebody whose names have changed; `before`: what `vars(person)` was.

    Two statements at most, and none where the words are the same.
    """
    old, new = of(SimpleNamespace(**before)), of(person)
    if gone := old - new:
        _delete(person, gone)
    if added := new - old:
        _insert((person.pk, word) for word in added)


def renew(person: User) -> None:
    """The same, where nobody knows what was before."""
    renew_all([person])


def renew_all(people: list[User]) -> None:
    """Keep the words of these, whose rows are locked."""
    stored = stored_of(user_id__in=[person.pk for person in people])
    wanted = {(person.pk, word) for person in people for word in of(person)}
    if gone := [key for pair, key in stored.items() if pair not in wanted]:
        NameWord.objects.filter(pk__in=gone).delete()
    if new := wanted - stored.keys():
        _insert(new)


def _delete(person: User, words: set[str]) -> None:
    """Keep these of somebody no more; nothing refers to them."""

    def compiled() -> Statement:
        any_words = [f"any word {number}" for number in range(len(words))]
        rows = NameWord.objects.filter(user_id=_ANY_KEY, word__in=any_words)
        return Statement(rows.order_by(), [_ANY_KEY, *any_words], DeleteQuery)

    statement: Statement = _statements.get(len(words), compiled)
    statement.execute([person.pk, *words])


def _insert(words: Iterable[tuple[int, str]]) -> None:
    rows = [NameWord(user_id=key, word=word) for key, word in words]
    saving.insert_many(rows, ignore_conflicts=True)


def stored_of(**match: Any) -> dict[tuple[int, str], int]:
    """What is kept of some people, with its keys."""
    rows = NameWord.objects.filter(**match).values_list("user_id", "word", "pk")
    return {(user, word): key for user, word, key in rows}

"""Search that stays fast with a million people: equality and prefixes of indexed columns alone."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.folding import after, fold
from accounts.models import AttributeValue, Group, NameWord, User

from . import name_words

MOST = 1000  # people by each index that a search finds

USER_HELP = format_lazy(
    _(
        "The beginning of any word of a name or address, up to the @, or a whole external id or "
        "SCIM id. Upper and lower case are the same, except in the external id. Of more than "
        "{most} people who begin alike, some {most} are found."
    ),
    most=f"{MOST:,}",
)
GROUP_HELP = _("The beginning of a group's name, or a whole external id or SCIM id.")


def begins(key: str, term: str) -> Q:
    """Match a folded key that begins with `term`, as a range: LIKE would not use the index."""
    start = fold(term)
    match, end = Q(**{f"{key}__gte": start}), after(start)
    return match if end is None else match & Q(**{f"{key}__lt": end})


def keys(term: str, most: int | None = None) -> QuerySet[Any, Any]:
    """Keys of people that `term` may mean; each arm of the union walks its own index.

    `most`: rows of each, MOST unless it is said. So what every tenth of a million has in common is
    found as soon as what few have; see `is_wide`.
    """
    arms = _parts(term, 0, MOST if most is None else most)
    return _keys(_identified(term)).union(*arms)


def users(term: str, most: int | None = None) -> QuerySet[Any]:
    """The people themselves. To narrow others, `keys` saves looking each of them up once more."""
    return User._base_manager.filter(pk__in=keys(term, most))


def is_wide(term: str, most: int | None = None) -> bool:
    """True if a term means so many people that `users` leaves some out; one query."""
    beyond = MOST if most is None else most
    if not term:
        return False
    first, *others = _parts(term, beyond, beyond + 1)
    return first.union(*others, all=True).exists()


def among(term: str) -> Q:
    """The same for few people, such as the members of a group: all of them are looked at."""
    emails = AttributeValue.objects.filter(_email(term), user=OuterRef("pk"))
    words = NameWord.objects.filter(_word(term), user=OuterRef("pk"))
    names = begins("username_key", term) | begins("display_name_key", term)
    return names | _identified(term) | Q(Exists(emails)) | Q(Exists(words))


def _parts(term: str, start: int, end: int) -> list[QuerySet[Any, Any]]:
    """The rows from `start` to `end` of each index, as arms of a union."""
    arms = [rows[start:end] for rows in _begun(term)]
    if connection.features.supports_slicing_ordering_in_compound:
        return arms
    return [_keys(Q(pk__in=arm)) for arm in arms]


def _begun(term: str) -> list[QuerySet[Any, Any]]:
    """Keys of people by what begins with `term`, in the order of that."""
    emails = AttributeValue.objects.filter(_email(term)).order_by("value_key")
    return [
        _keys(begins("username_key", term)).order_by("username_key"),
        _keys(begins("display_name_key", term)).order_by("display_name_key"),
        emails.values("user_id"),
        NameWord.objects.filter(_word(term)).order_by("word").values("user_id"),
    ]


def _email(term: str) -> Q:
    return begins("value_key", term) & Q(attribute="emails")


def _word(term: str) -> Q:
    return begins("word", term[: name_words.LENGTH])


def groups(term: str) -> QuerySet[Any]:
    """Groups that `term` may mean."""
    return Group._base_manager.filter(begins("display_name_key", term) | _identified(term))


def first_groups(term: str, most: int) -> list[Any]:
    """The first of them by name, behind the one whose id it is: two short queries."""
    named = list(Group._base_manager.filter(_identified(term))[:most])
    begun = Group._base_manager.filter(begins("display_name_key", term))
    others = begun.order_by("display_name_key")[:most]
    return [*named, *(group for group in others if group not in named)]


def _keys(match: Q) -> QuerySet[Any, Any]:
    return User._base_manager.order_by().filter(match).values("pk")


def _identified(term: str) -> Q:
    return Q(external_id=term) | Q(scim_id=term.lower())

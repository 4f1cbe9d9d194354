"""Search that stays fast with 100,000 people: equality and prefixes of indexed columns alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.folding import fold
from accounts.models import AttributeValue, Group, User

_LAST = "\U0010ffff"  # sorts after every character

USER_HELP = (
    "The beginning of a user name, display name or e-mail address, or a whole external id or "
    "SCIM id. Upper and lower case are the same, except in the external id."
)
GROUP_HELP = "The beginning of a group's name, or a whole external id or SCIM id."


def begins(key: str, term: str) -> Q:
    """Match a folded key that begins with `term`, as a range: LIKE would not use the index."""
    start = fold(term)
    return Q(**{f"{key}__gte": start, f"{key}__lt": start + _LAST})


def users(term: str) -> QuerySet[Any]:
    """People that `term` may mean; each arm of the union walks its own index."""
    emails = AttributeValue.objects.filter(begins("value_key", term), attribute="emails")
    matches = _keys(begins("username_key", term)).union(
        _keys(begins("display_name_key", term)),
        _keys(_identified(term)),
        emails.order_by().values("user_id"),
    )
    return User._base_manager.filter(pk__in=matches)


def groups(term: str) -> QuerySet[Any]:
    """Groups that `term` may mean."""
    return Group._base_manager.filter(begins("display_name_key", term) | _identified(term))


def _keys(match: Q) -> QuerySet[Any, Any]:
    return User._base_manager.order_by().filter(match).values("pk")


def _identified(term: str) -> Q:
    return Q(external_id=term) | Q(scim_id=term.lower())

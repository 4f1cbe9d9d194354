"""Reading the audit log: what is asked for, one page of it, and where its objects are.

Nothing is counted, so that a page costs the same a million entries further down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.folding import name_key
from accounts.models import User
from accounts.work.audit import AuditEntry, AuditEntryQuerySet

from . import audit_words, keyset
from .filters import AuditFilterSet
from .periods import PeriodFilter

PAGE = 50

# Where the objects of entries are shown, and by which column.
_PAGES = {
    "accounts.accesstoken": ("token-detail", "pk"),
    "accounts.user": ("user-detail", "scim_id"),
    "accounts.group": ("group-detail", "scim_id"),
}


class AuditPageFilterSet(AuditFilterSet):
    """Narrows the page; a field that makes no sense is explained and narrows nothing."""

    actor = filters.CharFilter(
        label=gettext_lazy("Who"),
        max_length=254,
        method="is_split",
        help_text=gettext_lazy("The whole user name, or the name of a program."),
    )
    period = PeriodFilter("created_at")
    object_type = object_id = None  # the API's alone

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["actor"].widget = forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("Who: a whole user name"),
            }
        )

    def is_split(self, queryset: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Nothing is narrowed here: see `sets`."""
        return queryset

    def sets(self) -> list[Any]:
        """The entries that are asked for: sets that together are the list.

        More than one where somebody is asked for: each set is then read along an index of its own,
        which no database does for both at once. One query for the user.
        """
        entries: Any = self.qs
        asked = self.form.cleaned_data if self.is_bound else {}
        sets = _by(asked["actor"], entries) if asked.get("actor") else [entries]
        return [
            part for each in sets for part in keyset.parts(each, action=asked.get("action", ()))
        ]


def _by(name: str, entries: AuditEntryQuerySet) -> list[AuditEntryQuerySet]:
    """The acts of whoever has this user name now, and of those who had it then."""
    user = User.objects.filter(username_key=name_key(name)).first()
    names = {name, user.username} if user else {name}
    sets = [entries.filter(actor_name=each) for each in sorted(names)]
    return [entries.filter(actor=user), *sets] if user else sets


@dataclass(frozen=True)
class Line:
    """An entry as it is shown: `address` of its object, where that still exists."""

    entry: AuditEntry
    address: str | None
    detail: list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """A part of the log, newest first; the ids that the pages around it go by."""

    lines: list[Line]
    newer: int | None
    older: int | None


def read(
    sets: Sequence[AuditEntryQuerySet], *, before: str = "", after: str = "", size: int = PAGE
) -> Page:
    """Return the entries older than `before`, newer than `after`, or the newest of all.

    `sets` may overlap; together they are what is read. `before` and `after` are ids of entries in
    text; one that is none counts for nothing.
    """
    newer, older = _place(after), _place(before)
    found = keyset.cut(sets, keyset.NEWEST_FIRST, size, newer or older, backwards=newer is not None)
    return Page(
        list(lines(found.rows)),
        newer=found.rows[0].pk if found.has_previous else None,
        older=found.rows[-1].pk if found.has_next else None,
    )


def _place(text: str) -> keyset.Place | None:
    pk = keyset.key(text)
    return None if pk is None else keyset.NEWEST_FIRST.place(AuditEntry.objects.all(), pk=pk)


def lines(entries: Iterable[AuditEntry]) -> Iterable[Line]:
    """Yield entries with what is shown of them; one query for each kind of object."""
    entries = list(entries)
    there = _addresses(entries)
    for entry in entries:
        address = there.get((entry.object_type, entry.object_id))
        yield Line(entry, address, list(_in_words(entry.detail)))


def _addresses(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """Where the objects are that still exist, by kind and id."""
    asked: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.object_type in _PAGES:
            asked[entry.object_type].add(entry.object_id)
    return {
        (kind, str(key)): reverse(_PAGES[kind][0], args=[shown])
        for kind, keys in asked.items()
        for key, shown in apps.get_model(kind)
        ._default_manager.filter(pk__in=keys)
        .order_by()
        .values_list("pk", _PAGES[kind][1])
    }


def _in_words(detail: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in detail.items():
        if value in ("", None, [], {}):
            continue
        yield audit_words.name_of(name), audit_words.value_of(name, value)

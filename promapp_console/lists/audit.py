"""Reading the audit log: what is asked for, one page of it, and where its objects are.

A page costs the same at the beginning of the log and a million entries further down: pages are
found by the last entry of the one before, and nothing is counted.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Q
from django.urls import reverse

from accounts.folding import name_key
from accounts.models import User
from accounts.work.audit import Action, AuditEntry, AuditEntryQuerySet

PAGE = 50
LONGEST_KEY = 18  # digits; a column of 64 bits holds all such numbers

# Where the objects of entries are shown.
_PAGES = {
    "accounts.accesstoken": "token-detail",
    "accounts.user": "admin:accounts_user_change",
    "accounts.group": "admin:accounts_group_change",
}


class Filters(forms.Form):
    """What of the log is asked for; a field that makes no sense is explained and left out."""

    actor = forms.CharField(
        required=False,
        label="Who",
        max_length=254,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text="The whole user name, or the name of a program.",
    )
    action = forms.ChoiceField(required=False, choices=[("", "All"), *Action.choices])
    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )

    def apply(self, entries: AuditEntryQuerySet) -> list[AuditEntryQuerySet]:
        """Narrow the entries down, to sets that together are what is asked for.

        More than one where somebody is asked for: each set is then read along an index of its own,
        which no database does for both at once. One query for the user.
        """
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "action" in given:
            entries = entries.filter(action=given["action"])
        if "since" in given:
            begin = datetime.combine(given["since"], time.min, UTC)
            entries = entries.filter(created_at__gte=begin)
        if "until" in given:
            end = datetime.combine(given["until"], time.max, UTC)
            entries = entries.filter(created_at__lte=end)
        return _by(given["actor"], entries) if "actor" in given else [entries]


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


def read(sets: Sequence[AuditEntryQuerySet], *, before: str = "", after: str = "") -> Page:
    """Return the entries older than `before`, newer than `after`, or the newest of all.

    `sets` may overlap; together they are what is read. `before` and `after` are ids of entries in
    text; one that is none counts for nothing.
    """
    if mark := _entry(after):
        rows = _first([rows.filter(_newer(mark)).reverse() for rows in sets], newest=False)
        has_newer, has_older = len(rows) > PAGE, True
        rows = rows[:PAGE][::-1]
    else:
        mark = _entry(before)
        rows = _first([rows.filter(_older(mark)) for rows in sets] if mark else sets, newest=True)
        has_newer, has_older = mark is not None, len(rows) > PAGE
        rows = rows[:PAGE]
    if not rows:
        return Page([], None, None)
    newer, older = rows[0].pk if has_newer else None, rows[-1].pk if has_older else None
    return Page(list(lines(rows)), newer, older)


def _first(sets: Iterable[AuditEntryQuerySet], *, newest: bool) -> list[AuditEntry]:
    """One entry more than a page holds, in the order of the sets; one query for each."""
    found = {entry.pk: entry for rows in sets for entry in rows[: PAGE + 1]}
    ordered = sorted(found.values(), key=lambda e: (e.created_at, e.pk), reverse=newest)
    return ordered[: PAGE + 1]


def _entry(key: str) -> AuditEntry | None:
    is_key = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
    return AuditEntry.objects.filter(pk=int(key)).first() if is_key else None


def _older(mark: AuditEntry) -> Q:
    same = Q(created_at=mark.created_at, pk__lt=mark.pk)
    return Q(created_at__lte=mark.created_at) & (Q(created_at__lt=mark.created_at) | same)


def _newer(mark: AuditEntry) -> Q:
    same = Q(created_at=mark.created_at, pk__gt=mark.pk)
    return Q(created_at__gte=mark.created_at) & (Q(created_at__gt=mark.created_at) | same)


def lines(entries: Iterable[AuditEntry]) -> Iterable[Line]:
    """Yield entries with what is shown of them; one query for each kind of object."""
    entries = list(entries)
    there = _existing(entries)
    for entry in entries:
        key = (entry.object_type, entry.object_id)
        address = (
            reverse(_PAGES[entry.object_type], args=[entry.object_id]) if key in there else None
        )
        yield Line(entry, address, list(_in_words(entry.detail)))


def _existing(entries: Iterable[AuditEntry]) -> set[tuple[str, str]]:
    asked: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.object_type in _PAGES:
            asked[entry.object_type].add(entry.object_id)
    return {
        (kind, str(key))
        for kind, keys in asked.items()
        for key in apps.get_model(kind)
        ._default_manager.filter(pk__in=keys)
        .order_by()
        .values_list("pk", flat=True)
    }


def _in_words(detail: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in detail.items():
        if value in ("", None, [], {}):
            continue
        yield name.replace("_", " ").capitalize(), _value(value)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return json.dumps(value, ensure_ascii=False)

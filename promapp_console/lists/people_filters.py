"""What the lists of users and groups can be narrowed by; their addresses hold it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import Group, User
from accounts.people import search

PROVENANCE = {"managed": {"is_provisioned": True}, "local": {"is_provisioned": False}}
STATES = {"active": {"is_active": True}, "disabled": {"is_active": False}}
ROLES = {"administrator": {"is_staff": True}, "user": {"is_staff": False}}


def _choice(label: str, **words: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", "All"), *words.items()],
        error_messages={"invalid_choice": "Choose one of these."},
    )


def _search(help_text: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    return forms.CharField(
        label="Search", required=False, max_length=512, help_text=help_text, widget=widget
    )


class Filters(forms.Form):
    """A GET form; a field with nonsense in it says so and narrows nothing."""

    lookups: dict[str, dict[str, dict[str, bool]]] = {}

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked, auto_id="filter_%s")

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of the queryset that fit."""
        self.is_valid()
        if term := self.cleaned_data.get("q"):
            queryset = queryset.filter(pk__in=self.matches(term))
        for name, lookups in self.lookups.items():
            queryset = queryset.filter(**lookups.get(self.cleaned_data.get(name, ""), {}))
        return queryset

    def matches(self, term: str) -> QuerySet[Any]:
        raise NotImplementedError

    @property
    def is_narrowed(self) -> bool:
        """True if anything was asked for."""
        return any(self.data.get(name) for name in self.fields)


class UserFilters(Filters):
    """Of users."""

    lookups = {"state": STATES, "provenance": PROVENANCE, "role": ROLES}

    q = _search(search.USER_HELP)
    state = _choice("State", active="Active", disabled="Disabled")
    provenance = _choice("Provenance", managed="Managed", local="Local")
    role = _choice("Role", administrator="Administrator", user="User")

    def matches(self, term: str) -> QuerySet[User]:
        return search.users(term)


class MemberFilters(Filters):
    """Of the members of a group."""

    lookups = {"state": STATES}

    q = _search(search.USER_HELP)
    state = _choice("State", active="Active", disabled="Disabled")

    def matches(self, term: str) -> QuerySet[User]:
        return search.users(term)


class GroupFilters(Filters):
    """Of groups."""

    lookups = {"provenance": PROVENANCE}

    q = _search(search.GROUP_HELP)
    provenance = _choice("Provenance", managed="Managed", local="Local")

    def matches(self, term: str) -> QuerySet[Group]:
        return search.groups(term)

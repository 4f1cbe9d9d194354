"""What the pages' lists of users and groups can be narrowed by; their addresses hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import Group, User
from accounts.people import search

from .fields import SearchFilter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SMALL = 1000  # members of a group; to look at each of more takes longer than to find all people
MOST_MEANT = 100_000  # people by each index; of a term that means more, all members are looked at


class OneOfFilter(filters.ChoiceFilter):
    """One of a few words, each for what it narrows to: `{"local": ("Local", {…})}`."""

    def __init__(self, label: StrOrPromise, **words: tuple[StrOrPromise, dict[str, bool]]) -> None:
        self.lookups = {word: lookup for word, (_, lookup) in words.items()}
        super().__init__(
            label=label,
            choices=[(word, text) for word, (text, _) in words.items()],
            empty_label=gettext_lazy("All"),
            error_messages={"invalid_choice": gettext_lazy("Choose one of these.")},
        )

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(**self.lookups.get(value, {}))


class StateFilter(OneOfFilter):
    """Whether somebody may sign in."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("State"),
            active=(gettext_lazy("Active"), {"is_active": True}),
            disabled=(gettext_lazy("Disabled"), {"is_active": False}),
        )


class ProvenanceFilter(OneOfFilter):
    """Who keeps a resource."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Provenance"),
            managed=(gettext_lazy("Managed"), {"is_provisioned": True}),
            local=(gettext_lazy("Local"), {"is_provisioned": False}),
        )


class PageFilterSet(filters.FilterSet):
    """A GET form; a field with nonsense in it says so and narrows nothing."""

    sought = gettext_lazy("Name, address, externalId or id")

    @property
    def form(self) -> forms.Form:
        """The form; its ids are no other form's on the page."""
        form: forms.Form = super().form
        form.auto_id = "filter_%s"
        attrs = {"type": "search", "autocomplete": "off", "placeholder": self.sought}
        form.fields["search"].widget = forms.TextInput(attrs=attrs)
        return form

    @property
    def is_narrowed(self) -> bool:
        """True if anything was asked for."""
        return any((self.data or {}).get(name) for name in self.filters)


class UserFilters(PageFilterSet):
    """Of users."""

    search = SearchFilter(help_text=search.USER_HELP)
    state = StateFilter()
    provenance: Any = ProvenanceFilter()
    role: Any = OneOfFilter(
        gettext_lazy("Role"),
        administrator=(gettext_lazy("Administrator"), {"is_staff": True}),
        user=(gettext_lazy("User"), {"is_staff": False}),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def find(self, queryset: QuerySet[User], _name: str, term: str) -> QuerySet[User]:
        """Narrow to what a search term may mean."""
        return queryset.filter(pk__in=search.keys(term))


class MemberFilters(UserFilters):
    """Of the members of a group."""

    provenance = None
    role = None

    def find(self, queryset: QuerySet[User], _name: str, term: str) -> QuerySet[User]:
        """Narrow to what a search term may mean among them.

        Few members are looked at one by one; of many, those among all people whom the term means.
        """
        is_small = not queryset.order_by()[SMALL : SMALL + 1].exists()
        if search.is_wide(term) and (is_small or search.is_wide(term, MOST_MEANT)):
            return queryset.filter(search.among(term))
        return queryset.filter(pk__in=search.keys(term, MOST_MEANT))


class GroupFilters(PageFilterSet):
    """Of groups."""

    sought = gettext_lazy("Name, externalId or id")

    search = SearchFilter(help_text=search.GROUP_HELP)
    provenance = ProvenanceFilter()

    class Meta:
        model = Group
        fields: list[str] = []

    def find(self, queryset: QuerySet[Group], _name: str, term: str) -> QuerySet[Group]:
        """Narrow to what a search term may mean."""
        return queryset.filter(pk__in=search.groups(term))


class GroupsOfUserFilters(GroupFilters):
    """Of the groups that somebody is in."""

    sought = gettext_lazy("Search groups")
    provenance: Any = None

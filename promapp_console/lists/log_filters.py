"""The log's filters as a form: the API's, with drop-down lists, and a cause to come back to."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccessToken

from .filters import CHANGES, TYPE_CHOICES, EventFilterSet, Result, event_sets
from .periods import PeriodFilter
from .shortcuts import Shortcut

__all__ = ["CAUSE", "CHANGES", "FAILED", "RARE", "LogFilterSet"]
NOTHING = "-"  # an empty column, which an empty parameter does not mean
CAUSE = ("reason", "scim_type", "status")  # what a link to the entries of one cause sets
FAILED = Shortcut(
    gettext_lazy("Failed or rejected"), "result", (Result.FAILURE.value, Result.REJECTED.value)
)
RARE = ("result", "action", "resource_type", "token")  # filters that a narrow line hides
_ALL = gettext_lazy("All")
_PLAIN: dict[str, Any] = {"help_text": ""}


class _Cause(filters.CharFilter):
    """A part of a cause of failure, which links lead to; it is in the form only while it is set."""

    def __init__(self, field_name: str) -> None:
        super().__init__(
            field_name, lookup_expr="exact", max_length=32, widget=forms.HiddenInput, **_PLAIN
        )

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == NOTHING:
            return qs.filter(**{str(self.field_name): ""})
        return super().filter(qs, value)


class LogFilterSet(EventFilterSet):
    """Narrows the log by what an administrator chooses from lists."""

    period = PeriodFilter("created_at")
    resource_type = filters.ChoiceFilter(
        label=gettext_lazy("Type"), choices=TYPE_CHOICES, empty_label=_ALL, **_PLAIN
    )
    token = filters.ModelChoiceFilter(
        queryset=AccessToken.objects.filter(scope=AccessToken.Scope.SCIM),
        label=gettext_lazy("Token"),
        empty_label=_ALL,
        **_PLAIN,
    )
    is_test_connection = None  # the API's alone
    reason = _Cause("reason")
    scim_type = _Cause("scim_type")
    status = filters.NumberFilter(
        "status", min_value=100, max_value=599, widget=forms.HiddenInput, **_PLAIN
    )

    def sets(self) -> list[QuerySet[Any]]:
        """The events that are asked for: sets that together are the list."""
        asked = self.form.cleaned_data
        names = ("search", "show", "result", "action")
        return event_sets(self.qs, **{name: asked[name] for name in names})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.form.fields
        fields["search"].widget = forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "placeholder": _("Name, id or request id"),
            }
        )
        fields["search"].help_text = _("userName, externalId, SCIM id or request id")
        fields["show"].help_text = ""
        for name in ("date_from", "date_to"):
            fields[name].help_text = ""

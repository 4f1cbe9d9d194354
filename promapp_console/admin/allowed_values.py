"""Roles and entitlements: the lists that identity providers offer for mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.folding import KEY_LENGTH, fold
from accounts.models import AllowedValue, Entitlement, Role

from .base import OpsAdmin

if TYPE_CHECKING:
    ValueForm = forms.ModelForm[AllowedValue]
else:
    ValueForm = forms.ModelForm


class AllowedValueForm(ValueForm):
    """One value of the list; upper and lower case count as the same."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        namesakes = self._meta.model._default_manager.filter(
            value_key=fold(cleaned.get("value", ""))[:KEY_LENGTH],
            type_key=fold(cleaned.get("type", ""))[:KEY_LENGTH],
        )
        if namesakes.exclude(pk=self.instance.pk).exists():
            self.add_error("value", _("This value with this type exists already."))
        return cleaned


@admin.register(Role, Entitlement)
class AllowedValueAdmin(OpsAdmin):
    form = AllowedValueForm
    list_display = ("value", "display", "type", "primary", "supported", "last_modified")
    list_filter = ("supported", "type")
    search_fields = ("value_key__contains", "display_key__contains")
    ordering = ("value_key", "type_key")
    readonly_fields = ("scim_id", "version", "created", "last_modified")
    fields = ("value", "display", "type", "primary", "supported", *readonly_fields)

    def get_fields(self, request: HttpRequest, obj: AllowedValue | None = None) -> Any:
        return self.fields if obj else self.fields[: -len(self.readonly_fields)]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AllowedValue], search_term: str
    ) -> tuple[QuerySet[AllowedValue], bool]:
        return super().get_search_results(request, queryset, fold(search_term))

    def save_model(self, request: HttpRequest, obj: AllowedValue, form: Any, change: bool) -> None:
        """Tell SCIM clients of a change by a new version."""
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            obj.touch()

"""The multi-valued attributes of a user, as rows on the user's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import AttributeValue, User

from .forms import AddressForm, ValueForm, ValueFormSet

if TYPE_CHECKING:
    ValueTabularInline = admin.TabularInline[AttributeValue, User]
else:
    ValueTabularInline = admin.TabularInline


class ChildRows(ValueTabularInline):
    """Child rows: changed like the user they belong to, and locked with them."""

    extra = 0
    formset = ValueFormSet
    attributes: Sequence[str] = ()
    model = AttributeValue

    def get_queryset(self, request: HttpRequest) -> QuerySet[AttributeValue]:
        rows: QuerySet[AttributeValue] = super().get_queryset(request)
        return rows.filter(attribute__in=self.attributes)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        page = admin.site.get_model_admin(User)
        return (
            obj is not None and not obj.is_provisioned and page.has_change_permission(request, obj)
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


class ValueInline(ChildRows):
    form = ValueForm
    attributes = ValueForm.ATTRIBUTES
    verbose_name = "value"
    verbose_name_plural = _("Multi-valued attributes")


class AddressInline(ChildRows):
    template = "admin/edit_inline/stacked.html"
    form = AddressForm
    attributes = ("addresses",)
    verbose_name = "address"
    verbose_name_plural = "addresses"

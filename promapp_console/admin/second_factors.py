"""Second factors: who has which, and a way to take a lost one away."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.people import search
from accounts.work import audit
from accounts.work.audit import Action

from .base import ReadOnlyAdmin, link


@admin.register(Authenticator)
class SecondFactorAdmin(ReadOnlyAdmin):
    """Shows no key; a superuser deletes the factor of a person whose device is gone."""

    list_display = ["__str__", "user_link", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    unsearchable = ("data",)
    search_fields = ["user__username_key"]
    search_help_text = search.USER_HELP
    fields = ["user_link", "type", "created_at", "last_used_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        if term := search_term.strip():
            return queryset.filter(user__in=search.keys(term)), False
        return queryset, False

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Record in the audit log whose factor is taken away."""
        for factor in queryset:
            kind = str(factor.get_type_display())
            audit.record(request, Action.SECOND_FACTOR_REMOVED, factor.user, type=kind)
        return super().log_deletions(request, queryset)

    @admin.display(description=_("User"))
    def user_link(self, factor: Any) -> str:
        return link(factor.user)

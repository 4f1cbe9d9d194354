"""The audit log: who did what in the console."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.work.audit import Action, AuditEntry
from promapp_console.lists import sheets

from .base import CappedPaginator, ReadOnlyAdmin, link, panel
from .export import export_csv


class ActionFilter(admin.SimpleListFilter):
    """What was done; a fixed list, because reading the actions would scan the log."""

    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(action.value, str(action.label)) for action in Action]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    console_list = "audit-log"
    date_hierarchy = "created_at"
    actions = [export_csv]
    export_chunks = staticmethod(sheets.newest_first)
    export_columns: ClassVar[dict[str, Any]] = {
        "time": lambda entry: entry.created_at,
        "who": lambda entry: entry.actor_name,
        "address": lambda entry: entry.address or "",
        "action": lambda entry: entry.action_label,
        "object type": lambda entry: entry.object_type,
        "object": lambda entry: entry.object_name,
        "object id": lambda entry: entry.object_id,
        "detail": lambda entry: (
            json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""
        ),
    }
    list_display = ["created_at", "who", "what", "object_name", "address"]
    list_filter = [ActionFilter, "created_at"]
    list_select_related = ["actor"]
    sortable_by = ["created_at"]
    search_fields = ["actor_name", "object_name", "=address"]
    search_help_text = gettext_lazy(
        "A part of the name of who did it or of what it was done to, or an address."
    )
    fields = [
        "created_at",
        "who",
        "address",
        "what",
        "object_name",
        "object_type",
        "object_id",
        "details",
    ]

    @admin.display(description=gettext_lazy("Who"), ordering="actor_name")
    def who(self, entry: AuditEntry) -> str:
        return link(entry.actor, entry.actor_name) or entry.actor_name

    @admin.display(description=gettext_lazy("Action"))
    def what(self, entry: AuditEntry) -> str:
        return entry.action_label

    @admin.display(description=gettext_lazy("Detail"))
    def details(self, entry: AuditEntry) -> str:
        rows = [
            (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for name, value in entry.detail.items()
        ]
        return panel([_("What"), _("Value")], rows, empty=_("Nothing more."))

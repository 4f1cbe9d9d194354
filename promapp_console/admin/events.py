"""The provisioning log in Django admin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from promapp_console.lists import sheets
from promapp_console.lists.filters import TYPE_CHOICES, matching_events
from promapp_console.pages import export
from promapp_console.templatetags.console import scim_value
from scim.models import ProvisioningEvent

from .base import CappedPaginator, ReadOnlyAdmin, link, panel
from .events_panel import result_chip
from .export import export_csv


def _cells(events: QuerySet[ProvisioningEvent]) -> Iterator[list[Any]]:
    """As the console's own export has them."""
    chosen = events.select_related("token")
    return ([export.cells(event) for event in rows] for rows in sheets.newest_first(chosen))


class ResourceTypeFilter(admin.SimpleListFilter):
    """Users or groups; a fixed list, because reading the types would scan the log."""

    title = "resource type"
    parameter_name = "resource_type"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in TYPE_CHOICES]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ProvisioningEvent]
    ) -> QuerySet[ProvisioningEvent]:
        return queryset.filter(resource_type=self.value()) if self.value() else queryset


@admin.register(ProvisioningEvent)
class ProvisioningEventAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    console_list = "provisioning-log"
    date_hierarchy = "created_at"
    actions = [export_csv]
    export_columns = {name: itemgetter(place) for place, name in enumerate(export.COLUMNS)}
    export_chunks = staticmethod(_cells)
    list_display = [
        "created_at",
        "result_chip",
        "action",
        "resource_type",
        "name",
        "token_link",
        "status",
        "scim_type",
        "short_detail",
    ]
    list_display_links = ["created_at", "name"]
    list_filter = ["result", "action", ResourceTypeFilter, "created_at"]
    list_select_related = ["token"]
    sortable_by = ["created_at"]
    search_fields = ["request_id"]  # makes the box appear; `matching_events` searches
    search_help_text = gettext_lazy(
        "A user or group as in their own lists, or a whole SCIM id or request id. The list ends "
        "after 10,000 entries: narrow it with the filters."
    )
    fieldsets = (
        (None, {"fields": ("created_at", "result_chip", "action", "linked", "detail", "notes")}),
        (
            gettext_lazy("What"),
            {
                "fields": (
                    "resource_type",
                    "name",
                    "resource_link",
                    "resource_id",
                    "external_id",
                    "modified_properties",
                )
            },
        ),
        (
            gettext_lazy("Request"),
            {
                "fields": (
                    "token_link",
                    "address",
                    "method",
                    "path",
                    "status",
                    "scim_type",
                    "reason",
                    "occurrences",
                    "duration_ms",
                    "user_agent",
                    "is_test_connection",
                    "request_id_link",
                )
            },
        ),
        (gettext_lazy("Bodies, secrets left out"), {"fields": ("shown_request", "shown_response")}),
    )

    def view_on_site(self, obj: ProvisioningEvent) -> str:
        """The entry in the console, with its diagnosis."""
        return reverse("provisioning-event", args=[obj.pk])

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProvisioningEvent]:
        queryset: QuerySet[ProvisioningEvent] = super().get_queryset(request)
        return queryset.defer("request_body", "response_body")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        if term := search_term.strip().replace("\0", ""):
            return queryset.filter(pk__in=matching_events(term)), False
        return queryset, False

    @admin.display(description=gettext_lazy("Result"))
    def result_chip(self, event: ProvisioningEvent) -> str:
        return result_chip(event)

    @admin.display(description=gettext_lazy("Access token"))
    def token_link(self, event: ProvisioningEvent) -> str:
        return link(event.token, event.token.description if event.token else "")

    @admin.display(description=gettext_lazy("Detail"))
    def short_detail(self, event: ProvisioningEvent) -> str:
        return Truncator(event.detail or event.notes).chars(80)

    @admin.display(description=gettext_lazy("User or group"))
    def resource_link(self, event: ProvisioningEvent) -> str:
        return link(event.user or event.group) or _("Not here (any more)")

    @admin.display(description=gettext_lazy("Modified properties"))
    def modified_properties(self, event: ProvisioningEvent) -> str:
        rows = [
            (row["attribute"], scim_value(row.get("old")), scim_value(row.get("new")))
            for row in event.changes
        ]
        return panel([_("Attribute"), _("Old"), _("New")], rows, empty=_("None."))

    @admin.display(description=gettext_lazy("Request"))
    def shown_request(self, event: ProvisioningEvent) -> str:
        return formatted(event.request_document, _("Request"))

    @admin.display(description=gettext_lazy("Answer"))
    def shown_response(self, event: ProvisioningEvent) -> str:
        return formatted(event.response_document, _("Answer"))

    @admin.display(description=gettext_lazy("Request id"))
    def request_id_link(self, event: ProvisioningEvent) -> str:
        address = reverse("admin:scim_provisioningevent_changelist")
        return format_html(
            '{} <a href="{}?request_id__exact={}">{}</a>',
            event.request_id,
            address,
            event.request_id,
            _("All of this request"),
        )


def formatted(document: object, name: str) -> str:
    """A body as indented JSON."""
    if document is None:
        return _("None.")
    return format_html(
        '<pre tabindex="0" role="region" aria-label="{}">{}</pre>',
        name,
        json.dumps(document, indent=2, ensure_ascii=False),
    )

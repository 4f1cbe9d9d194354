"""The provisioning log in Django admin, and its place on the pages of users and groups."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localtime

from accounts.admin.base import CappedPaginator, ReadOnlyAdmin, chip, link, panel
from accounts.admin.groups import GroupAdmin
from accounts.admin.users import UserAdmin
from accounts.models import Group, User
from accounts.templatetags.console import scim_value

from .console.filters import matching_events
from .models import ProvisioningEvent

Result = ProvisioningEvent.Result
KINDS = {
    Result.SUCCESS: "good",
    Result.FAILURE: "bad",
    Result.SKIPPED: "quiet",
    Result.REJECTED: "warning",
}
RECENT = 20


class ResourceTypeFilter(admin.SimpleListFilter):
    """Users or groups; a fixed list, because reading the types would scan the log."""

    title = "resource type"
    parameter_name = "resource_type"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("User", "User"), ("Group", "Group")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ProvisioningEvent]
    ) -> QuerySet[ProvisioningEvent]:
        return queryset.filter(resource_type=self.value()) if self.value() else queryset


@admin.register(ProvisioningEvent)
class ProvisioningEventAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
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
    search_help_text = (
        "A user or group as in their own lists, or a whole SCIM id or request id. The list ends "
        "after 10,000 entries: narrow it with the filters."
    )
    fieldsets = (
        (None, {"fields": ("created_at", "result_chip", "action", "linked", "detail", "notes")}),
        (
            "What",
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
            "Request",
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
        ("Bodies, secrets left out", {"fields": ("shown_request", "shown_response")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProvisioningEvent]:
        queryset: QuerySet[ProvisioningEvent] = super().get_queryset(request)
        return queryset.defer("request_body", "response_body")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        if term := search_term.strip().replace("\0", ""):
            return queryset.filter(pk__in=matching_events(term)), False
        return queryset, False

    @admin.display(description="Result")
    def result_chip(self, event: ProvisioningEvent) -> str:
        return result_chip(event)

    @admin.display(description="Access token")
    def token_link(self, event: ProvisioningEvent) -> str:
        return link(event.token, event.token.description if event.token else "")

    @admin.display(description="Detail")
    def short_detail(self, event: ProvisioningEvent) -> str:
        return Truncator(event.detail or event.notes).chars(80)

    @admin.display(description="User or group")
    def resource_link(self, event: ProvisioningEvent) -> str:
        return link(event.user or event.group) or "Not here (any more)"

    @admin.display(description="Modified properties")
    def modified_properties(self, event: ProvisioningEvent) -> str:
        rows = [
            (row["attribute"], scim_value(row.get("old")), scim_value(row.get("new")))
            for row in event.changes
        ]
        return panel(["Attribute", "Old", "New"], rows, empty="None.")

    @admin.display(description="Request")
    def shown_request(self, event: ProvisioningEvent) -> str:
        return formatted(event.request_document)

    @admin.display(description="Answer")
    def shown_response(self, event: ProvisioningEvent) -> str:
        return formatted(event.response_document)

    @admin.display(description="Request id")
    def request_id_link(self, event: ProvisioningEvent) -> str:
        address = reverse("admin:scim_provisioningevent_changelist")
        return format_html(
            '{} <a href="{}?request_id__exact={}">All of this request</a>',
            event.request_id,
            address,
            event.request_id,
        )


def formatted(document: object) -> str:
    """A body as indented JSON."""
    if document is None:
        return "None."
    return format_html("<pre>{}</pre>", json.dumps(document, indent=2, ensure_ascii=False))


def result_chip(event: ProvisioningEvent) -> str:
    """The result as a word in its colour."""
    return chip(KINDS[Result(event.result)], event.result)


def recent_events(resource: User | Group) -> str:
    """The last events of one user or group, and a link to all."""
    rows = [
        (
            link(event, localize(localtime(event.created_at))),
            result_chip(event),
            event.action,
            link(event.token, event.token.description if event.token else ""),
            event.status,
            Truncator(event.detail or event.notes).chars(80),
        )
        for event in resource.provisioning_events.select_related("token")[:RECENT]
    ]
    address = reverse("admin:scim_provisioningevent_changelist")
    query = f"{resource._meta.model_name}__id__exact={resource.pk}"
    headings = ["When", "Result", "Action", "Access token", "Status", "Detail"]
    return panel(
        headings,
        rows,
        empty="The identity provider has not asked for a change yet.",
        more=(f"{address}?{query}", "All events") if rows else None,
    )


EVENTS: Any = ("Provisioning events", {"fields": ("recent_events",)})

admin.site.unregister([User, Group])


@admin.register(User)
class UserWithEventsAdmin(UserAdmin):
    """The page of a user, with what was done to them over SCIM."""

    fieldsets = (*UserAdmin.fieldsets, EVENTS)
    readonly_fields = (*UserAdmin.readonly_fields, "recent_events")

    @admin.display(description="Last events")
    def recent_events(self, user: User) -> str:
        return recent_events(user)


@admin.register(Group)
class GroupWithEventsAdmin(GroupAdmin):
    """The page of a group, with what was done to it over SCIM."""

    readonly_fields = (*GroupAdmin.readonly_fields, "recent_events")

    def get_fieldsets(self, request: HttpRequest, obj: Group | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return (*fieldsets, EVENTS) if obj else fieldsets

    @admin.display(description="Last events")
    def recent_events(self, group: Group) -> str:
        return recent_events(group)

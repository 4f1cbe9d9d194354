"""Link requests, as they came; the console's page answers them."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from scim.models import LinkRequest

from .base import CappedPaginator, ReadOnlyAdmin, link


@admin.register(LinkRequest)
class LinkRequestAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    console_list = "provisioning-links"
    list_display = ["resource", "state", "token_link", "count", "first_seen", "last_seen"]
    list_filter = ["state"]
    list_select_related = ["user", "group", "token"]
    sortable_by = ()
    fields = [
        "resource",
        "state",
        "token_link",
        "count",
        "first_seen",
        "last_seen",
        "decided_by_link",
        "decided_at",
    ]

    @admin.display(description=gettext_lazy("User or group"))
    def resource(self, request: LinkRequest) -> str:
        return str(request.user or request.group)

    @admin.display(description=gettext_lazy("Access token"))
    def token_link(self, request: LinkRequest) -> str:
        return link(request.token, request.token.description if request.token else "")

    @admin.display(description=gettext_lazy("Decided by"))
    def decided_by_link(self, request: LinkRequest) -> str:
        return link(request.decided_by)

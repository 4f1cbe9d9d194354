"""What outlives the log: how many events each day had, and where tokens were used from."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.tokens.networks import KnownNetwork
from scim.models import DailyCount

from .base import CappedPaginator, ReadOnlyAdmin, link


@admin.register(DailyCount)
class DailyCountAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    console_list = "provisioning"
    date_hierarchy = "day"
    list_display = ("day", "action", "resource_type", "result", "count", "key_id")
    fields = ("day", "action", "resource_type", "result", "count", "key_id")
    ordering = ["-day", "-pk"]
    sortable_by = ()


@admin.register(KnownNetwork)
class KnownNetworkAdmin(ReadOnlyAdmin):
    paginator = CappedPaginator
    list_display = ("network", "token_link", "first_seen_at")
    fields = ("network", "token_link", "first_seen_at")
    list_select_related = ["token"]
    ordering = ["-pk"]
    sortable_by = ()

    @admin.display(description=gettext_lazy("Access token"))
    def token_link(self, network: KnownNetwork) -> str:
        return link(network.token, network.token.description)

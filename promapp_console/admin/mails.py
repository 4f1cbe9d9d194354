"""Mails on their way, and what the mail server said to those that did not get through."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Mail
from promapp_console import chips
from promapp_console.chips import chip

from .base import CappedPaginator, ReadOnlyAdmin

State = Mail.State


class WayFilter(admin.SimpleListFilter):
    """Waiting, sent or given up."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("waiting", _("Waiting")), ("sent", _("Sent")), ("given-up", _("Given up"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        match self.value():
            case "waiting":
                return queryset & Mail.objects.waiting()
            case "sent":
                return queryset.exclude(sent_at=None)
            case "given-up":
                return queryset & Mail.objects.given_up()
        return queryset


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    console_list = "notifications"
    date_hierarchy = "created_at"
    paginator = CappedPaginator
    list_display = ["created_at", "state_chip", "subject", "recipient", "attempts", "last_error"]
    list_filter = [WayFilter, "created_at"]
    sortable_by = ["created_at"]
    search_fields = ["recipient", "subject"]
    search_help_text = gettext_lazy("A part of the subject or of the recipient's address.")
    fields = [
        "created_at",
        "state_chip",
        "recipient",
        "subject",
        "body",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "last_error",
    ]

    @admin.display(description=gettext_lazy("State"))
    def state_chip(self, mail: Mail) -> str:
        return chip(chips.MAIL[mail.state], mail.state.label)

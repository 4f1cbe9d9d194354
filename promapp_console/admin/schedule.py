"""Scheduled work: when each job last ran, and what came of it."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import ScheduledJob
from promapp_console.chips import chip

from .base import ReadOnlyAdmin


@admin.register(ScheduledJob)
class ScheduledJobAdmin(ReadOnlyAdmin):
    console_list = "notifications"
    list_display = ["name", "result_chip", "outcome", "started_at", "finished_at"]
    fields = ["name", "result_chip", "outcome", "started_at", "finished_at"]

    @admin.display(description=_("Result"))
    def result_chip(self, job: ScheduledJob) -> str:
        return chip("bad", _("Failed")) if job.is_failed else chip("good", _("Done"))

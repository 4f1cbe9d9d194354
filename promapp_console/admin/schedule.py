"""Scheduled work: when each job last ran, and what came of it."""

from __future__ import annotations

from django.contrib import admin

from accounts.models import ScheduledJob
from promapp_console.chips import chip

from .base import ReadOnlyAdmin


@admin.register(ScheduledJob)
class ScheduledJobAdmin(ReadOnlyAdmin):
    list_display = ["name", "result_chip", "outcome", "started_at", "finished_at"]
    fields = ["name", "result_chip", "outcome", "started_at", "finished_at"]

    @admin.display(description="Result")
    def result_chip(self, job: ScheduledJob) -> str:
        return chip("bad", "Failed") if job.is_failed else chip("good", "Done")

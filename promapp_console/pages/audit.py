"""The audit log: who did what in the console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from accounts.work.audit import AuditEntry
from promapp_console.lists import audit as log


@require_safe
@administrator_required
def audit_log(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, narrowed down by what the address asks for."""
    filters = log.AuditPageFilterSet(request.GET, AuditEntry.objects.all())
    page = log.read(
        filters.sets(),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    asked = request.GET.copy()
    for name in ("before", "after"):
        asked.pop(name, None)
    context = {"filters": filters, "page": page, "asked": asked.urlencode()}
    return render(request, "accounts/audit_log.html", context)

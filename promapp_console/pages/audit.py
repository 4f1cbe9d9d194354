"""The audit log: who did what in the console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from accounts.work.audit import AuditEntry
from promapp_console.lists import addresses, toolbar
from promapp_console.lists import audit as log
from promapp_console.lists.days import by_day


@require_safe
@administrator_required
def audit_log(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, narrowed down by what the address asks for."""
    asked = addresses.read(request.GET, since="date_from", until="date_to")
    addresses.drop_all(asked, "action")
    filters = log.AuditPageFilterSet(asked, AuditEntry.objects.all())
    size = toolbar.size(asked, log.PAGE)
    page = log.read(
        filters.sets(),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=size,
    )
    context = {
        "toolbar": toolbar.toolbar(
            filters.form, asked, search="actor", period=("date_from", "date_to")
        ),
        "page": page,
        "days": by_day(page.lines, lambda line: line.entry.created_at),
        "pages": toolbar.pages(
            asked,
            shown=len(page.lines),
            size=size,
            back=("after", page.newer) if page.newer else None,
            on=("before", page.older) if page.older else None,
        ),
        "is_narrowed": any(asked.get(name) for name in filters.filters),
    }
    return render(request, "accounts/audit_log.html", context)

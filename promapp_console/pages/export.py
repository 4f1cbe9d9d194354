"""The log as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required, recently_proven
from accounts.work import audit
from promapp_console.lists import sheets
from promapp_console.lists.log_filters import LogFilterSet
from promapp_console.provisioning import wording
from scim.models import ProvisioningEvent
from scim.table.dates import format_date_time

from .log import asked_for

COLUMNS = [
    "time",
    "result",
    "action",
    "what",
    "resource type",
    "name",
    "external id",
    "SCIM id",
    "token",
    "address",
    "method",
    "path",
    "status",
    "scimType",
    "detail",
    "notes",
    "modified properties",
    "duration in ms",
    "request id",
]


@require_safe
@administrator_required
@recently_proven
def log_csv(request: HttpRequest) -> HttpResponseBase:
    """Download the events that the address asks for, newest first."""
    found = LogFilterSet(asked_for(request), ProvisioningEvent.objects.without_bodies())
    if not found.is_valid():  # the page says what is wrong
        return redirect(f"{reverse('provisioning-log')}?{request.GET.urlencode()}")
    audit.record(request, audit.Action.LOG_EXPORTED, None, query=request.GET.urlencode()[:500])
    return sheets.download("provisioning-log", lines(found.qs.select_related("token")))


def lines(events: Any) -> Iterator[str]:
    """Yield the header and a line for each event, newest first."""
    return sheets.lines(COLUMNS, sheets.newest_first(events), cells)


def cells(event: ProvisioningEvent) -> list[object]:
    return [
        format_date_time(event.created_at),
        event.result,
        event.action,
        wording.plain(event),
        event.resource_type,
        event.name,
        event.external_id,
        event.resource_id,
        f"{event.token.description} ({event.token.hint})" if event.token else "",
        event.address or "",
        event.method,
        event.path,
        event.status,
        event.scim_type,
        event.detail,
        event.notes,
        json.dumps(event.changes, ensure_ascii=False) if event.changes else "",
        event.duration_ms,
        event.request_id,
    ]

"""The log as CSV: streamed row by row, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required, recently_proven
from accounts.work import audit
from promapp_console.lists.log_filters import LogFilterSet
from promapp_console.provisioning import wording
from scim.models import ProvisioningEvent
from scim.table.dates import format_date_time

from .log import asked_for

CHUNK = 1000  # rows fetched at once
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
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # full-width too
# A spreadsheet that takes another sign for the separator begins a cell behind it, or on a new line.
_NEW_CELL = re.compile("([;\t\r\n][ '\"]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")


@require_safe
@administrator_required
@recently_proven
def log_csv(request: HttpRequest) -> HttpResponseBase:
    """Download the events that the address asks for, newest first."""
    found = LogFilterSet(asked_for(request), ProvisioningEvent.objects.without_bodies())
    if not found.is_valid():  # the page says what is wrong
        return redirect(f"{reverse('provisioning-log')}?{request.GET.urlencode()}")
    audit.record(request, audit.Action.LOG_EXPORTED, None, query=request.GET.urlencode()[:500])
    name = f"provisioning-log-{timezone.now():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        lines(found.qs.select_related("token")),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """A file that hands each line straight on."""

    def write(self, line: str) -> str:
        return line


def lines(events: Any) -> Iterator[str]:
    """Yield the header and a line for each event, newest first; CHUNK rows are in memory.

    A statement for each CHUNK: none takes long, and no cursor stays open on a pooled connection.
    """
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    rest = events = events.order_by("-created_at", "-pk")
    while found := list(rest[:CHUNK]):
        for event in found:
            yield writer.writerow([harmless(value) for value in _row(event)])
        last = found[-1]
        same = Q(created_at=last.created_at, pk__gte=last.pk)
        rest = events.filter(created_at__lte=last.created_at).exclude(same)


def _row(event: ProvisioningEvent) -> list[object]:
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


def harmless(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula, by an apostrophe before it.

    Wherever a cell may begin: with `;` between the cells, as in half of Europe, quotes do not help.
    """
    if not isinstance(value, str):
        return value
    mark = "'" if value.startswith(_FORMULA) else ""
    return mark + _NEW_CELL.sub(r"\1'", value)

"""Lists of Django admin as CSV."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy

from accounts.work import audit
from promapp_console.lists import sheets
from scim.table.dates import format_date_time


@admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
def export_csv(page: Any, request: HttpRequest, queryset: QuerySet[Any]) -> StreamingHttpResponse:
    """Download the chosen rows: the columns are those that the page names in `export_columns`."""
    name = str(page.opts.verbose_name_plural)
    audit.record(
        request, audit.Action.LIST_EXPORTED, None, list=name, query=request.GET.urlencode()[:500]
    )
    columns = page.export_columns
    lines = sheets.lines(
        list(columns),
        page.export_chunks(queryset),
        lambda row: [_cell(read(row)) for read in columns.values()],
    )
    return sheets.download(name.replace(" ", "-"), lines)


def _cell(value: Any) -> object:
    return format_date_time(value) if hasattr(value, "isoformat") else value

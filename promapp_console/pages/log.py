"""Provisioning → Log: what the identity provider asked for, and what came of it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from promapp_console import chips
from promapp_console.lists import filters, keyset, toolbar
from promapp_console.lists.days import by_day
from promapp_console.lists.log_filters import CAUSE, CHANGES, LogFilterSet
from promapp_console.provisioning import wording
from promapp_console.provisioning.diagnosis import diagnose
from promapp_console.templatetags.console import scim_value
from scim.models import ProvisioningEvent

from .status import remedy_address

PAGE_SIZE = 50


@require_safe
@administrator_required
def log(request: HttpRequest) -> HttpResponse:
    """List the events that the address asks for, newest first."""
    asked = asked_for(request)
    found = LogFilterSet(asked, ProvisioningEvent.objects.without_bodies())
    rows: list[ProvisioningEvent] = []
    pages = toolbar.Pages()
    is_wide = False
    if found.is_valid():
        rows, pages = _page(found.qs.select_related("token"), asked)
        is_wide = filters.is_wide(found.form.cleaned_data.get("search", ""))
    lines = [(event, chips.RESULT[_result(event)], wording.plain(event)) for event in rows]
    context = {
        "toolbar": toolbar.toolbar(
            found.form, asked, search="search", period=("date_from", "date_to"), cause=CAUSE
        ),
        "rows": lines,
        "days": by_day(lines, lambda line: line[0].created_at),
        "pages": pages,
        "most_people": filters.MOST_PEOPLE if is_wide else 0,
        "most_groups": filters.MOST_GROUPS,
        "is_narrowed": bool(request.GET),
        "query": _without_place(asked).urlencode(),
    }
    return render(request, "scim/log.html", context)


def asked_for(request: HttpRequest) -> QueryDict:
    """The filters of an address; with none at all, changes and failures are shown."""
    asked = request.GET.copy()
    asked.pop("page", None)
    if not asked:
        asked["show"] = CHANGES
    return asked


def _without_place(asked: QueryDict) -> QueryDict:
    kept = asked.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    return kept


def _result(event: ProvisioningEvent) -> ProvisioningEvent.Result:
    return ProvisioningEvent.Result(event.result)


def _page(events: Any, asked: QueryDict) -> tuple[list[ProvisioningEvent], toolbar.Pages]:
    """Cut out a page by the id of the event it follows: four queries at most, no scan."""
    backwards = "after" in asked
    pk = keyset.key(asked.get("after" if backwards else "before", ""))
    place = None if pk is None else keyset.NEWEST_FIRST.place(events, pk=pk)
    order, size = keyset.NEWEST_FIRST, toolbar.size(asked, PAGE_SIZE)
    found = keyset.cut([events], order, size, place, backwards=backwards)
    rows = found.rows
    return rows, toolbar.pages(
        asked,
        shown=len(rows),
        ahead=keyset.ahead(events, order, rows[0]) if found.has_previous else 0,
        total=keyset.in_words(keyset.count(events)),
        size=size,
        back=("after", rows[0].pk) if found.has_previous else None,
        on=("before", rows[-1].pk) if found.has_next else None,
    )


@require_safe
@administrator_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event: what was sent, what changed, what was answered, and what to do."""
    found = get_object_or_404(
        ProvisioningEvent.objects.select_related("token", "user", "group"), pk=pk
    )
    diagnosis = diagnose(found)
    context = {
        "event": found,
        "kind": chips.RESULT[_result(found)],
        "sentence": wording.plain(found),
        "diagnosis": diagnosis,
        "remedy": remedy_address(diagnosis.remedy) if diagnosis else "",
        "changes": [
            (change["attribute"], scim_value(change.get("old")), scim_value(change.get("new")))
            for change in found.changes
        ],
        "request_body": _indented(found.request_document),
        "response_body": _indented(found.response_document),
        "others": ProvisioningEvent.objects.without_bodies()
        .filter(request_id=found.request_id)
        .exclude(pk=found.pk)[:PAGE_SIZE],
    }
    return render(request, "scim/event.html", context)


def _indented(document: object) -> str:
    return "" if document is None else json.dumps(document, ensure_ascii=False, indent=2)

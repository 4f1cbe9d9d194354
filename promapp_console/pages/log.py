"""Provisioning → Log: what the identity provider asked for, and what came of it."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from promapp_console.lists.log_filters import CHANGES, LogFilterSet
from promapp_console.provisioning import wording
from promapp_console.provisioning.diagnosis import diagnose
from promapp_console.templatetags.console import scim_value
from scim.models import ProvisioningEvent

from .status import remedy_address

PAGE_SIZE = 50
COUNTED = 10_000
KINDS = {
    ProvisioningEvent.Result.SUCCESS: "good",
    ProvisioningEvent.Result.FAILURE: "bad",
    ProvisioningEvent.Result.SKIPPED: "quiet",
    ProvisioningEvent.Result.REJECTED: "warning",
}


@require_safe
@never_cache
@administrator_required
def log(request: HttpRequest) -> HttpResponse:
    """List the events that the address asks for, newest first."""
    asked = asked_for(request)
    found = LogFilterSet(asked, ProvisioningEvent.objects.without_bodies())
    rows: list[ProvisioningEvent] = []
    page: dict[str, Any] = {}
    if found.is_valid():
        rows, page = _page(found.qs.select_related("token"), asked)
    context = {
        "filter": found,
        "rows": [(event, KINDS[_result(event)], wording.plain(event)) for event in rows],
        "page": page,
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


def _page(events: Any, asked: QueryDict) -> tuple[list[ProvisioningEvent], dict[str, Any]]:
    """Cut out a page by the id of the event it follows: three queries, none of which scans."""
    total = events.order_by()[: COUNTED + 1].count()
    forwards = "after" not in asked
    place = _place(asked.get("before" if forwards else "after", ""))
    order = ("-created_at", "-pk") if forwards else ("created_at", "pk")
    if place:
        events = _beyond(events, place, "lt" if forwards else "gt")
    found = list(events.order_by(*order)[: PAGE_SIZE + 1])
    has_more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if not forwards:
        found.reverse()
    has_older = has_more if forwards else bool(place)
    has_newer = bool(place) if forwards else has_more
    return found, {
        "total": f"more than {COUNTED:,}" if total > COUNTED else f"{total:,}",
        "older": found[-1].pk if found and has_older else None,
        "newer": found[0].pk if found and has_newer else None,
    }


def _place(text: str) -> ProvisioningEvent | None:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return ProvisioningEvent.objects.only("pk", "created_at").filter(pk=int(text)).first()


def _beyond(events: Any, place: ProvisioningEvent, operator: str) -> Any:
    """What lies beyond a place: the first condition walks the index, the second is exact."""
    exact = Q(**{f"created_at__{operator}": place.created_at}) | Q(**{f"pk__{operator}": place.pk})
    return events.filter(exact, **{f"created_at__{operator}e": place.created_at})


@require_safe
@never_cache
@administrator_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event: what was sent, what changed, what was answered, and what to do."""
    found = get_object_or_404(
        ProvisioningEvent.objects.select_related("token", "user", "group"), pk=pk
    )
    diagnosis = diagnose(found)
    context = {
        "event": found,
        "kind": KINDS[_result(found)],
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

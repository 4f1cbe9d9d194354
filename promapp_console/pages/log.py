"""Provisioning → Log: what the identity provider asked for, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import words
from accounts.sign_in.guards import administrator_required
from promapp_console import chips
from promapp_console.lists import addresses, filters, keyset, periods, toolbar
from promapp_console.lists.days import by_day
from promapp_console.lists.log_filters import CAUSE, CHANGES, FAILED, RARE, LogFilterSet
from promapp_console.provisioning import holders, memberships, wording
from promapp_console.provisioning.diagnosis import diagnose
from promapp_console.provisioning.status import same_cause
from promapp_console.templatetags.console import scim_value
from scim.models import ProvisioningEvent

from . import counted, curl
from .status import remedy_address

PAGE_SIZE = 50
ALIKE = 3  # entries of the same cause
OF_A_REQUEST = 5  # entries of the same request; a bulk request has one for each operation


@require_safe
@administrator_required
def log(request: HttpRequest) -> HttpResponse:
    """List the events that the address asks for, newest first."""
    asked = asked_for(request)
    found = LogFilterSet(asked, _events())
    rows: list[ProvisioningEvent] = []
    pages = toolbar.Pages()
    is_wide = False
    if found.is_valid():
        rows, pages = _page(found, asked)
        is_wide = filters.is_wide(found.form.cleaned_data.get("search", ""))
    lines = [(event, chips.RESULT[_result(event)], wording.plain(event)) for event in rows]
    context = {
        "toolbar": toolbar.toolbar(
            found.form,
            asked,
            search="search",
            period=("date_from", "date_to"),
            cause=CAUSE,
            shortcut=FAILED,
            rare=RARE,
        ),
        "rows": lines,
        "days": by_day(lines, lambda line: line[0].created_at),
        "pages": pages,
        "most_people": filters.MOST_PEOPLE if is_wide else 0,
        "most_groups": filters.MOST_GROUPS,
        "is_narrowed": bool(request.GET),
        "query": addresses.query(asked),
    }
    return render(request, "scim/log.html", context)


def asked_for(request: HttpRequest) -> QueryDict:
    """The filters of an address; with none at all, changes and failures are shown."""
    asked = request.GET.copy()
    for name in ("page", "people"):  # of an entry's own lists
        asked.pop(name, None)
    if not asked:
        asked["show"] = CHANGES
    addresses.drop_all(asked, "result", "action")
    return asked


def _events() -> Any:
    return ProvisioningEvent.objects.without_bodies().select_related("token")


def _result(event: ProvisioningEvent) -> ProvisioningEvent.Result:
    return ProvisioningEvent.Result(event.result)


def _page(
    asked_events: LogFilterSet, asked: QueryDict
) -> tuple[list[ProvisioningEvent], toolbar.Pages]:
    """Cut out a page by the id of the event it follows: no scan, and four queries at most.

    Where several results or actions are asked for, one of them for each.
    """
    events, sets = asked_events.qs, asked_events.sets()
    backwards = "after" in asked
    pk = keyset.key(asked.get("after" if backwards else "before", ""))
    place = None if pk is None else keyset.NEWEST_FIRST.place(events, pk=pk)
    order, size = keyset.NEWEST_FIRST, toolbar.size(asked, PAGE_SIZE)
    found = keyset.cut(sets, order, size, place, backwards=backwards)
    rows = found.rows
    return rows, toolbar.pages(
        asked,
        shown=len(rows),
        ahead=keyset.ahead_along(sets, order, rows[0]) if found.has_previous else 0,
        total=keyset.in_words(keyset.count_along(sets, order)),
        size=size,
        back=("after", rows[0].pk) if found.has_previous else None,
        on=("before", rows[-1].pk) if found.has_next else None,
    )


@dataclass(frozen=True)
class Steps:
    """The entries around one, within the filter one came from; None at an end.

    `text`: which of them it is, `5 of 812`; empty for one that the filter does not find.
    """

    newer: ProvisioningEvent | None = None
    older: ProvisioningEvent | None = None
    text: str = ""


def _steps(event: ProvisioningEvent, found: LogFilterSet) -> Steps:
    """Find them: four queries for each set at most, each bounded."""
    if not found.is_valid():
        return Steps()
    order, sets, events = keyset.NEWEST_FIRST, found.sets(), found.qs
    place = (event.created_at, event.pk)
    newer, older = (
        keyset.cut(sets, order, 1, place, backwards=backwards).rows for backwards in (True, False)
    )
    text = ""
    if events.filter(pk=event.pk).exists():
        ahead = keyset.ahead_along(sets, order, event)
        total = keyset.in_words(keyset.count_along(sets, order))
        text = (
            _("%(part)s of %(total)s") % {"part": words.number(ahead + 1), "total": total}
            if ahead is not None
            else _("one of %(total)s") % {"total": total}
        )
        word = found.form.cleaned_data.get(periods.NAME)
        if word:
            period = dict(periods.CHOICES)[word]
            text = _("%(place)s in “%(period)s”") % {"place": text, "period": period}
    return Steps(newer[0] if newer else None, older[0] if older else None, text)


@require_safe
@administrator_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event: what was sent, what changed, what was answered, and what to do."""
    found = get_object_or_404(
        ProvisioningEvent.objects.select_related("token", "user", "group"), pk=pk
    )
    asked = asked_for(request)
    diagnosis = diagnose(found)
    cause = same_cause(found) if diagnosis else {}
    request_body = _indented(found.request_document)
    context = {
        "event": found,
        "kind": chips.RESULT[_result(found)],
        "sentence": wording.plain(found),
        "steps": _steps(found, LogFilterSet(asked, _events())),
        "query": addresses.query(asked),
        "diagnosis": diagnosis,
        "remedy": remedy_address(diagnosis, found),
        "holder": holders.holder(found),
        "changes": [
            (change["attribute"], scim_value(change.get("old")), scim_value(change.get("new")))
            for change in found.changes
            if change["attribute"] != "members"  # they have a list of their own
        ],
        "people": memberships.people(found, keyset.key(request.GET.get("people", "")) or 0),
        "request_body": request_body,
        "response_body": _indented(found.response_document),
        "curl": curl.command(found, request_body),
        "others": _events()
        .filter(request_id=found.request_id)
        .exclude(Q(pk=found.pk) | Q(request_id=""))[:OF_A_REQUEST],
        "alike": _events().filter(**cause).exclude(pk=found.pk)[:ALIKE] if cause else [],
        "all_alike": counted.log(cause) if cause else "",
    }
    return render(request, "scim/event.html", context)


def _indented(document: object) -> str:
    return "" if document is None else json.dumps(document, ensure_ascii=False, indent=2)

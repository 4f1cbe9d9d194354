"""Home, and Provisioning → Status."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages.warnings import Attention, about_rights, about_tokens
from accounts.sign_in.guards import administrator_required, signed_in
from accounts.work.schedule import failing_jobs, scheduled_overdue
from promapp_console import chips
from promapp_console.provisioning import alarms, holders, wording
from promapp_console.provisioning.connection import State, connection
from promapp_console.provisioning.diagnosis import Diagnosis
from promapp_console.provisioning.entries import Remedy
from promapp_console.provisioning.pulse import pulse
from promapp_console.provisioning.setup import setup_progress
from promapp_console.provisioning.status import FAILURES_OVER, FailureGroup, Status, status
from scim.models import ProvisioningEvent

from . import counted
from .tiles import tiles
from .untold import about_telling

RECENT = 8
CAUSES = 3  # of failures that stand on Home one by one
CHIPS = {
    State.WAITING: "quiet",
    State.CONNECTED: "good",
    State.QUIET: "quiet",
    State.FAILING: "bad",
    State.REJECTED: "bad",
}
PLACES = {
    Remedy.TOKENS: "profile",
    Remedy.SET_UP: "provisioning-setup",
    Remedy.MAPPING: "provisioning-mapping",
    Remedy.INBOX: "provisioning-links",
    Remedy.TAKE_OVER: "profile",
    Remedy.CLIENT: "profile",
    Remedy.USERS: "user-list",
    Remedy.GROUPS: "group-list",
    Remedy.LOG: "provisioning-log",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show how the site is connected and what changed last; others see their profile."""
    if not signed_in(request).is_administrator:
        return redirect("profile")
    now = status()
    context = {
        "status": now,
        "chip": CHIPS[now.connection.state],
        "now": timezone.now(),
        "pulse": pulse(now.connection),
        "tiles": tiles(now),
        "setup": setup_progress() if not now.users else None,
        "attention": needs(now, signed_in(request)),
        "events": last_changes(),
    }
    return render(request, "scim/home.html", context)


def last_changes() -> list[tuple[ProvisioningEvent, str, str]]:
    """The last things that happened, each with its chip and its sentence: one query."""
    events = ProvisioningEvent.objects.without_bodies().exclude(
        result=ProvisioningEvent.Result.SKIPPED
    )
    return [
        (event, chips.RESULT[ProvisioningEvent.Result(event.result)], wording.plain(event))
        for event in events.select_related("token")[:RECENT]
    ]


def needs(now: Status, user: User) -> list[Attention]:
    """What needs the attention of `user`, the gravest first; nine queries at most."""
    found = [
        *_alarms(),
        *about_telling(),
        *about_tokens(user),
        *about_rights(user),
        *_requests(now),
    ]
    found += [_failure(group, now.moment) for group in now.failures[:CAUSES]]
    if more := len(now.failures[CAUSES:]):
        found.append(_more_causes(more))
    return sorted(found, key=lambda item: item.kind != "error")


def _alarms() -> list[Attention]:
    found = []
    if burst := alarms.burst():
        lost = {"action": ["Disable", "Delete"], "resource_type": "User", "result": "Success"}
        address = counted.log(lost, burst.since, timezone.now())
        found.append(Attention("error", burst.sentence, _("Show them"), address))
    if scheduled_overdue():
        text = _(
            "Scheduled work has not run for a day: no mails are sent, and the log is not pruned. "
            "The server's log says why; with SCHEDULED_WORK=off a timer is to do it."
        )
        found.append(Attention("warning", text, "", ""))
    if jobs := failing_jobs():
        text = _("Scheduled work failed: %(jobs)s.") % {"jobs": ", ".join(job.name for job in jobs)}
        address = reverse("admin:accounts_scheduledjob_changelist")
        found.append(Attention("warning", text, _("Scheduled jobs"), address))
    return found


def _requests(now: Status) -> list[Attention]:
    count = now.open_link_requests
    if not count:
        return []
    text = ngettext(
        "%(count)s local account or group waits for your yes before the identity provider may "
        "manage it.",
        "%(count)s local accounts or groups wait for your yes before the identity provider may "
        "manage it.",
        count,
    ) % {"count": count}
    return [Attention("warning", text, _("Link requests"), reverse("provisioning-links"))]


def _more_causes(count: int) -> Attention:
    text = ngettext(
        "Requests failed for %(count)s more cause in the last 7 days.",
        "Requests failed for %(count)s more causes in the last 7 days.",
        count,
    ) % {"count": count}
    address = f"{reverse('provisioning')}#failures-heading"
    return Attention("warning", text, _("All causes"), address)


def _failure(group: FailureGroup, moment: datetime) -> Attention:
    address = counted.log(group.cause, moment - FAILURES_OVER, moment)
    text = ngettext(
        "%(title)s, once in the last 7 days.",
        "%(title)s, %(count)s times in the last 7 days.",
        group.count,
    ) % {"title": group.diagnosis.title, "count": group.count}
    holder = holders.holder(group.last)
    if holder is None:
        return Attention("warning", text, _("Show in the log"), address)
    name = holder.display_name or str(holder)
    page = reverse(
        "user-detail" if isinstance(holder, User) else "group-detail", args=[holder.scim_id]
    )
    text = f"{text} {_('The last time, by %(name)s.') % {'name': name}}"
    return Attention("warning", text, _("Show in the log"), address, ((name, page),))


@require_safe
@administrator_required
def provisioning(request: HttpRequest) -> HttpResponse:
    """Show Current Status and Statistics to Date."""
    now = status()
    context = {
        "status": now,
        "chip": CHIPS[now.connection.state],
        "remedy": remedy_address(now.connection.diagnosis, now.connection.event),
        "groups": [
            (
                group,
                remedy_address(group.diagnosis, group.last),
                counted.log(group.cause, now.moment - FAILURES_OVER, now.moment),
                holders.holder(group.last),
            )
            for group in now.failures
        ],
        "day_ago": now.moment - timedelta(days=1),
        "rejected": counted.entries("rejected", now.moment - timedelta(days=1), now.moment),
        "scheduled_overdue": scheduled_overdue(),
    }
    return render(request, "scim/status.html", context)


@require_safe
@administrator_required
def connection_part(request: HttpRequest) -> HttpResponse:
    """The health banner alone, which pages ask for anew."""
    now = connection()
    context = {"connection": now, "chip": CHIPS[now.state]}
    return render(request, "scim/includes/connection.html", context)


def remedy_address(found: Diagnosis | None, event: ProvisioningEvent | None = None) -> str:
    """Where the next step is taken; of the one token or user that an event is about."""
    if found is None:
        return ""
    if found.remedy is Remedy.TAKE_OVER and event and event.token_id:
        return reverse("token-take-over", args=[event.token_id])
    if found.remedy is Remedy.CLIENT and event and event.token_id:
        return reverse("token-detail", args=[event.token_id])
    if found.remedy is Remedy.USERS and event and event.name:
        return f"{reverse('user-list')}?{urlencode({'search': event.name})}"
    return reverse(PLACES[found.remedy])

"""The provisioning log's place on the pages of users and groups."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Group, User
from promapp_console import chips
from promapp_console.chips import chip
from scim.models import ProvisioningEvent

from .base import link, panel

RECENT = 20
EVENTS: Any = (gettext_lazy("Provisioning events"), {"fields": ("recent_events",)})


def result_chip(event: ProvisioningEvent) -> str:
    """The result as a word in its colour."""
    return chip(chips.RESULT[ProvisioningEvent.Result(event.result)], event.result)


def recent_events(resource: User | Group) -> str:
    """The last events of one user or group, and a link to all."""
    rows = [
        (
            link(event, localize(localtime(event.created_at))),
            result_chip(event),
            event.action,
            link(event.token, event.token.description if event.token else ""),
            event.status,
            Truncator(event.detail or event.notes).chars(80),
        )
        for event in resource.provisioning_events.select_related("token")[:RECENT]
    ]
    address = reverse("admin:scim_provisioningevent_changelist")
    query = f"{resource._meta.model_name}__id__exact={resource.pk}"
    headings = [_("When"), _("Result"), _("Action"), _("Access token"), _("Status"), _("Detail")]
    return panel(
        headings,
        rows,
        empty=_("The identity provider has not asked for a change yet."),
        more=(f"{address}?{query}", _("All events")) if rows else None,
    )

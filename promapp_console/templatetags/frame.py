"""What stands around every page: where one is, who one is, and how the connection is."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.exceptions import DisallowedHost
from django.template import Context
from django.utils.translation import gettext_lazy as _

from accounts.lifecycle.activation import open_sessions
from accounts.sign_in.devices import device
from promapp_console.pages.status import CHIPS
from promapp_console.provisioning.connection import connection
from scim.models import LinkRequest

register = template.Library()
register.filter(device)

# The name of a view begins with this; the longest beginning counts.
_PLACES = {
    "home": _("Home"),
    "search": _("Search"),
    "provisioning": _("Status"),
    "provisioning-setup": _("Set-up"),
    "provisioning-mapping": _("Mapping"),
    "provisioning-connections": _("Connections"),
    "provisioning-log": _("Log"),
    "provisioning-event": _("Log"),
    "provisioning-link": _("Link requests"),
    "provisioning-check": _("Self-check"),
    "notification": _("Notifications"),
    "user-": _("Users"),
    "group-": _("Groups"),
    "audit-log": _("Audit log"),
    "profile": _("My Profile"),
    "token-": _("My Profile"),
    "api-": _("JSON API"),
    "mfa_": _("Security"),
    "account_": _("Security"),
    "usersessions_": _("Sessions"),
}


@register.simple_tag(takes_context=True)
def here(context: Context) -> str:
    """The part of the console that the page belongs to, which a narrow bar shows."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    view = match.view_name or "" if match else ""
    found = [start for start in _PLACES if view.startswith(start)]
    return str(_PLACES[max(found, key=len)]) if found else ""


@register.filter
def initials(person: Any) -> str:
    """Two letters for somebody: of the names, else of the user name."""
    name = getattr(person, "display_name", "") or person.get_full_name() or person.username
    words = name.partition("@")[0].replace(".", " ").replace("-", " ").replace("_", " ").split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.inclusion_tag("includes/rail_foot.html", takes_context=True)
def rail_foot(context: Context) -> dict[str, Any]:
    """How the connection is: seven queries, where the page has not asked already."""
    status = context.get("status")
    now = getattr(status, "connection", None) or connection()
    return {"connection": now, "mark": CHIPS[now.state]}


@register.simple_tag(takes_context=True)
def waiting_links(context: Context) -> int:
    """How many link requests wait; one query, where the page has not asked already."""
    known = getattr(context.get("status"), "open_link_requests", None)
    return LinkRequest.objects.waiting().count() if known is None else int(known)


@register.simple_tag(takes_context=True)
def own_sessions(context: Context) -> int:
    """How many sessions are open as whoever reads the page; one query."""
    return open_sessions(context["request"].user).count()


@register.simple_tag(takes_context=True)
def opened_host(context: Context) -> str:
    """The host that the page was opened by; "" for one that the site does not answer to."""
    request = context.get("request")
    try:
        return request.get_host() if request else ""
    except DisallowedHost:
        return ""

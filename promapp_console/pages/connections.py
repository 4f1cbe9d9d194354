"""Provisioning → Connections: everything that may call this site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required, signed_in
from promapp_console.provisioning import callers


@require_safe
@administrator_required
def connections(request: HttpRequest) -> HttpResponse:
    """Show who may call, and the way from a long-lived token to an OAuth client."""
    found = callers.callers(signed_in(request))
    context = {"callers": found, "way": callers.way_over(found)}
    return render(request, "scim/connections.html", context)

"""The provisioning pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from accounts.models import AccessToken, Group, User
from scim.models import ProvisioningEvent

RECENT = 8


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show how the site is connected, and the last changes; others see their profile."""
    if not signed_in(request).is_administrator:
        return redirect("profile")
    events = ProvisioningEvent.objects.select_related("token", "user", "group")
    tokens = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM)
    context = {
        "has_token": tokens.live().exists(),
        "last_used": tokens.exclude(last_used_at=None).order_by("-last_used_at").first(),
        "has_user": User.objects.filter(is_provisioned=True).exists(),
        "tiles": [
            ("Users", User.objects.count()),
            ("Active users", User.objects.filter(is_active=True).count()),
            ("Groups", Group.objects.count()),
            ("Live Scim tokens", tokens.live().count()),
        ],
        "events": events[:RECENT],
    }
    return render(request, "scim/home.html", context)

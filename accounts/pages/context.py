"""What every page of the console knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts import languages

from .forms import THEMES


def theme(request: HttpRequest) -> str:
    """Return the chosen theme: light, dark, or auto for the system's."""
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return chosen if chosen in THEMES else "auto"


def console(request: HttpRequest) -> dict[str, Any]:
    """The theme, the languages, the cookie for the time zone, and the address for clients."""
    return {
        "theme": theme(request),
        "languages": languages.offered(),
        "zone_cookie": settings.TIME_ZONE_COOKIE_NAME,
        "public_url": settings.PUBLIC_URL,
        "tenant_url": f"{settings.PUBLIC_URL}/api/scim",
        "token_endpoint": f"{settings.PUBLIC_URL}/oauth/token",
    }

"""The language of this browser, for whoever has chosen none in My Profile."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import languages

AGE = 365 * 24 * 3600  # seconds


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and go back to where it was chosen."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    chosen = request.POST.get("language", "")
    if chosen in languages.offered():
        name = settings.LANGUAGE_COOKIE_NAME
        secure = name.startswith("__Host-")
        response.set_cookie(name, chosen, AGE, httponly=True, samesite="Lax", secure=secure)
    return response

"""What somebody chooses for this browser alone: kept in a cookie, with or without an account."""

from __future__ import annotations

from collections.abc import Container
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

KEPT_FOR = timedelta(days=365)


def keep(request: HttpRequest, chosen: str, offered: Container[str], cookie: str) -> HttpResponse:
    """Keep a choice if it is offered, and go back to where it was made."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    if chosen in offered:
        is_secure = cookie.startswith("__Host-")
        response.set_cookie(
            cookie, chosen, KEPT_FOR, httponly=True, samesite="Lax", secure=is_secure
        )
    return response

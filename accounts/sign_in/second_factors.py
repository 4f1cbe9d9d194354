"""A second factor for everybody with rights, where the site asks for one.

Whoever has rights and no second factor is led to set one up, and can do nothing else before; access
tokens go on working.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import programs
from accounts.models import User

NEEDED = _(
    "This site asks everybody with rights for a second factor. Set up an authenticator app or a "
    "security key to go on."
)
_OPEN = ("account_logout", "account_reauthenticate", "theme")


def is_lacking(user: object) -> bool:
    """True for somebody who must set a second factor up first; one query."""
    if not (settings.MFA_REQUIRED_FOR_ADMINISTRATORS and isinstance(user, User)):
        return False
    if not user.has_rights:
        return False
    factors = Authenticator.objects.filter(user=user)
    return not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class SecondFactorMiddleware:
    """Lets whoever lacks a second factor to the pages that set one up alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Answer in the page's stead."""
        match = request.resolver_match
        name = (match.url_name if match else "") or ""
        if name.startswith("mfa_") or name in _OPEN or not is_lacking(request.user):
            return None
        if programs.is_asking(request):
            return JsonResponse({"detail": NEEDED}, status=403)
        messages.warning(request, NEEDED)
        return redirect("mfa_index")

"""What every page of the site says to browsers beside the content security policy, and what stands
at well-known addresses, RFC 8615."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class PermissionsPolicyMiddleware:
    """Asks browsers for nothing of the device; passkeys are not among this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weak spot, RFC 9116; 404 where SECURITY_CONTACT names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (datetime.now(UTC) + timedelta(days=180)).replace(microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Lead password managers to the page: https://www.w3.org/TR/change-password-url/."""
    return redirect("account_change_password")

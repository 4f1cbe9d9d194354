"""The error pages: what happened, the request's id, the way back."""

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400; an address that this site does not answer to is explained."""
    page = "400_host.html" if isinstance(exception, DisallowedHost) else "400.html"
    return render(request, page, {"named": request.META.get("HTTP_HOST", "")[:200]}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429: allauth's rate limits end here."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; the page needs neither the database nor a session."""
    return render(request, "500.html", status=500)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose CSRF token does not fit any more, as after a night's sleep."""
    return render(request, "403_csrf.html", status=403)

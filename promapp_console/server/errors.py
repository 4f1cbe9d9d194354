"""The error pages: what happened, the request's id, the way back."""

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.pages.context import theme
from accounts.work.outages import Outage, log, outage_of


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400; an address that this site does not answer to is explained."""
    page = "400_host.html" if isinstance(exception, DisallowedHost) else "400.html"
    named = request.META.get("HTTP_HOST", "")[:200]
    _, _, port = named.rpartition(":")
    known = {"named": named, "port": port if port.isascii() and port.isdecimal() else ""}
    return render(request, page, known, status=400)


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
    """Answer 500, or 503 for a database that is away; needs neither it nor a session.

    Every exception of a page, of Django admin and of a middleware ends here.
    """
    error = sys.exc_info()[1]
    if error and (outage := outage_of(error)):
        log(outage, error)
        return unavailable(request, outage)
    return _bare(request, "500.html", status=500)


def _bare(request: HttpRequest, template: str, *, status: int, **context: object) -> HttpResponse:
    """A page without what context processors look up: messages, the session, the user."""
    known = {"request": request, "theme": theme(request), **context}
    return HttpResponse(render_to_string(template, known), status=status)


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Answer 503: a page, or JSON for a client of the API."""
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        response = JsonResponse({"detail": outage.detail}, status=503)
    else:
        response = _bare(request, "503.html", status=503, outage=outage)
    for name, value in outage.headers.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # not with a traceback for each
    return response


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose CSRF token does not fit any more, as after a night's sleep."""
    return render(request, "403_csrf.html", status=403)

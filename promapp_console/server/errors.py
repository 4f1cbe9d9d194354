"""The error pages: what happened, the request's id, the way back."""

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts import programs
from accounts.pages.context import theme
from accounts.work.outages import Outage, log, outage_of

CONSOLE, ENTRANCE = "console.html", "entrance.html"  # the frames of a page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400; an address that this site does not answer to is explained."""
    page = "400_host.html" if isinstance(exception, DisallowedHost) else "400.html"
    named = request.META.get("HTTP_HOST", "")[:200]
    _, _, port = named.rpartition(":")
    known = {"named": named, "port": port if port.isascii() and port.isdecimal() else ""}
    return _page(request, page, 400, **known)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _page(request, "404.html", 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429: allauth's rate limits end here."""
    return _page(request, "429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 for a database that is away; needs neither it nor a session.

    Every exception of a page, of Django admin and of a middleware ends here.
    """
    error = sys.exc_info()[1]
    if error and (outage := outage_of(error)):
        log(outage, error)
        return unavailable(request, outage)
    return _bare(request, "500.html", status=500)


def _page(request: HttpRequest, template: str, status: int, **known: object) -> HttpResponse:
    """A page in the frame that its reader knows."""
    return render(request, template, {"frame": _frame(request), **known}, status=status)


def _bare(request: HttpRequest, template: str, *, status: int, **context: object) -> HttpResponse:
    """A page without what context processors and the rail look up: neither database nor session."""
    known = {"request": request, "theme": theme(request), "is_bare": True, **context}
    known["csrf_token"] = get_token(request)
    try:
        page = render_to_string(template, {**known, "frame": _frame(request)})
    except Exception:  # the frame itself may be what went wrong
        page = render_to_string(template, {**known, "frame": ENTRANCE})
    return HttpResponse(page, status=status)


def _frame(request: HttpRequest) -> str:
    """The console's for whoever is signed in, if that is known without asking the database."""
    is_known = getattr(request, "_cached_user", None) is not None
    return CONSOLE if is_known and request.user.is_authenticated else ENTRANCE


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Answer 503: a page, or JSON for a client of the API."""
    response: HttpResponse
    if programs.is_asking(request):
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
    return _page(request, "403_csrf.html", 403)

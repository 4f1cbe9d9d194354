"""The entrance of the endpoint: `/api/scim` is answered here, below no other middleware.

No session, cookie, CSRF check, redirect or HTML page has any place in an identity provider's
request; leaving them out also saves a quarter of its time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from accounts.work.outages import log, outage_of
from scim.language import tolerance
from scim.table.errors import (
    InternalError,
    InvalidSyntax,
    InvalidVersion,
    NotFound,
    ScimError,
    Unavailable,
)

logger = logging.getLogger(__name__)
_ADDRESSES = "scim.endpoint.urls"
_ENDPOINT = re.compile(r"/+api/+scim(?=[/?]|$)", re.I)
_VERSION = re.compile(r"v[0-9]+(?:\.[0-9]+)?", re.I)
# As the site's pages have them, from middleware that does not run here.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class EndpointMiddleware:
    """Routes requests for `/api/scim` to their view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _ENDPOINT.match(request.path_info):
            return self.get_response(request)
        response = self._answer(request)
        protect(request, response)
        if response.content:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        else:
            del response["Content-Type"]
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except SuspiciousOperation:
            return InvalidSyntax(
                "This site does not answer to the host name of the request; use the Tenant URL "
                "that the console shows."
            ).to_response()
        take_path_out_of_query(request)
        try:
            # The endpoint's own addresses: those of the pages need not be tried first.
            match = resolve(f"/{_path_within(request.path_info)}", _ADDRESSES)
        except Resolver404:
            return unknown_address(request.path_info).to_response()
        request.resolver_match = match
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Exception as error:
            if outage := outage_of(error):  # before the token was known
                log(outage, error)
                return Unavailable.of(outage).to_response()
            # Not even the log could be written; what was done is undone.
            logger.exception("A request failed outside of its view.")
            return InternalError(
                "Something went wrong here, and nothing was changed."
            ).to_response()
        return response


def protect(request: HttpRequest, response: HttpResponse) -> None:
    """Give an answer, which no middleware of the pages sees, the headers that those would give."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.SECURE_HSTS_SECONDS and request.is_secure():
        response.headers.setdefault("Strict-Transport-Security", _strict_transport())


def _strict_transport() -> str:
    """The header that keeps browsers to https, RFC 6797; as Django's own middleware writes it."""
    subdomains = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    return f"max-age={settings.SECURE_HSTS_SECONDS}{subdomains}"


def unknown_address(path: str) -> ScimError:
    """The error for an address that there is not."""
    first = next((step for step in _ENDPOINT.sub("", path, count=1).split("/") if step), "")
    if _VERSION.fullmatch(first):
        return InvalidVersion(
            f"'{first}' is a version of SCIM that is not spoken here; v2 is. Use the Tenant URL "
            "that the console shows."
        )
    return NotFound(
        f"There is nothing at '{path[:200]}'. The Tenant URL ends in /api/scim; the client adds "
        "/Users or /Groups."
    )


def take_path_out_of_query(request: HttpRequest) -> None:
    """Put right what a Tenant URL that ends in `?aadOptscim062020` makes of the client's path."""
    if canonical_path(request.path_info) != canonical_path(""):
        return
    path, request.META["QUERY_STRING"] = tolerance.flag_before_path(
        request.META.get("QUERY_STRING", "")
    )
    request.path_info += path


def canonical_path(path: str) -> str:
    """Return the path as `urls` has it."""
    return f"/api/scim/{_path_within(path)}"


def _path_within(path: str) -> str:
    return "/".join(tolerance.steps_of_path(_ENDPOINT.sub("", path, count=1)))

"""The entrance of the endpoint: `/api/scim` is answered here, below no other middleware.

No session, cookie, CSRF check, redirect or HTML page has any place in an identity provider's
request; leaving them out also saves a quarter of its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from .errors import InvalidSyntax, NotFound

_ENDPOINT = re.compile(r"/+api/+scim(?=/|$)", re.I)
_FLAG = "aadoptscim062020"


class EndpointMiddleware:
    """Routes requests for `/api/scim` to their view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _ENDPOINT.match(request.path_info):
            return self.get_response(request)
        response = self._answer(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except SuspiciousOperation:
            return InvalidSyntax(
                "This site does not answer to the host name of the request; use the Tenant URL "
                "that the console shows."
            ).to_response()
        path = canonical_path(request.path_info, request.META.get("QUERY_STRING", ""))
        try:
            match = resolve(path)
        except Resolver404:
            return NotFound(
                f"There is nothing at '{request.path_info[:200]}'. The Tenant URL ends in "
                "/api/scim; the client adds /Users or /Groups."
            ).to_response()
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response


def canonical_path(path: str, query: str) -> str:
    """Return the path as `urls` has it.

    Doubled and trailing slashes, `/v2`, and Entra's flag `aadOptscim062020` are taken out. Where
    the flag was pasted with its question mark, what Entra appends lands in the query string.
    """
    if query.lower().startswith(_FLAG) and "/" in query:
        path += "/" + query[len(_FLAG) :].partition("?")[0]
    rest = _ENDPOINT.sub("", path, count=1)
    steps = [step for step in rest.split("/") if step and step.strip("?").lower() != _FLAG]
    if steps and steps[0].lower() == "v2":
        steps = steps[1:]
    return "/api/scim/" + "/".join(steps)

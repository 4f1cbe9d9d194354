"""The entrance of the authorization server: below no other middleware, as the SCIM endpoint."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve

from accounts.work.outages import log, outage_of
from scim.endpoint.entrance import protect

logger = logging.getLogger(__name__)
_ADDRESSES = "scim.oauth.urls"
_PATHS = ("/oauth/", "/.well-known/oauth-authorization-server")


class OAuthMiddleware:
    """Routes requests for the authorization server to their view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_PATHS):
            return self.get_response(request)
        response = self._answer(request)
        protect(request, response)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except SuspiciousOperation:
            return _error(
                400,
                "invalid_request",
                "This site does not answer to the host name of the request. Use the Token Endpoint "
                "that the console shows.",
            )
        try:
            match = resolve(request.path_info.rstrip("/"), _ADDRESSES)
        except Resolver404:
            return _error(
                404,
                "invalid_request",
                "There is nothing here. Use the Token Endpoint that the console shows.",
            )
        request.resolver_match = match
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Exception as error:
            if outage := outage_of(error):
                log(outage, error)
                answer = _error(503, "temporarily_unavailable", outage.detail, outage.headers)
                answer._has_been_logged = True  # type: ignore[attr-defined]
                return answer
            logger.exception("A token request failed.")
            return _error(500, "server_error", "Something went wrong here. Nothing was issued.")
        return response


def _error(
    status: int, error: str, description: str, headers: dict[str, str] | None = None
) -> JsonResponse:
    body = {"error": error, "error_description": description}
    return JsonResponse(body, status=status, headers=headers)

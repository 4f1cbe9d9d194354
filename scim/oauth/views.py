"""The addresses of the authorization server: forms in, JSON out, no session and no page."""

from __future__ import annotations

import uuid
from typing import Any

from authlib.oauth2 import OAuth2Error
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.views.generic import View

from accounts.addresses import client_address
from accounts.models import AccessToken
from accounts.tokens import use
from accounts.tokens.assertions import ALGORITHMS
from scim.log import recording, visits
from scim.log.recording import Exchange

from .errors import Refused
from .server import METHODS, SERVER, Client, Request


class FormView(View):
    """An address that takes a form: every answer but a good one is an entry of the log."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        exchange = Exchange(getattr(request, "request_id", "") or str(uuid.uuid4()))
        response = self._answer(request, exchange)
        response["X-Request-ID"] = exchange.request_id
        response["Cache-Control"] = "no-store"
        response["Pragma"] = "no-cache"
        return response

    def _answer(self, request: HttpRequest, exchange: Exchange) -> HttpResponse:
        try:
            if request.method != "POST":
                raise Refused(
                    "oauth_method",
                    "This address takes POST alone, with a form in the body.",
                    status=405,
                    headers={"Allow": "POST"},
                )
            return self.answer(Request(request))
        except UnreadablePostError:
            refused = Refused("oauth_no_form", "The connection broke off before the body had come.")
        except Refused as error:
            refused = error
        except OAuth2Error as error:  # Authlib's own
            refused = Refused(
                "oauth_request", error.description or "Refused.", error=error.error or ""
            )
        exchange.reason, exchange.token = refused.reason, refused.client
        recording.record_refusal(
            exchange,
            request,
            status=refused.status_code,
            detail=refused.description,
            notes=refused.trace,
        )
        body = {"error": refused.error, "error_description": refused.description}
        return JsonResponse(body, status=refused.status_code, headers=refused.headers)

    def answer(self, request: Request) -> HttpResponse:
        """Answer one form. Raises OAuth2Error."""
        raise NotImplementedError


class TokenView(FormView):
    """The token endpoint: RFC 6749 section 3.2."""

    def answer(self, request: Request) -> HttpResponse:
        response: HttpResponse = SERVER.create_token_response(request)
        client: Client = request.client
        client.credential.note_use()
        # A visit looks at when the client was used before.
        if client.row.scope == AccessToken.Scope.SCIM:
            visits.note(client.row)
        use.record(client.row, client_address(request.django))
        return response


class RevocationView(FormView):
    """RFC 7009."""

    def answer(self, request: Request) -> HttpResponse:
        response: HttpResponse = SERVER.create_endpoint_response("revocation", request)
        return response


class IntrospectionView(FormView):
    """RFC 7662."""

    def answer(self, request: Request) -> HttpResponse:
        response: HttpResponse = SERVER.create_endpoint_response("introspection", request)
        return response


def metadata(request: HttpRequest) -> HttpResponse:
    """What the authorization server offers: RFC 8414."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})

    def address(name: str) -> str:
        return settings.PUBLIC_URL + reverse(f"oauth:{name}")

    offered = {
        "issuer": settings.PUBLIC_URL,
        "token_endpoint": address("token"),
        "revocation_endpoint": address("revoke"),
        "introspection_endpoint": address("introspect"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": AccessToken.Scope.values,
    }
    for endpoint in ("token", "revocation", "introspection"):
        offered[f"{endpoint}_endpoint_auth_methods_supported"] = METHODS
        offered[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    return JsonResponse(offered)

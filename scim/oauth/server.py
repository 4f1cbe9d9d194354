"""The authorization server: Authlib's, with this site's clients, tokens and words."""

from __future__ import annotations

from math import ceil
from typing import Any

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from django.conf import settings
from django.http import HttpRequest, JsonResponse

from accounts.models import AccessToken, IssuedToken
from accounts.tokens import clients, issued, trusts
from accounts.tokens.client_rows import Credential
from accounts.tokens.refusals import Refusal
from accounts.work.transport import crossed_in_clear

from . import forms, guesses
from .errors import CHALLENGE, Refused, invalid_client, too_many
from .forms import Credentials

METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]


class Request(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads it; `django` is the one it was made of."""

    def __init__(self, request: HttpRequest) -> None:
        # Authlib would refuse a site that is reached by http; `authenticate` has the site's rule.
        super().__init__("POST", f"https://oauth{request.path}", headers=request.headers)
        self.django = request
        self.parameters = forms.read(request)
        self.payload = BasicOAuth2Payload(self.parameters)

    @property
    def form(self) -> dict[str, str]:
        return self.parameters


class Client:
    """A client that has shown who it is, as Authlib asks about it."""

    def __init__(self, credential: Credential) -> None:
        self.credential = credential
        self.row: AccessToken = credential.client

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return True

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


def authenticate(_query: Any, request: Request) -> Client:
    """Return the client of a request, by its secret or by an assertion. Raises Refused."""
    given = forms.credentials(request.django, request.parameters)
    if not (given.identifier and (given.secret or given.assertion)):
        raise Refused(
            "oauth_no_client",
            "The request names no client: client_id or client_secret is missing. Paste Client "
            "Identifier and Client Secret into the identity provider.",
            error="invalid_client",
            status=401,
            headers={"WWW-Authenticate": CHALLENGE},
        )
    prove = _by_assertion if given.assertion else _by_secret
    return Client(prove(request.django, given))


def _by_secret(request: HttpRequest, given: Credentials) -> Credential:
    try:
        secret = clients.usable_secret(given.identifier, given.secret)
    except Refusal as refusal:
        if refusal.is_guess:
            guesses.count(request, given.identifier)
        raise invalid_client(refusal) from None
    if crossed_in_clear(request):  # of a secret that is none, that says nothing
        raise Refused(
            "client_in_clear",
            f"The secret {secret} was sent over plain http: it could be read on the way and must "
            "be taken for exposed. Revoke it on the client's page under My Profile, add a new one, "
            "and let the Token Endpoint begin with https://.",
            client=secret.client,
        )
    return secret


def _by_assertion(request: HttpRequest, given: Credentials) -> Credential:
    try:
        trust = trusts.usable_trust(given.identifier, given.assertion)
    except trusts.Refused as refused:
        if refused.is_guess:
            guesses.count(request, given.identifier)
        raise invalid_client(refused.refusal, refused.trace) from None
    if crossed_in_clear(request):
        raise Refused(
            "assertion_in_clear",
            "The client assertion was sent over plain http: whoever read it on the way may use it "
            "for an hour. Let the Token Endpoint begin with https://.",
            client=trust.client,
        )
    return trust


class ClientCredentials(ClientCredentialsGrant):  # type: ignore[misc]
    """RFC 6749 section 4.4."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    """RFC 7009: of a client's own tokens; what is no such token needs no end."""

    CLIENT_AUTH_METHODS = METHODS

    def authenticate_token(self, request: Request, client: Client) -> IssuedToken | None:
        return _own(request, client)

    def revoke_token(self, token: IssuedToken, request: Request) -> None:
        issued.revoke(token)


class Introspection(IntrospectionEndpoint):  # type: ignore[misc]
    """RFC 7662: of a client's own tokens; of all others nothing is told."""

    CLIENT_AUTH_METHODS = METHODS

    def authenticate_token(self, request: Request, client: Client) -> IssuedToken | None:
        token = _own(request, client)
        return token if token and not token.is_ended and not token.credential.is_ended else None

    def create_introspection_payload(self, token: IssuedToken | None) -> dict[str, Any]:
        if token is None:
            return {"active": False}
        return {
            "active": True,
            "client_id": token.client.hint,
            "scope": token.client.scope,
            "token_type": "Bearer",
            "iat": int(token.created_at.timestamp()),
            "exp": int(token.expires_at.timestamp()),
            "iss": settings.PUBLIC_URL,
        }


def _own(request: Request, client: Client) -> IssuedToken | None:
    if "token" not in request.parameters:
        raise Refused(
            "oauth_no_token", "The parameter token is missing. Send the access token that is meant."
        )
    token = issued.find(request.parameters["token"])
    return token if token and token.client.pk == client.row.pk else None


class Server(AuthorizationServer):  # type: ignore[misc]
    """What Authlib leaves to a site."""

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def handle_response(
        self, status: int, body: dict[str, Any], headers: list[tuple[str, str]]
    ) -> JsonResponse:
        response = JsonResponse(body, status=status)
        for name, value in headers:
            response[name] = value
        return response

    def handle_error_response(self, request: Request, error: OAuth2Error) -> JsonResponse:
        raise error

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def get_token_grant(self, request: Request) -> ClientCredentials:
        given = request.payload.grant_type
        if given == ClientCredentials.GRANT_TYPE:
            return ClientCredentials(request, self)
        if given is None:
            raise Refused(
                "oauth_grant", "The parameter grant_type is missing. Send client_credentials."
            )
        raise Refused(
            "oauth_grant",
            f"The grant type {given[:100]} is not offered here. Choose OAuth 2.0 client "
            "credentials in the identity provider.",
            error="unsupported_grant_type",
        )

    def generate_token(self, *, client: Client, scope: str | None, **_: Any) -> dict[str, Any]:
        asked = set((scope or "").split())
        if not asked <= {client.row.scope}:
            raise Refused(
                "oauth_scope",
                f"This client has the scope {client.row.scope}, and no other. Send scope="
                f"{client.row.scope}, or no scope at all.",
                error="invalid_scope",
                client=client.row,
            )
        try:
            text = issued.issue(client.credential)
        except issued.TooMany as refusal:
            raise too_many(
                f"This client was issued {issued.MOST} tokens within a minute, which is the most. "
                "A token works for an hour or longer: use it again.",
                ceil(refusal.wait),
                client.row,
            ) from None
        return {
            "access_token": text,
            "token_type": "Bearer",
            "expires_in": settings.OAUTH_TOKEN_SECONDS,
            "scope": client.row.scope,
        }

    def save_token(self, token: dict[str, Any], request: Request) -> None:
        """It is stored already."""


SERVER = Server()
for method in METHODS:
    SERVER.register_client_auth_method(method, authenticate)
SERVER.register_endpoint(Revocation)
SERVER.register_endpoint(Introspection)

"""Who may use the API: administrators, by their session or by a token with the scope Audit."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.addresses import client_address
from accounts.models import AccessToken, User
from accounts.tokens import use
from accounts.tokens.door import Door
from accounts.tokens.refusals import Refusal
from scim.endpoint.throttle import Throttle

DOOR = Door(AccessToken.Scope.AUDIT, realm="api")
_requests = Throttle(settings.API_REQUESTS_PER_SECOND, 2 * settings.API_REQUESTS_PER_SECOND)


class Turned(AuthenticationFailed):
    """A token that opens nothing; `challenge` is the WWW-Authenticate header."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.challenge = DOOR.challenge(refusal)


class WrongScope(PermissionDenied):
    """A good token, but for something else."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.challenge = DOOR.challenge(refusal)


class AuditTokenAuthentication(BaseAuthentication):
    """An access token in the Authorization header. Where there is one, no session counts."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """Return the token's owner and the token."""
        if "HTTP_AUTHORIZATION" not in request.META:
            return None
        try:
            token = DOOR.authenticate(request._request)
        except Refusal as refusal:
            kind = WrongScope if refusal.is_forbidden else Turned
            raise kind(refusal) from None
        if token.owner is None:  # such a token is refused above
            return None
        use.record(token, client_address(request._request))
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge for a request that shows nothing."""
        return f'Bearer realm="{DOOR.realm}"'


class ConsoleSessionAuthentication(SessionAuthentication):
    """The session of the console's pages; a write needs the CSRF token as well."""

    def enforce_csrf(self, request: Request) -> None:
        """Raise PermissionDenied for a write that another site may have caused."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise PermissionDenied(
                f"The request may come from another site. Send the value of the cookie "
                f"{settings.CSRF_COOKIE_NAME} in the header X-CSRFToken as well."
            ) from None


class AdministratorsOnly(BasePermission):
    """Administrators may; an access token reads only."""

    message = "Only active administrators may use this API."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the request may go on; sets `message` where not."""
        user = request.user
        if not isinstance(user, User) or not user.is_administrator:
            return False
        if request.auth is not None and request.method not in SAFE_METHODS:
            self.message = "An access token only reads. Sign in to the console to change something."
            return False
        return True


class RequestThrottle(BaseThrottle):
    """So many requests a second for each token, or user, and process."""

    seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        """Take one request from the budget."""
        who = request.auth or request.user
        # By their kind too: a token and a user may have the same number.
        self.seconds = _requests.wait((type(who).__name__, who.pk))
        return not self.seconds

    def wait(self) -> float:
        """Return after how many seconds to try again."""
        return math.ceil(self.seconds)

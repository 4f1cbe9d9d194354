"""The API's description in OpenAPI: what drf-spectacular cannot see by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse

from .serializers import ErrorSerializer

ERRORS = {
    400: "The query or the body is not right; `errors` says where.",
    401: "Nobody is signed in, or the access token opens nothing.",
    403: "Not for an administrator, not with this scope, or not with a token.",
    404: "There is nothing here.",
    406: "The client takes no JSON.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
}
ERRORS_OF_WRITES = {
    409: "The state of the site forbids it.",
    415: "The body is not JSON by its own account.",
}


class ApiSchema(AutoSchema):
    """Tells what each operation may answer, beyond what it answers if all is well."""

    def get_tags(self) -> list[str]:
        """Group by the first step of the address."""
        return [self.path.removeprefix("/api/v1/").partition("/")[0]]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        """Add the errors."""
        errors = ERRORS if self.method == "GET" else {**ERRORS, **ERRORS_OF_WRITES}
        answers: dict[str, Any] = super()._get_response_bodies(direction)
        for status, words in errors.items():
            answer = OpenApiResponse(ErrorSerializer, words)
            answers[str(status)] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                answer, str(status)
            )
        return dict(sorted(answers.items()))


class AuditTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a token is sent."""

    target_class = "promapp_console.api.authentication.AuditTokenAuthentication"
    name = "auditToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Describe it."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token with the scope Audit: it reads, and changes nothing.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a signed-in administrator is known."""

    target_class = "promapp_console.api.authentication.ConsoleSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Describe it."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The console's session. A write also needs the header X-CSRFToken, "
            f"with the value of the cookie {settings.CSRF_COOKIE_NAME}.",
        }

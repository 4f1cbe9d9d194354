"""The errors a client can get, one class for each scimType of RFC 7644 section 3.12.

`detail` is read by an administrator in the identity provider's log: it says which attribute, what
was received, and what to do. It never holds the text of an exception or of a query.
"""

from __future__ import annotations

from typing import Any

from accounts.work.outages import Outage
from scim.library import SchemaURI, SCIMException

from .responses import ScimResponse

LONGEST_DETAIL = 1000  # characters; what a client sent may be quoted, but not at any length


class ScimError(SCIMException):  # type: ignore[misc]
    """A SCIM error response; `headers` go with it.

    `reason`: why, in a word for the log, where neither status nor scimType tells.
    """

    status = 500
    scim_type: str | None = None

    def __init__(
        self, detail: str, *, reason: str = "", headers: dict[str, str] | None = None
    ) -> None:
        is_long = len(detail) > LONGEST_DETAIL
        super().__init__(f"{detail[: LONGEST_DETAIL - 1]}…" if is_long else detail)
        self.reason = reason
        self.headers = headers or {}

    def to_dict(self) -> dict[str, Any]:
        """Return the body of RFC 7644 section 3.12; `status` is a string there."""
        document = {"schemas": [SchemaURI.ERROR], "status": str(self.status)}
        if self.scim_type:
            document["scimType"] = self.scim_type
        return {**document, "detail": self.detail}

    def to_response(self) -> ScimResponse:
        """Return the whole answer."""
        return ScimResponse(self.to_dict(), self.status, self.headers)


class InvalidSyntax(ScimError):
    """The body is not JSON, or not of the shape the request needs."""

    status, scim_type = 400, "invalidSyntax"


class InvalidFilter(ScimError):
    """The filter cannot be read, or compares what cannot be compared."""

    status, scim_type = 400, "invalidFilter"


class InvalidPath(ScimError):
    """A path that cannot be read, or that names no attribute of the schemas."""

    status, scim_type = 400, "invalidPath"


class NoTarget(ScimError):
    """A path with a filter that matches nothing."""

    status, scim_type = 400, "noTarget"


class InvalidVersion(ScimError):
    """A version of the protocol that is not spoken here: RFC 7644 section 3.13."""

    status, scim_type = 400, "invalidVers"


class InvalidValue(ScimError):
    """A value is missing or not of the attribute's type."""

    status, scim_type = 400, "invalidValue"


class Mutability(ScimError):
    """The attribute may not be changed that way."""

    status, scim_type = 400, "mutability"


class Unauthorized(ScimError):
    """No usable access token."""

    status = 401


class Forbidden(ScimError):
    """The access token is good, but not for this."""

    status = 403


class NotFound(ScimError):
    """No such resource or address."""

    status = 404


class MethodNotAllowed(ScimError):
    """The address exists, but not with this method."""

    status = 405


class Conflict(ScimError):
    """The state of the site forbids it."""

    status = 409


class Uniqueness(ScimError):
    """Another resource has this value already."""

    status, scim_type = 409, "uniqueness"


class PreconditionFailed(ScimError):
    """The resource has another version than the client expects."""

    status = 412


class PayloadTooLarge(ScimError):
    """The body is larger than the endpoint reads."""

    status = 413


class UnsupportedMediaType(ScimError):
    """The body is not JSON by its own account."""

    status = 415


class TooManyRequests(ScimError):
    """More requests than one token may send; `Retry-After` says how many seconds to wait."""

    status = 429


class NotAcceptable(ScimError):
    """The client takes no JSON."""

    status = 406


class InvalidCursor(ScimError):
    """A cursor that this service did not give for this search: RFC 9865 section 2.1."""

    status, scim_type = 400, "invalidCursor"


class ExpiredCursor(ScimError):
    """A cursor that was given too long ago: RFC 9865 section 2.1."""

    status, scim_type = 400, "expiredCursor"


class InvalidCount(ScimError):
    """A `count` that is no page size: RFC 9865 section 2.1."""

    status, scim_type = 400, "invalidCount"


class InternalError(ScimError):
    """A fault of ours; what it was stands in the server's log under the request id."""

    status = 500


class Unavailable(ScimError):
    """Not now; `Retry-After` says when."""

    status = 503

    @classmethod
    def of(cls, outage: Outage) -> Unavailable:
        """The database is away, busy or cannot be written to."""
        return cls(outage.detail, headers=outage.headers)

    def to_response(self) -> ScimResponse:
        """Return the whole answer; Django would write a line of its own for each."""
        response = super().to_response()
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


class NotImplementedHere(ScimError):
    """A part of the protocol this service does not offer."""

    status = 501


def leaked(where: str) -> str:
    """The refusal of what would show an access token to everybody who may read it."""
    return (
        f"{where} holds an access token of this site, so nothing was stored. Remove it at the "
        "source, and revoke the token: others may have read it there."
    )

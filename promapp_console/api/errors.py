"""Errors of the API: JSON with a `detail` that says what to do, and `errors` by field."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core import signals
from django.core.exceptions import TooManyFieldsSent
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.work.outages import log, outage_of

logger = logging.getLogger(__name__)


class Conflict(exceptions.APIException):
    """The state of the site forbids it."""

    status_code = 409
    default_code = "conflict"


class Unavailable(exceptions.APIException):
    """The database is busy, away or cannot be written to."""

    status_code = 503
    default_code = "unavailable"


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """Return the answer to what went wrong in a view."""
    request = context["request"]
    if outage := outage_of(error):
        log(outage, error)
        error = Unavailable(outage.detail)
    elif isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing with this id.")
    elif isinstance(error, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        error = exceptions.ParseError(f"The request has more than {most} parameters; send fewer.")
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return _unforeseen(error, request)
    if challenge := getattr(error, "challenge", None):
        response.headers["WWW-Authenticate"] = challenge
    if outage:
        response.headers["Retry-After"] = str(outage.retry_after)
        response._has_been_logged = True  # type: ignore[attr-defined]
    response.data = _body(error, context)
    return response


def _body(error: exceptions.APIException, context: dict[str, Any]) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        errors = error.detail if isinstance(error.detail, dict) else {"body": error.detail}
        return {"detail": "The request is not right; `errors` says where.", "errors": errors}
    return {"detail": _detail(error, context)}


def _detail(error: exceptions.APIException, context: dict[str, Any]) -> str:
    match error:
        case exceptions.NotAuthenticated():
            return (
                "Send an access token with the scope Audit as 'Authorization: Bearer …', or sign "
                "in to the console. Tokens are made under My Profile, Access Tokens."
            )
        case exceptions.MethodNotAllowed():
            methods = ", ".join(context["view"].allowed_methods)
            return f"{context['request'].method} is not possible here; {methods} are."
        case exceptions.NotAcceptable():
            return "The API answers in JSON. Send 'Accept: application/json'."
        case exceptions.UnsupportedMediaType():
            return "Send the body as JSON, with 'Content-Type: application/json'."
        case exceptions.Throttled():
            return "Too many requests. Wait as many seconds as Retry-After says, and go on."
        case _:
            return str(error.detail)


def _unforeseen(error: Exception, request: Any) -> Response:
    request_id = getattr(request, "request_id", "")
    logger.error("A request to the API failed.", exc_info=error)
    signals.got_request_exception.send(sender=None, request=request._request)
    detail = f"Something went wrong here. The site's log has it under request id {request_id}."
    return Response({"detail": detail}, status=500)

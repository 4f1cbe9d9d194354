"""A name for each request, in its answer, on the error page and in the log alike."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="-")
_FORBIDDEN = 403
# What a proxy may call a request; the log of provisioning keeps no more characters.
_NAME = re.compile(r"[A-Za-z0-9._=+/-]{8,64}")


class RequestIdMiddleware:
    """Puts the id on `request.request_id`, in the log's lines and in `X-Request-ID`.

    A proxy that is trusted may have given it: then its log and ours have the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = _given(request) or str(uuid.uuid4())
        request.request_id = request_id  # type: ignore[attr-defined]
        mark = _current.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(mark)
        response.headers["X-Request-ID"] = request_id
        return response


def _given(request: HttpRequest) -> str:
    """The id that a trusted proxy gave the request, or ""."""
    if not settings.TRUSTED_PROXY_COUNT:
        return ""
    name = request.META.get("HTTP_X_REQUEST_ID", "")
    return name if _NAME.fullmatch(name) else ""


class RequestIdFilter(logging.Filter):
    """Gives each line of the log the id of its request, or a dash, and to a 403 who was refused."""

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)  # Django logs errors after the middleware
        record.request_id = getattr(request, "request_id", _current.get())
        # Who was refused; nobody is looked up for it.
        if getattr(record, "status_code", 0) == _FORBIDDEN and hasattr(request, "_cached_user"):
            record.msg = f"{record.msg} (user {request.user.pk})"
        return True

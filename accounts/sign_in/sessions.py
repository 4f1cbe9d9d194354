"""How long a session lasts, and what a browser may keep of it.

A session ends when it was not used for a while, and in any case after a time. Pages that people see
once they have signed in, and those on which they do, are kept by no browser and no proxy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, user_logged_in
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from . import kept_forms, records

_BEGAN, _SEEN = "began_at", "seen_at"  # seconds since 1970, in the session
_NOTED_EVERY = 60  # seconds; a write for each request would be too many


class SessionLimitsMiddleware:
    """Ends sessions that lasted long enough; stands right below the one that knows the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        ended = _keep_or_end(request) if was_signed_in else None
        response = self.get_response(request)
        if ended:
            kept_forms.keep(request, response, ended)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Sends to sign in, and says so to whoever had sent something."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """A session that was ended elsewhere keeps no form, and the page then comes back empty."""
        if request.method == "POST":
            messages.warning(request, _("You are signed out, so what you sent was not done."))
        return super().handle_no_permission(request, view_func)


@receiver(user_logged_in)
def _begin(request: HttpRequest, **_kwargs: Any) -> None:
    request.session[_BEGAN] = request.session[_SEEN] = time.time()


def last_uses(keys: Iterable[str]) -> dict[str, datetime]:
    """When sessions were last used, by their keys, to the minute; one query."""
    rows = Session.objects.filter(session_key__in=list(keys))
    seen = {row.session_key: row.get_decoded().get(_SEEN) for row in rows}
    return {key: datetime.fromtimestamp(at, UTC) for key, at in seen.items() if at}


def _keep_or_end(request: HttpRequest) -> int | None:
    """Note that the session is used, or end it; returns whose session ended."""
    now, session = time.time(), request.session
    began = session.setdefault(_BEGAN, now)
    seen = session.get(_SEEN, began)
    is_idle = now - seen > settings.SESSION_IDLE_MINUTES * 60
    if is_idle or now - began > settings.SESSION_COOKIE_AGE:
        records.timed_out(request, "was not used" if is_idle else "lasted long enough")
        ended = request.user.pk
        logout(request)
        return ended
    if _SEEN not in session or now - seen > _NOTED_EVERY:
        session[_SEEN] = now
        _store(request)
    return None


def _store(request: HttpRequest) -> None:
    """Store the session; a database that takes nothing just now does not keep pages from view."""
    with suppress(DatabaseError, UpdateError), transaction.atomic():
        request.session.save()
    # Else Django stores it once more behind the answer, and fails it where the database takes none.
    request.session.modified = False

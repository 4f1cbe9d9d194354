"""A form that was sent when the session had just ended waits until its sender is back.

It waits in the sender's browser, encrypted, for that one address alone, and comes back to nobody
else: as a question whether to send it now. Secrets do not wait; they are typed again.
"""

from __future__ import annotations

import json
import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.encoding import escape_uri_path

from accounts import boxes, token_format

WAITS = 15 * 60  # seconds
LONGEST = 3500  # characters of a cookie that every browser keeps
# One-time and recovery codes, and what a security key signed, too.
_SECRET = re.compile("password|secret|^code$|^credential$", re.IGNORECASE)
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "nonce", "next"})
_SHOWN = 300  # characters of a value on the page that asks


@dataclass(frozen=True)
class KeptForm:
    """What was sent, by whom and where to."""

    user: int
    address: str
    fields: list[tuple[str, str]]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What a person would know again: names in words, and values."""
        return [
            (re.sub(r"[_-]+", " ", name).strip().capitalize(), value[:_SHOWN])
            for name, value in self.fields
            if value.strip() and name not in _NOT_TYPED and not name.startswith("_")
        ]


def without_secrets(sent: QueryDict) -> QueryDict:
    """A copy that may wait somewhere: no passwords, no secrets, no access tokens."""
    kept = sent.copy()
    for name, values in list(kept.lists()):
        if _SECRET.search(name) or any(map(token_format.holds_one, values)):
            del kept[name]
    return kept


def keep(request: HttpRequest, response: HttpResponse, user: int) -> None:
    """Give the form to the browser, if the answer sends its sender to sign in."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if request.method != "POST" or not response.headers.get("Location", "").startswith(sign_in):
        return
    fields = [
        (name, value)
        for name, values in without_secrets(request.POST).lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    document = json.dumps([user, request.get_full_path(), fields, time.time()])
    sealed = _box().encrypt(zlib.compress(document.encode())).decode()
    if len(sealed) <= LONGEST:
        response.set_cookie(
            settings.FORM_COOKIE_NAME,
            sealed,
            WAITS,
            path=escape_uri_path(request.path),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def waiting(request: HttpRequest) -> KeptForm | None:
    """The form that waits for whoever is signed in, at the address that is asked for."""
    sealed = request.COOKIES.get(settings.FORM_COOKIE_NAME, "")
    if not sealed or len(sealed) > LONGEST:
        return None
    try:
        user, address, fields, at = json.loads(zlib.decompress(_box().decrypt(sealed.encode())))
    except InvalidToken:
        return None
    is_here = address.partition("?")[0] == request.get_full_path().partition("?")[0]
    if not is_here or user != request.user.pk or time.time() - at > WAITS:
        return None
    return KeptForm(user, address, [(name, value) for name, value in fields])


class KeptFormMiddleware:
    """Asks whoever comes back to an address whether to send the form that waits there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Answer in the page's stead, once."""
        form = waiting(request) if request.method == "GET" else None
        if form is None:
            return None
        response = render(request, "accounts/kept_form.html", {"form": form})
        response.delete_cookie(settings.FORM_COOKIE_NAME, escape_uri_path(request.path))
        return response


def _box() -> Any:
    return boxes.box("accounts.kept-form")

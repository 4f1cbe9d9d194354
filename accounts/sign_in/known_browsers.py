"""Browsers that somebody has signed in with: others' wrong guesses do not keep them out."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.folding import name_key
from accounts.models import User

COOKIE = "__Host-known-browser" if settings.IS_HTTPS else "known-browser"
AGE = 180 * 24 * 3600  # seconds
_SALT = "accounts.known-browser"
_MOST = 5  # people of one browser


def known_by(request: HttpRequest, name: str) -> str:
    """Return what this browser is called for the user of that folded name; "" if it is new."""
    return _read(request).get(_person(name), "")


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser be known to the user who has just signed in."""
    person, people = _person(name_key(user.username)), _read(request)
    browser = people.pop(person, "") or secrets.token_hex(8)
    kept = dict(list(people.items())[-_MOST + 1 :])  # the latest, and room for one more
    response.set_cookie(
        COOKIE,
        signing.dumps({**kept, person: browser}, salt=_SALT, compress=True),
        AGE,
        httponly=True,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )


def _person(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=AGE)
    except signing.BadSignature:
        return {}
    return people if isinstance(people, dict) else {}

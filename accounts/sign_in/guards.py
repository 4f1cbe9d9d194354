"""Who may see a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account.decorators import reauthentication_required
from allauth.account.signals import authentication_step_completed
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_permission_codename, user_logged_in
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from accounts.models import Group, User
from accounts.people.rights import may_touch

from .kept_forms import without_secrets

R = TypeVar("R", bound=HttpResponseBase)
_SIGNED_IN_AT = "signed_in_at"  # seconds since 1970


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in, on a page that asks for it."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def administrator_required(view: Callable[..., R]) -> Callable[..., R]:
    """Answer 403 to everybody but administrators."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> R:
        if not signed_in(request).is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def may_change(actor: User, target: User | Group) -> bool:
    """True if Django's permission and the target's rights let this administrator change it."""
    codename = get_permission_codename("change", target._meta)
    return actor.has_perm(f"{target._meta.app_label}.{codename}") and may_touch(actor, target)


def signed_in_lately(request: HttpRequest) -> bool:
    """True if the session is so young that signing in is still a proof.

    allauth by itself does not count it; the adapter makes it do so.
    """
    began = request.session.get(_SIGNED_IN_AT, 0)
    return bool(time.time() - began < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def has_recent_proof(request: HttpRequest) -> bool:
    """True if the password or second factor was given within the last 15 minutes."""
    try:
        # allauth answers this to the decorator of a view alone; the view here does nothing.
        reauthentication_required(lambda _request: HttpResponse())(request)
    except ReauthenticationRequired:
        return False
    return True


def recently_proven(view: Callable[..., R]) -> Callable[..., R]:
    """Ask for the password or second factor again when there is no recent proof."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> R:
        if not has_recent_proof(request):
            if request.method == "POST":
                _keep_what_was_typed(request)
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def _keep_what_was_typed(request: HttpRequest) -> None:
    """Make the form ready to wait in the session, where allauth puts it until the proof is given.

    Passwords and secrets do not wait there, nor tokens: they are typed again. The address waits
    without its query, beside which the form would not be found again; the parameters wait with it.
    """
    parameters, kept = request.GET, without_secrets(request.POST)
    request.GET, request.POST = parameters, kept  # type: ignore[assignment]
    request.META["QUERY_STRING"] = ""


@receiver(authentication_step_completed)
def renew_session(request: HttpRequest, reauthenticated: bool = False, **_: Any) -> None:
    """Give the session a new id after a proof: whoever copied the old one is left outside."""
    if not reauthenticated:
        return
    former = request.session.session_key
    request.session.cycle_key()
    listed = UserSession.objects.filter(session_key=former)
    listed.update(session_key=request.session.session_key)


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, **_: Any) -> None:
    """Keep in the session when it began."""
    request.session[_SIGNED_IN_AT] = time.time()

"""How django-allauth behaves here.

Nobody signs up, its words are ours, keys are encrypted, and the audit log hears of what it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import boxes
from accounts.addresses import counted_address
from accounts.models import User

from . import guessing, known_browsers, records
from .guards import signed_in_lately
from .guess_counts import TooManyGuesses


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in and passwords."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("User name or password is not right."),
        "rate_limited": _("Too many attempts. Wait a moment and try again."),
        "enter_current_password": _("Type your present password."),
        "incorrect_password": _("The password is not right."),
        "account_inactive": _("This account is disabled. Ask an administrator."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators and identity providers alone."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this site's own host and scheme; not the other names it answers to."""
        site = urlsplit(settings.PUBLIC_URL)
        is_ours = url_has_allowed_host_and_scheme(url, {site.netloc}, site.scheme == "https")
        return is_ours and urlsplit(url or "").scheme in {"", site.scheme}

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits are counted for."""
        return counted_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess before the password is looked at. Raises ValidationError."""
        user = request.user
        try:
            if isinstance(user, User):
                self._guess = guessing.of_proof(user)
            else:
                self._guess = guessing.of_sign_in(request, credentials.get("username", ""))
        except TooManyGuesses as refusal:
            records.refused()
            raise ValidationError(str(refusal)) from None

    def _rollback_login_failed_rl_usage(self) -> None:
        """Take the guess off again; allauth calls this where the password was right.

        A private name, but its only word for it: the sign-in may wait for a second factor yet.
        """
        self._guess.undo()

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Let the browser be known from now on."""
        response: HttpResponse = super().post_login(request, user, **options)
        known_browsers.remember(request, response, user)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep in the audit log that somebody did not get in."""
        records.failed(request, credentials.get("username"))

    def logout(self, request: HttpRequest) -> None:
        """Keep in the audit log who left."""
        records.signed_out(request)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Ask nobody for a proof who has just signed in: that was one."""
        is_required: bool = super().is_reauthentication_required(app=app, **options)
        return is_required and not signed_in_lately(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Where a second factor is set up it is the proof: the password alone is none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors or methods

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Say that it is closed to whoever comes for a held account, by whatever means."""
        if user.is_held:
            return redirect("account_inactive")
        response: HttpResponse | None = super().pre_login(request, user, **options)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors; their keys are encrypted by SECRET_KEY before they are stored."""

    def encrypt(self, text: str) -> str:
        """Return what is stored of an authenticator's key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return an authenticator's key; those made under SECRET_KEY_FALLBACKS stay readable."""
        return _box().decrypt(encrypted_text.encode()).decode()


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """The list of one's sessions."""

    @transaction.atomic
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End them, and keep that in the audit log."""
        ending = list(sessions)
        super().end_sessions(ending)
        records.sessions_ended(len(ending))


def _box() -> MultiFernet:
    return boxes.box("accounts.second-factor")

"""Codes of second factors: guessed so often only, and good for one use."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django import forms
from django.db import transaction

from . import guessing
from .guess_counts import TooManyGuesses

_LAST_STEP = "last_step"  # in an authenticator's data: the time step of the code that came last


class CountedCode:
    """Counts a code before it is checked, and takes each once, whatever becomes of the cache."""

    user: Any
    authenticator: Authenticator
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = self.fields["code"].widget.attrs
        del attributes["placeholder"]
        attributes["autofocus"] = True

    def clean_code(self) -> str:
        try:
            guess = guessing.of_code(self.user)
        except TooManyGuesses as refusal:
            raise forms.ValidationError(str(refusal)) from None
        wrong: forms.ValidationError | None = None
        with transaction.atomic():  # two that come at once are checked one after the other
            list(Authenticator.objects.select_for_update().filter(user=self.user).order_by("pk"))
            try:
                code: str = super().clean_code()  # type: ignore[misc]
                self._use_up(code)
            except forms.ValidationError as error:  # what the log says of it is kept
                wrong = error
        if wrong:
            raise wrong
        guess.undo()
        return code

    def _use_up(self, code: str) -> None:
        """Raises ValidationError for the code of a time step that had its turn."""
        factor = self.authenticator
        if factor.type != Authenticator.Type.TOTP:
            return
        step, last = _step(factor, code), factor.data.get(_LAST_STEP)
        if step is None or (last is not None and step <= last):
            raise get_adapter().validation_error("incorrect_code")
        factor.data[_LAST_STEP] = step
        factor.save(update_fields=["data"])


def _step(factor: Authenticator, code: str) -> int | None:
    secret = decrypt(factor.data["secret"])
    step: int
    for step in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            return step
    return None


class SignInCodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class ProofCodeForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The code of whoever is signed in."""

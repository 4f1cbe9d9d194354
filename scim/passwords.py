"""Passwords that an identity provider sends: they meet the site's rules, or are passed over."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

from .errors import InvalidValue


def are_ignored() -> bool:
    """True where passwords are not taken from identity providers at all."""
    return bool(settings.SCIM_PASSWORDS == "ignore")


def check(password: str, user: User) -> None:
    """Raise InvalidValue, with the rule and without the password, unless the site takes it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidValue(
            f"'password' breaks a rule of this site: {' '.join(error.messages)} Send another, or "
            "take the attribute out of the mapping."
        ) from None

"""Second factors encrypted anew, so that a former SECRET_KEY can be forgotten."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.db import transaction

_ENCRYPTED = ("secret", "seed", "migrated_codes")  # in an authenticator's data


def renew() -> tuple[int, list[Authenticator]]:
    """Encrypt the keys of all second factors by the present SECRET_KEY; safe to repeat.

    Returns how many were renewed, and those that no known key opens, which are left.
    """
    done, closed = 0, []
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            held = [name for name in _ENCRYPTED if factor and factor.data.get(name)]
            if factor is None or not held:
                continue
            try:
                factor.data |= {name: _renewed(factor.data[name]) for name in held}
            except InvalidToken:
                closed.append(factor)
                continue
            factor.save(update_fields=["data"])
            done += 1
    return done, closed


def _renewed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renewed(item) for item in value]
    return encrypt(decrypt(value))

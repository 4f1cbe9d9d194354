"""A former SECRET_KEY is not needed for second factors once they were encrypted anew."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests import factories

pytestmark = pytest.mark.django_db
NEW = "another key for the test suite, longer than fifty characters"


def renewed() -> str:
    output = StringIO()
    call_command("renew_encryption", stdout=output)
    return output.getvalue()


def test_what_a_former_key_encrypted_needs_it_no_more(settings: Settings) -> None:
    user, secret, old = factories.make_user(), generate_totp_secret(), settings.SECRET_KEY
    totp = TOTP.activate(user, secret).instance
    codes = RecoveryCodes.activate(user).generate_codes()
    other = factories.make_user()
    listed = {"migrated_codes": [encrypt("12345678")], "used_mask": 0}
    kind = Authenticator.Type.RECOVERY_CODES
    moved = Authenticator.objects.create(user=other, type=kind, data=listed)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [old]
    assert renewed() == "3 renewed.\n"
    settings.SECRET_KEY_FALLBACKS = []
    totp.refresh_from_db()
    moved.refresh_from_db()
    assert decrypt(totp.data["secret"]) == secret
    assert RecoveryCodes.activate(user).generate_codes() == codes
    assert RecoveryCodes(moved).generate_codes() == ["12345678"]
    assert renewed() == "3 renewed.\n"


def test_what_no_key_opens_is_named_and_left(settings: Settings) -> None:
    user = factories.make_user("ada")
    TOTP.activate(user, generate_totp_secret())
    before = Authenticator.objects.get().data
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []
    with pytest.raises(CommandError, match="ada"):
        renewed()
    assert Authenticator.objects.get().data == before
    with pytest.raises(InvalidToken):
        decrypt(before["secret"])


def test_a_passkey_has_nothing_to_renew() -> None:
    user = factories.make_user()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    assert renewed() == "0 renewed.\n"

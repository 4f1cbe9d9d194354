"""The text form of an access token: `pmp_<scope>_` + key id + secret + checksum.

The secret of an OAuth client and the tokens that are issued to it have the same form, with a word
of their own in the place of the scope.

A token is one word of `[A-Za-z0-9_]`, 55 characters for the scope `scim`: a double click
selects all of it, secret scanners can recognise it, and the checksum tells a token that was
cut off from one that is unknown, without a look-up.
"""

import re
import secrets
import string
import zlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX = "pmp"
CLIENT = "client"  # `pmp_client_` + key id: the identifier of an OAuth client, no secret
CLIENT_SECRET = "secret"  # noqa: S105 (a word of the form)
ISSUED = "access"
KEY_ID_LENGTH = 8
SECRET_LENGTH = 32
CHECKSUM_LENGTH = 6
BODY_LENGTH = KEY_ID_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH
_SALT = "accounts.AccessToken"
_LINE = "(?:_|%(?:25)*5f)"  # an address may hold it percent-encoded, also more than once
# What follows is left out; what stays tells of which kind it was. A hint, which has a key id alone,
# may be shown.
_IN_TEXT = re.compile(rf"({PREFIX}{_LINE}[a-z]{{1,16}}{_LINE})\w{{{KEY_ID_LENGTH + 1},}}", re.I)
_WHOLE = re.compile(rf"{PREFIX}_[a-z]{{1,16}}_[0-9A-Za-z]{{{BODY_LENGTH}}}")


class NotAToken(ValueError):
    """The text does not begin like one of our tokens."""


class Damaged(ValueError):
    """The text begins like one of our tokens, but was cut off or changed."""


@dataclass(frozen=True)
class TokenText:
    """A token as its owner sees it once."""

    scope: str
    key_id: str
    secret: str

    def __str__(self) -> str:
        body = f"{PREFIX}_{self.scope}_{self.key_id}{self.secret}"
        return body + checksum(body)


def generate(scope: str) -> TokenText:
    """Draw a new token; its secret has 190 bits of entropy."""

    def draw(length: int) -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(length))

    return TokenText(scope, draw(KEY_ID_LENGTH), draw(SECRET_LENGTH))


def is_in(text: str) -> bool:
    """True if a text may hold a token, or a part of one."""
    return f"{PREFIX}_" in text


def without_tokens(text: str) -> str:
    """Return the text with every token, whole or cut off, reduced to its beginning."""
    return _IN_TEXT.sub(r"\1…", text)


def holds_one(text: str) -> bool:
    """True if a whole token stands somewhere in the text: its checksum is right."""
    if not is_in(text):
        return False
    found = (match[0] for match in _WHOLE.finditer(text))
    return any(checksum(whole[:-CHECKSUM_LENGTH]) == whole[-CHECKSUM_LENGTH:] for whole in found)


def parse(text: str) -> TokenText:
    """Take a token apart.

    Raises NotAToken or Damaged.
    """
    prefix, _, rest = text.partition("_")
    scope, _, body = rest.rpartition("_")  # no body holds one
    if prefix != PREFIX or not scope:
        raise NotAToken
    is_whole = len(body) == BODY_LENGTH and set(body) <= set(ALPHABET)
    if not is_whole or checksum(text[:-CHECKSUM_LENGTH]) != text[-CHECKSUM_LENGTH:]:
        raise Damaged
    return TokenText(scope, body[:KEY_ID_LENGTH], body[KEY_ID_LENGTH:-CHECKSUM_LENGTH])


def checksum(text: str) -> str:
    """Return the CRC32 of `text` in base 62, six characters."""
    number = zlib.crc32(text.encode())
    digits = ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def digest(text: TokenText, *, key: str | None = None) -> str:
    """Return what is stored of a token: HMAC-SHA256, keyed by SECRET_KEY, 64 hex digits."""
    return salted_hmac(_SALT, str(text), secret=key, algorithm="sha256").hexdigest()


def digest_matches(text: TokenText, stored: str) -> bool:
    """Compare in constant time, under SECRET_KEY and its fallbacks."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(digest(text, key=key), stored) for key in keys)

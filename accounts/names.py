"""Names that people tell one another apart by: what they may not hold, because nobody sees it.

Two kinds. An identifier (a user name) is typed and compared letter by letter. A label (a group's
name, a role, what a token is for) is read: it may hold emoji, and the joiners that Persian and the
languages of India write words with. Both are compared by `folding.name_key`, which drops what
neither can show.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import token_format

# Unicode's Default_Ignorable_Code_Point: shown as nothing.
_NEVER_SEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
# These change what stands beside them: joiners, variation selectors, tags.
_RANGES = _NEVER_SEEN + "\u200c\u200d\ufe00-\ufe0f\U000e0000-\U000e0fff"
_IGNORABLE = re.compile(f"[{_RANGES}]")
# Nothing shows these either, or each font another thing; no text that is written needs them.
_NO_CHARACTER = "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_CONTROL = "\x00-\x1f\x7f-\x9f\u2028\u2029" + _NO_CHARACTER
_REFUSED = re.compile(f"[{_CONTROL}{_RANGES}]")
# What no label may hold wherever it stands, for the inside of a character class.
NEVER_IN_LABELS = _CONTROL + _NEVER_SEEN
# Joiners and variation selectors, after something that they can belong to.
_JOINED = re.compile(r"(?<=\S)[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f")  # such as Scotland's
_BLANK_CHARACTERS = "\u2800"  # a Braille cell without a dot, which Unicode counts as a symbol

_CONTROLS = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE"}


def without_ignorable(text: str) -> str:
    """Return the text without what is shown as nothing."""
    return text if text.isascii() else _IGNORABLE.sub("", text)


def strip_start(text: str) -> str:
    """Return the text without blanks at its start."""
    while (shorter := text.lstrip().lstrip(_BLANK_CHARACTERS)) != text:
        text = shorter
    return text


def strip_end(text: str) -> str:
    """Return the text without blanks at its end."""
    while (shorter := text.rstrip().rstrip(_BLANK_CHARACTERS)) != text:
        text = shorter
    return text


def strip(text: str) -> str:
    """Return the text without outer blanks."""
    return strip_end(strip_start(text))


def fault_in_identifier(text: str) -> str:
    """Say what a user name must not hold but does, as the end of a sentence; "" if it is right."""
    if found := _REFUSED.search(text):
        return _("holds %(value)s, which nobody can see") % {"value": code_point(found[0])}
    if text and text != strip(text):
        blank = text[0] if text != strip_start(text) else text[-1]
        return _("begins or ends with %(blank)s") % {"blank": code_point(blank)}
    return ""


def fault_in_label(text: str) -> str:
    """Like `fault_in_identifier`, of a name that is read; outer blanks are not compared."""
    if found := _REFUSED.search(_JOINED.sub("", _FLAG.sub("", text))):
        return _("holds %(value)s, which nobody can see") % {"value": code_point(found[0])}
    if text and not strip(without_ignorable(text)):
        return _("is nothing but blanks (%(value)s)") % {"value": code_point(text[0])}
    return ""


def code_point(character: str) -> str:
    """Name a character: `U+200B ZERO WIDTH SPACE`."""
    name = unicodedata.name(character, "") or _CONTROLS.get(character, "CONTROL CHARACTER")
    return f"U+{ord(character):04X} {name}"


def validate_identifier(text: str) -> None:
    """A validator of user names. Raises ValidationError."""
    _validate(text, fault_in_identifier(text))


def validate_label(text: str) -> None:
    """A validator of names that many read: none holds a token. Raises ValidationError."""
    if token_format.holds_one(text):
        raise ValidationError(
            _("Nothing was done: an access token was typed. Revoke it."), code="token"
        )
    _validate(text, fault_in_label(text))


def _validate(text: str, fault: str) -> None:
    if fault:
        raise ValidationError(
            _("This name %(fault)s. Remove it.") % {"fault": fault}, code="unseen"
        )

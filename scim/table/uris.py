"""What a reference may hold: a URI, or one relative to where it stands (RFC 7643 section 2.3.7)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NEVER = '<>"{}|\\^` '  # RFC 3986 has no place for them
_HALF_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:.")
_COLON_FIRST = re.compile("[^/?#]*:")


def is_uri_reference(text: str) -> bool:
    """True for a URI or a relative reference: RFC 3986 section 4.1.

    Letters beyond ASCII may stand unescaped (RFC 3987): every reader takes them.
    """
    if not text.isprintable() or any(character in text for character in _NEVER):
        return False
    if _HALF_ESCAPE.search(text) or text.count("#") > 1:
        return False
    if _COLON_FIRST.match(text) and not _SCHEME.match(text):
        return False
    return text.startswith("data:") or _has_sound_parts(text)


def _has_sound_parts(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname)
        _ = parts.port  # raises ValueError for what is no number
    except ValueError:
        return False
    if "[" in parts.path or "]" in parts.path or "[" in parts.fragment or "]" in parts.fragment:
        return False
    return has_host or parts.scheme.lower() not in {"http", "https"}

"""A logged request as a command that sends it again; the token is the sender's to fill in.

So is what the log left out: it stands there without quotes, which no endpoint takes for a value.
And whoever copies a command sees all of it: anybody may have written the request.
"""

from __future__ import annotations

import json
import re
from shlex import quote

from django.conf import settings

from scim.log import redaction
from scim.models import ProvisioningEvent

_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LEFT_OUT = re.compile(
    rf".*(?:{re.escape(redaction.HIDDEN)}|{re.escape(redaction.TOO_LONG)}|…(?: \d+ more)?)"
)


def command(event: ProvisioningEvent, body: str) -> str:
    """Return the command for a shell; empty for a request for a token, of which nothing is kept.

    `body`: as the log keeps it, without what was secret.
    """
    if event.path.startswith("/oauth/"):
        return ""
    parts = [
        f"curl --globoff --request {quote(event.method)}",
        quote(f"{settings.PUBLIC_URL}{redaction.url(event.path)}"),
        '--header "Authorization: Bearer $TOKEN"',
    ]
    if body:
        parts.append("--header 'Content-Type: application/scim+json'")
        parts.append(f"--data-raw {quote(_TEXT.sub(_sent, body))}")
    return " \\\n  ".join(parts)


def _sent(text: re.Match[str]) -> str:
    """A text of a body: each character seen, and in no quotes where it is not what was sent."""
    seen = "".join(
        character if character.isprintable() else json.dumps(character)[1:-1]
        for character in text[1]
    )
    return seen if _LEFT_OUT.fullmatch(seen) else f'"{seen}"'

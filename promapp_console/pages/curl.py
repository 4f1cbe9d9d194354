"""A logged request as a command that sends it again; the token is the sender's to fill in."""

from __future__ import annotations

from shlex import quote

from django.conf import settings

from scim.models import ProvisioningEvent


def command(event: ProvisioningEvent, body: str) -> str:
    """Return the command for a shell. `body`: as the log keeps it, without what was secret."""
    parts = [
        f"curl --globoff --request {quote(event.method)}",
        quote(f"{settings.PUBLIC_URL}{event.path}"),
        '--header "Authorization: Bearer $TOKEN"',
    ]
    if body:
        parts.append("--header 'Content-Type: application/scim+json'")
        parts.append(f"--data-raw {quote(body)}")
    return " \\\n  ".join(parts)

"""Chips: a state as a coloured word with a sign. A state has one colour, wherever it is shown."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import AccessToken, Mail
from scim.models import ProvisioningEvent

TOKEN = {
    AccessToken.State.ACTIVE: "good",
    AccessToken.State.NEVER_USED: "never-used",
    AccessToken.State.EXPIRING: "expiring",
    AccessToken.State.EXPIRED: "bad",
    AccessToken.State.REVOKED: "quiet",
    AccessToken.State.SUSPENDED: "bad",
}
RESULT = {
    ProvisioningEvent.Result.SUCCESS: "good",
    ProvisioningEvent.Result.FAILURE: "bad",
    ProvisioningEvent.Result.SKIPPED: "skipped",
    ProvisioningEvent.Result.REJECTED: "rejected",
}
MAIL = {
    Mail.State.WAITING: "quiet",
    Mail.State.RETRYING: "warning",
    Mail.State.SENT: "good",
    Mail.State.GIVEN_UP: "bad",
}


def chip(kind: str, text: object) -> SafeString:
    """Draw one. `kind`, which the style sheets give a colour and a sign: good, warning, bad, quiet,
    managed or local, or a state of its own: disabled, skipped, rejected, expiring, never-used.
    """
    return format_html('<span class="chip chip-{}">{}</span>', kind, text)

"""What the console's templates need beyond Django's own tags."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.tokens import AccessToken

register = template.Library()

State = AccessToken.State
_TOKEN_CHIPS = {
    State.ACTIVE: "good",
    State.NEVER_USED: "quiet",
    State.EXPIRING: "warning",
    State.EXPIRED: "bad",
    State.REVOKED: "quiet",
    State.SUSPENDED: "bad",
}


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A time relative to now, exact in `<time>`: "3 minutes ago", "in 12 days"."""
    if value is None:
        return ""
    exact = f"{localize(timezone.localtime(value))} UTC"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact, relative(value)
    )


_UNITS = [
    (timedelta(days=365), timedelta(days=700), "year"),
    (timedelta(days=30), timedelta(days=60), "month"),
    (timedelta(days=1), timedelta(days=1), "day"),
    (timedelta(hours=1), timedelta(hours=1), "hour"),
    (timedelta(minutes=1), timedelta(minutes=1), "minute"),
]


def relative(value: datetime) -> str:
    """A time in words, rounded to its largest unit; months from 60 days on, years from 700."""
    distance = value - timezone.now()
    span = round(abs(distance).total_seconds() / 60) * timedelta(minutes=1)
    for unit, least, name in _UNITS:
        if span >= least:
            number = round(span / unit)
            words = f"{number} {name}{'' if number == 1 else 's'}"
            return f"in {words}" if distance > timedelta() else f"{words} ago"
    return "just now" if distance <= timedelta() else "in less than a minute"


@register.filter
def scim_value(value: object) -> str:
    """A logged value as an administrator reads it; structures as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


@register.simple_tag
def chip(kind: str, text: str) -> SafeString:
    """A state: a colour, a sign and a word. `kind`: good, warning, bad, quiet or managed."""
    return format_html('<span class="chip chip-{}">{}</span>', kind, text)


@register.simple_tag
def token_chip(token: AccessToken) -> SafeString:
    """The state of an access token."""
    state = token.state
    label: Any = state.label
    if state == State.EXPIRING and token.expires_at:
        label = f"Expires {relative(token.expires_at)}"
    return chip(_TOKEN_CHIPS[state], label)

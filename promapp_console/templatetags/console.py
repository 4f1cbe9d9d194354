"""What the console's templates need beyond Django's own tags."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.tokens.rows import AccessToken
from accounts.words import date, relative, span, to_the_minute
from promapp_console import chips

register = template.Library()
register.filter(span)
register.simple_tag(chips.chip)

State = AccessToken.State


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A time relative to now, exact in `<time>`: "3 minutes ago", "in 12 days"."""
    if value is None:
        return ""
    return _time(value, relative(value))


@register.filter
def exact(value: datetime | None) -> str | SafeString:
    """A time to the minute, for what somebody may have to be ready for."""
    return "" if value is None else _time(value, to_the_minute(value))


@register.filter
def stamp(value: datetime | None, form: str = "") -> str | SafeString:
    """An exact time for a column of a list, relative in its title: `26 Nov 09:40`.

    `form`: "s" with seconds.
    """
    if value is None:
        return ""
    clock = timezone.localtime(value).strftime("%H:%M:%S" if form == "s" else "%H:%M")
    return format_html(
        '<time datetime="{}" title="{}, {}"><span class="stamp-day">{} </span>{}</time>',
        value.isoformat(),
        _in_full(value),
        relative(value),
        date(value),
        clock,
    )


@register.filter
def breaking(text: object) -> SafeString:
    """A name that may break behind `@` and `.`, so that it breaks nowhere else."""
    parts = re.split(r"(?<=[@.])(?=.)", str(text))
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def lead(text: str) -> str:
    """The first sentence of a text."""
    return _parted(text)[0]


@register.filter
def rest(text: str) -> str:
    """What follows the first sentence."""
    return _parted(text)[1]


def _parted(text: str) -> tuple[str, str]:
    """Where the first sentence ends; a name in quotation marks may hold a full stop."""
    for end in re.finditer(r"(?<=\.) ", text):
        first = text[: end.start()]
        if first.count("“") == first.count("”"):
            return first, text[end.end() :]
    return text, ""


@register.filter
def day(value: datetime | None) -> str | SafeString:
    """A day for a column of a list, exact and relative in its title: `8 Dec 2026`."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}, {}">{}</time>',
        value.isoformat(),
        _in_full(value),
        relative(value),
        date(value),
    )


@register.filter
def since(value: datetime | None) -> str | SafeString:
    """A past time relative to now, to the second within the last minute: "12 s ago"."""
    if value is None:
        return ""
    seconds = max(0, round((timezone.now() - value).total_seconds()))
    return _time(value, f"{seconds} s ago" if seconds < 60 else relative(value))


def _time(value: datetime, words: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), _in_full(value), words
    )


def _in_full(value: datetime) -> str:
    return f"{localize(timezone.localtime(value))} UTC"


@register.filter
def scim_value(value: object) -> str:
    """A logged value as an administrator reads it; structures as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


@register.simple_tag
def token_chip(token: AccessToken) -> SafeString:
    """The state of an access token, and why; reads `owner`, so select it for lists."""
    state = token.state
    label: Any = state.label
    if state == State.EXPIRING and token.ends_replaced and token.revoke_at:
        label = f"Ends on {to_the_minute(token.revoke_at)} (replaced)"
    elif state == State.EXPIRING and token.expires_at:
        label = f"Expires {relative(token.expires_at)}"
    elif state == State.SUSPENDED:
        label = "Suspended: its owner is no administrator"
    elif state == State.REVOKED and token.ended_with_owner:
        label = "Revoked: its owner left"
    elif state == State.REVOKED and token.ends_replaced:
        label = "Replaced"
    return chips.chip(chips.TOKEN[state], label)

"""What the console's templates need beyond Django's own tags."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts import zones
from accounts.tokens.rows import AccessToken
from accounts.words import date, date_and_clock, in_full, offset, relative, span, to_the_minute
from promapp_console import chips

register = template.Library()
register.filter(offset)
register.filter(span)
register.simple_tag(chips.chip)

State = AccessToken.State


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A time to the second, and quieter how far away it is: `26 Nov 04:45:31 1 day ago`."""
    if value is None:
        return ""
    words = f"{date(value)} {timezone.localtime(value):%H:%M:%S}"
    return format_html(
        '{} <span class="quiet on-screen">{}</span>', _time(value, words), relative(value)
    )


@register.filter
def ago(value: datetime | None) -> str | SafeString:
    """A time relative to now, for a sentence; exact in its title: "3 minutes ago"."""
    return "" if value is None else _time(value, relative(value))


@register.filter
def exact(value: datetime | None) -> str | SafeString:
    """A time with its year and zone, for what somebody may have to be ready for or to prove."""
    return "" if value is None else _time(value, to_the_minute(value))


@register.filter
def brief(value: datetime) -> str:
    """A time for a title, which holds no tags: `26 Nov 04:45`."""
    return date_and_clock(value)


@register.filter
def to_the_second(value: datetime | None) -> str | SafeString:
    """The same with seconds."""
    return "" if value is None else _time(value, in_full(value))


@register.filter
def stamp(value: datetime | None, form: str = "") -> str | SafeString:
    """An exact time for a column of a list, relative in its title: `26 Nov 09:40`.

    `form`: "s" with seconds.
    """
    if value is None:
        return ""
    clock = timezone.localtime(value).strftime("%H:%M:%S" if form == "s" else "%H:%M")
    words = format_html('<span class="stamp-day">{} </span>{}', date(value), clock)
    return _time(value, words, more=f", {relative(value)}")


@register.filter
def breaking(text: object) -> SafeString:
    """A name that may break behind `@` and `.`, so that it breaks nowhere else."""
    parts = re.split(r"(?<=[@.])(?=.)", str(text))
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


_MARKS = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`")


@register.filter
def marked(text: object) -> SafeString:
    """A text with `**bold**` and back-ticked code as such."""
    parts: list[SafeString | str] = []
    text, place = str(text), 0
    for mark in _MARKS.finditer(text):
        form = "<b>{}</b>" if mark["bold"] else "<code>{}</code>"
        parts += [text[place : mark.start()], format_html(form, mark["bold"] or mark["code"])]
        place = mark.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[place:]]))


_QUOTED = re.compile("„[^“]*“|“[^”]*”|«[^»]*»")  # as German, English, French and Spanish do


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
    plain = _QUOTED.sub(lambda name: "x" * len(name[0]), text)
    first, stop, _rest = plain.partition(". ")
    end = len(first + stop)
    return text[:end].rstrip(), text[end:]


@register.filter
def day(value: datetime | None) -> str | SafeString:
    """A day for a column of a list, exact and relative in its title: `8 Dec 2026`."""
    return "" if value is None else _time(value, date(value), more=f", {relative(value)}")


@register.filter
def since(value: datetime | None) -> str | SafeString:
    """A past time relative to now, to the second within the last minute: "12 s ago"."""
    if value is None:
        return ""
    seconds = max(0, round((timezone.now() - value).total_seconds()))
    shortly = _("%(seconds)s s ago") % {"seconds": seconds}
    return _time(value, shortly if seconds < 60 else relative(value))


def _time(value: datetime, words: str, more: str = "") -> SafeString:
    """A `<time>`, whole in its title; on paper with its year and zone."""
    full = in_full(value)
    return format_html(
        '<time datetime="{}" title="{}{}" data-printed="{}">{}</time>',
        value.isoformat(),
        full,
        more,
        full,
        words,
    )


@register.simple_tag
def zone_name() -> str:
    """The zone that times are shown in: `Europe/Berlin (UTC+1)`."""
    return zones.in_words()


@register.filter
def scim_value(value: object) -> str:
    """A logged value as an administrator reads it; structures as JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


@register.simple_tag
def state_chip(state: State) -> SafeString:
    """A state of an access token, or of a secret of an OAuth client."""
    return chips.chip(chips.TOKEN[state], state.label)


@register.simple_tag
def token_chip(token: AccessToken) -> SafeString:
    """The state of an access token, and why; reads `owner`, so select it for lists."""
    state = token.state
    label: Any = state.label
    if state == State.EXPIRING and token.ends_replaced and token.revoke_at:
        label = _("Ends on %(when)s (replaced)") % {"when": to_the_minute(token.revoke_at)}
    elif state == State.EXPIRING and token.expires_at:
        label = _("Expires %(when)s") % {"when": relative(token.expires_at)}
    elif state == State.SUSPENDED:
        label = _("Suspended: its owner is no administrator")
    elif state == State.REVOKED and token.ended_with_owner:
        label = _("Revoked: its owner left")
    elif state == State.REVOKED and token.ends_replaced:
        label = _("Replaced")
    return chips.chip(chips.TOKEN[state], label)

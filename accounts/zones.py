"""Time zones: which there are, which is a reader's, and how one is called.

Times are kept, and said to programs and in mails, in UTC. Pages show them in the zone of whoever
reads: the one chosen in My Profile, else the browser's.
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from . import words

LONGEST = 64  # characters of a name
_AREAS = (
    gettext_noop("Africa"),
    gettext_noop("America"),
    gettext_noop("Antarctica"),
    gettext_noop("Arctic"),
    gettext_noop("Asia"),
    gettext_noop("Atlantic"),
    gettext_noop("Australia"),
    gettext_noop("Europe"),
    gettext_noop("Indian"),
    gettext_noop("Pacific"),
)
# Browsers say these names, which some systems no longer have.
_RENAMED = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Louisville": "America/Kentucky/Louisville",
    "America/Mendoza": "America/Argentina/Mendoza",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
}


@cache
def names() -> frozenset[str]:
    """The names of all zones that this machine knows; UTC at least."""
    return frozenset(available_timezones()) | {"UTC"}


def find(name: str) -> tzinfo | None:
    """Return the zone of this name; None if there is none. Any text may be asked for."""
    if name not in names():
        name = _RENAMED.get(name, "")
    if name == "UTC":
        return UTC
    return ZoneInfo(name) if name in names() else None


def of_reader(request: HttpRequest) -> tzinfo:
    """The zone of whoever reads: as they chose, as their browser says, else UTC."""
    chosen = getattr(request.user, "console_time_zone", "")
    browsers = request.COOKIES.get(settings.TIME_ZONE_COOKIE_NAME, "")
    return find(chosen) or find(browsers) or UTC


def in_words() -> str:
    """The zone in which times are shown now: `Europe/Berlin (UTC+1)`, or `UTC`."""
    name = timezone.get_current_timezone_name()
    offset = words.offset(timezone.now())
    return name if name == offset else f"{name} ({offset})"


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All zones to choose from, those of a continent or ocean together."""
    known = sorted(names())
    return [
        (
            gettext(area),
            [
                (name, name.partition("/")[2].replace("_", " "))
                for name in known
                if name.startswith(f"{area}/")
            ],
        )
        for area in _AREAS
    ]


def column() -> models.CharField[str, str]:
    """A column for somebody's choice; empty where they made none."""
    return models.CharField(
        "time zone of the console",
        max_length=LONGEST,
        blank=True,
        default="",
        db_default="",
        validators=[validate],
    )


def validate(name: str) -> None:
    """Raise ValidationError for what is the name of no zone."""
    if find(name) is None:
        raise ValidationError(gettext("There is no such time zone."))

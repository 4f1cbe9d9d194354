"""Languages: which are offered, and which is a reader's.

Pages are in the language of whoever reads: the one chosen in My Profile, else the one chosen in
this browser, else one that the browser asks for, else English. Programs and mails are spoken to in
English.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

LONGEST = 16  # characters of a code


def offered() -> dict[str, str]:
    """The languages to choose from, each by its code and called as its speakers call it."""
    return dict(settings.LANGUAGES)


def of_reader(request: HttpRequest) -> str:
    """The code of the language of whoever reads."""
    chosen = getattr(request.user, "console_language", "")
    return chosen if chosen in offered() else translation.get_language_from_request(request)


def column() -> models.CharField[str, str]:
    """A column for somebody's choice; empty where they made none."""
    return models.CharField(
        "language of the console",
        max_length=LONGEST,
        blank=True,
        default="",
        db_default="",
        validators=[validate],
    )


def validate(code: str) -> None:
    """Raise ValidationError for a language that is not offered."""
    if code not in offered():
        raise ValidationError(_("The console does not speak this language."))

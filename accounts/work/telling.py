"""Whether anybody is told of what goes wrong, and what is missing if not."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from . import outbox, recipients, schedule
from .recipients import Topic

RUNS_WITHIN = timedelta(hours=1)


class Lack(Enum):
    """What keeps notices from arriving, each a sentence in English."""

    SERVER = gettext_noop("There is no mail server.")
    ADDRESS = gettext_noop("No administrator has an e-mail address.")
    RECIPIENT = gettext_noop("No other address and no webhook is named.")
    SCHEDULE = gettext_noop("Scheduled work does not run.")


def lacks() -> list[Lack]:
    """Return what is missing; empty where a failure would be told: four queries at most."""
    found = []
    if not recipients.webhooks_of(Topic.FAILURES):
        found += [] if outbox.can_send() else [Lack.SERVER]
        if not recipients.addresses_of(Topic.FAILURES):
            found += [Lack.ADDRESS, Lack.RECIPIENT]
    return found if _runs() else [*found, Lack.SCHEDULE]


def _runs() -> bool:
    """True if scheduled work has run lately, or is about to do so for the first time."""
    last = schedule.last_run()
    if last is None:
        return bool(settings.SCHEDULED_WORK)
    return timezone.now() - last < RUNS_WITHIN


def sentence(found: list[Lack]) -> str:
    """Say it, and what is missing."""
    return " ".join([_("Nobody is told when something fails."), *(_(lack.value) for lack in found)])

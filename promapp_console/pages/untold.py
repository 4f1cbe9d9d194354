"""The warning that nobody is told, with a way to mend each thing that is missing."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages.warnings import Attention
from accounts.work import schedule, telling
from accounts.work.telling import Lack


def about_telling() -> list[Attention]:
    """One warning, or none: six queries at most."""
    found = telling.lacks()
    if Lack.SCHEDULE in found and schedule.scheduled_overdue():
        found.remove(Lack.SCHEDULE)  # that is a warning of its own by then
    if not found:
        return []
    page = reverse("notifications")
    own = reverse("profile-edit")
    ways = {
        Lack.SERVER: (_("Set a mail server"), f"{page}#server"),
        Lack.ADDRESS: (_("Give your address"), own),
        Lack.RECIPIENT: (_("Name an address"), f"{page}#add"),
        Lack.SCHEDULE: (_("Scheduled jobs"), reverse("admin:accounts_scheduledjob_changelist")),
    }
    (action, address), *more = [ways[lack] for lack in found]
    return [Attention("warning", telling.sentence(found), action, address, tuple(more))]

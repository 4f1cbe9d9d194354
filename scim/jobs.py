"""The jobs of `manage.py run_scheduled`, in their order: mails go last, with all that is new."""

from __future__ import annotations

from accounts import lifecycle, outbox, reminders
from accounts.schedule import Job

JOBS = [
    Job("end replaced tokens", lifecycle.end_replaced),
    Job("remind of expiry", reminders.remind_of_expiry),
    Job("tell of expired tokens", reminders.tell_of_expired),
    Job("tell of lost owners", reminders.tell_of_lost_owners),
    Job("send mails", outbox.deliver),
    Job("delete old mails", outbox.prune),
]

"""`manage.py run_scheduled`: what is to be done every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.work import schedule
from promapp_console.provisioning.jobs import JOBS


class Command(BaseCommand):
    """Does all scheduled work once; safe to start at any time, on any number of machines."""

    help = (
        "Send reminders, alarms and waiting mails, end replaced tokens, add up counters and delete "
        "old entries. Run it every five minutes. A second run at the same time does nothing."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        outcomes = schedule.run(JOBS)
        if outcomes is None:
            if options["verbosity"] > 1:  # as it should be, so cron need not mail it
                self.stdout.write("Another run is under way; nothing was done.")
            return
        if options["verbosity"] > 0:
            for outcome in outcomes:
                self.stdout.write(f"{outcome.name}: {outcome.text}")
        if failed := [outcome.name for outcome in outcomes if outcome.is_failed]:
            raise CommandError(f"Failed: {', '.join(failed)}. The log says why.")

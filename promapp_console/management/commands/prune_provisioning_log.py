"""`manage.py prune_provisioning_log`: deletes old entries of the provisioning log."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.work import schedule
from promapp_console.provisioning import retention


class Command(BaseCommand):
    """Deletes what is older than the log is kept; the counters stay."""

    help = (
        "Delete the entries of the provisioning log that are older than PROVISIONING_LOG_DAYS, or "
        "than --days. Counters keep what the entries said."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, help="keep this many days instead; at least 1")
        parser.add_argument(
            "--trust-clock",
            action="store_true",
            help="take this machine's clock as right, after a pause of scheduled work",
        )

    def handle(
        self,
        *_args: Any,
        days: int | None = None,
        trust_clock: bool = False,
        **_options: Any,
    ) -> None:
        if days is not None and days < 1:
            raise CommandError("--days must be 1 or more.")
        if days is None and settings.PROVISIONING_LOG_DAYS < 1:
            self.stdout.write("Nothing was deleted: PROVISIONING_LOG_DAYS is 0, which keeps all.")
            return
        if trust_clock:
            schedule.trust_clock()
        certain = schedule.certain()
        if timezone.now() - certain > timedelta(hours=1):
            self.stdout.write(
                f"Scheduled work has not run for long, or this machine's clock is ahead: taking it "
                f"for {certain:%Y-%m-%d %H:%M} UTC. If the clock is right, add --trust-clock."
            )
        self.stdout.write(f"Deleted {retention.prune(days, at_most=None)} entries.")

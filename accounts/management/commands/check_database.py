"""`manage.py check_database`: after a restore, whether the database is whole."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.work import soundness


class Command(BaseCommand):
    """Compares the database with what the product declares; changes nothing."""

    help = (
        "Say which tables, columns, keys, rules and indexes the database lacks or does not hold "
        "to, and which rows lead nowhere. Run it after a restore. It reads every row once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sql", action="store_true", help="print the statements that mend it instead"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if soundness.unapplied():
            raise CommandError("Run manage.py migrate first: this code's migrations have not run.")
        found = soundness.findings()
        if options["sql"]:
            lines = [finding.sql or f"-- {finding.text}" for finding in found]
        else:
            lines = [finding.text for finding in found]
        for line in lines:
            self.stdout.write(line)
        if not found:
            if not options["sql"]:
                self.stdout.write("The database is whole.")
            return
        advice = "Stop the site and restore the backup once more, as docs/deploy.md says."
        if any(finding.sql for finding in found):
            advice += (
                " Or mend what is there: --sql prints the statements, and a line that begins with "
                "-- for what no statement mends."
            )
        raise CommandError(f"The database is not whole. {advice}")

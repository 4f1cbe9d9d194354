"""`manage.py migrate`: Django's own, after the names of renumbered migrations are mended."""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from accounts import migration_names


class Command(MigrateCommand):
    """Brings the database's schema up to date, from whatever commit it was made by."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Mend the names first: Django plans by what is recorded."""
        only_looks = options["check_unapplied"] or options["plan"]
        former = [] if only_looks else migration_names.mend(connections[options["database"]])
        if former and options["verbosity"] > 0:
            self.stdout.write(f"Recorded {len(former)} renumbered migrations by their new names.")
        super().handle(*args, **options)

"""`manage.py seed_demo`: fill a site to look around in, and empty it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from promapp_console.provisioning import demo, invented


class Command(BaseCommand):
    """Makes the demo, or removes it."""

    help = (
        "Fill an empty site with 49 users, 6 groups and a month of provisioning events. Refuses "
        "where real data is. --remove takes it all away again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take the demo away again")

    def handle(self, *_args: Any, remove: bool, **_options: Any) -> None:
        if remove:
            invented.remove()
            self.stdout.write("Removed the demo.")
            return
        if invented.is_there():
            self.stdout.write("The demo is there already.")
            return
        owner = User.objects.administrators().order_by("pk").first()
        if owner is None:
            raise CommandError("There is no administrator yet. Run ensure_administrator first.")
        try:
            made = demo.seed(owner)
        except invented.NotEmpty:
            raise CommandError(
                "This site holds real data: somebody was provisioned here, or the log is not "
                "empty. The demo is for empty sites; use another DATABASE_URL."
            ) from None
        self.stdout.write(
            f"Made {made.users} users, {made.groups} groups and {made.events} events. "
            "seed_demo --remove takes them away."
        )

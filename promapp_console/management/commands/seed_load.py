"""`manage.py seed_load`: fill a site with many invented people, and empty it again."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.people import rights
from promapp_console.provisioning import invented, load

_EVERY = 1.0  # seconds between two lines


class Command(BaseCommand):
    """Makes the crowd, or removes it."""

    help = (
        "Fill an empty site with many invented users, groups and provisioning events of the last "
        f"{load.DAYS} days, to see how it behaves when it is big. Refuses where real data is. Do "
        "not run it on a site that people use. A run that was broken off is not gone on with: "
        "--remove takes all of it away again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--users", type=int, help=f"at most {load.USERS_AT_MOST:,}")
        parser.add_argument(
            "--events", type=int, default=0, help=f"at most {load.EVENTS_AT_MOST:,}"
        )
        parser.add_argument(
            "--groups",
            type=int,
            help=f"at most {load.GROUPS_AT_MOST:,}; one for a hundred users, unless it is said",
        )
        parser.add_argument("--yes", action="store_true", help="also beside other users")
        parser.add_argument("--remove", action="store_true", help="take all of it away again")

    def handle(self, *_args: Any, remove: bool, yes: bool, **sizes: Any) -> None:
        if remove:
            self._remove()
            return
        users, events, groups = _sizes(sizes["users"], sizes["events"], sizes["groups"])
        self._check_people(yes=yes)
        try:
            made = load.make(users, events, groups, _Progress(self.stderr).note)
        except invented.NotEmpty:
            raise CommandError(
                "This site holds real data: somebody was provisioned here, or the log or the "
                "counters are not empty. Use another DATABASE_URL."
            ) from None
        except invented.AlreadyThere:
            raise CommandError(
                "Invented people are here already, maybe of a run that was broken off. "
                "seed_load --remove takes them away."
            ) from None
        except KeyboardInterrupt:
            raise CommandError(
                "Broken off. What was made is still there: seed_load --remove takes it away."
            ) from None
        self.stdout.write(
            f"Made {made.users:,} users, {made.groups:,} groups and {made.events:,} events. "
            "seed_load --remove takes them away."
        )

    def _check_people(self, *, yes: bool) -> None:
        if not User.objects.administrators().exists():
            raise CommandError("There is no administrator yet. Run ensure_administrator first.")
        others = User.objects.exclude(rights.administrators()).filter(is_provisioned=False)
        if not yes and not invented.is_there() and (count := others.count()):
            raise CommandError(
                f"Besides administrators, {count:,} users are at this site. If it is not one that "
                "people use, add --yes."
            )

    def _remove(self) -> None:
        progress, removed = _Progress(self.stderr), 0

        def note(count: int) -> None:
            nonlocal removed
            removed += count
            progress.note("removed", removed, None)

        try:
            invented.remove(note)
        except KeyboardInterrupt:
            raise CommandError("Broken off. Run it again to take away the rest.") from None
        self.stdout.write("Removed all that was invented.")


class _Progress:
    """Lines that tell how far it is: how many, how many a second, how long still."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.name = ""
        self.began = self.told = time.monotonic()

    def note(self, name: str, count: int, total: int | None) -> None:
        """Tell, unless that was done just now; the last line of each part is always told."""
        now = time.monotonic()
        if name != self.name:
            self.began, self.name = self.told, name
        if count != total and now - self.told < _EVERY:
            return
        self.told = now
        rate = count / max(now - self.began, 0.001)
        line = f"{name}: {count:,}"
        if total is not None:
            left = round((total - count) / rate)
            line += f" of {total:,}, {rate:,.0f} a second, {left // 60}:{left % 60:02} left"
        else:
            line += f", {rate:,.0f} a second"
        self.out.write(line)
        self.out.flush()


def _sizes(users: int | None, events: int, groups: int | None) -> tuple[int, int, int]:
    if users is None:
        raise CommandError("Say how many: --users N.")
    if groups is None:
        groups = min(max(10, users // 100), load.GROUPS_AT_MOST)
    for name, number, least, most in (
        ("--users", users, 1, load.USERS_AT_MOST),
        ("--events", events, 0, load.EVENTS_AT_MOST),
        ("--groups", groups, 0, load.GROUPS_AT_MOST),
    ):
        if not least <= number <= most:
            raise CommandError(f"{name} must be from {least:,} to {most:,}; it is {number:,}.")
    return users, events, groups

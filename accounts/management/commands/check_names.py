"""`manage.py check_names`: which names people cannot tell apart."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Entitlement, Group, Role, User
from accounts.rekeying import rekey


class Command(BaseCommand):
    """Lists the users and groups whose name looks like another's, and settles what can be."""

    help = (
        "List the users, groups, roles and entitlements from before version 0.1 whose name another "
        "one has, but for case, outer blanks, and characters that look alike or show as nothing. "
        "Sign-in and matching by name find the other one. Rename or delete those listed."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        twins = [str(twin) for model in (User, Group, Role, Entitlement) for twin in rekey(model)]
        self.stdout.write("\n".join(twins) or "No two names are alike.")

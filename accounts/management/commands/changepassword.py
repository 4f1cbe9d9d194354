"""`manage.py changepassword`: Django's own, kept in the audit log and told like every other way."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from accounts.models import User
from accounts.work import audit
from accounts.work.audit import Action


class Command(changepassword.Command):
    """Sets a person's password."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        with transaction.atomic():
            said: str | None = super().handle(*args, **options)
            user = User.objects.get_by_natural_key(options["username"] or getpass.getuser())
            audit.record("manage.py changepassword", Action.PASSWORD_SET, user)
        return said

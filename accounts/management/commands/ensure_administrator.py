"""`manage.py ensure_administrator`: the first administrator of a new site."""

import secrets
from collections.abc import Iterator
from itertools import count
from typing import Any

import environ
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.folding import name_key
from accounts.models import User
from accounts.work import audit
from accounts.work.audit import Action

# Without the letters and digits that are read for one another.
ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PASSWORD_LENGTH = 20  # 116 bits


class Command(BaseCommand):
    """Makes an administrator where the database has none; otherwise does nothing."""

    help = (
        "Make the first administrator, unless there is one. The user name, e-mail address and "
        "password are PROMAPP_ADMIN_USERNAME, PROMAPP_ADMIN_EMAIL and PROMAPP_ADMIN_PASSWORD; "
        "without the last, a password is drawn and printed once."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        variables = environ.Env()
        given_name = variables.str("PROMAPP_ADMIN_USERNAME", default="").strip()
        given_password = variables.str("PROMAPP_ADMIN_PASSWORD", default="")
        with transaction.atomic():
            if User.objects.administrators().exists():
                return
            user = User(
                username=given_name or next(_free_names()),
                email=variables.str("PROMAPP_ADMIN_EMAIL", default="").strip(),
                is_staff=True,
                is_superuser=True,
            )
            password = given_password or _draw_password()
            user.set_password(password)
            _check(user)
            user.save()
            user.introduce()
            audit.record("manage.py ensure_administrator", Action.USER_CREATED, user)
        if given_password:
            self._warn_of_weakness(given_password, user)
        self.stdout.write(f"Administrator: {user.username}")
        if not given_password:
            self.stdout.write(f"Password (shown once): {password}")

    def _warn_of_weakness(self, password: str, user: User) -> None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            self.stderr.write("PROMAPP_ADMIN_PASSWORD is weak: " + " ".join(error.messages))


def _draw_password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def _free_names() -> Iterator[str]:
    """Yield `admin`, `admin2` and so on, as far as nobody has them; one query for each."""
    names = ("admin" if number == 1 else f"admin{number}" for number in count(1))
    return (name for name in names if not _is_taken(name))


def _is_taken(username: str) -> bool:
    return bool(User.objects.filter(username_key=name_key(username)).exists())


def _check(user: User) -> None:
    try:
        if _is_taken(user.username):
            raise ValidationError("A user with this user name already exists.")
        user.full_clean()
    except ValidationError as error:
        reasons = " ".join(error.messages)
        raise CommandError(
            f"Cannot make the first administrator {user.username!r}: {reasons} "
            "Check PROMAPP_ADMIN_USERNAME and PROMAPP_ADMIN_EMAIL."
        ) from None

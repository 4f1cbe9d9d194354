"""`manage.py create_access_token`: a token for automation, alone on standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.folding import name_key
from accounts.models import AccessToken, User
from accounts.tokens import acts, terms


class Command(BaseCommand):
    """Creates an access token and prints its secret, which is never shown again."""

    help = (
        "Create an access token for an administrator and print it, alone, on standard output. "
        "It is not shown again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose token it is to be: an active administrator")
        parser.add_argument("--description", required=True, help="where it will be used")
        parser.add_argument(
            "--scope",
            required=True,
            choices=AccessToken.Scope.values,
            help="scim lets an identity provider in, audit reads the JSON API",
        )
        parser.add_argument(
            "--client",
            choices=[name for name in AccessToken.Client.values if name],
            help="whose it is: for okta, discovery lists roles and entitlements too",
        )
        parser.add_argument(
            "--expires-in-days",
            type=int,
            default=terms.USUAL_DAYS,
            metavar="N",
            help=f"1 to {terms.MOST_DAYS}, {terms.USUAL_DAYS} by default",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        days = options["expires_in_days"]
        if not 1 <= days <= terms.MOST_DAYS:
            raise CommandError(f"--expires-in-days must be a number from 1 to {terms.MOST_DAYS}.")
        try:
            token, secret = acts.create(
                "manage.py create_access_token",
                owner=owner_named(options["username"]),
                description=options["description"],
                scope=options["scope"],
                client=options["client"],
                expires_at=timezone.now() + timedelta(days=days),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        told = f"Created {token}. It expires on {token.expires_at:%d %b %Y}."
        self.stderr.write(told, self.style.SUCCESS)
        self.stdout.write(secret)


def owner_named(username: str) -> User:
    """Return the user of this name. Raises CommandError."""
    user: User | None = User.objects.filter(username_key=name_key(username)).first()
    if user is None:
        raise CommandError(
            f"There is no user '{username}'. Create an administrator under Site administration, "
            "Users, or name one that exists."
        )
    return user

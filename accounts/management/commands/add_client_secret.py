"""`manage.py add_client_secret`: one more secret of an OAuth client, alone on standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.tokens import client_acts

from .create_oauth_client import add_years, client_named


class Command(BaseCommand):
    """Adds a secret to an OAuth client and prints it; it is never shown again."""

    help = (
        "Add a secret to an OAuth 2.0 client and print it, alone, on standard output. It is not "
        "shown again. The secrets that the client has go on working."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("identifier", help="the Client Identifier: pmp_client_ and 8 signs")
        add_years(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        client = client_named(options["identifier"])
        try:
            secret, text = client_acts.add_secret(
                "manage.py add_client_secret", client, years=options["years"]
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        told = f"Added the secret {secret} to {client}. It expires on {secret.expires_at:%d %b %Y}."
        self.stderr.write(told, self.style.SUCCESS)
        self.stdout.write(text)

"""`manage.py create_oauth_client`: a client for automation, its secret alone on standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import AccessToken
from accounts.tokens import client_acts, clients, terms

from .create_access_token import owner_named


class Command(BaseCommand):
    """Creates an OAuth client and prints its secret, which is never shown again."""

    help = (
        "Create an OAuth 2.0 client for an administrator and print its secret, alone, on standard "
        "output. It is not shown again. The Client Identifier stands on standard error. With "
        "--without-secret, the Client Identifier alone is printed: trust_identity lets it in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose client it is to be: an active administrator")
        parser.add_argument("--description", required=True, help="where it will be used")
        parser.add_argument(
            "--scope",
            default=AccessToken.Scope.SCIM,
            choices=AccessToken.Scope.values,
            help="scim, the default, lets an identity provider in, audit reads the JSON API",
        )
        parser.add_argument(
            "--without-secret", action="store_true", help="for a client that gets a trust instead"
        )
        add_years(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["without_secret"]:
                self.stdout.write(self._without_secret(options).hint)
                return
            client, secret, text = client_acts.create(
                "manage.py create_oauth_client",
                owner=owner_named(options["username"]),
                description=options["description"],
                scope=options["scope"],
                years=options["years"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        told = (
            f"Created the OAuth client {client.description}. Client Identifier: {client.hint}. "
            f"Its secret expires on {secret.expires_at:%d %b %Y}."
        )
        self.stderr.write(told, self.style.SUCCESS)
        self.stdout.write(text)

    def _without_secret(self, options: dict[str, Any]) -> AccessToken:
        return client_acts.create_without_secret(
            "manage.py create_oauth_client",
            owner=owner_named(options["username"]),
            description=options["description"],
            scope=options["scope"],
        )


def add_years(parser: ArgumentParser) -> None:
    """Let a command be told how long a client secret lives."""
    parser.add_argument(
        "--years",
        type=int,
        default=1,
        metavar="N",
        help=f"how long the secret lives: 1 to {terms.MOST_YEARS} years, 1 by default",
    )


def client_named(identifier: str) -> AccessToken:
    """Return the OAuth client with this Client Identifier. Raises CommandError."""
    client = clients.find_client(identifier)
    if client is None:
        raise CommandError("There is no OAuth client with this Client Identifier.")
    return client

"""`manage.py revoke_client_secret`: end one secret of an OAuth client, by its beginning."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import token_format
from accounts.models import ClientSecret
from accounts.tokens import client_acts


class Command(BaseCommand):
    """Revokes a secret of an OAuth client; the tokens that were issued for it end with it."""

    help = (
        "Revoke a secret of an OAuth 2.0 client, named by its beginning as the client's page shows "
        "it. One that is at hand as a whole goes to revoke_access_token --stdin instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("beginning", help="pmp_secret_ and 8 signs")

    def handle(self, *_args: Any, **options: Any) -> None:
        secret = _secret(options["beginning"])
        if client_acts.revoke_secret("manage.py revoke_client_secret", secret):
            told = f"Revoked the secret {secret} of {secret.client}."
        else:
            told = f"The secret {secret} was revoked before, on {secret.revoked_at:%d %b %Y}."
        self.stderr.write(told, self.style.SUCCESS)


def _secret(beginning: str) -> ClientSecret:
    key_id = beginning.rstrip("…").removeprefix(
        f"{token_format.PREFIX}_{token_format.CLIENT_SECRET}_"
    )
    if len(key_id) > token_format.KEY_ID_LENGTH:
        raise CommandError(
            "Give the beginning of the secret alone. A whole one on the command line stays in the "
            "shell's history: revoke it by revoke_access_token --stdin."
        )
    rows = ClientSecret.objects.select_related("client__owner")
    secret = rows.filter(key_id=key_id).first()
    if secret is None:
        raise CommandError("No OAuth client has a secret that begins like this.")
    return secret

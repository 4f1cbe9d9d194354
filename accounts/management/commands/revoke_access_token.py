"""`manage.py revoke_access_token --stdin`: end a token that was found where it should not be.

What is found may also be the secret of an OAuth client, or a token that was issued to one.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import capfirst

from accounts.models import AccessToken
from accounts.tokens import acts, client_acts, clients, door, issued
from accounts.tokens.refusals import Refusal

BY = "manage.py revoke_access_token"
LONGEST_INPUT = 4096  # characters


class Command(BaseCommand):
    """Revokes the access token, or the secret of an OAuth client, that standard input holds."""

    help = (
        "Revoke the access token, or the secret of an OAuth client, that is given on standard "
        "input, where it gets neither into the shell's history nor into the list of processes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--stdin", action="store_true", help="read the token from standard input (required)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["stdin"]:
            raise CommandError(
                "Pass --stdin, then the token and Ctrl+D. A token on the command line would stay "
                "in the shell's history."
            )
        given = _given()
        told = _revoke_of_client(given) or _revoke_token(given)
        self.stderr.write(told, self.style.SUCCESS)


def _revoke_of_client(text: str) -> str:
    """Revoke a secret of a client, or a token that was issued to one; empty if it is neither."""
    if secret := clients.find_secret(text):
        about = f"the secret {secret} of {secret.client}, owner {secret.client.owner_name}"
        if client_acts.revoke_secret(BY, secret):
            return f"Revoked {about}."
        return f"{capfirst(about)} was revoked before."
    if token := issued.find(text):
        issued.revoke(token)
        return f"Revoked the token {token} that was issued to {token.client}."
    return ""


def _revoke_token(text: str) -> str:
    token = _token(text)
    about = f"{token}, scope {token.get_scope_display()}, owner {token.owner_name}"
    if acts.revoke(BY, token, reason="on the server"):
        return f"Revoked {about}."
    return f"{about} was revoked before, on {token.revoked_at:%d %b %Y}."


def _given() -> str:
    try:
        secret = sys.stdin.read(LONGEST_INPUT).strip()
    except UnicodeError:
        raise CommandError("Nothing was revoked: standard input holds no text.") from None
    if not secret:
        raise CommandError("Nothing came on standard input. Paste the token, then Ctrl+D.")
    return secret


def _token(secret: str) -> AccessToken:
    try:
        return door.find_token(secret)
    except Refusal as refusal:
        raise CommandError(f"Nothing was revoked. {refusal.detail}") from None

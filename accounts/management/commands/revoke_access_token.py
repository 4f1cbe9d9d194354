"""`manage.py revoke_access_token --stdin`: end a token that was found where it should not be."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import AccessToken
from accounts.tokens import acts, door
from accounts.tokens.refusals import Refusal

LONGEST_INPUT = 4096  # characters


class Command(BaseCommand):
    """Revokes the access token that standard input holds."""

    help = (
        "Revoke the access token that is given on standard input, where it gets neither into the "
        "shell's history nor into the list of processes."
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
        token = _token(_given())
        about = f"{token}, scope {token.get_scope_display()}, owner {token.owner_name}"
        if acts.revoke("manage.py revoke_access_token", token, reason="on the server"):
            told = f"Revoked {about}."
        else:
            told = f"{about} was revoked before, on {token.revoked_at:%d %b %Y}."
        self.stderr.write(told, self.style.SUCCESS)


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

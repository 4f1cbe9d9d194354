"""`manage.py trust_identity`: whom an OAuth client trusts, in place of a secret."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import AccessToken, FederatedTrust
from accounts.tokens import trust_acts
from accounts.tokens.trust_acts import Identity

from .create_oauth_client import client_named

BY = "manage.py trust_identity"


class Command(BaseCommand):
    """Shows the trust of an OAuth client, adds one, pins it or revokes it."""

    help = (
        "Show whom an OAuth 2.0 client trusts in place of a secret. With --issuer, --jwks-url, "
        "--audience and --subject, trust an identity by the four values that Microsoft Entra "
        "shows; with --tenant, wait for the first assertion of a tenant, which --pin then trusts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("identifier", help="the Client Identifier: pmp_client_ and 8 signs")
        parser.add_argument("--issuer", default="")
        parser.add_argument("--jwks-url", default="")
        parser.add_argument(
            "--audience",
            action="append",
            default=[],
            help="may be given more than once; one with /.default stands for what Entra sends",
        )
        parser.add_argument("--subject", default="")
        parser.add_argument("--tenant", default="", help="wait for an identity of this Tenant ID")
        parser.add_argument(
            "--authority",
            default=trust_acts.USUAL_AUTHORITY,
            metavar="HOST",
            help=f"with --tenant: where it signs in, {trust_acts.USUAL_AUTHORITY} by default",
        )
        parser.add_argument("--pin", metavar="MARK", help="trust what is held, as it was shown")
        parser.add_argument("--discard", action="store_true", help="forget what is held")
        parser.add_argument("--revoke", action="store_true", help="end the trust and its tokens")

    def handle(self, *_args: Any, **options: Any) -> None:
        client = client_named(options["identifier"])
        try:
            self._act(client, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self._show(FederatedTrust.objects.filter(client=client).first())

    def _act(self, client: AccessToken, options: dict[str, Any]) -> None:
        values = (options["issuer"], options["jwks_url"], options["subject"])
        if any(values) or options["audience"]:
            identity = Identity(
                issuer=options["issuer"],
                jwks_url=options["jwks_url"],
                audiences=trust_acts.audiences_of(options["audience"]),
                subject=options["subject"],
            )
            trust_acts.trust(BY, client, identity)
        elif options["tenant"]:
            tenant, authority = options["tenant"], options["authority"]
            trust_acts.wait_for_one(BY, client, tenant=tenant, authority=authority)
        elif options["pin"]:
            trust_acts.pin(BY, _live(client), mark=options["pin"])
        elif options["discard"]:
            trust_acts.discard(BY, _live(client))
        elif options["revoke"]:
            trust_acts.revoke(BY, _live(client))

    def _show(self, trust: FederatedTrust | None) -> None:
        if trust is None:
            self.stdout.write("This OAuth client trusts no identity.")
            return
        lines = {
            "State": str(trust.state.label),
            "Issuer": trust.issuer,
            "JWKS URL": trust.jwks_url,
            "Audience": " ".join(trust.audiences),
            "Subject": trust.subject,
            "Tenant": trust.tenant,
            "Application (azp)": trust.party,
            "Last used": f"{trust.last_used_at:%Y-%m-%d %H:%M} UTC" if trust.last_used_at else "",
            **{f"Held {name}": str(value) for name, value in (trust.held or {}).items()},
            "Pin it by": f"--pin {trust_acts.mark_of(trust)}" if trust.held else "",
        }
        for name, value in lines.items():
            if value:
                self.stdout.write(f"{name}: {value}")


def _live(client: AccessToken) -> FederatedTrust:
    trust = client.live_trust()
    if trust is None:
        raise CommandError("This OAuth client trusts no identity.")
    return trust

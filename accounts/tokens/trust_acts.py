"""What people do to the trust of an OAuth client.

Each act stands in the audit log, in one transaction with the act itself.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import names
from accounts.models import AccessToken, FederatedTrust
from accounts.work import audit, outward
from accounts.work.audit import Action, Actor, By

from . import client_acts, mails, signing_keys
from .trust_rows import LONGEST, MOST_AUDIENCES

USUAL_AUTHORITY = signing_keys.HOSTS[0]
_ENTRA_ISSUER = re.compile(r"https://[^/]+/([0-9a-f-]{36})/v2\.0")


@dataclass(frozen=True)
class Identity:
    """The four values that Microsoft Entra shows. `audiences`: any of them."""

    issuer: str
    jwks_url: str
    audiences: tuple[str, ...]
    subject: str


def audiences_of(pasted: Iterable[str]) -> tuple[str, ...]:
    """Return the audiences that are meant by what was pasted, each once.

    Entra's portal shows api://ID/.default, and its assertions say ID, api://ID or api://ID/HOST.
    """
    found: list[str] = []
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    for text in filter(None, map(names.strip, pasted)):
        scope = text.removesuffix("/.default")
        found.append(scope)
        if scope != text and scope.startswith("api://"):
            found += [scope.removeprefix("api://"), f"{scope}/{host}"]
    return tuple(dict.fromkeys(found))


@transaction.atomic
def trust(by: By, client: AccessToken, identity: Identity) -> FederatedTrust:
    """Let an identity act as this client from now on. Raises ValidationError."""
    _check(identity)
    tenant = _ENTRA_ISSUER.fullmatch(identity.issuer)
    actor = Actor.of(by)
    row = _add(
        actor,
        client,
        issuer=identity.issuer,
        jwks_url=identity.jwks_url,
        audiences=list(identity.audiences),
        subject=identity.subject,
        tenant=tenant[1] if tenant else "",
        pinned_at=timezone.now(),
    )
    audit.record(actor, Action.TRUST_ADDED, client, **_facts(row))
    mails.trust_added(row, by=actor)
    return row


@transaction.atomic
def wait_for_one(
    by: By, client: AccessToken, *, tenant: str, authority: str = USUAL_AUTHORITY
) -> FederatedTrust:
    """Wait for the first good assertion from a tenant; it opens nothing until it is pinned.

    `authority`: the host of the cloud. Raises ValidationError.
    """
    try:
        tenant = str(uuid.UUID(names.strip(tenant)))
    except ValueError:
        raise ValidationError(
            {"tenant": _("Paste the Tenant ID that Microsoft Entra shows under Overview.")}
        ) from None
    actor = Actor.of(by)
    place = f"https://{authority}/{tenant}"
    _check_keys(f"{place}/discovery/v2.0/keys")
    row = _add(
        actor,
        client,
        issuer=f"{place}/v2.0",
        jwks_url=f"{place}/discovery/v2.0/keys",
        tenant=tenant,
    )
    audit.record(actor, Action.TRUST_AWAITED, client, tenant=tenant, issuer=row.issuer)
    return row


def mark_of(row: FederatedTrust) -> str:
    """A word for what is held now: whoever pins says by it what was looked at; empty of nothing."""
    if not row.held:
        return ""
    return hashlib.sha256(json.dumps(row.held, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def pin(by: By, row: FederatedTrust, *, mark: str) -> None:
    """Trust exactly what was held, from now on. `mark`: of what was looked at.

    Raises ValidationError if something else is held, or nothing.
    """
    actor = Actor.of(by)
    client = _locked(actor, row.client)
    row.refresh_from_db()
    if row.state != row.State.PENDING or not row.held or mark_of(row) != mark:
        raise ValidationError(
            _("What this trust holds is no longer what was shown. Look at it again."), code="mark"
        )
    held: dict[str, Any] = row.held
    given = held["aud"]
    row.audiences = given if isinstance(given, list) else [given]
    row.subject = held["sub"]
    row.object_id, row.party = held.get("oid", ""), held.get("azp", "")
    row.held, row.held_at, row.pinned_at = None, None, timezone.now()
    row.save()
    audit.record(actor, Action.TRUST_PINNED, client, **_facts(row))
    mails.trust_added(row, by=actor)


@transaction.atomic
def discard(by: By, row: FederatedTrust) -> bool:
    """Forget what is held, and wait for another assertion; False if nothing is held."""
    actor = Actor.of(by)
    client = _locked(actor, row.client)
    row.refresh_from_db()
    if row.state != row.State.PENDING or not row.held:
        return False
    audit.record(actor, Action.TRUST_DISCARDED, client, subject=row.held["sub"])
    row.held, row.held_at = None, None
    row.save(update_fields=["held", "held_at"])
    return True


@transaction.atomic
def revoke(by: By, row: FederatedTrust) -> bool:
    """End a trust, and the tokens that were issued for it; False if it was revoked before."""
    client = AccessToken.objects.select_for_update().select_related(None).get(pk=row.client_id)
    live = FederatedTrust.objects.filter(pk=row.pk, revoked_at=None)
    if not live.update(revoked_at=timezone.now(), held=None, held_at=None):
        return False
    row.refresh_from_db()
    client_acts.settle(client)
    actor = Actor.of(by)
    audit.record(actor, Action.TRUST_REVOKED, client, **_facts(row))
    mails.trust_revoked(row, by=actor)
    return True


def _add(actor: Actor, client: AccessToken, **fields: Any) -> FederatedTrust:
    row = _locked(actor, client)
    if row.is_revoked:
        raise ValidationError(
            _("This OAuth client was revoked. Create a new one."), code="token_ended"
        )
    if row.live_trust():
        raise ValidationError(
            _("This OAuth client has a trust. Revoke it first, then add another one."), code="trust"
        )
    if row.is_expired and row.owner:
        AccessToken.objects.check_room(row.owner)
    added = FederatedTrust.objects.create(client=row, **fields)
    client_acts.settle(row)
    client.refresh_from_db()
    added.client = client
    return added


def _locked(actor: Actor, client: AccessToken) -> AccessToken:
    """The client's row, for whoever may say who acts as it. Raises ValidationError."""
    row = AccessToken.objects.select_for_update().select_related(None).get(pk=client.pk)
    if obstacle := client_acts.obstacle_to_secret(actor.user or row.owner, row):
        raise ValidationError(obstacle, code="not_permitted")
    return row


def _facts(row: FederatedTrust) -> dict[str, Any]:
    return {"issuer": row.issuer, "subject": row.subject, "audiences": row.audiences}


def _check(identity: Identity) -> None:
    """Raise ValidationError, by the name of the value, for what can be no such value."""
    is_address = identity.issuer.startswith("https://")
    if not (is_address and _is_word(identity.issuer)):
        raise ValidationError(
            {"issuer": _("Paste Issuer as Microsoft Entra shows it: it begins with https://.")}
        )
    _check_keys(identity.jwks_url)
    audiences = identity.audiences
    if not audiences or len(audiences) > MOST_AUDIENCES or not all(map(_is_word, audiences)):
        raise ValidationError(
            {
                "audiences": _("Paste Audience as Microsoft Entra shows it: 1 to %(most)s values.")
                % {"most": MOST_AUDIENCES}
            }
        )
    if not _is_word(identity.subject):
        raise ValidationError({"subject": _("Paste Subject as Microsoft Entra shows it.")})


def _is_word(text: str) -> bool:
    return 0 < len(text) <= LONGEST and text.isprintable() and " " not in text


def _check_keys(url: str) -> None:
    try:
        signing_keys.check_url(url)
    except outward.Forbidden as refusal:
        raise ValidationError({"jwks_url": str(refusal)}) from None

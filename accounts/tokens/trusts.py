"""How a workload identity shows that it may act as an OAuth client: by an assertion."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import FederatedTrust
from accounts.work import asides

from . import assertions, clients, refusals
from .assertions import Verdict
from .refusals import Refusal
from .trust_rows import LONGEST, MOST_AUDIENCES

# What an assertion may claim that a trust is told, and the column that holds it.
_SEEN = {"tid": "tenant", "oid": "object_id"}
HELD = ("aud", "sub", "tid", "oid", "azp")


class Refused(Exception):
    """An assertion is refused. `is_guess`: nothing was known of who sends it."""

    def __init__(self, refusal: Refusal, verdict: Verdict | None = None) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal
        self.trace = verdict.trace if verdict else []
        self.is_guess = verdict is None or not verdict.is_verified


def usable_trust(identifier: str, assertion: str) -> FederatedTrust:
    """Return the trust of the client with this identifier if it lets this assertion in.

    May fetch keys: not for a transaction. Raises Refused, with a reason for the log; those who ask
    are told no more than that it failed, unless the signature is good.
    """
    client = clients.find_client(identifier)
    if client is None:
        raise Refused(refusals.assertion("client_unknown", None))
    if refusal := refusals.of(client):
        raise Refused(refusals.assertion(refusal.reason, client))
    trust = FederatedTrust.objects.filter(client=client).first()  # an ended one has no younger
    if trust is None:
        raise Refused(refusals.no_trust(client))
    trust.client = client
    if refusal := refusals.of_trust(trust):
        raise Refused(refusals.assertion(refusal.reason, client))
    verdict = assertions.judge(assertion, trust)
    if failed := verdict.failed:
        known = failed.name if verdict.is_verified else ""
        raise Refused(refusals.assertion(failed.reason, client, known), verdict)
    if trust.state == trust.State.PENDING:
        hold(trust, verdict.claims)
        raise Refused(refusals.pending_trust(client), verdict)
    _note_seen(trust, verdict.claims)
    return trust


def hold(trust: FederatedTrust, claims: dict[str, Any]) -> None:
    """Keep what the first good assertion claims, until an administrator has looked at it.

    The first, not the latest: what is being looked at must not change meanwhile.
    """
    given = {**claims, "azp": assertions.party(claims)}
    held = {name: _bounded(given[name]) for name in HELD if given.get(name) is not None}
    if not (held.get("aud") and held.get("sub")):
        return  # it could not be pinned
    row = FederatedTrust.objects.filter(pk=trust.pk, held_at=None, pinned_at=None, revoked_at=None)
    row.update(held=held, held_at=timezone.now())


def _bounded(value: Any) -> Any:
    if isinstance(value, list):
        return [assertions.plain(str(item))[:LONGEST] for item in value[:MOST_AUDIENCES]]
    return assertions.plain(str(value))[:LONGEST]


def _note_seen(trust: FederatedTrust, claims: dict[str, Any]) -> None:
    """Let what an active trust did not know yet be exact from now on."""
    seen = {column: claims.get(name) for name, column in _SEEN.items()}
    seen["party"] = assertions.party(claims)
    new = {
        column: value
        for column, value in seen.items()
        if isinstance(value, str) and value.isprintable() and 0 < len(value) <= LONGEST
        if not getattr(trust, column)
    }
    if new:
        row = FederatedTrust.objects.filter(pk=trust.pk, **dict.fromkeys(new, ""))
        asides.write(f"Noting what trust {trust.pk} saw", lambda: row.update(**new))

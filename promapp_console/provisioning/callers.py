"""Who may call: every credential of the site with what is known of its use, and the way over.

A federated trust is a part of its OAuth client, as a secret is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import AccessToken, ClientSecret, FederatedTrust, User
from accounts.tokens.rows import AccessTokenQuerySet
from scim.models import ProvisioningEvent

from . import wording

LIVE_SHOWN = 200
ENDED_SHOWN = 50
EVENTS_READ = 1000
_REJECTED = ProvisioningEvent.Result.REJECTED
_State = AccessToken.State


@dataclass(frozen=True)
class Caller:
    """An access token or an OAuth client, and what lets a client in: its live secrets, its trust.

    `user_agent`: of its last request, as far as the log has it; `is_entra`: its Test Connection
    was seen.
    """

    token: AccessToken
    secrets: list[ClientSecret]
    trust: FederatedTrust | None
    user_agent: str
    is_entra: bool

    @cached_property
    def product(self) -> str:
        """What calls with it; "" if that is not known."""
        return wording.product(self.token, self.user_agent, is_entra=self.is_entra)

    @property
    def kind(self) -> str:
        """What it is."""
        if self.trust:
            return _("OAuth 2.0 client, federated")
        return str(self.token.get_kind_display())

    @property
    def waits(self) -> bool:
        """True if an identity is to be looked at before the client trusts it."""
        return self.trust is not None and self.trust.pinned_at is None

    @property
    def first_end(self) -> datetime | None:
        """When the first of its secrets ends, or the token itself."""
        ends = [secret.ends_at for secret in self.secrets]
        return min([end for end in (*ends, self.token.ends_at) if end], default=None)

    @property
    def needs_attention(self) -> bool:
        return self.waits or self.token.state in {_State.EXPIRING, _State.SUSPENDED}


@dataclass(frozen=True)
class Callers:
    """Those that may call, the latest used first, and the latest of those that ended.

    `has_more`, `has_more_ended`: more of them are not shown.
    """

    live: list[Caller]
    ended: list[Caller]
    has_more: bool
    has_more_ended: bool

    @property
    def attention(self) -> int:
        """How many need it."""
        return sum(caller.needs_attention for caller in self.live)


def callers(user: User) -> Callers:
    """Return who may call, as far as this user may see it: seven queries, all bounded."""
    rows = AccessToken.objects.visible_to(user)
    used_first = F("last_used_at").desc(nulls_last=True)
    said = _said_lately()
    live = _callers(rows.live().order_by(used_first, "-pk"), LIVE_SHOWN + 1, said)
    ended = _callers(rows.ended(), ENDED_SHOWN + 1, said)
    return Callers(
        live[:LIVE_SHOWN], ended[:ENDED_SHOWN], len(live) > LIVE_SHOWN, len(ended) > ENDED_SHOWN
    )


def _said_lately() -> dict[int | None, str]:
    """The last User-Agent that came with each token, as the latest entries of the log have it."""
    latest = ProvisioningEvent.objects.order_by("-created_at")[:EVENTS_READ]
    found = latest.values_list("token", "result", "user_agent")
    let_in = [(token, agent) for token, result, agent in found if result != _REJECTED]
    return dict(reversed(let_in))


def _callers(rows: AccessTokenQuerySet, most: int, said: dict[int | None, str]) -> list[Caller]:
    """Three queries; a Test Connection is kept longer in sight than other requests."""
    tests = ProvisioningEvent.objects.filter(token=OuterRef("pk"), is_test_connection=True)
    last_test = tests.order_by("-created_at")
    live_trusts = FederatedTrust.objects.filter(revoked_at=None)
    found = (
        rows.select_related("owner")
        .annotate(said_in_test=Subquery(last_test.values("user_agent")[:1]))
        .prefetch_related(
            Prefetch("secrets", ClientSecret.objects.live(), to_attr="live_secrets"),
            Prefetch("trusts", live_trusts, to_attr="live_trusts"),
        )
    )
    return [_caller(row, said) for row in found[:most]]


def _caller(row: Any, said: dict[int | None, str]) -> Caller:
    return Caller(
        token=row,
        secrets=row.live_secrets,
        trust=next(iter(row.live_trusts), None),
        user_agent=said.get(row.pk, "") or row.said_in_test or "",
        is_entra=row.said_in_test is not None,
    )


@dataclass(frozen=True)
class WayOver:
    """How far a site has come from a long-lived token of Microsoft Entra to an OAuth client."""

    old: Caller
    new: Caller | None

    @property
    def step(self) -> int:
        """The step that is next, from 1: create, switch, revoke."""
        if self.new is None:
            return 1
        return 3 if self.new.token.last_used_at else 2


def way_over(found: Callers) -> WayOver | None:
    """The way over that is still to go; None where no Secret Token of Entra is in use."""
    of_entra = [
        caller
        for caller in found.live
        if caller.token.scope == AccessToken.Scope.SCIM and caller.product == wording.ENTRA
    ]
    old = [each for each in of_entra if not each.token.is_client and each.token.last_used_at]
    if not old:
        return None
    # Those in use come first.
    return WayOver(old[0], next((each for each in of_entra if each.token.is_client), None))

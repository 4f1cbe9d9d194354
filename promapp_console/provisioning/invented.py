"""People who do not exist: their names, the mark that all of them carry, and how they go again.

Nothing is made where real data is, and by the mark what became real beside it later is told apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import AccessToken, Group, User
from accounts.work import pruning
from scim.models import DailyCount, MembershipChange, ProvisioningEvent, Visit

MARK = "demo-"  # begins the externalId of people and groups
DOMAIN = "harbor.example"
MARK_OF_TOKENS = "Demo: "
ADDRESS = "20.190.128.10"  # where their identity provider calls from
_GIVEN = (
    "Ada Alan Barbara Bob Carla Chen Dana Dmitri Eve Farid Grace Hedy Ines Jörg Katherine Linus "
    "Margaret Nikola Olga Paul Qing Radia Søren Tim Ursula"
)
_FAMILY = (
    "Andersen Berger Costa Dubois Eriksen Fischer García Hoffmann Ivanova Jansen Kowalski Lefèvre "
    "Müller Nakamura Okafor"
)
GIVEN, FAMILY = _GIVEN.split(), _FAMILY.split()
DEPARTMENTS = ("Analysts", "Engineering", "Field service", "Finance", "Process owners")
TITLES = ("Analyst", "Engineer", "Team lead", "Controller", "Process owner")
_RHYTHM = timedelta(minutes=40)  # of Microsoft Entra
_VISITS_SINCE = timedelta(days=7)
_VISIT_BATCH = 1000


class NotEmpty(Exception):
    """The site holds real data."""


class AlreadyThere(Exception):
    """Invented people are here already."""


@dataclass(frozen=True)
class Made:
    """How much was made."""

    users: int
    groups: int
    events: int


def is_there() -> bool:
    """True if invented people are here, or what is left of them; one query."""
    return _tokens().exists()


def check_empty() -> None:
    """Raise NotEmpty if anybody was ever provisioned here, as far as it can still be seen.

    Counters outlive the log, and what they hold would be mixed with what is invented.
    """
    if (
        ProvisioningEvent.objects.exists()
        or DailyCount.objects.exists()
        or User.objects.filter(is_provisioned=True).exists()
        or Group.objects.exists()
    ):
        raise NotEmpty


def address(given: str, family: str) -> str:
    """`soren.muller@harbor.example`: in the letters that addresses are typed in."""
    name = f"{given}.{family}".lower().replace("ø", "o").replace(" ", "")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain}@{DOMAIN}"


def add_token(owner: User, name: str, **more: Any) -> tuple[AccessToken, str]:
    """Make an access token that carries the mark. Returns the row and the secret."""
    return AccessToken.objects.add(
        owner=owner, description=f"{MARK_OF_TOKENS}{name}", scope=AccessToken.Scope.SCIM, **more
    )


def add_visits(token: AccessToken, now: datetime) -> None:
    """Have the token visit the site regularly for a week; it is in use."""
    minute = now.replace(second=0, microsecond=0)
    times = range(1, int(_VISITS_SINCE / _RHYTHM))
    visits = (Visit(token=token, started_at=minute - _RHYTHM * back) for back in times)
    Visit.objects.bulk_create(visits, batch_size=_VISIT_BATCH)
    AccessToken.objects.filter(pk=token.pk).update(
        last_used_at=now - timedelta(minutes=2), last_used_address=ADDRESS
    )


def remove(noting: Callable[[int], object] | None = None) -> None:
    """Take away all that carries the mark, and nothing else.

    A batch at a time: `noting` is called with the size of each. The tokens go last, so what was
    broken off can be gone on with.
    """
    tokens = _tokens()
    moves = MembershipChange.objects.filter(event__token__in=tokens)
    _delete(moves.order_by("created_at"), noting)
    _delete(ProvisioningEvent.objects.filter(token__in=tokens).order_by("created_at"), noting)
    DailyCount.objects.filter(key_id__in=tokens.values("key_id")).delete()
    for model in (Group, User):
        rows: Any = model._default_manager
        _delete(rows.filter(external_id__startswith=MARK).order_by("pk"), noting)
    tokens.delete()


def _tokens() -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(description__startswith=MARK_OF_TOKENS)


def _delete(rows: QuerySet[Any], noting: Callable[[int], object] | None) -> None:
    pruning.delete(rows, at_most=None, noting=noting)

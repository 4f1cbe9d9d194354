"""How the connection is: who called last, how often they call, whether they are let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from statistics import median

from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import words
from accounts.models import AccessToken, KnownNetwork
from accounts.tokens.networks import coming_from, network_of
from scim.log.visits import QUIET
from scim.models import ProvisioningEvent, Visit

from . import wording
from .diagnosis import Diagnosis, diagnose

QUIET_AFTER = timedelta(hours=3)
RHYTHM_OVER = timedelta(days=7)
SAME_TIME = timedelta(minutes=5)  # within which a rejection beside a good call is another client's
WRITES = 20  # the last ones tell whether writes fail
FAILING = 3  # of them at least, and half
_Result = ProvisioningEvent.Result
# Anybody on the internet causes these; they mean something only while nobody was let in yet.
_NOISE = frozenset(
    {
        *("no_header", "not_bearer", "empty", "not_ours", ""),
        *("oauth_method", "oauth_no_form", "oauth_doubled", "oauth_basic", "oauth_two_places"),
        *("oauth_no_client", "oauth_grant", "oauth_request", "oauth_too_many", "client_unknown"),
    }
)
# Whoever knows the identifier of a client, which is no secret, causes these in its name.
_NOT_ITS_OWN = frozenset(
    {
        *("client_secret_wrong", "trust_none", "trust_revoked", "assertion_type"),
        *("assertion_form", "assertion_algorithm", "assertion_issuer", "assertion_key"),
        *("assertion_keys_away", "assertion_signature"),
    }
)
_SHOWS_A_TOKEN = Q(token__isnull=False) & ~Q(reason__in=_NOT_ITS_OWN)
NETWORKS = 100  # the youngest of those that a token came from; the others tell nothing


class State(Enum):
    """The state chip; a template translates it."""

    WAITING = gettext_noop("Waiting")
    CONNECTED = gettext_noop("Connected")
    QUIET = gettext_noop("Quiet")
    FAILING = gettext_noop("Failing")
    REJECTED = gettext_noop("Rejected")


@dataclass(frozen=True)
class Call:
    """One call: when, with which token, from where, by whom; `is_let_in` is False for a 401."""

    at: datetime
    token: AccessToken | None
    address: str | None
    client: str
    is_let_in: bool = True


@dataclass(frozen=True)
class Connection:
    """The state, its sentence, and what it rests on.

    `rhythm`: the median time between visits of the last week, None while there were too few.
    `diagnosis`: of the rejection, or of the last failure, that the state is about.
    """

    state: State
    sentence: str
    last_call: Call | None
    last_good_call: Call | None
    rhythm: timedelta | None
    diagnosis: Diagnosis | None = None
    event: ProvisioningEvent | None = None  # which `diagnosis` is about


def connection(moment: datetime | None = None) -> Connection:
    """Return how the connection is; seven queries."""
    moment = moment or timezone.now()
    good = last_good_call()
    rejection = last_rejection(good)
    rhythm = usual_rhythm(moment)
    last = good
    if rejection and (good is None or rejection.created_at > good.at):
        last = _rejected_call(rejection)
    if rejection and is_rejected(good, rejection):
        diagnosis = diagnose(rejection)
        return Connection(
            State.REJECTED, _rejected(diagnosis), last, good, rhythm, diagnosis, rejection
        )
    if good is None:
        sentence = _("Waiting for the first request of the identity provider.")
        return Connection(State.WAITING, sentence, last, None, rhythm)
    failures, writes = _last_writes(moment)
    if len(failures) >= FAILING and len(failures) * 2 >= writes:
        diagnosis = diagnose(failures[0])
        sentence = _(
            "Failing. %(failures)s of the last %(writes)s changes failed, the latest %(when)s."
        ) % {
            "failures": len(failures),
            "writes": writes,
            "when": words.relative(failures[0].created_at, moment),
        }
        return Connection(State.FAILING, sentence, last, good, rhythm, diagnosis, failures[0])
    if moment - good.at >= QUIET_AFTER:
        return Connection(State.QUIET, quiet_for(moment - good.at), last, good, rhythm)
    sentence = _("Connected. %(client)s called %(when)s.") % {
        "client": good.client,
        "when": words.relative(good.at, moment),
    }
    return Connection(State.CONNECTED, sentence, last, good, rhythm)


def quiet_for(length: timedelta) -> str:
    """The sentence for a silence that worries nobody yet."""
    return _("Quiet for %(length)s. This can be normal when nothing changed.") % {
        "length": words.span(length)
    }


def last_good_call() -> Call | None:
    """The last call that was let in: three queries.

    A token notes its use once a minute, the log notes each write. What a clock that was ahead has
    written is left out.
    """
    moment = timezone.now()
    event = (
        ProvisioningEvent.objects.without_bodies()
        .select_related("token")
        .filter(token__isnull=False, created_at__lte=moment)
        .exclude(result=_Result.REJECTED)
        .order_by("-created_at")
        .first()
    )
    scim_tokens = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM)
    token = scim_tokens.filter(last_used_at__lte=moment).order_by("-last_used_at").first()
    used = token.last_used_at if token else None
    if event and (used is None or event.created_at >= used):
        name = _client(event.token, event.user_agent)
        return Call(event.created_at, event.token, event.address, name)
    if token and used:
        is_same = event is not None and event.token_id == token.pk
        name = _client(token, event.user_agent if event and is_same else "")
        return Call(used, token, token.last_used_address, name)
    return None


def _client(token: AccessToken | None, user_agent: str) -> str:
    tests = ProvisioningEvent.objects.filter(token=token, is_test_connection=True)
    return wording.client_name(token, user_agent, is_entra=tests.exists())


def last_rejection(good: Call | None) -> ProvisioningEvent | None:
    """The last rejection that says something about the identity provider: two queries.

    That is one of a token of ours, or one that came from where the last good call comes from:
    without either it may be anybody's. If there are both, the one that is the last word.
    """
    rejections = (
        ProvisioningEvent.objects.without_bodies()
        .select_related("token")
        .filter(result=_Result.REJECTED)
        .order_by("-created_at")
    )
    if good is None:
        return rejections.first()
    # A token's own story may lie far back behind the noise, but not further than the last call.
    telling = rejections.filter(
        ~Q(reason__in=_NOISE) & ~Q(reason="too_many_requests"),
        created_at__gt=good.at - SAME_TIME,
    ).values("pk")
    # Each kind by itself, so that many of one hide none of the other.
    latest = rejections.filter(
        Q(pk=Subquery(telling.filter(_SHOWS_A_TOKEN)[:1]))
        | Q(pk=Subquery(telling.filter(~_SHOWS_A_TOKEN, _comes_from_where(good))[:1]))
    )
    found = list(latest)
    return next((each for each in found if is_rejected(good, each)), found[0] if found else None)


def _comes_from_where(good: Call) -> Q:
    """The condition that a request came from a network that the good call's token uses: a query."""
    known = KnownNetwork.objects.filter(token=good.token).order_by("-first_seen_at", "-pk")
    networks = set(known.values_list("network", flat=True)[:NETWORKS])
    if good.address is not None:
        networks.add(network_of(good.address))
    return coming_from(networks) if networks else Q(address__isnull=True)  # all by a Unix socket


def is_rejected(good: Call | None, rejection: ProvisioningEvent) -> bool:
    """True if the rejection is the last word: of the client that was let in, or long after it."""
    if good is None:
        return True
    if rejection.created_at <= good.at:
        return False
    is_same_token = rejection.token_id is not None and good.token == rejection.token
    is_its_own = is_same_token and rejection.reason not in _NOT_ITS_OWN
    return is_its_own or rejection.created_at - good.at >= SAME_TIME


def usual_rhythm(moment: datetime) -> timedelta | None:
    """The median time between visits of the last week; None below three: one query."""
    lately = Visit.objects.filter(started_at__gt=moment - RHYTHM_OVER, started_at__lte=moment)
    visits = lately.order_by("started_at")
    gaps = [
        (later - earlier).total_seconds()
        for earlier, later in pairwise(visits.values_list("started_at", flat=True))
        if later - earlier >= QUIET
    ]
    return timedelta(seconds=median(gaps)) if len(gaps) >= 2 else None


def _last_writes(moment: datetime) -> tuple[list[ProvisioningEvent], int]:
    """The failures among the last writes of a day, newest first, and how many writes: one query."""
    writes = (
        ProvisioningEvent.objects.without_bodies()
        .select_related("token")
        .filter(created_at__gt=moment - timedelta(days=1))
        .exclude(result=_Result.REJECTED)
        .exclude(is_test_connection=True)
        .order_by("-created_at")[:WRITES]
    )
    found = list(writes)
    return [event for event in found if event.result == _Result.FAILURE], len(found)


def _rejected_call(event: ProvisioningEvent) -> Call:
    name = wording.client_name(event.token, event.user_agent)
    return Call(event.created_at, event.token, event.address, name, is_let_in=False)


def _rejected(diagnosis: Diagnosis | None) -> str:
    if diagnosis is None:
        return _("Rejected.")
    why = f"{diagnosis.what[0].lower()}{diagnosis.what[1:]} {diagnosis.next}"
    return _("Rejected: %(why)s") % {"why": why}

"""How far the set-up has come: the steps of the tutorial, in Entra's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max

from accounts.models import AccessToken, User
from scim.models import ProvisioningEvent, Visit

from .connection import last_good_call, last_rejection
from .diagnosis import Diagnosis, diagnose

# Later than this after the first user, a call is of the regular cycle, not of a run on demand.
CYCLE = timedelta(minutes=20)
_Success = ProvisioningEvent.Result.SUCCESS


class StepState(Enum):
    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """A step of the stepper; `key` is for pages, `at` is when it was done, if that is known."""

    key: str
    title: str
    state: StepState
    detail: str
    at: datetime | None = None


@dataclass(frozen=True)
class SetupProgress:
    """The five steps in order. `trouble`: why the last call was not let in, if it was not."""

    steps: list[Step]
    trouble: Diagnosis | None
    warnings: list[str]

    @property
    def is_complete(self) -> bool:
        return all(step.state is StepState.DONE for step in self.steps)

    @property
    def current(self) -> Step | None:
        return next((step for step in self.steps if step.state is StepState.CURRENT), None)


@dataclass(frozen=True)
class _Fact:
    """Whether a step was taken, and when."""

    is_done: bool
    at: datetime | None
    done: str
    waiting: str


def setup_progress() -> SetupProgress:
    """Return the steps and where they stand: ten small queries."""
    good = last_good_call()
    rejection = last_rejection(good)
    is_trouble = rejection is not None and (good is None or rejection.created_at > good.at)
    return SetupProgress(
        steps=_steps(),
        trouble=diagnose(rejection) if rejection and is_trouble else None,
        warnings=warnings(),
    )


def _steps() -> list[Step]:
    created, tested, user = _token_created(), _tested(), _first_user()
    facts = [
        ("token", "Create a Scim token", created),
        ("pasted", "Paste Tenant URL and Secret Token", _called()),
        ("tested", "Click Test Connection", tested),
        ("user", "Assign one test user", user),
        ("on", "Turn provisioning on", _turned_on(user)),
    ]
    # Whoever is further has done what comes before, seen or not.
    last_done = max((place for place, (_, _, fact) in enumerate(facts) if fact.is_done), default=-1)
    steps = []
    for place, (key, title, fact) in enumerate(facts):
        if place <= last_done:
            steps.append(Step(key, title, StepState.DONE, fact.done, fact.at))
        else:
            state = StepState.CURRENT if place == last_done + 1 else StepState.AHEAD
            steps.append(Step(key, title, state, fact.waiting))
    return steps


def _token_created() -> _Fact:
    tokens = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM).live()
    first = tokens.order_by("created_at").first()
    return _Fact(
        first is not None,
        first.created_at if first else None,
        f"“{first.description}” is there." if first else "A token was created.",
        "It is made under My Profile, Access Tokens, and shown once.",
    )


def _called() -> _Fact:
    """Done by the first call with a token of ours, used or not: then both were pasted."""
    visit = Visit.objects.order_by("started_at").first()
    used = AccessToken.objects.filter(
        scope=AccessToken.Scope.SCIM, last_used_at__isnull=False
    ).exists()
    return _Fact(
        visit is not None or used,
        visit.started_at if visit else None,
        "A request with the token arrived.",
        "Waiting for the first request with the token…",
    )


def _tested() -> _Fact:
    # By token, because that is how test connections are indexed.
    tests = ProvisioningEvent.objects.filter(
        is_test_connection=True, token__in=AccessToken.objects.values("pk")
    )
    at = tests.aggregate(last=Max("created_at"))["last"]
    return _Fact(
        at is not None,
        at,
        "The connection works." if at else "Requests arrive, so the connection works.",
        "Waiting for Microsoft Entra…",
    )


def _first_user() -> _Fact:
    user = User.objects.filter(is_provisioned=True).order_by("pk").first()
    at = None
    if user is not None:
        came = ProvisioningEvent.objects.filter(resource_id=user.scim_id, result=_Success)
        at = came.order_by("created_at").values_list("created_at", flat=True).first()
    return _Fact(
        user is not None,
        at,
        f"{user.username} arrived." if user else "Users have arrived.",
        "Assign a single user first, and choose Provision on demand. Users with the role Default "
        "Access are skipped.",
    )


def _turned_on(first_user: _Fact) -> _Fact:
    """Done by a second user, or by a visit long after the first: a run on demand makes neither."""
    at = None
    is_on = first_user.is_done and User.objects.filter(is_provisioned=True)[:2].count() > 1
    if first_user.at and not is_on:
        visits = Visit.objects.filter(started_at__gt=first_user.at + CYCLE)
        at = visits.order_by("started_at").values_list("started_at", flat=True).first()
    return _Fact(
        is_on or at is not None,
        at,
        "Microsoft Entra calls on its own.",
        "Set Provisioning Status to On. The initial cycle takes longer than later ones, which "
        "follow every 40 minutes.",
    )


def warnings() -> list[str]:
    """What keeps an identity provider on the internet from reaching PUBLIC_URL."""
    url = urlsplit(settings.PUBLIC_URL)
    found = []
    if _is_local(url.hostname or ""):
        found.append(
            f"This site is known as {url.netloc}, which no identity provider can reach. Set "
            "PUBLIC_URL to its address on the internet."
        )
    if url.scheme == "http":
        found.append(
            "The Tenant URL is plain http: the token could be read on the way, and Microsoft Entra "
            "does not accept it. Serve the site over https and set PUBLIC_URL."
        )
    return found


def _is_local(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local"))

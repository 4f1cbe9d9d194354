"""How far the set-up has come: what the requests so far tell of the steps of a guide."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import ip_address
from itertools import pairwise
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from accounts.models import AccessToken, Group, KnownNetwork, User
from accounts.work import telling
from scim.models import ProvisioningEvent, Visit

from . import guides, wording
from .connection import Call, last_good_call, last_rejection
from .diagnosis import Diagnosis, diagnose
from .guides import Guide, Stage

# A client that pauses so long and comes back was asked by nobody; Entra comes every 20 to 40
# minutes, and whoever tries one user after the other does not wait for that.
PAUSE = timedelta(minutes=20)
VISITS_READ = 500
ON_DEMAND = 20  # nobody provisions more users than these by hand
HEARD = 5
_Success = ProvisioningEvent.Result.SUCCESS


class StepState(Enum):
    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """A step of the stepper; `at` is when it was done, if that is known.

    `detail` stands beside the title. `do`: what is to be done. `is_unseen`: whoever did it says so.
    """

    key: str
    title: str
    state: StepState
    detail: str
    at: datetime | None
    do: tuple[str, ...]

    @property
    def is_unseen(self) -> bool:
        return self.key in guides.UNSEEN


@dataclass(frozen=True)
class SetupProgress:
    """The steps in order. `trouble`: why the last call was not let in, if it was not."""

    guide: Guide
    steps: list[Step]
    trouble: Diagnosis | None
    warning: str
    heard: list[tuple[ProvisioningEvent, str]]

    @property
    def is_complete(self) -> bool:
        """True once the last step is done; what nobody can see from here may still be open."""
        return self.steps[-1].state is StepState.DONE

    @property
    def done(self) -> int:
        return sum(step.state is StepState.DONE for step in self.steps)

    @property
    def current(self) -> Step | None:
        return next((step for step in self.steps if step.state is StepState.CURRENT), None)


@dataclass(frozen=True)
class _Fact:
    """Whether a step was taken, when, and what is said of it then; that it is done, if nothing."""

    is_done: bool
    at: datetime | None = None
    said: str = ""


_NOT_SEEN = _Fact(is_done=False)


def setup_progress(client: str = "", passed: Set[str] = frozenset()) -> SetupProgress:
    """Return the steps and where they stand: some fifteen small queries.

    `client`: the key of a guide; that of whoever calls, if it is none. `passed`: the keys of steps
    that somebody says were done, as far as nobody can see that from here.
    """
    good = last_good_call()
    rejection = last_rejection(good)
    is_trouble = rejection is not None and (good is None or rejection.created_at > good.at)
    guide = guides.GUIDES.get(client) or _guide_of(good)
    return SetupProgress(
        guide=guide,
        steps=_steps(guide, passed & guides.UNSEEN),
        trouble=diagnose(rejection) if rejection and is_trouble else None,
        warning=address_warning(),
        heard=_heard(),
    )


def _guide_of(good: Call | None) -> Guide:
    """The guide of whoever calls; before anybody does, of whom the latest token is named after."""
    if good:
        return guides.of_client(good.client)
    scim = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM).live()
    token = scim.order_by("-created_at").first()
    found = guides.of_client(wording.client_name(token)) if token else guides.OTHER
    return guides.ENTRA if found is guides.OTHER else found


def _heard() -> list[tuple[ProvisioningEvent, str]]:
    """The latest that arrived, in words: one query."""
    latest = ProvisioningEvent.objects.without_bodies().select_related("token")[:HEARD]
    return [(event, wording.plain(event)) for event in latest]


def _steps(guide: Guide, passed: Set[str]) -> list[Step]:
    facts = _facts(guide)
    seen = [facts[stage.key]() for stage in guide.stages]
    # Whoever is further has done what comes before, seen or not; to be told tells of nothing else.
    furthest = max(
        (
            place
            for place, (stage, fact) in enumerate(zip(guide.stages, seen, strict=True))
            if fact.is_done and stage.key != guides.NOTIFY
        ),
        default=-1,
    )
    steps: list[Step] = []
    for place, (stage, fact) in enumerate(zip(guide.stages, seen, strict=True)):
        is_implied = place < furthest and stage.key != guides.NOTIFY
        steps.append(_step(stage, fact, is_done=fact.is_done or is_implied or stage.key in passed))
    for place, step in enumerate(steps):
        if step.state is not StepState.DONE:
            steps[place] = replace(step, state=StepState.CURRENT)
            break
    return steps


def _step(stage: Stage, fact: _Fact, *, is_done: bool) -> Step:
    title, do = _(stage.title), tuple(map(_, stage.do))
    if is_done:
        return Step(stage.key, title, StepState.DONE, fact.said or _("Done"), fact.at, do)
    return Step(stage.key, title, StepState.AHEAD, _(stage.note), None, do)


def _facts(guide: Guide) -> dict[str, Callable[[], _Fact]]:
    """What tells of each step. Entra's Test Connection alone is told from any other request."""
    return {
        "token": _token_created,
        "pasted": _called,
        "tested": _tested if guide is guides.ENTRA else _called,
        "scope": lambda: _NOT_SEEN,
        "user": _first_user,
        guides.NOTIFY: _told,
        "on": _turned_on,
        "groups": _first_group,
    }


def _token_created() -> _Fact:
    tokens = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM).live()
    first = tokens.order_by("created_at").first()
    if first is None:
        return _Fact(is_done=False, said=_("A token was created"))
    return _Fact(True, first.created_at, f"“{first.description}”")


def _called() -> _Fact:
    """Done by the first call with a token of ours, used or not: then both were pasted."""
    tokens = AccessToken.objects.filter(scope=AccessToken.Scope.SCIM)
    used = tokens.filter(last_used_at__isnull=False).exists()
    # Visits are forgotten after a while, networks with their token.
    since = [
        Visit.objects.aggregate(first=Min("started_at"))["first"],
        KnownNetwork.objects.filter(token__in=tokens).aggregate(first=Min("first_seen_at"))[
            "first"
        ],
    ]
    at = min(filter(None, since), default=None)
    return _Fact(at is not None or used, at, _("A request with the token arrived"))


def _tested() -> _Fact:
    # By token, because that is how test connections are indexed.
    tests = ProvisioningEvent.objects.filter(
        is_test_connection=True, token__in=AccessToken.objects.values("pk")
    )
    at = tests.aggregate(last=Max("created_at"))["last"]
    said = _("The connection works") if at else _("Requests arrive, so the connection works")
    return _Fact(at is not None, at, said)


def _first_user() -> _Fact:
    user = User.objects.filter(is_provisioned=True).order_by("pk").first()
    if user is None:
        return _Fact(is_done=False, said=_("Users have arrived"))
    return _Fact(True, _arrived(user), _("%(name)s arrived") % {"name": user.username})


def _arrived(user: User) -> datetime | None:
    """When the identity provider first wrote to a user; None if the log goes back less far."""
    came = ProvisioningEvent.objects.filter(resource_id=user.scim_id, result=_Success)
    return came.order_by("created_at").values_list("created_at", flat=True).first()


def _first_group() -> _Fact:
    groups = Group.objects.filter(is_provisioned=True)  # type: ignore[misc]
    group = groups.order_by("pk").first()
    return _Fact(group is not None, None, _("%(name)s arrived") % {"name": group} if group else "")


def _told() -> _Fact:
    return _Fact(not telling.lacks(), None, _("Somebody is told of failures"))


def _turned_on() -> _Fact:
    """Done by a call that nobody asked for: one after a pause, since the first user came.

    Users on demand come within minutes of each other, however many are tried; more of them than
    anybody tries came in a cycle.
    """
    said = _("It calls on its own")
    managed = User.objects.filter(is_provisioned=True).order_by("pk")
    user = managed.first()
    if user is None:
        return _NOT_SEEN
    since = _arrived(user) or user.created
    visits = Visit.objects.filter(started_at__gt=since - PAUSE).order_by("started_at")
    times = visits.values_list("started_at", flat=True)[:VISITS_READ]
    for earlier, later in pairwise(times):
        if later - earlier >= PAUSE and later > since:
            return _Fact(True, later, said)
    return _Fact(managed[: ON_DEMAND + 1].count() > ON_DEMAND, None, said)


def address_warning() -> str:
    """Say what keeps an identity provider on the internet from using PUBLIC_URL; "" if nothing."""
    url = urlsplit(settings.PUBLIC_URL)
    if _is_local(url.hostname or ""):
        return _(
            "No identity provider on the internet can reach %(public_url)s. Serve the "
            "site over https by a public name, and set PUBLIC_URL to it."
        ) % {"public_url": settings.PUBLIC_URL}
    if url.scheme == "http":
        return _(
            "The Tenant URL is plain http: the token could be read on the way, and Microsoft Entra "
            "does not accept it. Serve the site over https and set PUBLIC_URL."
        )
    return ""


def _is_local(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local"))

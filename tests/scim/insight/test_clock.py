"""A clock that is wrong for a while destroys nothing, and what it wrote is not believed."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AccessToken, Mail, User
from accounts.tokens.use import record as record_use
from accounts.work import audit, outbox, schedule
from promapp_console.provisioning import alarms, counters
from promapp_console.provisioning.connection import last_good_call
from promapp_console.provisioning.jobs import JOBS
from scim.log import visits
from scim.models import DailyCount, ProvisioningEvent, Visit
from tests.factories import make_token
from tests.scim.insight.events import ago, make_event, use

pytestmark = pytest.mark.django_db
Move = Callable[..., None]
NOW = timezone.now


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Set the machine's clock that far from the right time."""

    def moved(**span: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW() + timedelta(**span))

    return moved


@pytest.fixture
def site(administrator: User) -> User:
    """A site with a month of events, and a mail that could not be sent."""
    audit.record(administrator, audit.Action.SIGNED_IN)
    for days in (0, 1, 30, 80):
        make_event(created_at=NOW() - timedelta(days=days, seconds=5))
    outbox.post(
        "token_expired",
        "token 7",
        to=["a@promapp.example"],
        template="token_expired",
        context={"token": make_token(administrator, expires_at=NOW())[0], "page": "/x"},
    )
    return administrator


def kept() -> tuple[int, int]:
    mails = Mail.objects.filter(notice__subject="token 7")
    return ProvisioningEvent.objects.count(), mails.count()


@pytest.mark.parametrize("ran_before", [False, True])
def test_a_clock_that_is_ahead_deletes_nothing(site: User, move: Move, ran_before: bool) -> None:
    if ran_before:
        schedule.run(JOBS)
    before = kept()
    move(days=400)
    for _ in range(3):
        schedule.run(JOBS)
    call_command("prune_provisioning_log", stdout=StringIO())
    assert kept() == before
    move(days=0)
    schedule.run(JOBS)
    assert kept() == before
    assert DailyCount.objects.filter(day__gte=NOW().date()).count() == 0
    assert counters.statistics().to_date.total.updated == 4


@pytest.mark.parametrize("days", [-400, -2])
def test_a_clock_that_is_behind_deletes_nothing(site: User, move: Move, days: int) -> None:
    schedule.run(JOBS)
    before, counted = kept(), counters.statistics().to_date
    move(days=days)
    schedule.run(JOBS)
    move(days=0)
    schedule.run(JOBS)
    assert kept() == before
    assert counters.statistics().to_date == counted


def test_what_is_old_goes_as_time_passes(site: User, move: Move) -> None:
    schedule.run(JOBS)
    for hours in range(0, 12 * 24, 12):
        move(hours=hours)
        schedule.run(JOBS)
    assert ProvisioningEvent.objects.count() == 3


def test_after_a_pause_somebody_may_vouch_for_the_clock(site: User, move: Move) -> None:
    schedule.run(JOBS)
    move(days=40)
    output = StringIO()
    call_command("prune_provisioning_log", stdout=output)
    assert "add --trust-clock" in output.getvalue()
    assert ProvisioningEvent.objects.count() == 4
    call_command("prune_provisioning_log", trust_clock=True, stdout=output)
    assert ProvisioningEvent.objects.count() == 3
    assert schedule.certain() >= NOW() + timedelta(days=39)


def test_a_last_use_in_the_future_is_none(site: User, move: Move) -> None:
    token, _ = make_token(site)
    move(days=400)
    record_use(token, "192.0.2.7")
    visits.note(AccessToken.objects.get(pk=token.pk))
    make_event(token=token, created_at=timezone.now())
    move(days=0)
    token = AccessToken.objects.get(pk=token.pk)
    assert last_good_call() is None
    visits.note(token)
    record_use(token, "192.0.2.7")
    token = AccessToken.objects.get(pk=token.pk)
    assert token.last_used_at
    assert token.last_used_at <= NOW()
    assert Visit.objects.filter(token=token, started_at__lte=NOW()).count() == 1


def test_silence_is_noticed_after_a_clock_was_ahead(site: User, move: Move) -> None:
    token, _ = make_token(site)
    for days in range(1, 10):
        Visit.objects.create(token=token, started_at=ago(days=days, hours=2))
    use(token, ago(days=1, hours=1))
    make_event(token=token, created_at=NOW() + timedelta(days=400))
    found = alarms.silence()
    assert found
    assert found.level is alarms.Level.ALARM

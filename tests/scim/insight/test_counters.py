"""Counters to date, of 24 hours and of 30 days; they outlive the log."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.work import pruning
from promapp_console.provisioning import counters, retention
from promapp_console.provisioning.counters import Tally
from scim.models import DailyCount, ProvisioningEvent, Visit
from tests.factories import make_token, make_user
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import make_event, make_rejection

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def before(**span: float) -> datetime:
    return NOON - timedelta(**span)


def test_an_empty_log() -> None:
    found = counters.statistics(NOON)
    assert found.to_date.total == found.last_24_hours.users == Tally()
    assert [day.day.isoformat() for day in found.days][::29] == ["2026-10-26", "2026-11-24"]
    assert {day.counters.total for day in found.days} == {Tally()}
    assert counters.roll_up(NOON) == 0


def test_every_kind_is_counted_where_it_belongs() -> None:
    for action in ("Create", "Update", "Disable", "Enable", "Delete", "Query", "Other"):
        make_event(action, created_at=NOON)
    make_event("Create", resource_type="Group", created_at=NOON)
    make_event("Create", "Failure", created_at=NOON)
    make_event("Update", "Skipped", resource_type="Group", created_at=NOON)
    make_rejection("expired", occurrences=40, created_at=NOON)
    found = counters.statistics(NOON)
    done = {"updated": 1, "disabled": 1, "enabled": 1, "deleted": 1, "failed": 1}
    assert found.to_date.total == Tally(created=2, skipped=1, rejected=40, **done)
    assert found.to_date.users == Tally(created=1, **done)
    assert found.to_date.groups == Tally(created=1, skipped=1)
    assert found.to_date.total.changes == 6
    assert found.last_24_hours == found.to_date == found.days[-1].counters


def test_each_event_counts_on_its_day() -> None:
    for hours in (0, 11, 13, 23, 25, 24 * 29, 24 * 31):
        make_event("Create", created_at=before(hours=hours))
    for _ in range(2):
        found = counters.statistics(NOON)
        assert found.to_date.total.created == 7
        assert found.last_24_hours.total.created == 4
        days = {day.day.isoformat(): day.counters.total.created for day in found.days}
        assert {day: count for day, count in days.items() if count} == {
            "2026-10-26": 1,
            "2026-11-23": 3,
            "2026-11-24": 2,
        }
        assert len(days) == 30
    # Days that were left open for long are closed by whoever reads.
    assert DailyCount.objects.count() == 3


def test_a_day_is_closed_an_hour_after_its_end() -> None:
    midnight = NOON.replace(hour=0)
    make_event(created_at=midnight - timedelta(seconds=1))
    make_event(created_at=midnight)
    assert counters.roll_up(midnight + timedelta(minutes=59)) == 0
    assert counters.roll_up(midnight + timedelta(minutes=61)) == 1
    assert counters.roll_up(midnight + timedelta(minutes=61)) == 0
    assert list(DailyCount.objects.values_list("day", "count")) == [
        ((midnight - timedelta(days=1)).date(), 1)
    ]


def test_counts_are_kept_by_token() -> None:
    token, _ = make_token()
    other, _ = make_token()
    for owner in (token, token, other, None):
        make_event("Create", token=owner, created_at=before(days=3))
    assert counters.roll_up(NOON) == 1
    rows = DailyCount.objects.values_list("key_id", "resource_type", "action", "result", "count")
    kind = ("User", "Create", "Success")
    assert set(rows) == {
        (token.key_id, *kind, 2),
        (other.key_id, *kind, 1),
        ("", *kind, 1),
    }


def test_two_that_roll_up_at_once_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second begins before the first has written anything."""
    make_event("Create", created_at=before(days=3))
    opened = counters.open_from()
    counters.roll_up(NOON)
    answers = iter([opened])
    real = counters.open_from
    monkeypatch.setattr(counters, "open_from", lambda: next(answers, None) or real())
    counters.roll_up(NOON)
    assert counters.statistics(NOON).to_date.total.created == 1


def test_the_endpoint_is_counted(api: EndpointClient) -> None:
    user = api.create_user("ada")["id"]
    api.patch(f"/Users/{user}", {"op": "replace", "path": "active", "value": False})
    group = api.create_group("Engineers", user)["id"]
    api.expect(204, "DELETE", f"/Groups/{group}")
    api.expect(409, "POST", "/Users", {"userName": "ADA"})
    EndpointClient("").expect(401, "GET", "/Users")
    found = counters.statistics().to_date
    assert found.users == Tally(created=1, disabled=1, failed=1)
    assert found.groups == Tally(created=1, deleted=1)
    assert found.total == Tally(created=2, disabled=1, deleted=1, failed=1, rejected=1)


def test_the_number_of_queries_is_constant() -> None:
    make_event(created_at=before(hours=1))
    costs: list[int] = []
    for number in range(3):
        for back in range(40):
            make_event(created_at=before(hours=back), resource_id=str(number))
        with CaptureQueriesContext(connection) as captured:
            counters.statistics(NOON)
        costs.append(len(captured))
    assert costs[0] == costs[1] == costs[2] <= 9


# Retention


def test_what_is_too_old_is_deleted_and_stays_counted() -> None:
    token, _ = make_token()
    user = make_user("ada")
    moment = timezone.now()
    for days in (1, 89, 91, 200):
        at = moment - timedelta(days=days)
        make_event("Create", created_at=at, user=user, token=token)
        Visit.objects.create(token=token, started_at=at)
    counted = counters.statistics().to_date
    assert retention.prune() == 2
    assert retention.prune() == 0
    assert ProvisioningEvent.objects.count() == 2
    assert Visit.objects.count() == 1
    assert counters.statistics().to_date == counted
    assert counted.total.created == 4


def test_prunes_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 3)
    for _ in range(10):
        make_event(created_at=timezone.now() - timedelta(days=100))
    with CaptureQueriesContext(connection) as captured:
        assert retention.prune(30) == 10
    assert sum(query["sql"].startswith("DELETE") for query in captured) == 4
    for _ in range(10):
        make_event(created_at=timezone.now() - timedelta(days=100))
    assert retention.prune(30, at_most=7) == 7
    assert retention.prune(30, at_most=None) == 3


def test_days_that_are_not_counted_yet_are_kept() -> None:
    make_event(created_at=timezone.now() - timedelta(days=3))
    make_event(created_at=timezone.now() - timedelta(hours=25))
    make_event(created_at=timezone.now())
    retention.prune(1)
    left = ProvisioningEvent.objects.order_by("created_at")
    assert left.count() in {1, 2}  # yesterday may not have been closed
    assert counters.statistics().to_date.total.updated == 3


@override_settings(PROVISIONING_LOG_DAYS=0)
def test_nothing_is_deleted_where_all_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    make_event(created_at=timezone.now() - timedelta(days=1000))
    assert retention.prune() == 0
    call_command("prune_provisioning_log")
    assert "PROVISIONING_LOG_DAYS is 0" in capsys.readouterr().out
    call_command("prune_provisioning_log", "--days", "30")
    assert capsys.readouterr().out == "Deleted 1 entries.\n"


def test_the_command_takes_the_setting_or_days(capsys: pytest.CaptureFixture[str]) -> None:
    for days in (10, 50, 100):
        make_event(created_at=timezone.now() - timedelta(days=days))
    call_command("prune_provisioning_log")
    assert capsys.readouterr().out == "Deleted 1 entries.\n"
    call_command("prune_provisioning_log", "--days", "20")
    assert capsys.readouterr().out == "Deleted 1 entries.\n"
    for nonsense in ("0", "-1"):
        with pytest.raises(CommandError, match="must be 1 or more"):
            call_command("prune_provisioning_log", f"--days={nonsense}")

"""Bursts and silence."""

from datetime import timedelta

import pytest

from accounts.models import AccessToken, User
from promapp_console.provisioning.alarms import Level, burst, silence
from scim.models import Visit
from tests.factories import make_token
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import ago, make_event, make_rejection, use

pytestmark = pytest.mark.django_db


def managed(count: int, *, is_active: bool = True) -> list[User]:
    return User.objects.bulk_create(
        User(
            username=f"{is_active}{number}",
            username_key=f"{is_active}{number}",
            is_provisioned=True,
            is_active=is_active,
        )
        for number in range(count)
    )


def lose(count: int, action: str = "Disable", **fields: object) -> None:
    for number in range(count):
        make_event(action, resource_id=f"{action}{number}", name=f"user{number}", **fields)


def test_no_burst() -> None:
    managed(1000)
    assert burst() is None
    lose(20)
    lose(30, created_at=ago(minutes=61))
    lose(30, result="Failure")
    lose(30, resource_type="Group")
    assert burst() is None


def test_more_than_twenty() -> None:
    managed(979)
    lose(21)
    found = burst()
    assert found
    assert found.count == 21
    assert found.names[0] == "user20"
    assert found.share == pytest.approx(0.021)
    assert found.sentence.startswith("21 users were disabled within an hour: 2% of those that")


def test_a_tenth_of_a_small_site() -> None:
    managed(40)
    managed(30, is_active=False)  # who were disabled long ago
    lose(4)
    assert burst() is None
    lose(1, "Delete")
    found = burst()
    assert found
    assert found.share == pytest.approx(5 / 45)
    assert found.sentence.startswith("5 users lost access within an hour: 11% of")


def test_a_few_of_very_few_are_no_burst() -> None:
    lose(4)
    assert burst() is None
    lose(5, "Delete")
    found = burst()
    assert found
    assert found.share == 1


def test_deletions_alone() -> None:
    lose(30, "Delete")
    found = burst()
    assert found
    assert found.sentence.startswith("30 users were deleted within an hour: 100% of")


def test_who_has_access_again_does_not_count() -> None:
    lose(25, created_at=ago(minutes=30))
    for number in range(22):
        make_event("Enable", resource_id=f"Disable{number}", created_at=ago(minutes=20))
    assert burst() is None
    for _ in range(2):
        lose(5, created_at=ago(minutes=10))
    found = burst()
    assert found
    assert found.count == 8  # five of them again, three all along


def test_through_the_endpoint(api: EndpointClient) -> None:
    ids = [api.create_user(f"user{number}")["id"] for number in range(6)]
    for identifier in ids:
        api.patch(f"/Users/{identifier}", {"op": "replace", "path": "active", "value": False})
    found = burst()
    assert found
    assert found.names == [f"user{number}" for number in reversed(range(6))]


@pytest.fixture
def token(db: None) -> AccessToken:
    """A token that Microsoft Entra uses."""
    return make_token(description="Entra prod")[0]


def test_no_silence(token: AccessToken) -> None:
    assert silence() is None
    make_rejection("unknown", created_at=ago(hours=4))
    assert silence() is None  # nobody who was let in fell silent
    use(token, ago(hours=2, minutes=59))
    assert silence() is None


def test_three_hours_are_quiet(token: AccessToken) -> None:
    use(token, ago(hours=3, minutes=1))
    found = silence()
    assert found
    assert found.level is Level.QUIET
    assert found.last_call.token == token
    assert found.sentence == "Quiet for 3 hours. This can be normal when nothing changed."


def steady(token: AccessToken, days: list[int]) -> None:
    """Visits that many days before the last one."""
    last = ago(hours=25)
    use(token, last)
    for back in days:
        start = last.replace(second=0, microsecond=0) - timedelta(days=back, minutes=1)
        Visit.objects.create(token=token, started_at=start)


def test_a_day_after_a_steady_week_is_an_alarm(token: AccessToken) -> None:
    steady(token, list(range(1, 8)))
    found = silence()
    assert found
    assert found.level is Level.ALARM
    assert found.rejection is None
    assert found.sentence == (
        "Microsoft Entra has not called for 1 day, though it called on each of the 7 days before. "
        "Check its provisioning status and log."
    )


@pytest.mark.parametrize("days", [[], [1, 2, 3], [1, 2, 3, 5, 6, 7, 8]])
def test_a_day_without_a_steady_week_is_quiet(token: AccessToken, days: list[int]) -> None:
    steady(token, days)
    found = silence()
    assert found
    assert found.level is Level.QUIET


def test_a_rejection_is_an_alarm_at_once(token: AccessToken) -> None:
    use(token, ago(minutes=2))
    event = make_rejection("owner_disabled", token=token)
    found = silence()
    assert found
    assert (found.level, found.rejection) == (Level.ALARM, event)
    assert found.diagnosis
    assert found.sentence.startswith("Microsoft Entra has not been let in since ")
    assert found.sentence.endswith(f"{found.diagnosis.what} {found.diagnosis.next}")


def test_a_probe_is_no_alarm(token: AccessToken) -> None:
    use(token, ago(minutes=30))
    make_rejection("no_header")
    make_rejection("too_many_requests", token=token)
    assert silence() is None

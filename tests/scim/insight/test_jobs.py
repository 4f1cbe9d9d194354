"""What `run_scheduled` does with the log: it tells, adds up and prunes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from scim.models import DailyCount, ProvisioningEvent
from tests.factories import make_token
from tests.scim.insight.events import ago, make_event, make_rejection, use

pytestmark = pytest.mark.django_db


def run() -> list[str]:
    """Run the scheduled work twice; the subjects of the mails that came of it."""
    mail.outbox.clear()
    for _ in range(2):
        call_command("run_scheduled", verbosity=0)
    return [message.subject for message in mail.outbox]


def test_nothing_is_told_of_a_quiet_site() -> None:
    use(make_token()[0], ago(hours=5))
    assert run() == []


def test_silence_is_told_once() -> None:
    token, _ = make_token(description="Entra prod")
    use(token, ago(minutes=30))
    make_rejection("owner_disabled", token=token)
    [subject] = run()
    assert "has not been heard since" in subject
    assert "Entra has not been let in since" in str(mail.outbox[0].body).replace("\n", " ")
    make_rejection("owner_disabled", token=token)
    assert run() == []


def test_a_burst_is_told_once_with_names() -> None:
    make_token()
    for number in range(25):
        make_event("Disable", resource_id=str(number), name=f"user{number}@x.example")
    assert len(run()) == 1
    assert "user24@x.example" in mail.outbox[0].body
    assert run() == []


def test_failures_are_told_once_with_the_remedy() -> None:
    token, _ = make_token()
    for _ in range(5):
        make_event("Create", "Failure", scim_type="uniqueness", name="ada", token=token)
    assert len(run()) == 1
    assert "Match by userName" in mail.outbox[0].body
    assert run() == []


def test_days_are_closed_and_old_entries_deleted() -> None:
    for days in (3, 100):
        make_event(created_at=timezone.now() - timedelta(days=days))
    run()
    assert DailyCount.objects.count() == 2
    assert ProvisioningEvent.objects.count() == 1

"""The demo: what it makes, where it refuses, and that nothing of it stays behind."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import AccessToken, AuditEntry, Group, User
from promapp_console.provisioning import demo, invented
from promapp_console.provisioning.connection import State, connection
from scim.models import DailyCount, LinkRequest, MembershipChange, ProvisioningEvent
from tests.factories import make_group, make_token, make_user
from tests.scim.endpoint_client import EndpointClient


def seed(*arguments: str) -> str:
    output = StringIO()
    call_command("seed_demo", *arguments, stdout=output)
    return output.getvalue()


def test_the_demo_is_a_month_of_a_living_site(client: Client, administrator: User) -> None:
    assert "Made 49 users, 6 groups" in seed()
    assert User.objects.count() == 50  # one page, with who was here
    assert Group.objects.count() == 6
    events = ProvisioningEvent.objects
    span = events.latest("created_at").created_at - events.earliest("created_at").created_at
    assert 20 <= span.days <= 30
    assert events.filter(result="Failure").count() >= 3
    assert events.filter(result="Rejected").count() >= 1
    assert connection().state is State.CONNECTED
    states = {token.state for token in AccessToken.objects.select_related("owner")}
    assert states == {AccessToken.State.EXPIRING, AccessToken.State.EXPIRED}
    client.force_login(administrator)
    for path in ("/", "/provisioning/", "/provisioning/log/", "/profile/"):
        assert client.get(path).status_code == 200


def test_the_demo_tells_a_story(administrator: User) -> None:
    seed()
    events, now = ProvisioningEvent.objects, timezone.now()
    lena = User.objects.get(username="lena.brandt@harbor.example")
    assert (lena.is_administrator, lena.is_provisioned) == (True, False)
    assert LinkRequest.objects.waiting().get().user == lena
    token = AccessToken.objects.get(description="Demo: Microsoft Entra ID")
    made = AuditEntry.objects.about(token).get()
    assert (made.actor, made.action) == (administrator, "token.rotated")
    assert made.created_at.date() <= token.created_at.date() + timedelta(days=1)
    # What is said of the expired token is what its date says.
    rejected = events.filter(result="Rejected").latest("created_at")
    old = AccessToken.objects.get(description__endswith="last year")
    assert old.expires_at < rejected.created_at < now - timedelta(days=7)
    assert f"{old.expires_at.day}" in rejected.detail
    # Many at once, one evening; something failed last night; nights are quiet otherwise.
    evening = events.filter(action="Disable", created_at__gt=now - timedelta(days=6))
    assert evening.filter(created_at__lt=now - timedelta(days=4)).count() >= 7
    assert events.filter(result="Failure", created_at__gt=now - timedelta(hours=28)).count() >= 2
    # People come and go, and change their teams.
    assert MembershipChange.objects.filter(is_added=False).count() > 5
    assert not User.objects.filter(department="Everyone").exists()
    assert events.filter(status=500).count() == 0
    for event in events.all():
        assert now - timedelta(days=30) < event.created_at < now


@pytest.mark.parametrize("hours", [5, 11, 17, 23])
def test_it_is_the_same_story_at_every_hour(
    administrator: User, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    now = timezone.now() - timedelta(hours=hours)
    monkeypatch.setattr(demo, "timezone", SimpleNamespace(now=lambda: now))
    demo.seed(administrator)
    events = ProvisioningEvent.objects.order_by("-created_at")
    assert {event.result for event in events[:5]} == {"Success"}
    assert events[0].created_at < now
    assert LinkRequest.objects.waiting().exists()


def test_what_is_real_stays_when_it_is_taken_away(administrator: User) -> None:
    bystander = make_user()
    seed()
    before = ProvisioningEvent.objects.count()
    assert "there already" in seed()
    assert ProvisioningEvent.objects.count() == before
    token, secret = make_token(administrator)
    bob = EndpointClient(secret).create_user("bob@promapp.example")
    group = make_group("Real", User.objects.get(scim_id=bob["id"]))
    assert "Removed" in seed("--remove")
    assert set(User.objects.all()) == {
        administrator,
        bystander,
        User.objects.get(scim_id=bob["id"]),
    }
    assert list(Group.objects.all()) == [group]
    assert list(AccessToken.objects.all()) == [token]
    assert ProvisioningEvent.objects.get().name == "bob@promapp.example"
    assert not DailyCount.objects.exists()


def test_it_refuses_where_real_data_is(administrator: User, secret: str) -> None:
    EndpointClient(secret).create_user("bob@promapp.example")
    with pytest.raises(CommandError, match="holds real data"):
        seed()
    assert not invented.is_there()


def test_it_needs_an_administrator(db: None) -> None:
    with pytest.raises(CommandError, match="no administrator"):
        seed()

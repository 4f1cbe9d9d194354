"""The demo: what it makes, where it refuses, and that nothing of it stays behind."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AccessToken, Group, User
from promapp_console.provisioning import invented
from promapp_console.provisioning.connection import State, connection
from scim.models import DailyCount, ProvisioningEvent
from tests.factories import make_group, make_token, make_user
from tests.scim.endpoint_client import EndpointClient


def seed(*arguments: str) -> str:
    output = StringIO()
    call_command("seed_demo", *arguments, stdout=output)
    return output.getvalue()


def test_the_demo_is_a_month_of_a_living_site(client: Client, administrator: User) -> None:
    assert "Made 50 users, 6 groups" in seed()
    assert User.objects.filter(external_id__startswith="demo-").count() == 50
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

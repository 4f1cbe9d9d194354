"""The load: what it makes, that the site works with it, and that nothing of it stays behind."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import AccessToken, AttributeValue, Group, User
from promapp_console.provisioning import alarms, bulk, counters, crowd, invented, load
from promapp_console.provisioning.connection import State, connection
from scim.models import DailyCount, ProvisioningEvent, Visit
from tests.factories import make_token, make_user
from tests.scim.endpoint_client import ENTERPRISE, EndpointClient


def seed(*arguments: str) -> tuple[str, str]:
    """Run the command; returns what it wrote, and its progress."""
    output, progress = StringIO(), StringIO()
    call_command("seed_load", *arguments, stdout=output, stderr=progress)
    return output.getvalue(), progress.getvalue()


def test_it_fills_a_site(client: Client, administrator: User) -> None:
    output, progress = seed("--users", "200", "--events", "500")
    assert "Made 200 users, 10 groups and 500 events." in output
    assert "users: 200 of 200, " in progress
    assert "events: 500 of 500, " in progress
    assert " a second, 0:00 left" in progress
    people = User.objects.filter(is_provisioned=True)
    assert people.count() == 200
    assert AttributeValue.objects.filter(user__in=people, type_key="work").count() == 200
    assert people.filter(manager__is_provisioned=True).count() == 150
    assert people.filter(is_active=False).count() == 6
    assert Group.objects.count() == 10
    assert User.groups.through.objects.count() >= 30
    first = ProvisioningEvent.objects.earliest("created_at")
    assert (timezone.now() - first.created_at).days >= 89
    assert ProvisioningEvent.objects.count() == 500
    assert {"Create", "Update", "Disable"} <= set(
        ProvisioningEvent.objects.values_list("action", flat=True)
    )
    assert {"Success", "Failure", "Skipped", "Rejected"} == set(
        ProvisioningEvent.objects.values_list("result", flat=True)
    )
    assert counters.statistics().to_date.total.changes > 350
    assert DailyCount.objects.latest("day").day >= timezone.now().date() - timedelta(days=2)
    assert connection().state is State.CONNECTED
    assert alarms.burst() is None
    client.force_login(administrator)
    for path in ("/", "/provisioning/log/", "/users/", "/groups/", "/admin/accounts/user/"):
        assert client.get(path).status_code == 200
    event = ProvisioningEvent.objects.filter(result="Success").first()
    assert event
    assert client.get(f"/provisioning/log/?event={event.pk}").status_code == 200


def test_identity_providers_find_them(administrator: User) -> None:
    seed("--users", "60", "--groups", "2")
    _, secret = make_token(administrator)
    api = EndpointClient(secret)
    for number in (0, 3, 13, 59):  # among them Jörg
        person = crowd.Person(number)
        found = api.get("/Users", filter=f'userName eq "{person.address.upper()}"')
        assert [row["id"] for row in found["Resources"]] == [person.scim_id]
    assert found["Resources"][0][ENTERPRISE]["manager"]["value"] == crowd.Person(7).scim_id
    assert found["Resources"][0]["emails"] == [
        {"type": "work", "value": person.address, "primary": True}
    ]
    assert api.get("/Groups")["totalResults"] == 2


def test_large_groups_are_made_where_there_are_enough(administrator: User) -> None:
    seed("--users", "5000", "--groups", "4")
    sizes = [group.user_set.count() for group in Group.objects.order_by("pk")]
    assert sizes[:3] == [5000] * 3
    assert sizes[3] <= 40


def test_what_is_real_stays_when_it_is_taken_away(administrator: User) -> None:
    bystander = make_user()
    with pytest.raises(CommandError, match=r"1 users are at this site. .* add --yes"):
        seed("--users", "60")
    seed("--users", "60", "--events", "50", "--yes")
    with pytest.raises(CommandError, match="seed_load --remove"):
        seed("--users", "60", "--yes")
    token, secret = make_token(administrator)
    bob = EndpointClient(secret).create_user("bob@promapp.example")
    output, _ = seed("--remove")
    assert "Removed" in output
    assert set(User.objects.all()) == {
        administrator,
        bystander,
        User.objects.get(scim_id=bob["id"]),
    }
    assert list(AccessToken.objects.all()) == [token]
    assert ProvisioningEvent.objects.get().name == "bob@promapp.example"
    assert not Group.objects.exists()
    assert not DailyCount.objects.exists()
    assert not Visit.objects.exclude(token=token).exists()


def test_what_was_broken_off_can_be_taken_away(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_crowd: object, _events: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(load.crowd_log, "make", interrupt)
    with pytest.raises(CommandError, match="--remove takes it away"):
        seed("--users", "60", "--events", "50")
    assert invented.is_there()
    seed("--remove")
    assert set(User.objects.all()) == {administrator}


def test_a_day_that_was_closed_too_early_is_counted_anew(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "_BATCH", 100)
    making = load.crowd_log.make

    def looked_at(site: crowd.Crowd, events: int):  # type: ignore[no-untyped-def]
        for count in making(site, events):
            counters.statistics()
            yield count

    monkeypatch.setattr(load.crowd_log, "make", looked_at)
    seed("--users", "60", "--events", "1000")
    total = counters.statistics().to_date.total
    assert total.changes + total.failed + total.rejected + total.skipped == 1000


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--users", "2000001"], "--users must be from 1 to 2,000,000"),
        (["--users", "0"], "--users must be"),
        (["--users", "5", "--events", "20000001"], "--events must be from 0 to 20,000,000"),
        (["--users", "5", "--groups", "50001"], "--groups must be from 0 to 50,000"),
        ([], "--users N"),
    ],
)
def test_it_has_bounds(administrator: User, arguments: list[str], error: str) -> None:
    with pytest.raises(CommandError, match=error):
        seed(*arguments)


def test_it_refuses_where_real_data_is(administrator: User, secret: str) -> None:
    EndpointClient(secret).create_user("bob@promapp.example")
    with pytest.raises(CommandError, match="holds real data"):
        seed("--users", "5", "--yes")
    assert not invented.is_there()


def test_it_refuses_where_counters_outlived_the_log(administrator: User) -> None:
    DailyCount.objects.create(day=timezone.now().date(), action="Create", result="Success", count=1)
    for command in (["seed_demo"], ["seed_load", "--users", "5"]):
        with pytest.raises(CommandError, match="holds real data"):
            call_command(*command, stdout=StringIO())


def test_it_needs_an_administrator(db: None) -> None:
    with pytest.raises(CommandError, match="no administrator"):
        seed("--users", "5")


def test_rows_are_kept_as_the_orm_keeps_them(administrator: User) -> None:
    """COPY reads texts of its own: what is empty, null, quoted or broken into lines."""
    texts = ["", "a\tb\nc\r\nd", '"q", \\n', "Jörg\\", "NULL", "\\."]
    token, _ = make_token(administrator)

    def rows() -> list[ProvisioningEvent]:
        return [
            ProvisioningEvent(
                created_at=token.created_at,
                request_id=str(number),
                token=token if number % 2 else None,
                name=text,
                changes=[{"attribute": "title", "old": None, "new": text}],
                status=200,
                duration_ms=1.25,
                address="2001:db8::1" if number % 2 else None,
                is_test_connection=bool(number % 2),
            )
            for number, text in enumerate(texts)
        ]

    bulk.insert(rows())
    copied = list(ProvisioningEvent.objects.order_by("request_id").values())
    ProvisioningEvent.objects.all().delete()
    ProvisioningEvent.objects.bulk_create(rows())
    plain = list(ProvisioningEvent.objects.order_by("request_id").values())
    for row in copied + plain:
        del row["id"]
    assert copied == plain
    bulk.insert([User(username="STRASSE", title="Dr"), User(username="bob")])
    assert User.objects.get(username="STRASSE").username_key == "strasse"
    assert User.objects.get(username="STRASSE").title_key == "dr"

"""Home: the pulse of the connection, what needs attention, and the figures that lead on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from promapp_console.provisioning.connection import connection
from promapp_console.provisioning.pulse import FAILED, HEIGHT, LEAST, WIDTH, pulse
from promapp_console.templatetags.console import breaking, lead, rest
from scim.models import ProvisioningEvent, Visit
from tests.factories import make_token
from tests.scim.console.pages import read
from tests.scim.endpoint_client import EndpointClient


def test_the_pulse_has_a_tick_for_each_visit(administrator: User) -> None:
    token, _ = make_token(administrator)
    now = timezone.now().replace(second=0, microsecond=0)
    ages = [30, 10, 5, 1]  # hours; the first is not of this day
    for hours in ages:
        Visit.objects.create(token=token, started_at=now - timedelta(hours=hours))
    for hours, result, count in ((10, "Success", 4), (5, "Failure", 1), (5, "Success", 9)):
        ProvisioningEvent.objects.bulk_create(
            ProvisioningEvent(
                created_at=now - timedelta(hours=hours, minutes=-1),
                token=token,
                action="Update",
                result=result,
                status=200,
            )
            for _ in range(count)
        )
    found = pulse(connection(now), now)
    assert found.label == "3 visits in the last 24 hours, 1 of them with failures."
    heights = [tick.height for tick in found.ticks]
    assert heights[1:] == [FAILED, LEAST]
    assert LEAST < heights[0] < HEIGHT
    assert [tick.is_failed for tick in found.ticks] == [False, True, False]
    places = [tick.left for tick in found.ticks]
    assert places == sorted(places)
    assert places[0] > 0
    assert places[-1] < found.now <= WIDTH


def test_the_next_visit_is_expected_by_the_rhythm(administrator: User) -> None:
    token, _ = make_token(administrator)
    now = timezone.now().replace(second=0, microsecond=0)
    for number in range(1, 5):
        Visit.objects.create(token=token, started_at=now - timedelta(minutes=40 * number))
    type(token).objects.filter(pk=token.pk).update(last_used_at=now - timedelta(minutes=10))
    found = pulse(connection(now), now)
    assert found.expected == now + timedelta(minutes=30)
    assert found.next is not None
    assert found.now < found.next <= WIDTH


def test_a_site_that_nobody_called_has_no_pulse(db: None) -> None:
    found = pulse(connection())
    assert (found.ticks, found.next, found.expected) == ([], None, None)
    assert found.label == "No visits in the last 24 hours."


def test_the_figures_lead_to_what_they_count(ada: Client, administrator: User) -> None:
    api = EndpointClient(make_token(administrator)[1])
    for name in ("bob", "eve"):
        api.create_user(f"{name}@promapp.example")
    api.expect(409, "POST", "/Users", {"userName": "Bob@promapp.example"})
    tiles = {tile.label: tile for tile in ada.get("/").context["tiles"]}
    assert [tile.figure for tile in tiles.values()] == [2, 0, 2, 1]
    assert tiles["Managed users"].values[-2:] == [0, 2]
    assert tiles["Failures in 24 hours"].values[-1] == 1
    assert tiles["Failures in 24 hours"].note == "usually none"
    listed = ada.get(tiles["Managed users"].address).context["page"].rows
    assert [user.username for user in listed] == ["bob@promapp.example", "eve@promapp.example"]
    failures = ada.get(tiles["Failures in 24 hours"].address).context["rows"]
    assert [event.name for event, _, _ in failures] == ["Bob@promapp.example"]


def test_what_needs_attention_says_why_below(ada: Client, administrator: User) -> None:
    soon = timezone.now() + timedelta(days=12)
    make_token(administrator, description="Dr. Who's", expires_at=soon)
    said = read(ada, "/")
    assert "Needs attention 1" in said
    assert "The token “Dr. Who's” of" in said


def test_causes_beyond_the_most_frequent_are_not_passed_over(
    ada: Client, administrator: User
) -> None:
    token, _ = make_token(administrator)
    reasons = ["expired", "revoked", "damaged", "doubled", "unknown"]
    for times, reason in enumerate(reasons, 1):
        for _ in range(times):
            ProvisioningEvent.objects.create(
                token=token, action="Other", result="Rejected", status=401, reason=reason
            )
    found = {item.text: item.address for item in ada.get("/").context["attention"]}
    [address] = [found[text] for text in found if "for 2 more causes" in text]
    assert address == "/provisioning/#failures-heading"
    assert 'id="failures-heading"' in ada.get("/provisioning/").content.decode()


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Connected. Entra called just now.", "Connected.", "Entra called just now."),
        ("Waiting for the first.", "Waiting for the first.", ""),
        ("The token “Mr. X” expires. Then, no.", "The token “Mr. X” expires.", "Then, no."),
        ("Das Token „Mr. X“ läuft ab. Dann nicht.", "Das Token „Mr. X“ läuft ab.", "Dann nicht."),
        ("", "", ""),
    ],
)
def test_a_text_is_parted_behind_its_first_sentence(text: str, first: str, second: str) -> None:
    assert (lead(text), rest(text)) == (first, second)


def test_a_name_breaks_behind_its_signs_alone() -> None:
    assert breaking("a.b@c.d <x>.") == "a.<wbr>b@<wbr>c.<wbr>d &lt;x&gt;."

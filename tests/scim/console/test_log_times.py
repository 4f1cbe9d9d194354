"""The log by time and by several results; what figures lead to; the entries around one."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from promapp_console.lists import addresses, keyset, periods
from promapp_console.lists.fields import MomentInput, read_moment
from promapp_console.pages import curl
from promapp_console.provisioning import status
from scim.models import ProvisioningEvent
from tests.factories import make_token, make_user
from tests.scim.console.api_client import ApiClient
from tests.scim.console.pages import read
from tests.scim.insight.events import ago, make_event, make_rejection

BERLIN = ZoneInfo("Europe/Berlin")
LOG = "/provisioning/log/"


def names(client: Client, address: str) -> list[str]:
    """Whom the entries of a list are about."""
    return [event.name for event, _, _ in client.get(address).context["rows"]]


@pytest.mark.parametrize(
    ("text", "at_end", "moment"),
    [
        ("2026-07-01", False, "2026-06-30T22:00:00+00:00"),
        ("2026-07-01", True, "2026-07-01T21:59:59.999999+00:00"),
        ("2026-07-01T10:30", False, "2026-07-01T08:30:00+00:00"),
        ("2026-07-01T10:30", True, "2026-07-01T08:30:00+00:00"),
        ("2026-07-01t10:30:05z", True, "2026-07-01T10:30:05+00:00"),
        ("2026-07-01T10:30:05.123456-05:00", False, "2026-07-01T15:30:05.123456+00:00"),
        ("2026-10-25T02:30", False, "2026-10-25T00:30:00+00:00"),  # comes twice
        ("2026-03-29T02:30", False, "2026-03-29T01:30:00+00:00"),  # never comes
        ("yesterday", False, None),
        ("0001-01-01", False, None),
        ("9999-12-31T23:59-10:00", False, None),
        ("", False, None),
    ],
)
def test_a_moment_is_read_by_the_reader_s_clock(text: str, at_end: bool, moment: str) -> None:
    with timezone.override(BERLIN):
        found = read_moment(text, at_end=at_end)
    assert (found.isoformat() if found else None) == moment


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-07-01", "2026-07-01T23:59:59"),
        ("2026-07-01T10:30", "2026-07-01T10:30"),
        ("2026-07-01T10:30:05.5Z", "2026-07-01T12:30:05"),
        ("yesterday", ""),
        (None, ""),
    ],
)
def test_a_moment_is_shown_by_the_reader_s_clock(text: str, shown: str) -> None:
    with timezone.override(BERLIN):
        assert MomentInput(at_end=True).format_value(text) == shown


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
@pytest.mark.parametrize("end", ["0001-01-01T00:00Z", "9999-12-31T23:59:59.9Z", "x" * 30_000])
def test_the_ends_of_time_are_asked_for(ada: Client, zone: str, end: str) -> None:
    ada.cookies[settings.TIME_ZONE_COOKIE_NAME] = zone
    for path in (LOG, "/audit/"):
        assert ada.get(path, {"date_from": end}).status_code == 200
        assert ada.get(path, {"date_to": end, "period": "week" * 9}).status_code == 200


@pytest.mark.parametrize(
    ("hour", "begin", "end"),
    [
        (0, "2026-11-25T18:00:00+01:00", "2026-11-26T08:00:00+01:00"),
        (9, "2026-11-25T18:00:00+01:00", "2026-11-26T08:00:00+01:00"),
        (23, "2026-11-26T18:00:00+01:00", "2026-11-27T08:00:00+01:00"),
    ],
)
def test_the_last_night_is_the_reader_s(hour: int, begin: str, end: str) -> None:
    now = datetime(2026, 11, 26, hour, 30, tzinfo=UTC)
    with timezone.override(BERLIN):
        assert [each.isoformat() for each in periods.bounds("night", now)] == [begin, end]
        assert periods.bounds("hour", now) == (now - timedelta(hours=1), now)


def test_a_length_is_as_long_when_the_clock_is_put_forward() -> None:
    now = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # half past three in Berlin, an hour after one
    with timezone.override(BERLIN):
        begin, end = periods.bounds("day", now)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(days=1)


def test_an_address_of_an_earlier_release_is_read() -> None:
    asked = addresses.read(QueryDict("q=bob&state=active"), q="search")
    assert asked.urlencode() == "state=active&search=bob"
    assert addresses.read(QueryDict("q=bob&search=eve"), q="search")["search"] == "eve"


@pytest.mark.parametrize("path", ["/users/", "/groups/"])
@pytest.mark.parametrize("name", ["q", "search"])
def test_lists_are_searched_by_either_name(ada: Client, path: str, name: str) -> None:
    make_user("grace")
    page = ada.get(f"{path}?{name}=grace")
    assert page.context["toolbar"].search.value() == "grace"
    assert 'name="search"' in page.content.decode()


def test_the_audit_log_is_narrowed_by_either_name(ada: Client) -> None:
    for day in (1, 2, 3):
        at = datetime(2025, 11, day, tzinfo=UTC)
        AuditEntry.objects.create(actor_name=f"of {day}", action="seen", created_at=at)
    for query in ("since=2025-11-02&until=2025-11-02", "date_from=2025-11-02&date_to=2025-11-02"):
        page = read(ada, f"/audit/?{query}")
        assert "of 2" in page
        assert "of 1" not in page
        assert "of 3" not in page
    assert "Nothing" not in read(ada, "/audit/?action=")


def test_failed_and_rejected_are_one_search(ada: Client, audit: ApiClient) -> None:
    moment = timezone.now()
    for number, result in enumerate(["Failure", "Rejected", "Success", "Skipped"] * 3):
        at = moment - timedelta(minutes=number)
        make_event("Create", result, name=f"{result}{number}", created_at=at)
    both = "result=Failure&result=Rejected"
    expected = ["Failure0", "Rejected1", "Failure4", "Rejected5", "Failure8", "Rejected9"]
    page = ada.get(f"{LOG}?{both}")
    assert [event.name for event, _, _ in page.context["rows"]] == expected
    assert page.context["pages"].text == "1–6 of 6"
    assert "Failed or rejected" in page.content.decode()
    assert page.context["toolbar"].shortcut is None
    shortcut = ada.get(LOG).context["toolbar"].shortcut
    assert names(ada, f"{LOG}{shortcut.query}") == expected
    assert names(ada, f"{LOG}?result=") == names(ada, f"{LOG}?show=")
    api = audit.all("/events", result=["Failure", "Rejected"], limit=2)
    assert [event["name"] for event in api] == expected


def test_a_quick_range_is_a_link(ada: Client) -> None:
    begin, end = periods.bounds("night")
    for name, at in (
        ("before", begin - timedelta(seconds=1)),
        ("begin", begin),
        ("end", end),
        ("after", end + timedelta(seconds=1)),
    ):
        make_event("Create", name=name, created_at=at)
    ranges = {link.label: link for link in ada.get(LOG).context["toolbar"].ranges}
    assert list(ranges) == ["Last hour", "Last night", "24 h", "7 days"]
    night = f"{LOG}{ranges['Last night'].query}"
    assert QueryDict(ranges["Last night"].query[1:]) == QueryDict("show=changes&period=night")
    assert names(ada, night) == ["end", "begin"]
    page = ada.get(night)
    chosen = [link for link in page.context["toolbar"].ranges if link.is_chosen]
    assert [link.query for link in chosen] == ["?show=changes"]
    assert 'aria-current="true"' in page.content.decode()
    pill = next(each for each in page.context["toolbar"].pills if each.name == "date_from")
    assert ("period", "night") not in pill.kept
    assert "Select a valid choice" in read(ada, f"{LOG}?period=nonsense")
    assert "begin" in b"".join(ada.get(f"{night}".replace("/log/", "/log.csv"))).decode()
    assert "Last night" in read(ada, "/audit/?period=night")


def test_a_range_of_hours_is_the_reader_s(ada: Client) -> None:
    ada.cookies[settings.TIME_ZONE_COOKIE_NAME] = "Europe/Berlin"
    for hour in (3, 4, 5):
        at = datetime(2025, 7, 1, hour, 30, tzinfo=UTC)
        make_event("Create", name=f"at {hour}", created_at=at)
    address = f"{LOG}?date_from=2025-07-01T06:00&date_to=2025-07-01T07:00"
    page = ada.get(address)
    assert names(ada, address) == ["at 4"]
    text = unescape(page.content.decode())
    assert "1 Jul 2025 06:00 – 1 Jul 2025 07:00" in text
    assert 'type="datetime-local" name="date_from" value="2025-07-01T06:00"' in text


def figures(client: Client) -> list[tuple[str, int]]:
    """The addresses that the status links figures to, and what they say."""
    html = unescape(client.get("/provisioning/").content.decode())
    found = re.findall(r'<a href="(/provisioning/log/\?[^"]*)">([\d,]+)(?: in 24 hours)?</a>', html)
    return [(address, int(figure.replace(",", ""))) for address, figure in found]


def test_figures_lead_to_exactly_what_they_count(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator)
    for hours in (1, 23, 25, 24 * 6):
        for action in ("Create", "Update", "Disable", "Enable", "Delete"):
            at = ago(hours=hours)
            make_event(action, name="a", created_at=at, token=token)
            make_event(action, name="b", created_at=at, token=token, resource_type="Group")
        make_event("Create", "Failure", scim_type="uniqueness", created_at=ago(hours=hours))
        make_event("Update", "Failure", created_at=ago(hours=hours))
        make_event("Update", "Failure", reason="rights_kept", created_at=ago(hours=hours))
        make_event("Update", "Skipped", created_at=ago(hours=hours))
        make_rejection("expired", created_at=ago(hours=hours))
    for tile in ada.get("/").context["tiles"][2:]:
        assert len(names(ada, tile.address)) == tile.figure > 0, tile.label
    found = figures(ada)
    assert len(found) > 15
    for address, figure in found:
        assert len(names(ada, address)) == figure, address
    for group, _, address, *_ in ada.get("/provisioning/").context["groups"]:
        assert len(names(ada, address)) == group.count, group.diagnosis.title
    assert {group.count for group in status.failure_groups()} == {4}


def test_the_entries_around_one_are_those_of_the_filter(ada: Client) -> None:
    made = [
        make_event("Create", result, name=f"{result}{number}", created_at=ago(minutes=9 - number))
        for number, result in enumerate(["Failure", "Success", "Rejected", "Skipped", "Failure"])
    ]
    query = "?result=Failure&result=Rejected&period=day"
    listed = ada.get(f"{LOG}{query}").content.decode()
    assert f"{LOG}{made[2].pk}/{query}".replace("&", "&amp;") in listed
    page = ada.get(f"{LOG}{made[2].pk}/{query}")
    steps = page.context["steps"]
    assert (steps.newer, steps.older) == (made[4], made[0])
    assert steps.text == "2 of 3 in “24 h”"
    html = unescape(page.content.decode())
    assert f'href="{LOG}{made[4].pk}/{query}"' in html
    assert f'href="{LOG}{query}"' in html
    last = ada.get(f"{LOG}{made[0].pk}/{query}").context["steps"]
    assert (last.newer, last.older) == (made[2], None)
    # Without a filter, among changes and failures; one that is none of them has neighbours too.
    other = ada.get(f"{LOG}{made[3].pk}/").context["steps"]
    assert (other.newer, other.older, other.text) == (made[4], made[2], "")
    nonsense = ada.get(f"{LOG}{made[3].pk}/?result=x").context["steps"]
    assert (nonsense.newer, nonsense.older) == (None, None)


def test_a_title_says_which_entry(ada: Client) -> None:
    at = datetime(2025, 11, 26, 4, 45, 31, tzinfo=UTC)
    event = make_event("Update", name="eve", created_at=at)
    html = ada.get(f"{LOG}{event.pk}/").content.decode()
    assert "<title>Changed user eve · 26 Nov 2025 04:45 · Promapp</title>" in html
    assert ">26 Nov 2025, 04:45:31 UTC<" in html


def test_an_entry_names_its_cause_and_others_of_it(ada: Client) -> None:
    events = [make_event("Create", "Failure", scim_type="uniqueness") for _ in range(6)]
    page = ada.get(f"{LOG}{events[-1].pk}/")
    assert list(page.context["alike"]) == events[-2:-5:-1]
    assert len(names(ada, page.context["all_alike"])) == 6
    assert "Same cause" not in read(ada, f"{LOG}{make_event().pk}/")


def test_a_request_is_copied_as_a_command(ada: Client) -> None:
    body = '{\n  "userName": "o\'brien $(touch x) `id`"\n}'
    event = make_event("Create", method="POST", path='/api/scim/Users?filter=a[b] "c\'"')
    command = curl.command(event, body)
    said = subprocess.run(
        ["/bin/sh", "-c", f'curl() {{ printf "%s\\0" "$@"; }}\nTOKEN=secret\n{command}'],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    assert said == [
        "--globoff",
        "--request",
        "POST",
        f'{settings.PUBLIC_URL}/api/scim/Users?filter=a[b]%20"c\'"',
        "--header",
        "Authorization: Bearer secret",
        "--header",
        "Content-Type: application/scim+json",
        "--data-raw",
        body,
        "",
    ]
    assert "--data" not in curl.command(event, "")
    assert "$TOKEN" in read(ada, f"{LOG}{event.pk}/")


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        ('"password": "(hidden)"', '"password": (hidden)'),
        ('"filter": "password eq (hidden)"', '"filter": password eq (hidden)'),
        ('["a", "… 12 more"]', '["a", … 12 more]'),
        ('"title": "cut off…"', '"title": cut off…'),
        ('"title": "… not"', '"title": "… not"'),
        ('"a\\"b": "c\\\\", "d": "(hidden)"', '"a\\"b": "c\\\\", "d": (hidden)'),
        ('"title": "a\u202eb\x9bc"', '"title": "a\\u202eb\\u009bc"'),
    ],
)
@pytest.mark.django_db
def test_what_the_log_left_out_is_not_sent_as_a_value(kept: str, sent: str) -> None:
    command = curl.command(make_event("Create"), f"{{{kept}}}")
    assert command.endswith(f"--data-raw '{{{sent}}}'")


@pytest.mark.django_db
def test_a_command_holds_no_characters_that_nobody_sees() -> None:
    """Whoever may send a request, token or not, chooses its address."""
    Client().put("/api/scim/Users/pmp_scim_abcdefghij%1b%5b201~%0aid%03?filter=%e2%80%ae")
    event = ProvisioningEvent.objects.get()
    path = "/api/scim/Users/pmp_scim_…%1B[201~%0Aid%03?filter=%E2%80%AE"
    assert (event.status, event.path) == (401, path)
    ProvisioningEvent.objects.update(path="/api/scim/Users/x\x1b[201~\nid\x03")
    event.refresh_from_db()
    assert "/Users/x%1B[201~%0Aid%03" in curl.command(event, "")


def test_several_values_are_read_set_by_set() -> None:
    rows = ProvisioningEvent.objects.all()
    assert len(keyset.parts(rows, result=["Failure", "Rejected", "Failure"], action=[])) == 2
    assert keyset.parts(rows, result=["Failure"], action=["Create"]) == [rows]

"""Times are shown in the reader's zone, and said to programs in UTC."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import words, zones
from accounts.models import AuditEntry, Mail, User
from accounts.tokens import acts
from tests.factories import make_token, make_user
from tests.scim.console.api_client import ApiClient
from tests.scim.console.pages import read
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import make_event, use

AT = datetime(2025, 11, 25, 23, 30, 12, tzinfo=UTC)
IN_UTC, IN_BERLIN = "25 Nov 2025 23:30:12", "26 Nov 2025 00:30:12"
DETAILS = "/profile/details/"


def browse(client: Client, zone: str) -> None:
    """Have the browser say a zone."""
    client.cookies[settings.TIME_ZONE_COOKIE_NAME] = zone


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("", None),
        ("Berlin", None),
        ("Europe", None),
        ("../../../etc/passwd", None),
        ("/etc/passwd", None),
        ("Europe/Berlin\0", None),
        ("Europe/" * 5000, None),
    ],
)
def test_a_zone_is_found_by_its_name_alone(name: str, key: str | None) -> None:
    found = zones.find(name)
    assert (str(found) if found else None) == key


def test_a_browser_s_former_names_are_known_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zones, "names", lambda: frozenset({"UTC", "Asia/Kolkata"}))
    assert zones.find("Asia/Calcutta") == ZoneInfo("Asia/Kolkata")
    assert zones.find("Europe/Kiev") is None


def test_every_zone_that_is_offered_exists() -> None:
    offered = [name for _, found in zones.choices() for name, _ in found]
    assert len(offered) > 300
    assert all(map(zones.find, offered))


@pytest.mark.parametrize(
    ("zone", "month", "said"),
    [
        ("UTC", 7, "UTC"),
        ("Europe/London", 1, "UTC"),
        ("Europe/London", 7, "UTC+1"),
        ("Asia/Kathmandu", 1, "UTC+5:45"),
        ("America/St_Johns", 1, "UTC-3:30"),
        ("America/Los_Angeles", 7, "UTC-7"),
    ],
)
def test_the_offset_is_that_of_the_moment(zone: str, month: int, said: str) -> None:
    with timezone.override(zones.find(zone)):
        assert words.offset(datetime(2026, month, 1, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("chosen", "browser", "shown"),
    [
        ("", "", IN_UTC),
        ("", "Europe/Berlin", IN_BERLIN),
        ("Europe/Berlin", "", IN_BERLIN),
        ("UTC", "Europe/Berlin", IN_UTC),
        ("", "Nowhere/Else", IN_UTC),
        ("", "../" * 2000, IN_UTC),
        ("No/More", "Europe/Berlin", IN_BERLIN),
    ],
)
def test_pages_show_the_reader_s_time(
    ada: Client, administrator: User, chosen: str, browser: str, shown: str
) -> None:
    User.objects.filter(pk=administrator.pk).update(console_time_zone=chosen)
    browse(ada, browser)
    make_event("Create", name="eve", created_at=AT)
    AuditEntry.objects.create(actor_name="ada", action="seen", created_at=AT)
    day, clock = shown.rsplit(" ", 1)
    for address in ("/provisioning/log/", "/audit/"):
        page = read(ada, address)
        assert f"{day} {clock}" in page
        assert ("Times in Europe/Berlin (UTC+" in page) == (shown == IN_BERLIN)
        assert ("Times in UTC" in page) == (shown == IN_UTC)
    heading = "Wednesday 26 November 2025" if shown == IN_BERLIN else "Tuesday 25 November 2025"
    assert heading in read(ada, "/provisioning/log/")
    site = read(ada, "/admin/scim/provisioningevent/")
    assert clock in site
    assert ("Times in Europe/Berlin (UTC+" in site) == (shown == IN_BERLIN)


def test_programs_are_told_utc(ada: Client, audit: ApiClient) -> None:
    browse(ada, "Europe/Berlin")
    event = make_event("Create", name="eve", created_at=AT)
    csv = b"".join(ada.get("/provisioning/log.csv").streaming_content).decode()
    assert "2025-11-25T23:30:12.000Z" in csv
    browse(audit.http, "Europe/Berlin")
    assert audit.get(f"/events/{event.pk}")["created_at"] == "2025-11-25T23:30:12Z"


def test_mails_say_utc(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator, expires_at=AT + timedelta(days=900))
    with timezone.override(ZoneInfo("Europe/Berlin")):
        acts.revoke(administrator, token)
    until = AT + timedelta(days=900)
    assert f"Expires:     {until:%-d %b %Y}, 23:30 UTC\n" in Mail.objects.latest("pk").body


def test_the_zone_is_chosen_in_my_profile(ada: Client, administrator: User) -> None:
    browse(ada, "Europe/Paris")
    assert "Europe/Paris (UTC+" in read(ada, "/profile/")
    assert "as the browser says" in read(ada, "/profile/")
    own = {"first_name": "", "last_name": "", "display_name": "", "email": administrator.email}
    own["first_name"] = administrator.first_name
    version = administrator.version
    ada.post(DETAILS, {**own, "console_time_zone": "Asia/Kathmandu"})
    administrator.refresh_from_db()
    assert administrator.console_time_zone == "Asia/Kathmandu"
    assert administrator.version == version  # clients of SCIM see nothing of it
    assert "Asia/Kathmandu (UTC+5:45)" in read(ada, "/profile/")
    assert "as the browser says" not in read(ada, "/profile/")
    assert "Select a valid choice" in read_post(ada, {**own, "console_time_zone": "Mars/Base"})
    administrator.refresh_from_db()
    assert administrator.console_time_zone == "Asia/Kathmandu"


def read_post(client: Client, fields: dict[str, str]) -> str:
    return str(client.post(DETAILS, fields).content.decode())


def test_whom_the_identity_provider_keeps_chooses_too(client: Client, db: None) -> None:
    person = make_user("grace", is_provisioned=True)
    client.force_login(person)
    assert "Edit" in read(client, "/profile/")
    client.post(DETAILS, {"first_name": "Grace", "console_time_zone": "Europe/Berlin"})
    person.refresh_from_db()
    assert (person.first_name, person.console_time_zone) == ("", "Europe/Berlin")


def test_scim_neither_writes_nor_shows_it(api: EndpointClient) -> None:
    made = api.create_user("bob@promapp.example", timezone="Europe/Paris")
    bob = User.objects.get(scim_id=made["id"])
    assert (bob.time_zone, bob.console_time_zone) == ("Europe/Paris", "")
    User.objects.update(console_time_zone="Asia/Tokyo")
    change = {"op": "replace", "path": "timezone", "value": "Europe/Rome"}
    api.patch(f"/Users/{bob.scim_id}", change)
    bob.refresh_from_db()
    assert (bob.time_zone, bob.console_time_zone) == ("Europe/Rome", "Asia/Tokyo")
    assert "Tokyo" not in str(api.get(f"/Users/{bob.scim_id}"))


def test_one_page_rounds_once(ada: Client, administrator: User) -> None:
    """A chip beside a sentence, and what a call is told by."""
    token, _ = make_token(administrator, expires_at=timezone.now() + timedelta(days=5, hours=13))
    use(token, timezone.now() - timedelta(minutes=91))
    for address in ("/", "/provisioning/", "/profile/"):
        page = read(ada, address)
        assert "in 6 days" in page
        assert "5 days" not in page
    for address in ("/", "/provisioning/"):
        page = read(ada, address)
        assert "2 hours ago" in page
        assert "1 hour ago" not in page

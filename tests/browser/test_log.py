"""The log in a real browser: by time, entry by entry, on paper."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from promapp_console.lists import periods
from scim.models import ProvisioningEvent
from tests.browser.conftest import check_page, sign_in
from tests.factories import make_token
from tests.scim.insight.events import make_event

Open = Callable[..., Page]
BERLIN = "Europe/Berlin"
ROWS = "tbody tr:not(.day)"


@pytest.fixture
def nights(ada: User) -> None:
    """What failed in the last night of Berlin, and what came before, meanwhile and after."""
    token, _ = make_token(ada, description="Entra prod")
    with timezone.override(ZoneInfo(BERLIN)):
        begin, _ = periods.bounds("night")
    made = [
        (-30, "Failure", "early"),
        (-2, "Success", "evening"),
        (0, "Success", "first"),
        (0.5, "Failure", "taken"),
        (1, "Rejected", ""),
        (1.5, "Success", "quiet"),
        (2, "Failure", "unknown"),
    ]
    for hours, result, name in made:
        ProvisioningEvent.objects.create(
            created_at=begin + timedelta(hours=hours, minutes=45, seconds=31),
            action="Create",
            result=result,
            status={"Success": 201, "Failure": 409, "Rejected": 401}[result],
            scim_type="uniqueness" if result == "Failure" else "",
            reason="expired" if result == "Rejected" else "",
            resource_type="User",
            resource_id="5f0c7a52-0000-4000-8000-00000000041d",
            name=name and f"{name}@promapp.example",
            detail="The name is taken." if result == "Failure" else "",
            changes=[{"attribute": "userName", "old": "old@promapp.example", "new": name}]
            if result == "Success"
            else [],
            token=token,
            method="POST",
            path="/api/scim/Users",
            request_id=f"request-{name}",
            request_body='{"userName": "someone@promapp.example", "active": true}',
            response_body='{"status": "409", "scimType": "uniqueness"}',
        )


@pytest.mark.usefixtures("nights")
@pytest.mark.parametrize("script", [True, False])
def test_what_failed_last_night(open_page: Open, ada: User, script: bool) -> None:
    """Three clicks from Home. Without a script the browser says no zone: the person did."""
    User.objects.filter(pk=ada.pk).update(console_time_zone="" if script else BERLIN)
    page = open_page("/", width=1440, timezone_id=BERLIN, java_script_enabled=script)
    sign_in(page, ada)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Log", exact=True).click()
    page.get_by_role("link", name="Last night").click()
    page.get_by_role("link", name="Failed or rejected").click()
    expect(page.locator(ROWS)).to_have_count(3)
    expect(page.locator(ROWS).first).to_contain_text("unknown@promapp.example")
    expect(page.locator(ROWS).first).to_contain_text("20:45:31")
    expect(page.get_by_text("Times in Europe/Berlin (UTC+")).to_be_visible()


@pytest.mark.usefixtures("nights")
def test_the_line_above_the_log(open_page: Open, ada: User) -> None:
    page = open_page("/provisioning/log/", width=1440, timezone_id=BERLIN)
    sign_in(page, ada)
    page.reload()
    line = page.locator(".toolbar")
    assert line.bounding_box()["height"] < 50  # one line
    check_page(page, "log-times")
    page.get_by_role("button", name="Filters").click()
    check_page(page, "log-filters")
    page.keyboard.press("Escape")
    page.get_by_text("From – To").click()
    page.get_by_label("From", exact=True).fill("2025-07-01T06:00")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("1 Jul 2025 06:00 – …")).to_be_visible()
    check_page(page, "log-from")
    page.goto("/audit/?period=day")
    check_page(page, "audit-day")


@pytest.mark.usefixtures("nights")
def test_entries_are_walked(open_page: Open, ada: User) -> None:
    query = "?result=Failure&result=Rejected"
    page = open_page(f"/provisioning/log/{query}", timezone_id=BERLIN)
    sign_in(page, ada)
    page.get_by_role("link", name="Create user unknown@promapp.example failed").click()
    expect(page.get_by_text("1 of 4")).to_be_visible()
    check_page(page, "log-entry-failed")
    page.keyboard.press("]")
    expect(page.get_by_text("2 of 4")).to_be_visible()
    assert page.url.endswith(query)
    page.keyboard.press("]")
    expect(page.get_by_text("3 of 4")).to_be_visible()
    assert page.title().startswith("Create user taken@promapp.example failed · ")
    page.get_by_role("link", name="Newer entry").click()
    expect(page.get_by_text("2 of 4")).to_be_visible()
    page.keyboard.press("[")
    expect(page.get_by_text("1 of 4")).to_be_visible()
    page.keyboard.press("[")  # there is none
    expect(page.get_by_text("1 of 4")).to_be_visible()
    page.get_by_role("link", name="Provisioning log").click()
    expect(page.locator(ROWS)).to_have_count(4)
    page.goto("/provisioning/log/")
    page.get_by_role("link", name="Created user quiet").click()
    check_page(page, "log-entry")


@pytest.mark.usefixtures("nights")
def test_what_an_entry_holds_is_copied(open_page: Open, ada: User) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    page = open_page("/provisioning/log/", permissions=permissions)
    sign_in(page, ada)
    page.get_by_role("link", name="Created user quiet").click()
    for button, text in (
        ("Copy SCIM id", "5f0c7a52-0000-4000-8000-00000000041d"),
        ("Copy request id", "request-quiet"),
        ("Copy response", '"scimType": "uniqueness"'),
        ("Copy as curl", '"Authorization: Bearer $TOKEN"'),
    ):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("status").filter(has_text="copied")).not_to_have_count(0)
        assert text in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.usefixtures("nights")
def test_the_log_on_paper(open_page: Open, ada: User) -> None:
    page = open_page("/provisioning/log/", width=1440, timezone_id=BERLIN)
    sign_in(page, ada)
    page.reload()
    page.emulate_media(media="print", color_scheme="dark")
    for selector in (".top", ".rail", ".toolbar", ".button"):
        assert (
            page.locator(selector).evaluate_all(
                "all => all.filter(each => each.checkVisibility()).length"
            )
            == 0
        ), selector
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    colour = "each => getComputedStyle(each).color"
    assert page.locator(f"{ROWS} a").first.evaluate(colour) == "rgb(0, 0, 0)"
    said = "each => getComputedStyle(each, '::after').content"
    year = datetime.now(UTC).year
    assert f"{year}, " in page.locator("time").first.evaluate(said)
    assert "UTC+" in page.locator("time").first.evaluate(said)
    assert page.locator(f"{ROWS} th a").first.evaluate(said) == "none"  # opens nothing on paper
    page.emulate_media(media="screen", forced_colors="active")
    border = "each => getComputedStyle(each).borderTopWidth"
    assert page.locator(".chip").first.evaluate(border) == "1px"


def test_the_browser_says_the_zone_until_one_is_chosen(open_page: Open, ada: User) -> None:
    page = open_page("/provisioning/log/", timezone_id="America/New_York")
    sign_in(page, ada)
    expect(page.get_by_text("Times in America/New_York (UTC-")).to_be_visible()
    page.goto("/profile/details/")
    check_page(page, "details")
    page.get_by_label("Time zone").select_option(label="Tokyo")
    page.get_by_role("button", name="Save").click()
    page.goto("/provisioning/log/")
    expect(page.get_by_text("Times in Asia/Tokyo (UTC+9)")).to_be_visible()


@pytest.mark.usefixtures("nights")
def test_a_sentence_is_whole_where_room_is_short(open_page: Open, ada: User) -> None:
    """Its last word may be the verb, or the group."""
    page = open_page("/provisioning/log/", width=390, timezone_id=BERLIN)
    sign_in(page, ada)
    for width in (390, 720):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator(f"{ROWS} .cell-main").evaluate_all(
            "all => all.length > 3 && all.every(each => each.scrollWidth <= each.clientWidth)"
        )


# How far apart the tops of a line's indentation and of its first sign are.
APART = """(body) => {
  const text = body.firstChild;
  const at = text.data.indexOf('"urn:');
  const top = (from) => {
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, from + 1);
    return range.getBoundingClientRect().top;
  };
  return Math.abs(top(at) - top(at - 1));
}"""


def test_a_long_name_stays_on_its_line(open_page: Open, ada: User) -> None:
    name = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    event = make_event(request_body=json.dumps({name: {"department": "Research"}}))
    page = open_page(f"/provisioning/log/{event.pk}/", width=390)
    sign_in(page, ada)
    assert page.locator("#entry-request").evaluate(APART) < 1
    check_page(page, "entry-long-name")

"""Lists in a real browser: how much of them is seen at once, and how they are handled."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from scim.models import ProvisioningEvent
from tests.browser.conftest import check_page, choose, sign_in
from tests.factories import make_token, make_user

Open = Callable[..., Page]
FOLD = 900  # px
WHOLE = f"""rows => rows.filter(row => row.getBoundingClientRect().bottom <= {FOLD}).length"""
HEIGHTS = "rows => [...new Set(rows.map(row => row.getBoundingClientRect().height))]"


@pytest.fixture
def many(ada: User) -> None:
    """More users and entries than fit."""
    token, _ = make_token(ada, description="Entra with a description that goes on and on " * 2)
    for number in range(30):
        name = f"a.rather.long.name.{number}@a-department.of-a-company.promapp.example"
        make_user(name, display_name="Zoë " * 30, is_provisioned=True, provisioned_by=token)
    start = timezone.now().replace(hour=0, minute=0)
    ProvisioningEvent.objects.bulk_create(
        ProvisioningEvent(
            action="Create",
            result="Failure" if number % 3 else "Success",
            status=409 if number % 3 else 201,
            resource_type="User",
            name=f"user{number}@promapp.example",
            detail="The name is taken, and the sentence that says so is long. " * 3,
            token=token,
            created_at=start + timedelta(seconds=number - 30),
        )
        for number in range(60)
    )


@pytest.mark.usefixtures("many")
def test_twenty_rows_are_seen_at_once(open_page: Open, ada: User) -> None:
    page = open_page("/users/", width=1440)
    sign_in(page, ada)
    rows = page.locator("tbody tr")
    assert rows.evaluate_all(WHOLE) >= 20
    assert rows.evaluate_all(HEIGHTS) == [36]
    check_page(page, "users-many")
    page.goto("/provisioning/log/")
    rows = page.locator("tbody tr:not(.day)")
    days = page.locator("tr.day").evaluate_all(WHOLE)
    assert rows.evaluate_all(WHOLE) + days >= 21
    assert rows.evaluate_all(HEIGHTS) == [33]
    expect(page.locator("tr.day").first).to_contain_text("Today")
    check_page(page, "log-many")


@pytest.mark.usefixtures("many")
def test_the_head_of_a_list_stays(open_page: Open, ada: User) -> None:
    page = open_page("/provisioning/log/", width=1440)
    sign_in(page, ada)
    page.mouse.wheel(0, 600)
    page.wait_for_function("scrollY > 400")
    head = page.locator("thead th").first.bounding_box()
    day = page.locator("tr.day th").last.bounding_box()
    assert head
    assert day
    assert head["y"] == 48
    assert day["y"] >= 79


@pytest.mark.usefixtures("many")
def test_a_filter_is_set_and_taken_away(open_page: Open, ada: User) -> None:
    page = open_page("/users/")
    sign_in(page, ada)
    state = page.locator("summary", has_text="State")
    state.press("Enter")
    expect(page.get_by_role("button", name="Disabled")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Disabled")).to_be_hidden()
    expect(state).to_be_focused()
    page.get_by_label("Search", exact=True).fill("ada")
    choose(page, "State", "Active")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "search=ada" in page.url
    page.get_by_role("link", name="Remove filter State").click()
    expect(page.get_by_role("link", name="Remove filter State")).to_have_count(0)
    assert "search=ada" in page.url


def test_a_breadcrumb_keeps_the_filters(open_page: Open, ada: User) -> None:
    page = open_page("/users/?role=administrator&sort=-user-name")
    sign_in(page, ada)
    page.get_by_role("main").get_by_role("link", name=ada.username).click()
    page.get_by_role("link", name="As SCIM shows it").click()
    page.locator(".crumb").get_by_role("link", name=ada.username).click()
    page.locator(".crumb").get_by_role("link", name="Users").click()
    expect(page.get_by_role("link", name="Remove filter Role")).to_be_visible()
    assert page.url.endswith("/users/?role=administrator&sort=-user-name")


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("script", [True, False])
def test_a_phone_has_the_filters_behind_a_button(
    open_page: Open, ada: User, *, script: bool
) -> None:
    page = open_page("/users/", width=390, java_script_enabled=script)
    sign_in(page, ada)
    expect(page.locator("summary", has_text="State")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    choose(page, "Role", "Administrator")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("button", name="Filters 1 set")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Groups").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Groups")

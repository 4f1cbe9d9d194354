"""The page of the JSON API in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import check_page, sign_in

Open = Callable[..., Page]


def test_the_page_keeps_the_rules(open_page: Open, ada: User) -> None:
    page = open_page("/api/v1/")
    sign_in(page, ada)
    expect(page.get_by_role("heading", level=1)).to_have_text("JSON API")
    for answer in page.locator("main summary").all():
        answer.click()
    check_page(page, "api")


def test_the_page_needs_no_javascript(open_page: Open, ada: User) -> None:
    page = open_page("/api/v1/", java_script_enabled=False)
    sign_in(page, ada)
    page.locator("summary", has_text="GET /api/v1/health").click()
    expect(page.get_by_text("last_call_at")).to_be_visible()
    address = page.get_by_role("link", name="OpenAPI description").get_attribute("href")
    description = page.context.request.get(str(address)).json()
    assert description["info"]["title"] == "Promapp console"

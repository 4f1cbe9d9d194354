"""The audit log in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tokens import acts
from accounts.work import audit
from tests.browser.conftest import check_page, choose, sign_in
from tests.factories import make_token, make_user

Open = Callable[..., Page]
ENTRIES = "tbody tr:not(.day)"


def test_who_did_what_is_found(open_page: Open, ada: User) -> None:
    token, _ = make_token(ada, description="Entra <b>prod</b> مزوّد")
    acts.revoke(ada, token, reason="it leaked, " * 12)
    for number in range(60):
        audit.record(make_user(f"user{number}@promapp.example"), "seen", ada, number=number)
    page = open_page("/")
    sign_in(page, ada)
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit log")
    expect(page.locator(ENTRIES)).to_have_count(50)
    expect(page.locator(ENTRIES).first).to_contain_text("Signed in")
    check_page(page, "audit")
    page.get_by_role("link", name="Older").last.click()
    expect(page.locator(ENTRIES)).to_have_count(12)
    page.get_by_role("link", name="Newer").last.click()
    expect(page.locator(ENTRIES)).to_have_count(50)
    page.get_by_label("Who").fill(ada.username)
    choose(page, "Action", "Revoked access token")
    expect(page.locator(ENTRIES)).to_have_count(1)
    expect(page.get_by_label("Who")).to_have_value(ada.username)
    check_page(page, "audit-filtered")
    for width in (390, 720, 1440):  # no other page shows it
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.get_by_text("it leaked, " * 11)).to_be_visible()
        assert page.locator(".cell-whole").evaluate_all(
            "all => all.every(each => each.scrollWidth <= each.clientWidth)"
        )
    page.set_viewport_size({"width": 718, "height": 1000})  # a sheet of A4
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 800})
    page.get_by_role("link", name="Entra <b>prod</b>").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Entra <b>prod</b>")
    check_page(page, "token-history")
    page.goto("/audit/?actor=nobody&until=2001-01-01")
    expect(page.get_by_text("No entries match.")).to_be_visible()
    check_page(page, "audit-empty")


def test_the_log_works_without_javascript(open_page: Open, ada: User) -> None:
    page = open_page("/audit/", java_script_enabled=False)
    sign_in(page, ada)
    choose(page, "Action", "Signed out")
    expect(page.get_by_text("No entries match.")).to_be_visible()
    page.get_by_role("link", name="Clear filters").first.click()
    expect(page.locator(ENTRIES)).to_have_count(1)

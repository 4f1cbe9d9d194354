"""What a page says of what somebody does, in a real browser."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import check_page, sign_in
from tests.factories import PASSWORD, make_token

Open = Callable[..., Page]
NEW = "/profile/tokens/new/"
# Nothing is sent, so that the page can be looked at as if it were on its way.
STAY = """window.sent = 0;
window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) window.sent += 1;
  event.preventDefault();
})"""


def test_the_first_field_has_the_focus(open_page: Open, ada: User) -> None:
    page = open_page("/")
    expect(page.get_by_label("User name")).to_be_focused()
    sign_in(page, ada)
    page.goto(NEW)
    expect(page.get_by_label("Description")).to_be_focused()


def test_a_button_says_that_it_works(open_page: Open, ada: User) -> None:
    page = open_page(NEW)
    sign_in(page, ada)
    page.get_by_label("Description").fill("Slow")
    page.get_by_label("Scope").select_option(label="Scim")
    page.evaluate(STAY)
    button = page.get_by_role("button", name="Save")
    width = button.evaluate("(it) => it.offsetWidth")
    button.click()
    button = page.get_by_role("button", name="Saving…")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-disabled", "true")
    assert button.evaluate("(it) => it.offsetWidth") >= width
    button.click(force=True)
    assert page.evaluate("window.sent") == 1  # however often it is pressed


def test_what_was_done_is_echoed_for_a_while(open_page: Open, ada: User) -> None:
    token, _ = make_token(ada, description="Old")
    page = open_page(f"/profile/tokens/{token.pk}/revoke/")
    sign_in(page, ada)
    page.clock.install()
    page.get_by_role("button", name="Revoke token").click()
    expect(page.get_by_role("status")).to_have_text("The token “Old” was revoked.")
    toast = page.locator(".toast")
    expect(toast).to_be_visible()
    check_page(page, "toast")
    toast.hover()
    page.clock.run_for(20_000)
    expect(toast).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(9000)
    expect(toast).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("The token “Old” was revoked.")


def test_a_form_outlives_its_session(open_page: Open, ada: User) -> None:
    page = open_page(NEW)
    sign_in(page, ada)
    page.get_by_label("Description").fill("Typed long")
    page.get_by_label("Scope").select_option(label="Scim")
    end_session(ada)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("User name")).to_be_focused()
    page.get_by_label("User name").fill(ada.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your form was not sent yet")
    expect(page.get_by_text("Typed long")).to_be_visible()
    check_page(page, "kept-form")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Token “Typed long” created")


def test_one_of_ones_sessions_is_ended(open_page: Open, ada: User) -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    other = open_page("/profile/", user_agent=firefox)
    sign_in(other, ada)
    page = open_page("/security/sessions/")
    sign_in(page, ada)
    check_page(page, "sessions")
    own = page.get_by_role("row").filter(has_text="This browser")
    expect(own.get_by_role("button")).to_have_count(0)
    page.get_by_role("button", name="Sign out Firefox, Windows").click()
    expect(page.get_by_role("status")).to_have_text("The session of Firefox, Windows was ended.")
    expect(page.get_by_role("row")).to_have_count(2)
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")


def end_session(user: User) -> None:
    """Let the session of somebody be too old by now."""
    for row in UserSession.objects.filter(user=user):
        session = SessionStore(row.session_key)
        session["seen_at"] = time.time() - 2 * 3600
        session.save()

"""One access token replaces another, watched in a real browser."""

import json
from collections.abc import Callable
from datetime import timedelta
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import AccessToken, User
from accounts.tokens import acts, use
from tests.browser.conftest import check_page, sign_in
from tests.factories import make_administrator, make_token

Open = Callable[..., Page]


@pytest.fixture
def bob(ada: User) -> User:
    """Another administrator."""
    return make_administrator("bob@promapp.example")


def call(site: str, secret: str) -> None:
    """Do what Test Connection does."""
    request = Request(
        f"{site}/api/scim/Users?filter=userName+eq+%22x%22",
        headers={"Authorization": f"Bearer {secret}"},
    )
    with urlopen(request) as response:
        assert json.load(response)["totalResults"] == 0


def rotate(page: Page) -> str:
    """Go through the assistant; returns the new secret."""
    page.get_by_role("link", name="Rotate").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rotate “Entra prod”")
    page.get_by_role("button", name="Create the new token").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Token “Entra prod” created")
    return page.get_by_label("Secret Token").input_value()


def test_the_page_moves_by_itself(open_page: Open, ada: User, site: str) -> None:
    old, old_secret = make_token(ada, description="Entra prod")
    call(site, old_secret)
    page = open_page("/profile/")
    sign_in(page, ada)
    page.get_by_role("link", name="Rotate").click()
    check_page(page, "rotate")
    page.get_by_role("button", name="Create the new token").click()
    secret = page.get_by_label("Secret Token").input_value()
    expect(page.get_by_text("Waiting for the first request with the new token.")).to_be_visible()
    # Nothing is said aloud until something changes.
    expect(page.locator("[data-live-status]")).to_have_text("")
    check_page(page, "rotate-waiting")
    assert page.get_by_label("Secret Token").input_value() == secret

    call(site, secret)
    expect(page.locator("[data-live-status]")).to_have_text("The new token is used.")
    expect(page.get_by_text(" s ago from 127.0.0.1.").first).to_be_visible()
    assert page.get_by_label("Secret Token").input_value() == secret
    check_page(page, "rotate-used")

    page.get_by_role("button", name="Revoke in 24 hours").click()
    new = AccessToken.objects.get(replaces=old)
    expect(page).to_have_url(f"{site}/profile/tokens/{new.pk}/")
    expect(page.get_by_role("status").first).to_contain_text("The token “Entra prod” ends on")
    expect(page.get_by_text("the old one has a time to end")).to_be_visible()
    check_page(page, "rotate-ending")
    page.get_by_role("link", name="Revoke it now").click()
    check_page(page, "rotate-revoke")
    page.get_by_role("button", name="Revoke token").click()
    expect(page.get_by_text("The old token has ended")).to_be_visible()
    check_page(page, "rotate-done")
    old.refresh_from_db()
    assert old.is_ended


def test_the_wait_stops_while_nobody_looks(open_page: Open, ada: User, site: str) -> None:
    make_token(ada, description="Entra prod")
    page = open_page("/profile/")
    sign_in(page, ada)
    page.clock.install()
    rotate(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/rotation/"):
        page.clock.run_for(3_000)
    hide = "value => Object.defineProperty(document, 'hidden', {value, configurable: true})"
    for hidden in (True, False):
        page.evaluate(hide, hidden)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        asked.clear()
        if hidden:
            page.clock.run_for(60_000)
            assert asked == []
        else:
            with page.expect_response("**/rotation/"):
                page.clock.run_for(3_000)


def test_rotating_works_without_javascript(open_page: Open, ada: User, site: str) -> None:
    old, _ = make_token(ada, description="Entra prod")
    page = open_page("/profile/", java_script_enabled=False)
    sign_in(page, ada)
    secret = rotate(page)
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_text("Waiting for the first request with the new token.")).to_be_visible()
    call(site, secret)
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_text("The new token is used.")).to_be_visible()
    page.get_by_role("button", name="Revoke now").click()
    expect(page.get_by_text("The old token has ended")).to_be_visible()
    old.refresh_from_db()
    assert old.is_ended


def test_the_new_token_is_shown_once(open_page: Open, ada: User) -> None:
    make_token(ada, description="Entra prod")
    page = open_page("/profile/")
    sign_in(page, ada)
    secret = rotate(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entra prod")
    assert secret not in page.content()
    assert AccessToken.objects.count() == 2


def test_a_token_of_somebody_who_left(open_page: Open, ada: User, bob: User) -> None:
    token, _ = make_token(bob, description="مزوّد Entra <prod> with a rather long description")
    use.record(token, "203.0.113.9")
    ending, _ = make_token(bob, description="Ending")
    acts.revoke(bob, ending, after=timedelta(days=7))
    make_token(ada, description="Soon", expires_at=timezone.now() + timedelta(days=12))
    past, _ = make_token(ada, description="Past")
    acts.revoke(ada, past)
    User.objects.filter(pk=bob.pk).update(is_staff=False)
    page = open_page("/profile/")
    sign_in(page, ada)
    check_page(page, "profile-attention")
    page.get_by_label("Needs attention").get_by_role("link", name="Take over token").click()
    check_page(page, "take-over")
    page.get_by_role("button", name="Take over token").click()
    expect(page.get_by_role("status").first).to_contain_text("is yours now")
    check_page(page, "token")
    page.goto(f"/profile/tokens/{token.pk}/take-over/")
    check_page(page, "take-over-own")
    page.goto(f"/profile/tokens/{past.pk}/rotate/")
    check_page(page, "rotate-ended")
    page.goto(f"/profile/tokens/{ending.pk}/revoke/")
    check_page(page, "revoke-other")
    page.goto("/profile/tokens/new/")
    check_page(page, "token-form")

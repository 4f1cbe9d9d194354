"""The story of an access token, told by a real browser."""

import json
import time
from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from accounts.models import AccessToken, User
from accounts.tokens import door
from tests.browser.conftest import check_page, sign_in
from tests.factories import PASSWORD, make_administrator, make_token

Open = Callable[..., Page]


def to_token_form(page: Page, user: User) -> None:
    """The tutorial's way: user name, My Profile, Create Token."""
    page.get_by_role("button", name=user.username).click()
    page.get_by_role("link", name="My Profile").last.click()
    page.get_by_role("link", name="Create Token").click()


def save_token(page: Page, description: str = "Entra") -> str:
    """Fill in and save the form; returns the secret that is shown."""
    page.get_by_label("Description").fill(description)
    page.get_by_label("Scope").select_option(label="Scim")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Token “{description}” created")
    return page.get_by_label("Secret Token").input_value()


def test_a_token_is_created_copied_used_and_revoked(open_page: Open, ada: User, site: str) -> None:
    page = open_page("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, ada)
    to_token_form(page, ada)
    secret = save_token(page)
    assert page.evaluate("document.activeElement.id") == "created-heading"
    page.get_by_role("button", name="Copy token").click()
    below = page.locator(".field", has=page.get_by_label("Secret Token"))
    expect(below.get_by_role("status")).to_have_text("The token was copied.")
    expect(below.get_by_role("button")).to_have_text("Copied")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.get_by_label("Secret Token").bounding_box()["height"] == 40  # one line
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert page.get_by_label("Tenant URL").input_value() == f"{site}/api/scim"
    check_page(page, "token-created")

    page.get_by_role("link", name="Done").click()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entra")
    assert secret not in page.content()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entra")

    request = Request(
        f"{site}/api/scim/Users?filter=userName+eq+%22x%22",
        headers={"Authorization": f"Bearer {secret}"},
    )
    with urlopen(request) as response:
        assert json.load(response)["totalResults"] == 0

    page.get_by_role("link", name="My Profile", exact=True).first.click()
    rows = page.get_by_role("table").first.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Active")
    expect(rows).to_contain_text("127.0.0.1")
    check_page(page, "profile")
    page.get_by_role("link", name="Edit", exact=True).click()
    check_page(page, "profile-edit")
    page.goto("/profile/")
    page.get_by_role("link", name="Revoke").click()
    check_page(page, "token-revoke")
    page.get_by_role("button", name="Revoke token").click()
    expect(page.get_by_role("status")).to_have_text("The token “Entra” was revoked.")
    assert AccessToken.objects.get().revoked_by == ada
    page.get_by_text("Ended tokens (1)").click()
    check_page(page, "profile-ended")


def test_the_form_explains_what_is_missing(open_page: Open, ada: User) -> None:
    page = open_page("/profile/tokens/new/")
    sign_in(page, ada)
    check_page(page, "token-form")
    page.get_by_role("button", name="Save").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Description: Say where the token will be used.")
    check_page(page, "token-form-errors")
    page.get_by_role("link", name="Scope: Choose what the token is for.").click()
    expect(page.get_by_label("Scope")).to_be_focused()
    expect(page.get_by_label("Last day")).to_be_hidden()
    page.get_by_label("Expires").select_option(label="On a date")
    expect(page.get_by_label("Last day")).to_be_visible()


def test_everything_works_without_javascript(open_page: Open, ada: User) -> None:
    page = open_page("/", java_script_enabled=False)
    sign_in(page, ada)
    to_token_form(page, ada)
    expect(page.get_by_label("Last day")).to_be_visible()
    secret = save_token(page)
    assert door.usable_token(secret).owner == ada
    expect(page.get_by_role("button", name="Copy token")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This token was already created; its value cannot be shown again."
    )
    assert secret not in page.content()
    page.get_by_role("link", name="My Profile", exact=True).last.click()
    page.get_by_role("link", name="Revoke").click()
    page.get_by_role("button", name="Revoke token").click()
    expect(page.get_by_role("status")).to_have_text("The token “Entra” was revoked.")
    page.get_by_role("button", name=ada.username).click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name=ada.username).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_token_is_made_with_the_keyboard_alone(open_page: Open, ada: User) -> None:
    page = open_page("/profile/tokens/new/")
    sign_in(page, ada)
    expect(page.get_by_label("Description")).to_be_focused()
    page.keyboard.type("Keyboard")
    page.keyboard.press("Tab")
    page.keyboard.type("Sc")
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == "Save":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Token “Keyboard” created")


@pytest.mark.parametrize("path", ["/", "/security/", "/security/sessions/", "/password/change/"])
def test_pages_of_an_administrator_keep_the_rules(open_page: Open, ada: User, path: str) -> None:
    page = open_page(path)
    sign_in(page, ada)
    check_page(page, path.strip("/").replace("/", "-") or "home")


@pytest.mark.parametrize("path", ["/sign-in/", "/password/reset/", "/disabled/", "/sign-up/"])
def test_pages_of_a_visitor_keep_the_rules(open_page: Open, ada: User, path: str) -> None:
    check_page(open_page(path), path.strip("/").replace("/", "-"))


def test_a_wrong_password_is_said_accessibly(open_page: Open, ada: User) -> None:
    page = open_page("/")
    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("User name or password is not right.")
    check_page(page, "sign-in-wrong")


def test_an_authenticator_app_is_added_and_asked_for(open_page: Open, ada: User) -> None:
    page = open_page("/")
    sign_in(page, ada)
    page.goto("/security/totp/activate/")
    check_page(page, "totp")  # who has just signed in is asked for no other proof
    secret = page.get_by_label("Authenticator secret").input_value()
    counter = int(time.time()) // 30
    page.get_by_label("Authenticator code").fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    check_page(page, "recovery-codes")
    other = open_page("/")
    other.get_by_label("User name").fill(ada.username)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Second factor")
    expect(other.get_by_label("Code")).to_be_focused()
    check_page(other, "second-factor")
    for path in ("", "totp/deactivate/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"):
        page.goto(f"/security/{path}")
        check_page(page, f"security-{path.replace('/', '-').strip('-')}".strip("-"))


def test_a_disabled_user_is_signed_out_at_once(open_page: Open, ada: User, site: str) -> None:
    _, secret = make_token(make_administrator())
    page = open_page("/profile/")
    sign_in(page, ada)
    ada.is_staff = ada.is_superuser = False
    ada.save()
    body = json.dumps({"Operations": [{"op": "replace", "path": "active", "value": False}]})
    request = Request(
        f"{site}/api/scim/Users/{ada.scim_id}",
        body.encode(),
        {"Authorization": f"Bearer {secret}", "Content-Type": "application/scim+json"},
        method="PATCH",
    )
    with urlopen(request) as response:
        assert json.load(response)["active"] is False
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

"""The story of an OAuth client, told by a real browser."""

import json
from collections.abc import Callable
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import check_page, sign_in

Open = Callable[..., Page]


def call(endpoint: str, identifier: str, secret: str, site: str) -> int:
    """Get a token, and do with it what Test Connection does; returns the status."""
    form = {
        "grant_type": "client_credentials",
        "client_id": identifier,
        "client_secret": secret,
    }
    with urlopen(Request(endpoint, urlencode(form).encode())) as response:
        token = json.load(response)["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    request = Request(f"{site}/api/scim/Users?startIndex=1&count=1", headers=headers)
    with urlopen(request) as response:
        return int(response.status)


def test_a_client_is_made_used_rotated_and_revoked(open_page: Open, ada: User, site: str) -> None:
    page = open_page("/profile/tokens/new/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, ada)
    expect(page.get_by_label("Life of the secret")).to_be_hidden()
    page.get_by_label("Description").fill("Entra")
    page.get_by_label("Kind").select_option(label="OAuth 2.0 client")
    expect(page.get_by_label("Expires", exact=True)).to_be_hidden()
    page.get_by_label("Life of the secret").select_option(label="2 years")
    page.get_by_label("Scope").select_option(label="Scim")
    check_page(page, "client-form")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("OAuth client “Entra” created")
    check_page(page, "client-created")
    secret = page.get_by_label("Client Secret").input_value()
    page.get_by_role("button", name="Copy secret").click()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    identifier = page.get_by_label("Client Identifier").input_value()
    endpoint = page.get_by_label("Token Endpoint").input_value()
    assert endpoint == f"{site}/oauth/token"
    assert call(endpoint, identifier, secret, site) == 200
    page.get_by_role("link", name="Done").click()
    assert secret not in page.content()
    check_page(page, "client")

    page.get_by_role("link", name="Add a secret").click()
    check_page(page, "client-secret-form")
    page.get_by_role("button", name="Add the secret").click()
    expect(page.get_by_text("Waiting for the first request").first).to_be_visible()
    check_page(page, "client-secret-added")
    second = page.get_by_label("Client Secret").input_value()
    assert call(endpoint, identifier, second, site) == 200
    expect(page.get_by_text("The newest secret is used").first).to_be_visible()
    page.goto(page.locator("#created-heading").get_attribute("data-address") or "")
    page.get_by_role("link", name="Revoke pmp_secret_").last.click()
    check_page(page, "client-secret-revoke")
    page.get_by_role("button", name="Revoke now").click()
    expect(page.get_by_role("status").first).to_contain_text("was revoked.")
    assert call(endpoint, identifier, second, site) == 200
    page.get_by_role("link", name="My Profile", exact=True).first.click()
    check_page(page, "profile-with-client")

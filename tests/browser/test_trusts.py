"""The trust of an OAuth client in a real browser: the tenant named, what it claims pinned."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import FederatedTrust, User
from tests.browser.conftest import check_page, sign_in
from tests.factories import make_client
from tests.oauth.tenant import APP, SUBJECT, TENANT

Open = Callable[..., Page]


def test_a_trust_is_pinned_by_observation(open_page: Open, ada: User) -> None:
    client, _ = make_client(ada)
    page = open_page(f"/profile/tokens/{client.pk}/")
    sign_in(page, ada)
    page.get_by_role("link", name="Add a trust").click()
    check_page(page, "trust-form")
    page.get_by_label("Issuer").fill("nothing")
    page.get_by_role("button", name="Trust it").click()
    expect(page.get_by_role("alert")).to_contain_text("JWKS URL")
    check_page(page, "trust-form-refused")
    page.get_by_label("Tenant ID").fill(TENANT)
    page.get_by_role("button", name="Wait for it").click()
    expect(page.get_by_text("Waiting for the first assertion")).to_be_visible()
    check_page(page, "trust-waiting")
    held = {"aud": APP, "sub": SUBJECT, "oid": SUBJECT, "tid": TENANT}
    FederatedTrust.objects.update(held=held, held_at=timezone.now())
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("An identity waits to be trusted")).to_be_visible()
    check_page(page, "trust-held")
    page.get_by_role("button", name="Trust exactly this").click()
    expect(page.get_by_role("status").first).to_contain_text("trusts this identity")
    check_page(page, "trust")
    page.get_by_role("link", name="Entra", exact=True).click()
    expect(page.get_by_role("link", name=SUBJECT)).to_be_visible()
    check_page(page, "client-with-trust")

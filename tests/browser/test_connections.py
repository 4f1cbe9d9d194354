"""Provisioning → Connections in a real browser, from the old token to the OAuth client."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import AccessToken, FederatedTrust, User
from accounts.tokens import acts, client_acts, trust_acts
from tests.browser.conftest import check_page, sign_in
from tests.factories import make_administrator, make_client, make_token
from tests.oauth.tenant import APP, SUBJECT, TENANT

Open = Callable[..., Page]


def use(token: AccessToken, minutes: int) -> None:
    AccessToken.objects.filter(pk=token.pk).update(
        last_used_at=timezone.now() - timedelta(minutes=minutes), last_used_address="20.61.144.9"
    )


def test_from_the_old_token_to_the_client(open_page: Open, ada: User) -> None:
    ines = make_administrator("ines.falk@a-department.of-a-company.promapp.example")
    soon = timezone.now() + timedelta(days=12)
    token, _ = make_token(ada, description="Entra prod", expires_at=soon)
    use(token, 3)
    use(make_token(ines, description="SIEM collector", scope="audit")[0], 40)
    okta, _ = make_client(ines, description="Okta pilot, whose description goes on and on")
    client_acts.add_secret("a test", okta, years=2)
    use(okta, 6000)
    badges, _ = make_client(ada, description="Badges")
    trust_acts.wait_for_one(ada, badges, tenant=TENANT)
    FederatedTrust.objects.update(held={"aud": APP, "sub": SUBJECT}, held_at=timezone.now())
    acts.revoke(ada, make_token(ada, description="Old pilot")[0])
    page = open_page("/provisioning/", width=1440)
    sign_in(page, ada)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Connections").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connections 4")
    check_page(page, "connections")
    page.get_by_text("Ended (1)").click()
    expect(page.get_by_role("link", name="Old pilot")).to_be_visible()
    check_page(page, "connections-ended")

    page.get_by_role("link", name="Create an OAuth 2.0 client").click()
    expect(page.get_by_label("Kind")).to_have_value("client")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Connections").click()
    expect(page.get_by_role("link", name="waits for its first use")).to_be_visible()
    use(AccessToken.objects.latest("pk"), 0)
    page.reload()
    page.get_by_role("link", name="Revoke the old token.").click()
    page.get_by_role("button", name="Revoke").first.click()
    expect(page.get_by_role("status").first).to_contain_text("was revoked.")
    page.get_by_role("link", name="Connections").click()
    expect(page.get_by_text("Microsoft asks for OAuth")).to_be_hidden()
    page.get_by_role("link", name="Look at the identity").click()
    expect(page.get_by_role("button", name="Trust exactly this")).to_be_visible()


def test_nothing_calls_and_a_client_without_a_secret_is_made(open_page: Open, ada: User) -> None:
    page = open_page("/provisioning/connections/")
    sign_in(page, ada)
    expect(page.get_by_text("Nothing may call this site yet.")).to_be_visible()
    check_page(page, "connections-empty")
    page.get_by_role("link", name="Create Token").click()
    page.get_by_label("Description").fill("Entra")
    page.get_by_label("Scope").select_option(label="Scim")
    page.get_by_label("Kind").select_option(label="OAuth 2.0 client without a secret")
    expect(page.get_by_label("Expires", exact=True)).to_be_hidden()
    expect(page.get_by_label("Life of the secret")).to_be_hidden()
    check_page(page, "client-form-federated")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Nothing lets it in yet")
    expect(page.get_by_label("Tenant ID")).to_be_visible()

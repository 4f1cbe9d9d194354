"""The console in another language, whose words are longer, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import check_page
from tests.factories import PASSWORD, make_token, make_user
from tests.scim.insight.events import make_event

Open = Callable[..., Page]
PAGES = (
    "",
    "provisioning/",
    "provisioning/setup/",
    "provisioning/mapping/",
    "provisioning/log/",
    "provisioning/notifications/",
    "users/",
    "groups/",
    "audit/",
    "profile/",
    "profile/details/",
    "profile/tokens/new/",
    "security/",
)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_language_is_chosen_where_one_signs_in(open_page: Open, javascript: bool) -> None:
    page = open_page("/sign-in/?next=/users/", locale="es-MX", java_script_enabled=javascript)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("button", name="Deutsch")).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("/sign-in/?next=/users/")


def test_every_page_holds_german_words(open_page: Open, ada: User) -> None:
    token, _ = make_token(ada, description="Microsoft Entra")
    eve = make_user("eve@promapp.example", is_provisioned=True, provisioned_by=token)
    make_event(token=token, user=eve, name=eve.username)
    make_event(result="Failure", token=token, reason="uniqueness", name=eve.username)
    page = open_page("/sign-in/", locale="de-DE")
    check_page(page, "german-sign-in")
    page.get_by_label("Benutzername").fill(ada.username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Start")
    for path in (*PAGES, f"users/{eve.scim_id}/"):
        page.goto(f"/{path}")
        expect(page.locator("html")).to_have_attribute("lang", "de")
        check_page(page, f"german-{path.replace('/', '-')}")

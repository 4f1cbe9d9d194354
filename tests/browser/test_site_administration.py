"""Django admin in the product's colours, seen by a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import ALL, OF_COLOUR, PAGE, broken_rules, sign_in
from tests.factories import make_group, make_token, make_user

Open = Callable[..., Page]
LISTS = ("user", "group", "accesstoken", "auditentry", "mail")
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lists_keep_the_rules(open_page: Open, ada: User, scheme: str) -> None:
    make_group("Builders", make_user("bob", is_provisioned=True, is_active=False))
    make_token(ada, description="Entra prod")
    page = open_page("/admin/", color_scheme=scheme)
    sign_in_there(page, ada)
    for path in ("/admin/", *(f"/admin/accounts/{name}/" for name in LISTS)):
        page.goto(path)
        found = broken_rules(page, PAGE, ALL if scheme == "light" else OF_COLOUR)
        assert found == [], f"{path}: {found}"


def test_the_theme_is_the_consoles(open_page: Open, ada: User) -> None:
    page = open_page("/admin/", color_scheme="light")
    sign_in_there(page, ada)
    white = page.evaluate(BACKGROUND)
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(BACKGROUND)
    assert dark != white
    page.goto("/users/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor") == dark


def sign_in_there(page: Page, user: User) -> None:
    """Sign in, and come back to where one wanted to go."""
    page.goto("/")
    sign_in(page, user)
    page.goto("/admin/")

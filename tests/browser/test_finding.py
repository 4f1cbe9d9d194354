"""The search in the bar, by keyboard, by pointer, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import check_page, sign_in
from tests.factories import make_group, make_token, make_user
from tests.scim.endpoint_client import EndpointClient

Open = Callable[..., Page]
FIELD = "Search people, groups, tokens, requests"


@pytest.fixture
def grace(ada: User) -> User:
    """Somebody to find, with a group and a token of the same name."""
    make_group("Nakamura's team")
    api = EndpointClient(make_token(ada, description="Nakamura pilot")[1])
    api.create_user("t.nakamura@promapp.example", displayName="Tom Nakamura")
    return make_user("g.nakamura@promapp.example", display_name="Grace Nakamura")


def test_somebody_is_found_without_a_pointer(open_page: Open, ada: User, grace: User) -> None:
    page = open_page("/")
    sign_in(page, ada)
    field = page.get_by_role("combobox", name=FIELD)
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("nakam")
    expect(page.get_by_role("option")).to_have_count(4)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-found-status]")).to_have_text("4 results")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Grace Nakamura")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_contain_text("Nakamura pilot")
    check_page(page, "search-open")
    field.press("ArrowDown")  # the narrow widths took the focus
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("nakam")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(grace.username)


def test_an_id_and_nothing_at_all(open_page: Open, ada: User, grace: User) -> None:
    page = open_page("/provisioning/")
    sign_in(page, ada)
    field = page.get_by_role("combobox", name=FIELD)
    page.keyboard.press("Control+k")
    field.fill("nobody of that name")
    expect(page.get_by_text("Nothing begins with")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "false")
    check_page(page, "search-nothing")
    field.fill(grace.scim_id)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(grace.username)


def test_keys_are_told_and_do_nothing_inside_fields(open_page: Open, ada: User) -> None:
    page = open_page("/users/")
    sign_in(page, ada)
    search = page.get_by_label("Search", exact=True)
    search.press("/")
    search.press("?")
    expect(search).to_have_value("/?")
    search.press("Control+k")
    expect(search).to_be_focused()
    search.blur()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    check_page(page, "search-keys")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name=FIELD)).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name=ada.username).click()
    page.get_by_role("button", name="Keys").click()
    expect(keys).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_a_page_without_script(open_page: Open, ada: User, grace: User, width: int) -> None:
    page = open_page("/", width=width, java_script_enabled=False)
    sign_in(page, ada)
    if width == 390:
        page.get_by_role("link", name="Search everything").click()
        field = page.get_by_label("Search for")
    else:
        field = page.get_by_label(FIELD)
    field.fill("nakam")
    field.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Users", "Groups", "Access tokens"])
    page.get_by_role("link", name="Grace Nakamura").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(grace.username)


def test_the_page_of_results(open_page: Open, ada: User, grace: User) -> None:
    page = open_page("/search/?search=nakam")
    sign_in(page, ada)
    expect(page.get_by_role("heading", level=2)).to_have_text(["Users", "Groups", "Access tokens"])
    check_page(page, "search-page")
    page.goto("/search/")
    expect(page.get_by_label("Search for")).to_be_focused()
    check_page(page, "search-page-empty")

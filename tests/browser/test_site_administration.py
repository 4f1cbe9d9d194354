"""Django admin in the product's colours, seen by a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import AuditEntry, User
from tests.browser.conftest import ALL, OF_COLOUR, PAGE, SHOTS, broken_rules, sign_in
from tests.factories import make_group, make_token, make_user
from tests.scim.insight.events import make_event

Open = Callable[..., Page]
LISTS = (
    *(f"accounts/{name}/" for name in ("user", "group", "role", "entitlement", "accesstoken")),
    *(f"accounts/{name}/" for name in ("auditentry", "mail", "scheduledjob", "knownnetwork")),
    *(f"scim/{name}/" for name in ("provisioningevent", "linkrequest", "dailycount")),
    "mfa/authenticator/",
)
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lists_keep_the_rules(open_page: Open, ada: User, scheme: str) -> None:
    make_group("Builders", make_user("bob", is_provisioned=True, is_active=False))
    make_token(ada, description="Entra prod")
    page = open_page("/admin/", color_scheme=scheme)
    sign_in_there(page, ada)
    for path in ("", *LISTS):
        keeps_the_rules(page, f"/admin/{path}", scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_one_row_keep_the_rules(open_page: Open, ada: User, scheme: str) -> None:
    bob = make_user("bob", email="bob@x.example")
    bob.values.create(attribute="phoneNumbers", type="work", value="+1 555")
    bob.values.create(attribute="addresses", type="work", locality="Oslo")
    group = make_group("Builders", bob)
    token, _ = make_token(ada, description="Entra prod")
    body = '{"userName": "bob"}'
    event = make_event(user=bob, token=token, request_body=body, response_body=body)
    page = open_page("/admin/", color_scheme=scheme)
    sign_in_there(page, ada)
    for path in (
        f"accounts/user/{bob.pk}/change/",
        f"accounts/user/{bob.pk}/history/",
        f"accounts/user/{bob.pk}/delete/",
        f"accounts/user/{bob.pk}/password/",
        "accounts/user/add/",
        f"accounts/group/{group.pk}/change/",
        "accounts/group/add/",
        "accounts/role/add/",
        f"accounts/accesstoken/{token.pk}/change/",
        f"scim/provisioningevent/{event.pk}/change/",
        f"accounts/auditentry/{AuditEntry.objects.latest('pk').pk}/change/",
        "scim/provisioningevent/?created_at__year=2026",
        "accounts/user/?q=bob",
    ):
        keeps_the_rules(page, f"/admin/{path}", scheme)


def test_from_an_object_to_the_console_and_back(open_page: Open, ada: User) -> None:
    bob = make_user("bob")
    page = open_page("/admin/")
    sign_in_there(page, ada)
    page.goto(f"/admin/accounts/user/{bob.pk}/change/")
    page.get_by_role("link", name="Open in console").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("bob")
    page.locator("main").get_by_role("link", name="Site administration").click()
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Users").click()
    page.get_by_role("checkbox", name="Select this object for an action - bob").check()
    page.get_by_label("Action:").select_option(label="Detach from the identity provider")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    expect(page.get_by_text("None of the selected needed that.")).to_be_visible()
    page.get_by_role("checkbox", name="Select this object for an action - bob").check()
    page.get_by_label("Action:").select_option(label="Link to the identity provider")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Link these?")
    keeps_the_rules(page, "", "light")
    page.get_by_role("button", name="Link to the identity provider").click()
    bob.refresh_from_db()
    assert bob.is_provisioned


def keeps_the_rules(page: Page, path: str, scheme: str) -> None:
    """Go there, and hold it to the rules at two widths."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if path:
            page.goto(path)
        if SHOTS:
            name = re.sub(r"\W+|\d+", "-", path).strip("-") or "ask"
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png")
        found = broken_rules(page, PAGE, ALL if scheme == "light" else OF_COLOUR)
        told = [(it["id"], [node["html"][:200] for node in it["nodes"]]) for it in found]
        assert told == [], f"{path} at {width}: {told}"


def test_the_theme_is_the_consoles(open_page: Open, ada: User) -> None:
    page = open_page("/admin/", color_scheme="light")
    sign_in_there(page, ada)
    white = page.evaluate(BACKGROUND)
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    page.wait_for_load_state()
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

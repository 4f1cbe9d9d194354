"""The story of a site that is connected, told by a real browser and a real client."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import AccessToken, User
from scim.models import ProvisioningEvent, Visit
from tests.browser.conftest import check_page, choose, sign_in
from tests.browser.wire import Wire
from tests.factories import make_administrator, make_token

Open = Callable[..., Page]


@pytest.fixture
def entra(site: str, ada: User) -> Wire:
    """Microsoft Entra, with a token that Ada made."""
    return Wire(site, make_token(ada, description="Microsoft Entra ID")[1])


def test_the_set_up_moves_by_itself(open_page: Open, ada: User, site: str) -> None:
    page = open_page("/")
    sign_in(page, ada)
    waiting = "Waiting for the first request of the identity provider."
    expect(page.get_by_text(waiting)).to_be_visible()
    check_page(page, "home-new")
    page.get_by_role("link", name="Open set-up").click()
    check_page(page, "setup-new")
    done = page.locator(".step-done")
    expect(done).to_have_count(1)  # somebody is told of failures

    entra = Wire(site, make_token(ada, description="Microsoft Entra ID")[1])
    expect(done).to_have_count(2, timeout=15_000)
    entra.test_connection()
    expect(done).to_have_count(4, timeout=15_000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("4 of 7 steps done")
    check_page(page, "setup-tested")
    page.get_by_role("link", name="Done, next step").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Assign one test user")
    check_page(page, "setup-user")
    for name in ("bob@example.com", "eve@example.com"):
        entra.create(name)
    expect(page.get_by_text("bob@example.com arrived").first).to_be_visible(timeout=15_000)
    expect(done).to_have_count(6)
    came_back()
    expect(page.get_by_role("link", name="See its status")).to_be_visible(timeout=15_000)
    status = page.locator("[data-live-status]")
    expect(status).to_have_text("Provisioning is set up.")


def test_a_live_page_says_that_its_session_has_ended(open_page: Open, ada: User) -> None:
    page = open_page("/provisioning/setup/")
    sign_in(page, ada)
    expect(page.locator("[data-live]")).to_contain_text("Waiting for a Scim token…")
    page.evaluate("window.stayed = true")
    Session.objects.all().delete()
    expect(page.locator("[data-live]")).to_have_text("You were signed out. Sign in")
    expect(page.locator("[data-live-status]")).to_have_text("You were signed out. Sign in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Set-up")
    assert page.evaluate("window.stayed")
    page.locator("[data-live]").get_by_role("link", name="Sign in").click()
    sign_in(page, ada)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Set-up")


def came_back() -> None:
    """Have what was done be of yesterday, and a visit since: nobody asked for that."""
    ProvisioningEvent.objects.update(created_at=timezone.now() - timedelta(days=1))
    token = AccessToken.objects.get(description="Microsoft Entra ID")
    for hours in (24, 1):
        moment = timezone.now() - timedelta(hours=hours)
        Visit.objects.create(token=token, started_at=moment)


@pytest.mark.parametrize("client", ["Okta", "OneLogin", "Any SCIM 2.0 client"])
def test_each_client_has_a_tab(open_page: Open, ada: User, client: str) -> None:
    page = open_page("/provisioning/setup/")
    sign_in(page, ada)
    tabs = page.get_by_role("navigation", name="Identity provider")
    tabs.get_by_role("link", name=client).click()
    expect(tabs.locator("[aria-current]")).to_have_text(client)
    page.locator("summary", has_text="groups").click()
    check_page(page, f"setup-{client.split()[0].lower()}")


def test_a_failure_its_cause_and_its_remedy(open_page: Open, ada: User, entra: Wire) -> None:
    entra.test_connection()
    bob = entra.create("bob@example.com", title="<b>Boss</b>", password="hunter2hunter2")
    assert entra.send("POST", "/Users", {"userName": "BOB@example.com"})[0] == 409
    assert entra.replace(f"/Users/{bob}", "favouriteColour", "blue") == 400
    page = open_page("/provisioning/")
    sign_in(page, ada)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Current Status and Statistics to Date"
    )
    expect(page.get_by_role("heading", name="The name is taken")).to_be_visible()
    page.get_by_text("Show as table").click()
    check_page(page, "status")
    cause = page.get_by_role("listitem").filter(has_text="The name is taken")
    cause.get_by_role("link", name="Show in the log").click()
    expect(page.locator(".toolbar-count")).to_have_text("1 of 1 entry")
    check_page(page, "log-narrowed")
    page.get_by_role("link", name="Create user BOB@example.com failed").click()
    expect(page.get_by_text("What to do:")).to_be_visible()
    check_page(page, "event-failed")
    page.goto("/provisioning/log/")
    page.get_by_role("link", name="Created user bob@example.com").click()
    assert "hunter2" not in page.content()
    check_page(page, "event-created")
    page.goto("/")
    check_page(page, "home")


def test_the_log_is_searched_and_shared(open_page: Open, ada: User, entra: Wire) -> None:
    for name in ("bob", "eve"):
        entra.create(f"{name}@example.com")
    page = open_page("/provisioning/log/")
    sign_in(page, ada)
    check_page(page, "log")
    page.get_by_label("Search", exact=True).fill("eve@example.com")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr:not(.day)")).to_have_count(1)
    assert "search=eve%40example.com" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    content = download.value.path().read_text()
    assert "eve@example.com" in content
    assert "bob@example.com" not in content
    page.get_by_label("Search", exact=True).fill("nobody")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No entries match.")).to_be_visible()
    page.get_by_role("link", name="Clear filters").first.click()
    expect(page.locator("tbody tr:not(.day)")).to_have_count(2)


def test_a_local_administrator_is_linked(open_page: Open, ada: User, entra: Wire) -> None:
    boss = make_administrator("boss@example.com")
    assert entra.replace(f"/Users/{boss.scim_id}", "title", "Boss") == 409
    page = open_page("/")
    sign_in(page, ada)
    page.get_by_role("main").get_by_role("link", name="Link requests").click()
    check_page(page, "links")
    page.get_by_role("link", name="Link… boss@example.com").click()
    page.get_by_role("button", name="Link boss@example.com").click()
    expect(page.get_by_role("status")).to_contain_text("“boss@example.com” is linked.")
    check_page(page, "links-decided")
    assert entra.replace(f"/Users/{boss.scim_id}", "title", "Boss") == 200


def test_the_self_check_is_green(open_page: Open, ada: User) -> None:
    page = open_page("/provisioning/check/")
    sign_in(page, ada)
    check_page(page, "self-check")
    page.get_by_role("button", name="Run the self-check").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("The endpoint works.")
    expect(page.get_by_text("Good", exact=True)).to_have_count(7)
    expect(page.get_by_text("It answers here. No identity provider")).to_be_visible()
    check_page(page, "self-check-passed")


def test_the_mapping_is_drawn(open_page: Open, ada: User, entra: Wire) -> None:
    entra.create("bob@example.com", favouriteColour="blue", title="Builder")
    page = open_page("/provisioning/mapping/")
    sign_in(page, ada)
    page.get_by_text("What can be mapped as well").first.click()
    expect(page.get_by_role("row", name="title jobTitle")).to_contain_text("Builder")
    expect(page.get_by_role("row", name="favouriteColour")).to_contain_text("no such attribute")
    check_page(page, "mapping")


def test_everything_is_there_without_javascript(open_page: Open, ada: User, entra: Wire) -> None:
    entra.create("bob@example.com")
    page = open_page("/provisioning/setup/", java_script_enabled=False)
    sign_in(page, ada)
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()
    page.get_by_role("link", name="Log", exact=True).click()
    choose(page, "Action", "Create")
    page.get_by_role("link", name="Created user bob@example.com").click()
    expect(page.get_by_role("heading", name="Modified Properties")).to_be_visible()

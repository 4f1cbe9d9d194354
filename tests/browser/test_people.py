"""Users and groups in a real browser: found, understood, disabled."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import AttributeValue, User
from promapp_console.lists import people
from tests.browser.conftest import check_page, choose, sign_in
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.endpoint_client import ENTERPRISE, EndpointClient

Open = Callable[..., Page]
HEBREW = "\u05d3\u05d5\u05d3 \u05d1\u05df-\u05d2\u05d5\u05e8\u05d9\u05d5\u05df"
LONG = "a-name-without-any-space-that-is-much-longer-than-a-phone-is-wide@promapp.example"


@pytest.fixture
def api(ada: User) -> EndpointClient:
    """Microsoft Entra with a token of Ada's."""
    return EndpointClient(make_token(ada, description="Entra prod")[1])


@pytest.fixture
def bob(api: EndpointClient) -> User:
    """A managed user with a value of every kind, disabled in the end."""
    boss = api.create_user("boss@promapp.example", displayName="The Boss")
    created = api.create_user(
        "bob@promapp.example",
        displayName="Bob Builder",
        externalId="7f0c3b52-6a2e-4a55-b6d0-4c1b0a2f9e11",
        name={"givenName": "Bob", "familyName": "Builder", "formatted": "Bob Builder"},
        title="Head of <b>Building</b>",
        emails=[{"value": "bob@promapp.example", "type": "work", "primary": True}],
        addresses=[{"streetAddress": "1 Long Road", "locality": "Berlin", "type": "work"}],
        photos=[{"value": "https://promapp.example/" + "x" * 300, "type": "photo"}],
        **{ENTERPRISE: {"department": "R&D", "manager": {"value": boss["id"]}}},
    )
    api.create_group("Builders", created["id"], boss["id"])
    for operation in ({"path": "title", "value": "Chief"}, {"path": "active", "value": False}):
        api.patch(f"/Users/{created['id']}", {"op": "replace", **operation})
    api.expect(
        400,
        "PATCH",
        f"/Users/{created['id']}",
        {"Operations": [{"op": "replace", "path": "active", "value": "perhaps"}]},
    )
    return User.objects.get(scim_id=created["id"])


def test_why_is_bob_disabled_in_three_clicks(open_page: Open, ada: User, bob: User) -> None:
    page = open_page("/")
    sign_in(page, ada)
    page.get_by_role("link", name="Users", exact=True).click()
    choose(page, "State", "Disabled")
    page.get_by_role("link", name=bob.username).click()
    expect(page.get_by_role("heading", name="Why is Bob Builder disabled?")).to_be_visible()
    expect(page.get_by_text("bob@promapp.example was disabled by")).to_contain_text("Entra prod")
    page.get_by_text("1 modified property").first.click()
    check_page(page, "user")
    page.get_by_role("link", name="Show the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Disabled user bob@promapp.example")


def test_which_groups_why_and_since_when_in_three_clicks(
    open_page: Open, ada: User, bob: User, api: EndpointClient
) -> None:
    sales = api.create_group("Sales")["id"]
    member = {"op": "add", "path": "members", "value": [{"value": bob.scim_id}]}
    api.patch(f"/Groups/{sales}", member)
    page = open_page("/")
    sign_in(page, ada)
    page.get_by_role("link", name="Users", exact=True).click()
    page.get_by_role("link", name=bob.username).click()
    groups = page.get_by_role("table", name="Groups")
    row = groups.get_by_role("row").filter(has_text="Sales")
    expect(row).to_contain_text("Entra prod")
    expect(row.locator("time")).to_be_visible()
    check_page(page, "user-groups")
    row.get_by_role("link", name="Added by a request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Added {bob.username} to Sales")
    members = page.get_by_role("table", name="Members")
    expect(members.get_by_role("link", name=bob.username)).to_be_visible()
    check_page(page, "event-members")
    page.go_back()
    timeline = page.locator("#timeline")
    timeline.get_by_role("link", name="Groups", exact=True).click()
    expect(timeline.get_by_role("listitem")).to_have_count(2)
    expect(timeline.get_by_role("listitem").first).to_contain_text("Added to Sales")
    check_page(page, "user-timeline")


def test_the_list_is_searched_sorted_and_paged(
    open_page: Open, ada: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user(
        LONG, display_name="\u05d3\u05d5\u05d3 \u05d1\u05df-\u05d2\u05d5\u05e8\u05d9\u05d5\u05df"
    )
    page = open_page("/users/")
    sign_in(page, ada)
    check_page(page, "users")
    page.get_by_role("link", name="Display name").click()
    expect(page.get_by_role("columnheader", name="Display name")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.get_by_role("link", name="Display name").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows.last).to_contain_text("Ada Admin")
    page.get_by_label("Search", exact=True).fill("bob")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Clear filters").click()
    expect(rows).to_have_count(4)
    monkeypatch.setattr(people, "PAGE_SIZE", 2)
    page.reload()
    page.get_by_role("link", name="Next").last.click()
    expect(page.get_by_role("link", name="Previous").last).to_be_visible()
    expect(page.locator(".toolbar-count")).to_have_text("3–4 of 4 users")
    check_page(page, "users-paged")
    page.goto("/users/?q=nobody&state=xyz")
    expect(page.get_by_text("No users match.")).to_be_visible()
    check_page(page, "users-none")


def test_a_local_user_is_disabled_and_comes_back(open_page: Open, ada: User) -> None:
    eve = make_administrator("eve@promapp.example")
    make_token(eve, description="Okta")
    page = open_page(f"/users/{eve.scim_id}/")
    sign_in(page, ada)
    check_page(page, "user-local")
    page.get_by_role("link", name="Disable").click()
    expect(page.get_by_text("Provisioning with token")).to_contain_text("Okta")
    check_page(page, "user-disable")
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("status")).to_contain_text("eve@promapp.example was disabled.")
    expect(page.get_by_text("was disabled here by ada@promapp.example")).to_be_visible()
    check_page(page, "user-disabled")
    page.get_by_role("link", name="Enable").click()
    check_page(page, "user-enable")
    page.get_by_role("button", name="Enable").click()
    expect(page.get_by_role("status")).to_contain_text("may sign in again.")
    page.goto(f"/users/{ada.scim_id}/disable/")
    check_page(page, "user-obstacle")


def test_a_managed_user_is_read_as_scim_and_detached(open_page: Open, ada: User, bob: User) -> None:
    page = open_page(f"/users/{bob.scim_id}/")
    sign_in(page, ada)
    page.get_by_role("link", name="As SCIM shows it").click()
    expect(page.get_by_text(f'"id": "{bob.scim_id}"')).to_be_visible()
    check_page(page, "user-document")
    page.get_by_role("link", name=bob.username).click()
    page.get_by_role("link", name="Detach").click()
    check_page(page, "user-detach")
    page.get_by_role("button", name="Detach").click()
    expect(page.get_by_role("status")).to_contain_text("was detached")
    expect(page.get_by_text("Local", exact=True)).to_be_visible()


def test_groups_and_their_members(open_page: Open, ada: User, bob: User) -> None:
    page = open_page("/groups/")
    sign_in(page, ada)
    check_page(page, "groups")
    page.get_by_role("link", name="Builders").click()
    expect(page.get_by_role("link", name=bob.username)).to_be_visible()
    check_page(page, "group")
    page.get_by_label("Search", exact=True).fill("nobody")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No members match.")).to_be_visible()
    page.goto("/groups/?q=nothing")
    check_page(page, "groups-none")
    page.goto(f"/groups/{make_group('Empty').scim_id}/")
    check_page(page, "group-empty")


def test_everything_works_without_javascript(open_page: Open, ada: User) -> None:
    eve = make_user("eve@promapp.example")
    AttributeValue.objects.create(user=eve, attribute="emails", value="e@mail.example", type="home")
    page = open_page("/users/", java_script_enabled=False)
    sign_in(page, ada)
    choose(page, "State", "Active")
    page.get_by_label("Search", exact=True).fill("e@mail")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Remove filter State")).to_be_visible()
    page.get_by_role("link", name=eve.username).click()
    page.get_by_role("link", name="Disable").click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("status")).to_contain_text("was disabled.")


def test_a_managed_user_becomes_an_administrator(open_page: Open, ada: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=True)
    page = open_page("/")
    sign_in(page, ada)
    page.goto(f"{page.url}admin/accounts/user/{bob.pk}/change/")
    page.get_by_role("link", name="Make an administrator").click()
    check_page(page, "promote")
    page.get_by_role("button", name="Make an administrator").click()
    expect(page.get_by_text("Type the address that the person reads.").first).to_be_visible()
    check_page(page, "promote-wrong")
    page.get_by_label("E-mail address").fill("bob@private.example")
    page.get_by_role("button", name="Make an administrator").click()
    expect(page.get_by_text("is an administrator now")).to_be_visible()
    page.get_by_role("link", name="Console", exact=True).click()
    bob.refresh_from_db()
    assert (bob.is_administrator, bob.email) == (True, "bob@private.example")


def test_a_link_request_asks_what_may_be_done(
    open_page: Open, ada: User, api: EndpointClient
) -> None:
    boss = make_administrator("local@promapp.example")
    change = {"op": "replace", "path": "title", "value": "Boss"}
    api.patch(f"/Users/{boss.scim_id}", change, status=409)
    page = open_page("/provisioning/links/")
    sign_in(page, ada)
    check_page(page, "links")
    page.get_by_role("link", name="Link…").click()
    check_page(page, "link-approve")
    page.get_by_label("Enable it again").check()
    page.get_by_role("button", name="Link").click()
    expect(page.get_by_text("is linked.")).to_be_visible()
    boss.refresh_from_db()
    assert (boss.scim_may_disable, boss.scim_may_enable, boss.scim_may_delete) == (
        True,
        True,
        False,
    )

"""A real browser on the running site, which watches itself for broken rules."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.chromium import executable
from tests.factories import PASSWORD, make_administrator

# Playwright runs an event loop in this thread; Django must not take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDTHS = (1280, 1024, 390, 320)
SCHEMES = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR = ["color-contrast", "link-in-text-block"]
ALL = {"runOnly": {"type": "tag", "values": TAGS}}
OF_COLOUR = {"runOnly": {"type": "rule", "values": COLOUR}}
OF_LAYOUT = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
PAGE, RAIL, TOP = "html", ".rail", ".top"
# What a width or a scheme can change. Between the two narrow ones no style sheet has a breakpoint,
# so the same things are shown, in other lines (test_styles.py).
RULES = {
    (1280, "light"): [(PAGE, ALL)],
    (1280, "dark"): [(PAGE, OF_COLOUR)],
    (1024, "light"): [(PAGE, OF_LAYOUT), (RAIL, ALL), (TOP, ALL)],
    (1024, "dark"): [(RAIL, OF_COLOUR)],
    (390, "light"): [(PAGE, OF_LAYOUT)],
    (320, "light"): [(PAGE, ALL)],
    (320, "dark"): [(PAGE, OF_COLOUR)],
}
SIZE = "(({scrollWidth, scrollHeight}) => [scrollWidth, scrollHeight])(document.documentElement)"
SHOTS = os.environ.get("SCREENSHOTS", "")  # a directory, to look at what the tests saw


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this directory."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the browser of this machine, with nothing reached but ourselves."""
    return {
        "executable_path": executable(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ],
    }


@pytest.fixture(autouse=True)
def _no_attempts_yet(transactional_db: None) -> None:
    cache.clear()


@pytest.fixture
def site(live_server: LiveServer, settings: Any) -> str:
    """The address of the running site, which is then its public one."""
    settings.PUBLIC_URL = live_server.url
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "sessionid", "csrftoken"
    settings.THEME_COOKIE_NAME, settings.TIME_ZONE_COOKIE_NAME = "theme", "zone"
    settings.FORM_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME = "form", "language"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    return live_server.url


@pytest.fixture
def ada(transactional_db: None) -> User:
    """The administrator who uses the console."""
    return make_administrator("ada@promapp.example", display_name="Ada Admin")


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; whatever its console says fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        # It says what it cleared, and that axe had the focus before a slow page gave it away.
        if message.text.startswith(("Clear-Site-Data header", "Autofocus processing was blocked")):
            return
        complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def opened(path: str = "/", *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, user: User) -> None:
    """Sign in on the page that asks for it."""
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=user.username).wait_for()


def choose(page: Page, label: str, value: str) -> None:
    """Set a filter of a list."""
    summary = page.locator("[data-filter] > summary", has_text=label)
    if not summary.is_visible():
        page.locator(".button-filters").click()
    summary.click()
    page.locator("[data-filter][open]").get_by_role("button", name=value, exact=True).click()


def check_page(page: Page, name: str = "") -> None:
    """Hold the page to the accessibility rules, in every width and both colour schemes."""
    page.wait_for_load_state()  # a link that was just clicked has an empty document at first
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        sizes = set()
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate("document.fonts.ready.then(() => 0)")
            where = f"{page.url} at {width}px, {scheme}"
            if SHOTS and name:
                Path(SHOTS).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{SHOTS}/{name}-{scheme}-{width}.png", full_page=True)
            size = page.evaluate(SIZE)
            assert size[0] <= width, f"{where}: {size[0]}px wide"
            sizes.add(tuple(size))
            for part, rules in RULES.get((width, scheme), []):
                violations = broken_rules(page, part, rules)
                assert violations == [], f"{where}:\n{json.dumps(violations, indent=1)}"
        # The dark scheme changes colours alone: other rules would find nothing new in it.
        assert len(sizes) == 1, f"{page.url} at {width}px: {sizes}"
    page.emulate_media(color_scheme=None)
    if before:
        page.set_viewport_size(before)


def broken_rules(page: Page, part: str, rules: dict[str, Any]) -> list[Any]:
    """What axe finds wrong there. Only that is brought here: all that is right would be much."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # No style sheet is fetched anew: the rule that reads them is none of ours.
    options = {**rules, "resultTypes": ["violations"], "preload": False}
    found: list[Any] = page.evaluate(FIND, [part, options])
    return found


FIND = """async ([part, options]) => {
  const found = document.querySelector(part) && await axe.run(part, options);
  return found ? found.violations : [];
}"""

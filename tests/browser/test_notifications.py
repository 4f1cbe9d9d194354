"""Notifications in a real browser: somebody named, a test mail sent, and Home's warning gone."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import Mail, User
from accounts.work import outbox
from tests import smtp
from tests.browser.conftest import check_page, sign_in
from tests.receiver import receiver
from tests.scim.console.test_notifications import use

Open = Callable[..., Page]
OPS = "operations-and-identity@promapp.example"


def test_from_nobody_is_told_to_a_test_mail(open_page: Open, ada: User, settings: Any) -> None:
    User.objects.update(email="")
    settings.EMAIL_BACKEND = outbox.NOWHERE
    page = open_page("/")
    sign_in(page, ada)
    expect(page.get_by_text("Nobody is told when something fails")).to_be_visible()
    check_page(page, "home-nobody-is-told")
    page.get_by_role("link", name="Name an address").click()
    check_page(page, "notifications-empty")
    with smtp.server() as server:
        use(settings, server.server_address[1])
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("alert")).to_be_visible()
        check_page(page, "notifications-wrong")
        page.get_by_label("Notification Email").fill(OPS)
        page.get_by_role("button", name="Add").click()
        page.get_by_role("button", name="Send test mail").click()
        expect(page.get_by_text("The mail server took the test mail")).to_be_visible()
        assert server.next()["To"] == OPS
    Mail.objects.update(sent_at=None, last_error="SMTPAuthenticationError: (535, b'no')")
    page.get_by_role("link", name="Notifications", exact=True).click()
    expect(page.get_by_text("did not accept the user name and password")).to_be_visible()
    check_page(page, "notifications")
    with receiver() as there:
        settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
        page.get_by_role("link", name="Add webhook").click()
        check_page(page, "webhook-add")
        page.get_by_label("Name").fill("Operations channel")
        page.get_by_label("Kind").select_option(label="JSON")
        page.get_by_label("Address (URL)").fill(there.url)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("Signing secret")).to_have_value(re.compile("^whsec_"))
        check_page(page, "webhook-added")
        page.get_by_role("button", name="Send test message").click()
        expect(page.get_by_text("took the test message")).to_be_visible()
        check_page(page, "notifications-full")
    page.get_by_role("link", name=f"Change {OPS}").click()
    page.get_by_label("Tell of access tokens").check()
    check_page(page, "notification-change")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("was changed.")).to_be_visible()
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.get_by_text("Nobody is told")).to_have_count(0)

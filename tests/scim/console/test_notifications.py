"""The page Notifications, and Home's word on whether anybody is told."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import token_format
from accounts.lifecycle import notification
from accounts.models import (
    AuditEntry,
    Mail,
    Notice,
    NotificationAddress,
    ScheduledJob,
    User,
    Webhook,
    WebhookMessage,
)
from accounts.work import mail_errors, outbox, schedule, telling, webhooks
from accounts.work.telling import Lack
from accounts.work.webhooks import unseal
from scim.log import mails
from tests import smtp
from tests.factories import make_administrator
from tests.receiver import receiver

pytestmark = pytest.mark.django_db
PAGE = "/provisioning/notifications/"
OPS = "ops@promapp.example"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def ada(administrator: User, client: Client) -> Client:
    client.force_login(administrator)
    client.session["signed_in_at"] = 0
    return client


@pytest.fixture
def server(settings: Any) -> Iterator[smtp.Server]:
    """A real mail server, which the site is set to."""
    with smtp.server() as running:
        use(settings, running.server_address[1])
        yield running


def use(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def add(client: Client, address: str = OPS, **topics: str) -> str:
    data = {"address": address, **(topics or {"failures": "on"})}
    return text(client.post(f"{PAGE}add/", data, follow=True))


def audited() -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith="notification.").order_by("pk")
    return [f"{entry.action} {entry.object_name}".strip() for entry in entries]


def test_an_address_is_named_changed_and_taken_out(ada: Client) -> None:
    assert f"{OPS} is told from now on." in add(ada)
    named = NotificationAddress.objects.get()
    assert (named.failures, named.tokens, named.rights) == (True, False, False)
    page = text(ada.get(PAGE))
    assert f"{OPS} Told Not told Not told" in page
    assert "1 of 1 has an e-mail address" in page
    one = f"{PAGE}{named.pk}/"
    assert "Send an email notification when a failure occurs" in text(ada.get(one))
    ada.post(one, {"address": OPS, "tokens": "on"})
    named.refresh_from_db()
    assert (named.failures, named.tokens) == (False, True)
    assert f"{OPS} is told no more." in text(ada.post(f"{one}remove/", follow=True))
    assert not NotificationAddress.objects.exists()
    assert audited() == [
        f"notification.named {OPS}",
        f"notification.changed {OPS}",
        f"notification.taken_out {OPS}",
    ]


def test_what_is_typed_wrongly_is_said(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Enter a valid email address" in add(ada, "nobody")
    assert "Choose what this address is told of." in add(ada, OPS, failures="")
    add(ada)
    assert "This address is on the list already." in add(ada, OPS.upper())
    monkeypatch.setattr("accounts.lifecycle.notification.MOST", 1)
    assert "At most 1 addresses are told." in add(ada, "other@promapp.example")
    assert NotificationAddress.objects.count() == 1


def test_a_named_address_hears_of_a_failure(ada: Client, server: smtp.Server) -> None:
    add(ada)
    User.objects.update(email="")
    mails.tell_failing(sentence="Most changes failed.")
    call_command("run_scheduled", verbosity=0)
    assert server.next()["To"] == OPS
    assert "Sent" in text(ada.get(PAGE))


def test_a_test_mail_is_sent_at_once(ada: Client, server: smtp.Server) -> None:
    add(ada)
    page = text(ada.post(f"{PAGE}test/", {"to": OPS}, follow=True))
    assert f"The mail server took the test mail to {OPS} ." in page
    assert server.next()["To"] == OPS
    assert Mail.objects.get().state == Mail.State.SENT
    assert "A test mail was sent a moment ago." in text(
        ada.post(f"{PAGE}test/", {"to": OPS}, follow=True)
    )
    entry = AuditEntry.objects.get(action="notification.tested")
    assert entry.detail == {"recipient": OPS, "result": "sent"}


def test_a_test_mail_goes_to_nobody_else(ada: Client, server: smtp.Server) -> None:
    page = text(ada.post(f"{PAGE}test/", {"to": "elsewhere@promapp.example"}, follow=True))
    assert "Choose an address that is told of something." in page
    assert server.mails.empty()


@pytest.mark.parametrize(
    ("refuses", "words"),
    [
        ("550 no such mailbox", "The mail server takes no mail for this address."),
        (None, "Nothing listens at the mail server's address."),
    ],
)
def test_what_went_wrong_is_said_in_plain_words(
    ada: Client, server: smtp.Server, settings: Any, refuses: str | None, words: str
) -> None:
    add(ada)
    if refuses is None:
        server.shutdown()
        server.server_close()
    server.refuses = refuses or ""
    page = text(ada.post(f"{PAGE}test/", {"to": OPS}, follow=True)).replace("&#x27;", "'")
    assert f"The test mail to {OPS} was not sent. {words}" in page
    assert Mail.objects.get().state == Mail.State.GIVEN_UP  # a test is not tried again
    assert page.count(words) == 2  # and among the last mails


def test_a_server_that_says_nothing_is_not_waited_for_long(
    ada: Client, server: smtp.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(ada)
    server.goes_on.clear()
    monkeypatch.setattr("accounts.lifecycle.notification.PATIENCE", 0.2)
    page = text(ada.post(f"{PAGE}test/", {"to": OPS}, follow=True))
    assert "The mail server did not answer in time." in page


def test_without_a_server_the_page_says_how_to_set_one(ada: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = outbox.NOWHERE
    page = text(ada.get(PAGE))
    assert "EMAIL_URL=smtp+tls://" in page
    assert "Send test mail" not in page
    tried = ada.post(f"{PAGE}test/", {"to": "admin@promapp.example"}, follow=True)
    assert tried.status_code == 200
    assert not Mail.objects.exists()


def test_every_error_of_a_mail_server_has_words() -> None:
    assert mail_errors.explain("SMTPAuthenticationError: (535, b'no')").startswith(
        "The mail server did not accept the user name and password"
    )
    assert mail_errors.explain("Odd: what") == "The mail was not sent. (what)"
    assert mail_errors.explain("Odd") == "The mail was not sent."


def nobody_is_told(client: Client) -> tuple[str, list[str]]:
    """What Home says is missing, and where its links lead."""
    found = re.search(
        r">Nobody is told when something fails\.</bdi> <bdi[^>]*>([^<]*)</bdi></p>(.*?)</div>",
        client.get("/").content.decode(),
        re.S,
    )
    return (found[1], re.findall(r'href="([^"]*)"', found[2])) if found else ("", [])


def test_home_says_at_once_what_is_missing(ada: Client, administrator: User, settings: Any) -> None:
    assert nobody_is_told(ada) == ("", [])
    own = "/profile/details/"
    User.objects.update(email="")
    settings.EMAIL_BACKEND = outbox.NOWHERE
    assert nobody_is_told(ada) == (
        "There is no mail server. No administrator has an e-mail address. No other address and no "
        "webhook is named.",
        [f"{PAGE}#server", own, f"{PAGE}#add"],
    )
    add(ada)
    assert nobody_is_told(ada)[1] == [f"{PAGE}#server"]
    NotificationAddress.objects.update(failures=False, tokens=True)
    assert len(nobody_is_told(ada)[1]) == 3
    assert "Nobody is told when something fails." in text(ada.get(PAGE))


def test_scheduled_work_that_does_not_run_is_missing_too(settings: Any) -> None:
    make_administrator()
    assert telling.lacks() == []
    settings.SCHEDULED_WORK = False
    assert telling.lacks() == [Lack.SCHEDULE]
    schedule.run([])
    assert telling.lacks() == []
    ScheduledJob.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    settings.SCHEDULED_WORK = True
    assert telling.lacks() == [Lack.SCHEDULE]


def test_what_waited_arrives_when_the_page_is_filled_in(ada: Client, server: smtp.Server) -> None:
    """A silence that nobody could be told of, then an address."""
    User.objects.update(email="")
    mails.tell_silence(since=timezone.now(), sentence="Nobody calls.")
    call_command("run_scheduled", verbosity=0)
    add(ada)
    call_command("run_scheduled", verbosity=0)
    assert server.next()["To"] == OPS
    assert not Notice.objects.owed().exists()


# Webhooks


def add_webhook(client: Client, url: str, **given: str) -> Any:
    data = {"name": "Chat", "form": "json", "secret_url": url, "failures": "on", **given}
    return client.post(f"{PAGE}webhooks/new/", data)


def test_a_webhook_shows_its_secret_once(ada: Client) -> None:
    url = "https://hooks.promapp.example/services/T0/hidden-part"
    response = add_webhook(ada, url)
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", response.content.decode())
    assert "no-store" in response.headers["Cache-Control"]
    again = text(add_webhook(ada, url))
    assert "There is a webhook of this name already." in again
    page = ada.get(PAGE).content.decode()
    assert "hooks.promapp.example" in page
    assert secret not in page + again
    assert "hidden-part" not in page
    entry = AuditEntry.objects.get(action="webhook.added")
    assert (entry.object_name, entry.detail) == (
        "Chat (hooks.promapp.example)",
        {"topics": ["failures"]},
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"secret_url": "http://promapp.example/"}, "The address must begin with https://."),
        ({"secret_url": ""}, "This field is required."),
        ({"failures": ""}, "Choose what this webhook is told of."),
        ({"name": "\u200b"}, "U+200B"),
        ({"name": "\u2800"}, "U+2800"),
        ({"name": "Chat\u202e"}, "U+202E"),
        ({"name": "Chat\r\nBcc: all"}, "U+000D"),
        ({"name": f"a {token_format.generate('scim')}"}, "an access token was typed"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(
    ada: Client, given: dict[str, str], words: str
) -> None:
    assert words in text(add_webhook(ada, given.pop("secret_url", "https://a.example/"), **given))
    assert not Webhook.objects.exists()


def test_a_webhook_is_tried_and_removed(ada: Client, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with receiver() as there:
        add_webhook(ada, there.url)
        one = f"{PAGE}webhooks/{Webhook.objects.get().pk}/"
        page = text(ada.post(f"{one}test/", follow=True))
        assert "Chat took the test message." in page
        assert b"This is the test that " in there.next()[2]
        assert "Try again in ten seconds." in text(ada.post(f"{one}test/", follow=True))
        Notice.objects.update(created_at=timezone.now() - timedelta(minutes=1))
        WebhookMessage.objects.update(created_at=timezone.now() - timedelta(minutes=1))
        there.status = 500
        page = text(ada.post(f"{one}test/", follow=True))
        assert "The test message to Chat failed. It answered 500." in page
        assert "the <b>receiver" not in ada.get(PAGE).content.decode()
    assert webhooks.deliver() == "0 sent, 0 failed, 0 waiting"  # a test is not tried again
    assert "Chat is called no more." in text(ada.post(f"{one}remove/", follow=True))
    actions = AuditEntry.objects.filter(action__startswith="webhook.").order_by("pk")
    assert [entry.action for entry in actions][1:] == [
        "webhook.tested",
        "webhook.tested",
        "webhook.taken_out",
    ]


def test_a_webhook_is_changed_and_keeps_what_is_not_given(ada: Client, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with receiver() as there:
        add_webhook(ada, there.url)
        hook = Webhook.objects.get()
        kept = hook.sealed_secret
        one = f"{PAGE}webhooks/{hook.pk}/"
        assert "key=1" not in ada.get(one).content.decode()
        given = {"name": "Alarms", "form": "slack", "secret_url": "", "tokens": "on"}
        assert "Alarms was changed." in text(ada.post(one, given, follow=True))
        hook.refresh_from_db()
        assert (hook.form, hook.failures, hook.tokens) == ("slack", False, True)
        assert hook.sealed_secret == kept
        ada.post(f"{one}test/")
        assert b'"blocks"' in there.next()[2]  # at the address it had
    moved = {**given, "secret_url": "https://elsewhere.example/hook"}
    ada.post(one, moved)
    hook.refresh_from_db()
    assert hook.host == "elsewhere.example"
    assert unseal(hook.sealed_url) == "https://elsewhere.example/hook"
    assert hook.sealed_secret == kept
    changed = AuditEntry.objects.filter(action="webhook.changed")
    assert [entry.detail["topics"] for entry in changed] == [["tokens"], ["tokens"]]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"secret_url": "http://a.example/"}, "The address must begin with https://."),
        ({"failures": ""}, "Choose what this webhook is told of."),
        ({"name": "other"}, "There is a webhook of this name already."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_change_that_cannot_be_is_refused(ada: Client, given: dict[str, str], words: str) -> None:
    add_webhook(ada, "https://b.example/", name="Other")
    add_webhook(ada, "https://a.example/")
    hook = Webhook.objects.get(name="Chat")
    given = {"name": "Chat", "form": "json", "failures": "on", **given}
    assert words in text(ada.post(f"{PAGE}webhooks/{hook.pk}/", given))
    unchanged = Webhook.objects.get(name="Chat")
    assert (unchanged.host, unchanged.failures) == ("a.example", True)
    assert not AuditEntry.objects.filter(action="webhook.changed").exists()


@pytest.mark.parametrize("model", [Webhook, NotificationAddress])
def test_what_was_taken_out_meanwhile_stays_out(
    ada: Client, monkeypatch: pytest.MonkeyPatch, model: Any
) -> None:
    add_webhook(ada, "https://a.example/")
    NotificationAddress.objects.create(address="ops@promapp.example", failures=True)
    row = model.objects.get()
    check = notification._check

    def taken_out(*given: Any) -> None:
        check(*given)
        model.objects.all().delete()

    monkeypatch.setattr(notification, "_check", taken_out)
    given = {"name": "Other", "form": "json", "address": "new@promapp.example", "failures": "on"}
    where = "webhooks/" if model is Webhook else ""
    page = ada.post(f"{PAGE}{where}{row.pk}/", given)
    assert "Somebody took it out meanwhile." in text(page)
    assert not AuditEntry.objects.filter(action__endswith=".changed").exists()


def test_a_webhook_alone_is_somebody_to_tell(ada: Client, settings: Any) -> None:
    User.objects.update(email="")
    settings.EMAIL_BACKEND = outbox.NOWHERE
    assert nobody_is_told(ada)[0]
    add_webhook(ada, "https://promapp.example/")
    assert nobody_is_told(ada) == ("", [])


def test_an_address_that_is_a_secret_does_not_wait_in_the_session(
    ada: Client, administrator: User
) -> None:
    session = ada.session
    session["signed_in_at"] = 0.0
    session["account_authentication_methods"] = []
    session.save()
    assert add_webhook(ada, "https://promapp.example/hidden-part").status_code == 302
    assert "hidden-part" not in str(dict(ada.session))


def test_the_acts_refuse_what_no_form_let_through(administrator: User) -> None:
    """Told of nothing, twice, too long: whoever calls them."""
    request = RequestFactory().post("/")
    request.user = administrator
    notification.name(request, NotificationAddress(address="ops@promapp.example"))
    hook = {"name": "Chat", "form": "json"}
    url = "https://promapp.example/"
    notification.add_webhook(request, url=url, **hook)
    for act in (
        lambda: notification.name(request, NotificationAddress(address="OPS@promapp.example")),
        lambda: notification.name(
            request, NotificationAddress(address="b@x.example", failures=False)
        ),
        lambda: notification.add_webhook(request, url=url, **hook),
        lambda: notification.add_webhook(
            request, url=url, name="Other", form="json", failures=False
        ),
        lambda: notification.add_webhook(
            request, url=url, name="Chat\u202e", form="json", failures=True
        ),
        lambda: notification.add_webhook(request, url=url + "x" * 2000, name="Long", form="json"),
    ):
        with pytest.raises(notification.Refused):
            act()
    assert NotificationAddress.objects.count() == Webhook.objects.count() == 1

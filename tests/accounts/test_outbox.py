"""Mails on their way: kept, sent once, and retried while the server is down."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Mail, Notice, User
from accounts.sign_in import resets
from accounts.tokens import mails
from accounts.work import outbox, outgoing
from tests.admin_pages import names, page_url
from tests.factories import make_administrator, make_token, make_user

pytestmark = pytest.mark.django_db
DOWN = f"{__name__}.ServerDown"
FUSSY = f"{__name__}.FussyServer"


class ServerDown(EmailBackend):
    """Takes nothing."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("Connection refused")


class FussyServer(EmailBackend):
    """Takes nothing for one address."""

    def send_messages(self, messages: Any) -> int:
        if "no@promapp.example" in messages[0].to:
            raise ValueError("no such mailbox")
        return super().send_messages(messages)


def post(*to: str, kind: str = "token_expired", threshold: str = "") -> bool:
    """Write a notice about some token."""
    token, _ = make_token(make_administrator(email=""), expires_at=timezone.now())
    context = {"token": token, "description": token.description, "owner": "ada", "page": "/x"}
    return outbox.post(kind, "token 7", threshold, to=to, template="token_expired", context=context)


def wait_over() -> None:
    """Let the next attempt of every mail be due."""
    Mail.objects.update(next_attempt_at=timezone.now())


def test_a_notice_is_written_once() -> None:
    assert post("a@promapp.example", "A@promapp.example", "", "b@promapp.example")
    assert not post("c@promapp.example")
    assert post("a@promapp.example", threshold="later")
    assert Notice.objects.count() == 2
    recipients = Mail.objects.order_by("pk").values_list("recipient", flat=True)
    assert list(recipients) == ["A@promapp.example", "b@promapp.example", "a@promapp.example"]


def test_nothing_is_sent_before_the_scheduled_run() -> None:
    post("a@promapp.example", "b@promapp.example")
    assert mail.outbox == []
    assert outbox.deliver() == outbox.Delivery(sent=2, failed=0, waiting=0)
    assert [message.to for message in mail.outbox] == [["a@promapp.example"], ["b@promapp.example"]]
    assert outbox.deliver() == outbox.Delivery(sent=0, failed=0, waiting=0)
    assert len(mail.outbox) == 2
    assert {row.state for row in Mail.objects.all()} == {Mail.State.SENT}


def test_a_server_that_is_down_gets_the_mail_later(settings: Any) -> None:
    post("a@promapp.example")
    settings.EMAIL_BACKEND = DOWN
    for attempt, minutes in enumerate([5, 10, 20, 40, 80, 160, 320, 360, 360], start=1):
        wait_over()
        assert outbox.deliver() == outbox.Delivery(sent=0, failed=1, waiting=1)
        row = Mail.objects.get()
        assert (row.attempts, row.state) == (attempt, Mail.State.RETRYING)
        assert row.last_error == "ConnectionRefusedError: Connection refused"
        wait = row.next_attempt_at - timezone.now()
        assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.deliver().sent == 0
    wait_over()
    assert outbox.deliver().sent == 1
    assert len(mail.outbox) == 1
    assert Mail.objects.get().last_error == ""


def test_a_server_that_is_down_is_not_asked_for_each_mail(settings: Any) -> None:
    post(*(f"{number}@promapp.example" for number in range(10)))
    settings.EMAIL_BACKEND = DOWN
    assert outbox.deliver() == outbox.Delivery(sent=0, failed=3, waiting=10)
    assert outbox.deliver() == outbox.Delivery(sent=0, failed=3, waiting=10)
    assert Mail.objects.filter(attempts=1).count() == 6


def test_one_address_that_fails_holds_up_nobody(settings: Any) -> None:
    settings.EMAIL_BACKEND = FUSSY
    post("no@promapp.example", "yes@promapp.example")
    assert outbox.deliver() == outbox.Delivery(sent=1, failed=1, waiting=1)
    assert mail.outbox[0].to == ["yes@promapp.example"]


class RefusingServer(EmailBackend):
    """Takes nothing for people elsewhere, as a mail server does."""

    def send_messages(self, messages: Any) -> int:
        [address] = messages[0].to
        if address.endswith("@nowhere.example"):
            raise SMTPRecipientsRefused({address: (550, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.mark.parametrize("server", [FUSSY, f"{__name__}.RefusingServer"])
def test_many_addresses_that_fail_hold_up_nobody(settings: Any, server: str) -> None:
    """Identity providers choose addresses: bad ones must keep back no alarm, and no reset."""
    settings.EMAIL_BACKEND = server
    for number in range(8):
        post(
            "no@promapp.example" if server == FUSSY else f"{number}@nowhere.example",
            threshold=f"{number}",
        )
    post("yes@promapp.example")
    assert str(outbox.deliver()) == "1 sent, 8 failed, 8 waiting"


def test_many_resets_that_fail_hold_up_nobody(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"
    for number in range(8):
        make_user(email=f"{number}@nowhere.example")
        resets.ask(f"{number}@nowhere.example")
    resets.ask(make_user("ada").email)
    assert resets.deliver() == "1 done, 8 failed"
    assert [message.to for message in mail.outbox] == [["ada@promapp.example"]]


def test_a_reset_goes_to_the_address_that_is_stored(settings: Any) -> None:
    """Not to the one that was typed, whatever letters fold alike."""
    make_user("ada", email="Ada@Promapp.example")
    resets.ask("ADA@promapp.example")
    assert resets.deliver() == "1 done, 0 failed"
    assert [message.to for message in mail.outbox] == [["Ada@Promapp.example"]]


def test_nobody_has_an_address_that_is_longer_than_one_can_be(client: Client) -> None:
    long = "a@" + ".".join(["b" * 60] * 5) + ".example"
    answers = [client.post("/password/reset/", {"email": it}) for it in (long, "a@b.example")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]


def test_after_a_week_a_mail_is_given_up() -> None:
    post("a@promapp.example")
    waits = [outgoing.FIRST_WAIT * 2**attempt for attempt in range(outgoing.TRIES - 1)]
    tried = sum((min(wait, outgoing.LONGEST_WAIT) for wait in waits), timedelta())
    assert timedelta(days=6.5) < tried < timedelta(days=7.5)
    Mail.objects.update(attempts=outgoing.TRIES)
    assert outbox.deliver() == outbox.Delivery(sent=0, failed=0, waiting=0)
    assert Mail.objects.get().state == Mail.State.GIVEN_UP
    assert Mail.objects.given_up().exists()


def test_a_mail_waits_a_month_for_its_first_attempt(settings: Any) -> None:
    post("a@promapp.example")
    settings.EMAIL_BACKEND, backend = outbox.NOWHERE, settings.EMAIL_BACKEND
    Mail.objects.update(created_at=timezone.now() - timedelta(days=29))
    assert outbox.deliver().waiting == 1
    settings.EMAIL_BACKEND = backend
    assert outbox.deliver() == outbox.Delivery(sent=1, failed=0, waiting=0)
    Mail.objects.update(created_at=timezone.now() - timedelta(days=31), sent_at=None)
    assert Mail.objects.get().state == Mail.State.GIVEN_UP
    assert outbox.deliver() == outbox.Delivery(sent=0, failed=0, waiting=0)


def test_without_a_mail_server_mails_wait(settings: Any) -> None:
    post("a@promapp.example")
    settings.EMAIL_BACKEND = outbox.NOWHERE
    delivery = outbox.deliver()
    assert delivery == outbox.Delivery(sent=0, failed=0, waiting=1)
    assert "EMAIL_URL is not set" in str(delivery)
    assert Mail.objects.get().attempts == 0


def test_old_mails_go_and_notices_stay() -> None:
    post("a@promapp.example")
    post("b@promapp.example", threshold="later")
    Mail.objects.filter(recipient="a@promapp.example").update(
        created_at=timezone.now() - timedelta(days=91)
    )
    assert outbox.prune() == 1
    assert Mail.objects.get().recipient == "b@promapp.example"
    assert not post("a@promapp.example")


def test_a_mail_that_another_process_claimed_is_left_alone() -> None:
    post("a@promapp.example")
    ours, theirs = Mail.objects.get(), Mail.objects.get()
    assert theirs.claim()
    assert not ours.claim()


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_tell_and_send_once() -> None:
    make_administrator("ada", email="ada@promapp.example")
    token, _ = make_token(make_administrator("bob", email="bob@promapp.example"))
    token.expires_at = timezone.now()

    def work() -> outbox.Delivery:
        mails.token_expired(token)
        return outbox.deliver()

    deliveries = together(4, work)
    assert sum(delivery.sent for delivery in deliveries) == 2
    assert Notice.objects.count() == 1
    assert sorted(message.to[0] for message in mail.outbox) == [
        "ada@promapp.example",
        "bob@promapp.example",
    ]


def together(number: int, work: Callable[[], Any]) -> list[Any]:
    """Do the same in several threads at the same moment, each with its own connection."""
    barrier = Barrier(number, timeout=30)

    def one(_: int) -> Any:
        try:
            barrier.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_the_page_shows_what_is_stuck(client: Client, administrator: User, settings: Any) -> None:
    client.force_login(administrator)
    settings.EMAIL_BACKEND = FUSSY
    post("no@promapp.example", "yes@promapp.example")
    outbox.deliver()
    post("old@promapp.example", threshold="old")
    Mail.objects.filter(recipient="old@promapp.example").update(
        created_at=timezone.now() - timedelta(days=31)
    )
    for state, recipient in (("waiting", "no"), ("sent", "yes"), ("given-up", "old")):
        row = Mail.objects.get(recipient=f"{recipient}@promapp.example")
        assert names(client, Mail, f"state={state}") == {str(row)}
    stuck = Mail.objects.get(recipient="no@promapp.example")
    page = client.get(page_url(stuck)).content.decode()
    assert "no such mailbox" in page
    assert "Trying again" in page
    assert client.post(page_url(stuck), {"recipient": "x@promapp.example"}).status_code == 403


class CountingServer(EmailBackend):
    """Counts how often it is opened; breaks off at one address."""

    opened = 0
    is_open = False

    def open(self) -> bool:
        if self.is_open:
            return False
        CountingServer.opened += 1
        self.is_open = True
        return True

    def close(self) -> None:
        self.is_open = False

    def send_messages(self, messages: Any) -> int:
        assert self.is_open
        if "no@promapp.example" in messages[0].to:
            raise SMTPServerDisconnected("broke off")
        return super().send_messages(messages)


@pytest.mark.parametrize(
    ("to", "opened"), [(["a", "b", "c"], 1), (["a", "no", "b", "c"], 2), ([], 0)]
)
def test_one_connection_serves_a_run(settings: Any, to: list[str], opened: int) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.CountingServer"
    CountingServer.opened = 0
    post(*(f"{name}@promapp.example" for name in to))
    outbox.deliver()
    assert CountingServer.opened == opened
    assert len(mail.outbox) == len([name for name in to if name != "no"])


def test_a_mail_that_is_sent_again_can_be_told(settings: Any) -> None:
    post("a@promapp.example", "b@promapp.example")
    outbox.deliver()
    Mail.objects.update(sent_at=None)  # as if the process had died before its note
    wait_over()
    outbox.deliver()
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert ids[:2] == ids[2:]
    assert ids[0] != ids[1]
    assert all(re.fullmatch(r"<mail-\d+-\d{20}@promapp\.example>", text) for text in ids)
    settings.PUBLIC_URL = "http://[2001:db8::1]:8000"
    assert Mail.objects.all()[0].message_id.endswith("@[IPv6:2001:db8::1]>")


def test_a_notice_goes_to_so_many_and_no_more() -> None:
    post(*(f"{number}@promapp.example" for number in range(outbox.MOST_RECIPIENTS + 5)))
    assert Mail.objects.count() == outbox.MOST_RECIPIENTS


def test_a_run_ends_in_time(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    post("a@promapp.example", "b@promapp.example")
    monkeypatch.setattr(outbox, "SENDS_FOR", timedelta(0))
    assert outbox.deliver().sent == 0
    monkeypatch.undo()
    assert outbox.deliver().sent == 2


def test_an_attempt_that_a_wrong_clock_set_is_due() -> None:
    post("a@promapp.example")
    Mail.objects.update(next_attempt_at=timezone.now() + timedelta(hours=5))
    assert outbox.deliver().sent == 0
    Mail.objects.update(next_attempt_at=timezone.now() + timedelta(days=400))
    assert outbox.deliver().sent == 1

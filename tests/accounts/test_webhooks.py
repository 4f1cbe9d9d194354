"""Webhooks: signed, retried, told once, and never led to where nobody may call."""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Notice, User, Webhook, WebhookMessage
from accounts.sign_in import leftovers
from accounts.work import outgoing, outward, webhooks
from accounts.work.outward import Forbidden
from scim.log import mails
from tests.accounts.test_outbox import together
from tests.factories import make_administrator
from tests.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
State = WebhookMessage.State
LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture
def there(settings: Any) -> Iterator[Receiver]:
    """A receiver that may be called."""
    settings.WEBHOOK_NETWORKS = LOOPBACK
    with receiver() as running:
        yield running


def hook(url: str, form: str = "json", name: str = "Chat", **topics: bool) -> str:
    """Add a webhook; returns its secret."""
    made, secret = Webhook.prepared(url=url, form=form, name=name, **topics)
    made.save()
    return secret


def fail(sentence: str = "Most changes failed.") -> None:
    Notice.objects.all().delete()
    mails.tell_failing(sentence=sentence, remedy="look.")


def states() -> list[str]:
    return [message.state for message in WebhookMessage.objects.order_by("pk")]


def due_again() -> None:
    WebhookMessage.objects.update(next_attempt_at=timezone.now())


def test_a_message_is_signed_over_its_time_and_body(there: Receiver) -> None:
    secret = hook(there.url)
    fail()
    assert webhooks.deliver() == "1 sent, 0 failed, 0 waiting"
    path, headers, body = there.next()
    assert path == "/hook?key=1"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert headers["content-type"] == "application/json"
    told = json.loads(body)
    assert told["type"] == "provisioning_failing"
    assert "Most changes failed." in told["data"]["text"]
    assert states() == [State.SENT]


def test_the_secret_and_the_address_are_stored_encrypted(there: Receiver) -> None:
    secret = hook(there.url)
    row = str(Webhook.objects.values().get())
    assert secret not in row
    assert "key=1" not in row
    assert "127.0.0.1" in row


def test_a_name_server_that_says_nothing_is_not_waited_for(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(there.url)
    fail()
    silence = threading.Event()
    monkeypatch.setattr(outward, "PATIENCE", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: silence.wait())
    try:
        assert webhooks.deliver() == "0 sent, 1 failed, 1 waiting"
    finally:
        silence.set()
    assert WebhookMessage.objects.get().last_error == "It did not answer in time."


def test_a_name_that_is_none_is_said(there: Receiver) -> None:
    hook(f"https://{'a' * 64}.example/")
    fail()
    assert webhooks.deliver() == "0 sent, 1 failed, 1 waiting"
    assert WebhookMessage.objects.get().last_error.startswith("It cannot be reached.")


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 500, 503])
def test_what_is_not_taken_is_tried_again(there: Receiver, status: int) -> None:
    hook(there.url)
    fail()
    there.status = status
    assert webhooks.deliver() == "0 sent, 1 failed, 1 waiting"
    assert there.taken.qsize() == 1  # no redirect was followed
    message = WebhookMessage.objects.get()
    assert message.last_error.startswith(f"It answered {status}.")
    assert outgoing.FIRST_WAIT - timedelta(minutes=1) < message.next_attempt_at - timezone.now()
    assert webhooks.deliver() == "0 sent, 0 failed, 1 waiting"
    there.status = 200
    due_again()
    assert webhooks.deliver() == "1 sent, 0 failed, 0 waiting"
    first, second = there.next(), there.next()
    assert first[1]["webhook-id"] == second[1]["webhook-id"]  # so that the receiver can tell


def test_a_receiver_that_is_down_loses_nothing(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = LOOPBACK
    with receiver() as there:
        url = there.url
    hook(url)
    for attempt in range(outgoing.TRIES):
        assert WebhookMessage.objects.due().count() == (1 if attempt else 0)
        if not attempt:
            fail()
        webhooks.deliver()
        due_again()
    assert states() == [State.GIVEN_UP]
    assert "cannot be reached" in WebhookMessage.objects.get().last_error


@pytest.mark.parametrize("how", ["silent", "dripping"])
def test_a_slow_receiver_holds_nobody_up(
    there: Receiver, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(outward, "PATIENCE", 0.3)
    monkeypatch.setattr(outward, "ALL", 1.0)
    monkeypatch.setattr(outward, "ANSWER", 10**6)
    hook(there.url)
    there.drips = how == "dripping"
    there.status = 200
    if how == "silent":
        there.goes_on.clear()
    fail()
    with receiver() as other:
        hook(other.url, name="Other")
        WebhookMessage.objects.all().delete()
        fail()
        began = time.monotonic()
        webhooks.deliver()
        assert time.monotonic() - began < 10
        assert "provisioning_failing" in other.next()[2].decode()
    # What answers 200 has taken the message, however long it goes on about it.
    first = State.RETRYING if how == "silent" else State.SENT
    assert sorted(states()) == sorted([first, State.SENT])


def test_one_that_fails_is_left_until_the_next_run(there: Receiver) -> None:
    hook(there.url)
    there.status = 500
    for number in range(5):
        mails.tell_silence(since=timezone.now() - timedelta(days=number), sentence="Quiet.")
    assert webhooks.deliver() == f"0 sent, {webhooks.FAILURES} failed, 5 waiting"


@pytest.mark.django_db(transaction=True)
def test_two_processes_send_each_message_once(there: Receiver) -> None:
    hook(there.url)
    for number in range(6):
        mails.tell_silence(since=timezone.now() - timedelta(days=number), sentence="Quiet.")
    together(2, webhooks.deliver)
    assert there.taken.qsize() == 6
    assert len({there.next()[1]["webhook-id"] for _ in range(6)}) == 6


def test_a_webhook_is_somebody_who_is_told(there: Receiver) -> None:
    """A notice that only a webhook heard is spent; one that nobody heard is told to it later."""
    make_administrator("ada", email="")
    hook(there.url, failures=False, rights=True)
    fail()
    assert Notice.objects.owed().count() == 1
    Webhook.objects.update(failures=True)
    call_command("run_scheduled", verbosity=0)
    assert b"Most changes failed." in there.next()[2]
    assert not Notice.objects.owed().exists()
    User.objects.update(email="ada@promapp.example")
    call_command("run_scheduled", verbosity=0)
    assert there.taken.empty()


def told(there: Receiver, form: str, sentence: str) -> Any:
    hook(there.url, form=form)
    fail(sentence)
    webhooks.deliver()
    return json.loads(there.next()[2])


def test_teams_gets_a_card_without_markup(there: Receiver) -> None:
    body = told(there, "teams", "[Ada](https://evil.example) failed.")
    [card] = [attachment["content"] for attachment in body["attachments"]]
    assert (body["type"], card["type"]) == ("message", "AdaptiveCard")
    texts = [run["text"] for block in card["body"] for run in block["inlines"]]
    assert "[Ada](https://evil.example) failed." in texts
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}


def test_slack_gets_plain_text(there: Receiver) -> None:
    body = told(there, "slack", "<!channel> failed.")
    header, section = body["blocks"]
    assert header["text"]["type"] == section["text"]["type"] == "plain_text"
    assert "<!channel> failed." in section["text"]["text"]
    assert "<" not in body["text"]


# Where nobody may call


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001::1",
        "ff02::1",
    ],
)
def test_no_address_that_is_not_public_is_called(address: str) -> None:
    assert not outward.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_may_be_called(address: str) -> None:
    assert outward.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://promapp.example/",
        "ftp://promapp.example/",
        "https://user:password@promapp.example/",
        "https://promapp.example/#part",
        "https://promapp.example:port/",
        "https:///path",
        "https://pröma.example/",
        "https://promapp.example/a b",
        "https://promapp.example/\r\nX: y",
        "",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        outward.check(url)


def test_every_address_of_a_name_is_looked_at_and_none_looked_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def found(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("8.8.8.8", port)), (*kind, ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(Forbidden, match=r"leads to 127\.0\.0\.1, which is no public address"):
        outward.post("https://rebind.example/", b"", {})
    assert asked == ["rebind.example"]


def test_loopback_is_not_called_unless_it_is_allowed(there: Receiver, settings: Any) -> None:
    hook(there.url)
    settings.WEBHOOK_NETWORKS = ["10.0.0.0/8"]
    fail()
    webhooks.deliver()
    assert there.taken.empty()
    assert "It was not called." in WebhookMessage.objects.get().last_error


def test_a_handshake_that_drips_is_cut_off(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the whole never."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(outward, "ALL", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            other, _ = server.accept()
            with suppress(OSError), other:
                other.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KiB is to follow
                for _ in range(100):
                    time.sleep(0.1)
                    other.sendall(b"\x02")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        began = time.monotonic()
        with pytest.raises((ssl.SSLError, ConnectionError)):
            outward.post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        assert time.monotonic() - began < 5
        thread.join()


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.WEBHOOK_NETWORKS = LOOPBACK
    with receiver(certificate(tmp_path)) as there:
        hook(there.url)
        fail()
        webhooks.deliver()
        assert there.taken.empty()
    assert "SSLCertVerificationError" in WebhookMessage.objects.get().last_error


def test_a_certificate_that_is_trusted_is_taken(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_NETWORKS = LOOPBACK
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with receiver(file) as there:
        hook(there.url)
        fail()
        assert webhooks.deliver() == "1 sent, 0 failed, 0 waiting"
        assert there.next()[0] == "/hook?key=1"


def certificate(directory: Path) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = directory / "server.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(pem))
    return file


# Keys, age


def test_a_former_key_is_not_needed_after_renewal(there: Receiver, settings: Any) -> None:
    hook(there.url)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another key for the test suite, longer than fifty characters"
    settings.SECRET_KEY_FALLBACKS = [old]
    output = StringIO()
    call_command("renew_encryption", stdout=output)
    assert output.getvalue() == "1 renewed.\n"
    settings.SECRET_KEY_FALLBACKS = []
    fail()
    assert webhooks.deliver() == "1 sent, 0 failed, 0 waiting"


def test_what_no_key_opens_says_so(there: Receiver, settings: Any) -> None:
    hook(there.url)
    settings.SECRET_KEY = "another key for the test suite, longer than fifty characters"
    settings.SECRET_KEY_FALLBACKS = []
    fail()
    webhooks.deliver()
    assert "SECRET_KEY has changed" in WebhookMessage.objects.get().last_error
    output = StringIO()
    call_command("renew_encryption", stdout=StringIO(), stderr=output)
    assert "No known key opens the webhooks: Chat." in output.getvalue()


def test_old_messages_go_and_keep_their_notice_till_then(there: Receiver) -> None:
    hook(there.url)
    fail()
    webhooks.deliver()
    old = timezone.now() - webhooks.KEPT_FOR - timedelta(days=1)
    Notice.objects.update(created_at=old)
    Notice.objects.create(kind="provisioning_failing", subject="provisioning", threshold="later")
    assert leftovers.prune_notices() == 0
    WebhookMessage.objects.update(created_at=old)
    assert webhooks.prune() == 1
    assert leftovers.prune_notices() == 1

"""Who is told of what: addresses named, changed and taken out, and a test mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from accounts.work import audit, mail_errors, outbox
from accounts.work.audit import Action
from accounts.work.mails import one_line
from accounts.work.outbox import Mail
from accounts.work.recipients import NotificationAddress

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST = 50  # addresses
TEST = "notification_test"
PATIENCE = 10  # seconds for each answer of the mail server; a page waits for it
TESTS_APART = timedelta(seconds=10)


class Refused(Exception):
    """It was not done; the text says why."""


def name(request: HttpRequest, address: NotificationAddress) -> None:
    """Tell a new address from now on. Raises Refused when there are too many."""
    with transaction.atomic():
        if NotificationAddress.objects.count() >= MOST:
            raise Refused(f"At most {MOST} addresses are told. Name the address of a group.")
        address.save()
        audit.record(request, Action.NOTIFICATION_NAMED, address, topics=list(address.topics))


def change(request: HttpRequest, address: NotificationAddress) -> None:
    """Tell it of other topics, or another address in its place."""
    with transaction.atomic():
        address.save()
        audit.record(request, Action.NOTIFICATION_CHANGED, address, topics=list(address.topics))


def take_out(request: HttpRequest, address: NotificationAddress) -> None:
    """Tell it no more; mails that are on their way to it still come."""
    with transaction.atomic():
        audit.record(request, Action.NOTIFICATION_TAKEN_OUT, address)
        address.delete()


def test(request: HttpRequest, to: str, by: str) -> str | None:
    """Send a test mail at once; returns what went wrong, in plain words. Raises Refused.

    The one mail that a page waits for, a few times PATIENCE at most. It is tried once.
    """
    if not outbox.can_send():
        raise Refused("There is no mail server: EMAIL_URL is not set.")
    latest = Mail.objects.filter(notice__kind=TEST, created_at__gt=timezone.now() - TESTS_APART)
    if latest.exists():
        raise Refused("A test mail was sent a moment ago. Try again in ten seconds.")
    moment = f"{timezone.now():%Y-%m-%dT%H:%M:%S.%f}"
    outbox.post(TEST, "test", moment, to=[to], template=TEST, context={"by": one_line(by)})
    mail = Mail.objects.get(notice__kind=TEST, notice__threshold=moment)
    Mail.objects.filter(pk=mail.pk).update(attempts=outbox.TRIES)  # no other process sends it
    error = mail.attempt(get_connection(timeout=PATIENCE))
    result = "failed" if error else "sent"
    audit.record(request, Action.TEST_MAIL, None, recipient=to, result=result)
    return mail_errors.explain(mail_errors.text_of(error)) if error else None

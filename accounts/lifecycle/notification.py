"""Who is told of what: addresses and webhooks named, changed, taken out and tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import names
from accounts.work import audit, mail_errors, outbox, outgoing
from accounts.work.audit import Action
from accounts.work.mails import one_line
from accounts.work.outbox import Mail
from accounts.work.outward import Forbidden
from accounts.work.recipients import NotificationAddress, topics_of
from accounts.work.webhooks import Webhook, WebhookMessage

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST = 50  # addresses; as many webhooks
TEST = "notification_test"
PATIENCE = 10  # seconds for each answer of the mail server; a page waits for it
TESTS_APART = timedelta(seconds=10)


class Refused(Exception):
    """It was not done; the text says why."""


def name(request: HttpRequest, address: NotificationAddress) -> None:
    """Tell a new address from now on. Raises Refused, also when there are too many."""
    with _once(_("This address is on the list already.")):
        _check(address, _("Choose what this address is told of."))
        if NotificationAddress.objects.count() >= MOST:
            raise Refused(
                _("At most %(most)s addresses are told. Name the address of a group.")
                % {"most": MOST}
            )
        address.save()
        audit.record(request, Action.NOTIFICATION_NAMED, address, topics=topics_of(address))


def change(request: HttpRequest, address: NotificationAddress) -> None:
    """Tell it of other topics, or another address in its place. Raises Refused."""
    with _once(_("This address is on the list already.")):
        _check(address, _("Choose what this address is told of."))
        _save(address)
        audit.record(request, Action.NOTIFICATION_CHANGED, address, topics=topics_of(address))


def take_out(request: HttpRequest, address: NotificationAddress) -> None:
    """Tell it no more; mails that are on their way to it still come."""
    with transaction.atomic():
        audit.record(request, Action.NOTIFICATION_TAKEN_OUT, address)
        address.delete()


def webhook_name(text: str) -> str:
    """Return what a webhook is called, without outer blanks. Raises ValidationError."""
    names.validate_label(text)
    return names.strip(text)


def add_webhook(request: HttpRequest, *, url: str, **fields: Any) -> tuple[Webhook, str]:
    """Call an address from now on. Returns it and its secret; raises Refused."""
    try:
        hook, secret = Webhook.prepared(url=url, **fields)
    except Forbidden as refusal:
        raise Refused(str(refusal)) from None
    with _once(_("There is a webhook of this name already.")):
        _check_webhook(hook)
        if Webhook.objects.count() >= MOST:
            raise Refused(_("At most %(most)s webhooks are called.") % {"most": MOST})
        hook.save()
        audit.record(request, Action.WEBHOOK_ADDED, hook, topics=topics_of(hook))
    return hook, secret


def change_webhook(request: HttpRequest, hook: Webhook, url: str = "") -> None:
    """Save what was changed of it, its address too if one is given. Raises Refused.

    The secret stays. What is on its way goes where the webhook leads now.
    """
    try:
        if url:
            hook.lead_to(url)
    except Forbidden as refusal:
        raise Refused(str(refusal)) from None
    with _once(_("There is a webhook of this name already.")):
        _check_webhook(hook)
        _save(hook)
        audit.record(request, Action.WEBHOOK_CHANGED, hook, topics=topics_of(hook))


def take_out_webhook(request: HttpRequest, hook: Webhook) -> None:
    """Call it no more; what was on its way to it is dropped, and so is its history."""
    with transaction.atomic():
        audit.record(request, Action.WEBHOOK_TAKEN_OUT, hook)
        hook.delete()


def test_webhook(request: HttpRequest, hook: Webhook, by: str) -> str:
    """Send a test message at once; returns why it failed, in plain words. Raises Refused."""
    message = WebhookMessage.objects.filter(
        webhook=hook, notice__kind=TEST, created_at__gt=timezone.now() - TESTS_APART
    )
    if message.exists():
        raise Refused(_("A test message was sent a moment ago. Try again in ten seconds."))
    moment = _post_test([hook], by)
    row = WebhookMessage.objects.select_related("webhook", "notice")
    error = row.get(notice__kind=TEST, notice__threshold=moment).attempt()
    result = "failed" if error else "sent"
    audit.record(request, Action.WEBHOOK_TESTED, hook, result=result)
    return error


def _check(told: NotificationAddress | Webhook, refusal: str) -> None:
    """Refuse what would be told of nothing."""
    if not topics_of(told):
        raise Refused(refusal)


def _check_webhook(hook: Webhook) -> None:
    """Refuse a name that nobody can read, too."""
    _check(hook, _("Choose what this webhook is told of."))
    try:
        hook.name = webhook_name(hook.name)
    except ValidationError as refusal:
        raise Refused(refusal.messages[0]) from None


def _save(told: NotificationAddress | Webhook) -> None:
    """Save what was changed. Raises Refused where it was taken out: Django would add it anew."""
    rows = type(told)._default_manager.select_for_update().filter(pk=told.pk)
    if not rows.values_list("pk", flat=True).first():
        raise Refused(_("Somebody took it out meanwhile. Nothing was changed."))
    told.save()


@contextmanager
def _once(refusal: str) -> Iterator[None]:
    """A transaction; the database keeps one of a name or address, also of two at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(refusal) from None


def _post_test(to: list[outbox.Recipient], by: str) -> str:
    """Write a test that no other process sends; returns its threshold."""
    moment = f"{timezone.now():%Y-%m-%dT%H:%M:%S.%f}"
    with transaction.atomic():
        outbox.post(TEST, "test", moment, to=to, template=TEST, context={"by": one_line(by)})
        for rows in (Mail.objects.all(), WebhookMessage.objects.all()):
            written = rows.filter(notice__kind=TEST, notice__threshold=moment)
            written.update(attempts=outgoing.TRIES)
    return moment


def test(request: HttpRequest, to: str, by: str) -> str | None:
    """Send a test mail at once; returns what went wrong, in plain words. Raises Refused.

    The one mail that a page waits for, a few times PATIENCE at most. It is tried once.
    """
    if not outbox.can_send():
        raise Refused(_("There is no mail server: EMAIL_URL is not set."))
    latest = Mail.objects.filter(notice__kind=TEST, created_at__gt=timezone.now() - TESTS_APART)
    if latest.exists():
        raise Refused(_("A test mail was sent a moment ago. Try again in ten seconds."))
    moment = _post_test([to], by)
    mail = Mail.objects.get(notice__kind=TEST, notice__threshold=moment)
    error = mail.attempt(get_connection(timeout=PATIENCE))
    result = "failed" if error else "sent"
    audit.record(request, Action.TEST_MAIL, None, recipient=to, result=result)
    return mail_errors.explain(mail_errors.text_of(error)) if error else None

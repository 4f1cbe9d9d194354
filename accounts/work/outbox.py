"""Mails on their way: written with what they tell of, sent and retried by scheduled work.

No request waits for the mail server. Each thing to tell is a `Notice` once, whoever notices it
first; its mails, one for each recipient, are kept until the server has taken them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import token_format

from . import mail_errors, pruning, schedule
from .outgoing import KEPT_UNTRIED, Outgoing, OutgoingQuerySet
from .webhooks import Webhook, WebhookMessage

logger = logging.getLogger(__name__)

PRODUCT = "Promapp"
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"  # what stands without EMAIL_URL
KEPT_FOR = timedelta(days=90)
AT_ONCE = 500  # mails in one run,
SENDS_FOR = timedelta(minutes=4)  # and how long it sends: the next run is not to wait
MOST_RECIPIENTS = 100  # of one notice
LONGEST_BODY = 50_000  # characters
FAILURES_IN_A_ROW = 3  # then the server is taken to be down until the next run
Recipient = str | Webhook


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Sets of notices."""

    def owed(self) -> NoticeQuerySet:
        """Those that nobody could be told of, and that are no old news yet."""
        return self.filter(is_owed=True, created_at__gt=timezone.now() - KEPT_UNTRIED)


class Notice(models.Model):
    """Something that people are told once; the threshold tells it from the next time.

    Where nobody has an address its text is kept, for whoever gets one later.
    """

    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=128, help_text="What it is about, such as token 7.")
    threshold = models.CharField(max_length=128, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_owed = models.BooleanField(default=False, db_default=False)
    title = models.CharField(max_length=255, blank=True, default="", db_default="")
    body = models.TextField(blank=True, default="", db_default="")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "threshold"], name="accounts_notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.subject} {self.threshold}".rstrip()

    def settle(self, to: Iterable[Recipient], title: str, body: str) -> bool:
        """Tell of it after all; False where another process does."""
        row = Notice.objects.filter(pk=self.pk, is_owed=True)
        with transaction.atomic():
            is_ours = bool(row.update(is_owed=False, title="", body=""))
            if is_ours:
                self.write(distinct(to), title, body)
        return is_ours

    def write(self, to: Iterable[Recipient], title: str, body: str) -> None:
        """Write a mail or a message to each, in the caller's transaction."""
        text: dict[str, Any] = {"notice": self, "subject": title[:255], "body": body}
        mails, messages = [], []
        for recipient in to:
            if isinstance(recipient, Webhook):
                messages.append(WebhookMessage(webhook=recipient, **text))
            else:
                mails.append(Mail(recipient=recipient, **text))
        Mail.objects.bulk_create(mails)
        WebhookMessage.objects.bulk_create(messages)


class Mail(Outgoing):
    """One mail to one address, as it is or was sent. It never holds a secret."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="mails")
    recipient = models.EmailField(max_length=254)

    objects = OutgoingQuerySet["Mail"].as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(sent_at=None), name="accounts_mail_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.recipient})"

    @property
    def message_id(self) -> str:
        """The same for each attempt, so that a mail that was taken twice can be told."""
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        domain = f"[IPv6:{host}]" if ":" in host else host
        return f"<mail-{self.pk}-{self.created_at:%Y%m%d%H%M%S%f}@{domain}>"

    def attempt(self, server: BaseEmailBackend) -> Exception | None:
        """Send it, and note what came of that: returns what it failed for.

        `server`: is left open, or closed if it failed.
        """
        headers = {"Message-ID": self.message_id}
        message = EmailMessage(
            self.subject, self.body, to=[self.recipient], connection=server, headers=headers
        )
        try:
            server.open()  # does nothing where it is open
            message.send()
        except Exception as error:  # each backend has errors of its own; the mail is kept for all
            logger.warning("Mail %s could not be sent: %s", self.pk, type(error).__name__)
            self.note(mail_errors.text_of(error))
            with suppress(Exception):  # what is half said there is of no use to the next mail
                server.close()
            return error
        self.note()
        return None


@dataclass(frozen=True)
class Delivery:
    """What one run did: mails sent, attempts that failed, mails that still wait."""

    sent: int
    failed: int
    waiting: int

    def __str__(self) -> str:
        told = f"{self.sent} sent, {self.failed} failed, {self.waiting} waiting"
        return told if can_send() else f"{told}; EMAIL_URL is not set, so nothing is sent"


def post(
    kind: str,
    subject: str,
    threshold: str = "",
    *,
    to: Iterable[Recipient],
    template: str,
    context: Mapping[str, Any],
) -> bool:
    """Write a notice and its mails, in the caller's transaction; False if it was written before.

    Where nobody is to be told of it, as nobody has an address, it is owed: see `owed.tell`.
    `template`: a text under templates/mail, whose first line is the mail's subject.
    """
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(
            kind=kind, subject=subject[:128], threshold=threshold[:128]
        )
        if is_new:
            title, body = render(template, context)
            if addresses := distinct(to)[:MOST_RECIPIENTS]:
                notice.write(addresses, title, body)
            else:
                Notice.objects.filter(pk=notice.pk).update(is_owed=True, title=title, body=body)
    return is_new


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return the subject and the body of a mail; it is English, in UTC, whoever caused it."""
    site = {
        "product": PRODUCT,
        "site": settings.PUBLIC_URL,
        "host": urlsplit(settings.PUBLIC_URL).netloc,
    }
    with timezone.override(UTC), translation.override("en"):
        rendered = render_to_string(f"mail/{template}.txt", {**site, **context})
    text = token_format.without_tokens(rendered)
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split())[:255], body.strip()[:LONGEST_BODY] + "\n"


def distinct(to: Iterable[Recipient]) -> list[Recipient]:
    """Return the recipients that are not empty, each once, without regard to case."""
    return list({one.lower() if isinstance(one, str) else one: one for one in to if one}.values())


def can_send() -> bool:
    """False where mails would go nowhere; they are kept, in case EMAIL_URL is set in time."""
    return bool(settings.EMAIL_BACKEND != NOWHERE)


def is_the_servers(error: Exception) -> bool:
    """True where the next mail would fail too; an address that nobody can send to stops no other.

    Identity providers choose addresses: three bad ones must not keep back what others wait for.
    """
    return not isinstance(error, SMTPRecipientsRefused | ValueError)


def is_waiting() -> bool:
    """True if a mail is to be tried now: one query."""
    return can_send() and Mail.objects.due().exists()


def deliver() -> Delivery:
    """Send what is due, over one connection to the mail server.

    Safe to run in several processes at once: each mail is claimed first.
    """
    sent = failed = in_a_row = 0
    moment = timezone.now()
    mails = Mail.objects.due().order_by("next_attempt_at", "pk")
    server = get_connection()
    with closing(server):
        for mail in mails[: AT_ONCE if can_send() else 0]:
            if in_a_row == FAILURES_IN_A_ROW or timezone.now() - moment > SENDS_FOR:
                break
            if not mail.claim():
                continue
            if error := mail.attempt(server):
                failed, in_a_row = failed + 1, in_a_row + is_the_servers(error)
            else:
                sent, in_a_row = sent + 1, 0
    return Delivery(sent, failed, Mail.objects.waiting().count())


def prune(before: datetime | None = None) -> int:
    """Delete old mails, which hold names and addresses; returns how many. Notices stay longer."""
    before = before or schedule.certain() - KEPT_FOR
    return pruning.delete(Mail.objects.filter(created_at__lt=before).order_by("created_at"))

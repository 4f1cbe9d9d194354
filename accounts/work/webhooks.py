"""Webhooks: programs that are told what people are told by mail, each message signed.

The signature is that of Standard Webhooks: HMAC-SHA-256 over id, time and body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts import boxes

from . import outward, pruning, schedule
from .outgoing import Outgoing, OutgoingQuerySet

PREFIX = "whsec_"  # of a secret, so that it is known for one wherever it lies
KEPT_FOR = timedelta(days=90)
AT_ONCE = 200  # messages in one run,
SENDS_FOR = timedelta(minutes=2)  # and how long it sends
FAILURES = 2  # of one webhook in a run; then it is left until the next
_PURPOSE = "accounts.webhook"


class Form(models.TextChoices):
    """How the body is written."""

    JSON = "json", "JSON"
    TEAMS = "teams", "Microsoft Teams"
    SLACK = "slack", "Slack"


class Webhook(models.Model):
    """An address that is called. The address of some services lets in whoever has it."""

    name = models.CharField(max_length=100)
    form = models.CharField(max_length=16, choices=Form)
    host = models.CharField(max_length=255)
    sealed_url = models.TextField()
    sealed_secret = models.TextField()
    failures = models.BooleanField(gettext_lazy("Failures"), default=True, db_default=True)
    tokens = models.BooleanField(gettext_lazy("Access tokens"), default=False, db_default=False)
    rights = models.BooleanField(
        gettext_lazy("Administrators and rights"), default=False, db_default=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="accounts_webhook_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.host})"

    @classmethod
    def prepared(cls, *, url: str, **fields: Any) -> tuple[Webhook, str]:
        """Return one that is not saved, and its secret, which nobody is shown again."""
        secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
        hook = cls(sealed_secret=seal(secret), **fields)
        hook.lead_to(url)
        return hook, secret

    def lead_to(self, url: str) -> None:
        """Call this address from now on; not saved. Raises outward.Forbidden."""
        self.host, self.sealed_url = outward.check(url)[1], seal(url)


class WebhookMessage(Outgoing):
    """One message to one webhook, as it is or was sent."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    notice = models.ForeignKey("accounts.Notice", models.CASCADE, related_name="messages")

    objects = OutgoingQuerySet["WebhookMessage"].as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(sent_at=None), name="accounts_webhook_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.webhook})"

    def attempt(self) -> str:
        """Send it, and note what came of that; returns why it failed, in plain words, if it did."""
        try:
            error = self._send()
        except InvalidToken:
            error = "SECRET_KEY has changed: take the webhook out, and add it anew."
        except outward.Forbidden as refusal:
            error = f"It was not called. {refusal}"
        except TimeoutError:
            error = "It did not answer in time."
        except (OSError, http.client.HTTPException, ValueError) as failure:
            error = f"It cannot be reached. ({type(failure).__name__}: {failure})"
        error = error.replace("\0", "")
        self.note(error)
        return error

    def _send(self) -> str:
        body = self.payload()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Promapp",
            **signed(unseal(self.webhook.sealed_secret), f"msg_{self.pk}", body),
        }
        answer = outward.post(unseal(self.webhook.sealed_url), body, headers)
        if 200 <= answer.status < 300:
            return ""
        said = f" ({answer.text})" if answer.text else ""
        return f"It answered {answer.status}.{said}"

    def payload(self) -> bytes:
        """The body, in the form of the webhook."""
        return json.dumps(_FORMS[Form(self.webhook.form)](self)).encode()


def signed(secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """The headers that say who sent a body, and when."""
    moment = str(int(timezone.now().timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = b".".join([message_id.encode(), moment.encode(), body])
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature}",
    }


def seal(text: str) -> str:
    """Encrypt what is stored."""
    return boxes.box(_PURPOSE).encrypt(text.encode()).decode()


def unseal(text: str) -> str:
    """Read it again. Raises InvalidToken."""
    return boxes.box(_PURPOSE).decrypt(text.encode()).decode()


def renew() -> tuple[int, list[Webhook]]:
    """Encrypt all by the present SECRET_KEY; returns how many, and those that no key opens."""
    done, closed = 0, []
    for hook in Webhook.objects.all():
        try:
            url, secret = seal(unseal(hook.sealed_url)), seal(unseal(hook.sealed_secret))
        except InvalidToken:
            closed.append(hook)
            continue
        Webhook.objects.filter(pk=hook.pk).update(sealed_url=url, sealed_secret=secret)
        done += 1
    return done, closed


def is_waiting() -> bool:
    """True if a message is to be tried now: one query."""
    return WebhookMessage.objects.due().exists()


def deliver() -> str:
    """Send what is due; safe in several processes at once. Returns what was done, in words.

    A receiver that is down or slow holds up no other for long.
    """
    began, sent, failed = timezone.now(), 0, Counter[int]()
    due = WebhookMessage.objects.due().select_related("webhook").order_by("next_attempt_at", "pk")
    for message in due[:AT_ONCE]:
        if timezone.now() - began > SENDS_FOR:
            break
        if failed[message.webhook_id] == FAILURES or not message.claim():
            continue
        if message.attempt():
            failed[message.webhook_id] += 1
        else:
            sent += 1
    return (
        f"{sent} sent, {failed.total()} failed, {WebhookMessage.objects.waiting().count()} waiting"
    )


def prune() -> int:
    """Delete old messages; returns how many."""
    before = schedule.certain() - KEPT_FOR
    return pruning.delete(
        WebhookMessage.objects.filter(created_at__lt=before).order_by("created_at")
    )


def _json(message: WebhookMessage) -> dict[str, Any]:
    return {
        "type": message.notice.kind,
        "timestamp": message.created_at.isoformat(),
        "data": {
            "id": message.notice.pk,
            "title": message.subject,
            "text": message.body,
            "site": settings.PUBLIC_URL,
        },
    }


def _teams(message: WebhookMessage) -> dict[str, Any]:
    # Runs of text: in text blocks, a name that somebody chose could draw links.
    def block(text: str, **style: Any) -> dict[str, Any]:
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}

    lines = [line for line in message.body[:10_000].splitlines() if line.strip()]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [block(message.subject, weight="Bolder"), *map(block, lines)],
        "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": settings.PUBLIC_URL}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "contentUrl": None, "content": card}],
    }


def _slack(message: WebhookMessage) -> dict[str, Any]:
    # Plain text, in which no name that somebody chose calls people or draws links.
    def plain(text: str) -> dict[str, Any]:
        return {"type": "plain_text", "text": text, "emoji": False}

    fallback = message.subject
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        fallback = fallback.replace(sign, entity)
    return {
        "text": fallback,
        "blocks": [
            {"type": "header", "text": plain(message.subject[:150])},
            {"type": "section", "text": plain(message.body[:3000])},
        ],
    }


_FORMS: dict[Form, Callable[[WebhookMessage], dict[str, Any]]] = {
    Form.JSON: _json,
    Form.TEAMS: _teams,
    Form.SLACK: _slack,
}

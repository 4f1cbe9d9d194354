"""Forgotten passwords: asked for on a page, answered by scheduled work.

The page does the same for every address, known or not, and waits for no mail server: it writes one
row. The link is made as the mail is sent, so nothing that is stored opens an account.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.work import outbox, pruning, schedule

from .reset_requests import PasswordReset

logger = logging.getLogger(__name__)
TRIED_FOR = timedelta(hours=24)
AT_ONCE = 200  # in one run
_LONGEST = PasswordReset._meta.get_field("address").max_length or 254


def ask(address: str) -> None:
    """Note that a link is to be mailed, if anybody has that address; one query.

    Nobody has one that is longer than an address can be.
    """
    if len(address) <= _LONGEST:
        PasswordReset.objects.create(address=address)


def is_waiting() -> bool:
    """True if a link is to be mailed now: one query."""
    due = PasswordReset.objects.filter(next_attempt_at__lte=timezone.now())
    return outbox.can_send() and due.exists()


def deliver() -> str:
    """Mail the links that were asked for; returns what was done, in words."""
    now, done, failed, in_a_row = timezone.now(), 0, 0, 0
    old = PasswordReset.objects.filter(asked_at__lt=schedule.certain() - TRIED_FOR)
    pruning.delete(old.order_by("asked_at"))
    due = PasswordReset.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
    for reset in due[: AT_ONCE if outbox.can_send() else 0]:
        if not reset.claim():
            continue
        try:
            for user in people(reset.address):
                _message(user).send()
        except Exception as error:  # each backend has errors of its own; it is tried again
            logger.warning("A link to reset a password was not sent: %s", type(error).__name__)
            failed, in_a_row = failed + 1, in_a_row + outbox.is_the_servers(error)
            if in_a_row == outbox.FAILURES_IN_A_ROW:
                break
            continue
        reset.delete()
        done, in_a_row = done + 1, 0
    return f"{done} done, {failed} failed"


def people(address: str) -> list[User]:
    """Who may reset their password by a mail to this address."""
    found = User.objects.filter(email__iexact=address, is_active=True).order_by("pk")
    # Letters that fold alike would send one person's link to another's address.
    named = [user for user in found if user.email.lower() == address.lower()]
    return [user for user in named if not user.is_held]  # a held account's address is not believed


def _message(user: User) -> EmailMessage:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    link = f"{settings.PUBLIC_URL}{path.replace('UID-KEY', key)}"
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    context = {"username": user.username, "link": link, "hours": hours}
    subject, body = outbox.render("password_reset", context)
    return EmailMessage(subject, body, to=[user.email])  # as stored, whatever was typed

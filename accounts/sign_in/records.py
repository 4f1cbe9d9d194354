"""What people do to get in and to stay safe, written into the audit log.

allauth tells of most of it by signals alone; the receivers below record, and decide nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.folding import name_key
from accounts.models import User
from accounts.work import audit
from accounts.work.audit import Action, AuditEntry

from .guess_counts import GuessCount

FAILURES_AN_HOUR = 100  # that are listed one by one: guessing must not fill the log
_HOUR = "failed %Y-%m-%d %H"  # UTC; the key of the row that counts the others
FAILURE_WINDOW = timedelta(hours=1)


def failed(request: HttpRequest, username: str | None, what: str = "password") -> None:
    """Record that somebody did not get in.

    A name that nobody has is not kept: people type their password into the wrong field. Failures
    against administrators stand in the log one by one, however many; `guessing` bounds them.
    """
    person = User.objects.filter(username_key=name_key(username or "")).first()
    recent = AuditEntry.objects.filter(
        action__in=[Action.SIGN_IN_FAILED, Action.PROOF_FAILED],
        created_at__gt=timezone.now() - FAILURE_WINDOW,
    )
    count = recent.count()
    if count >= FAILURES_AN_HOUR and not (person and person.has_rights):
        refused()
        return
    is_last = count == FAILURES_AN_HOUR - 1
    audit.record(
        request,
        Action.PROOF_FAILED if request.user.is_authenticated else Action.SIGN_IN_FAILED,
        person,
        wrong=what if person else "user name",
        **({"not_listed": "further failures within the hour"} if is_last else {}),
    )


def refused() -> None:
    """Count what is not listed one by one: further failures, and guesses that were not open."""
    key, now = timezone.now().strftime(_HOUR), timezone.now()
    GuessCount.objects.bulk_create([GuessCount(key=key, last_at=now)], ignore_conflicts=True)
    GuessCount.objects.filter(key=key).update(count=F("count") + 1, last_at=now)


def record_counted() -> int:
    """Put the counts of past hours into the log; returns how many there were."""
    rows = GuessCount.objects.filter(key__startswith="failed ")
    for row in (hours := list(rows.exclude(key=timezone.now().strftime(_HOUR)))):
        with transaction.atomic():
            if rows.filter(pk=row.pk).delete()[0]:  # not by another process before
                hour = row.key.removeprefix("failed ")
                detail = {"hour": f"{hour}:00 UTC", "not_listed": int(row.count)}
                audit.record("the site", Action.SIGN_IN_FAILED, None, **detail)
    return len(hours)


def signed_out(request: HttpRequest) -> None:
    """Record who leaves; call it while they are still signed in."""
    audit.record(request, Action.SIGNED_OUT)


def timed_out(request: HttpRequest, why: str) -> None:
    """Record that a session came to its end; call it while they are still signed in."""
    audit.record(request, Action.SESSION_TIMED_OUT, why=why)


def sessions_ended(count: int) -> None:
    """Record that somebody ended sessions of theirs."""
    if count:
        audit.record(context.request, Action.SESSIONS_ENDED, sessions=count)


@receiver(account.user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    records = get_authentication_records(request, user)
    methods = [record.get("type") or record.get("method") for record in records]
    audit.record(request, Action.SIGNED_IN, methods=[method for method in methods if method])


@receiver(account.password_changed)
@receiver(account.password_set)
def _password_changed(request: HttpRequest, **_: Any) -> None:
    audit.record(request, Action.PASSWORD_CHANGED)


@receiver(account.password_reset)
def _password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    audit.record(request, Action.PASSWORD_RESET, user)


@receiver(mfa.authenticator_added)
def _factor_added(request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    audit.record(request, Action.SECOND_FACTOR_ADDED, type=_type(authenticator))


@receiver(mfa.authenticator_removed)
def _factor_removed(request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    audit.record(request, Action.SECOND_FACTOR_REMOVED, type=_type(authenticator))


@receiver(mfa.authenticator_reset)
def _codes_renewed(request: HttpRequest, **_: Any) -> None:
    audit.record(request, Action.RECOVERY_CODES_RENEWED)


@receiver(mfa.authentication_failed)
def _factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    failed(request, user.username, "second factor")


def _type(authenticator: Authenticator) -> str:
    return str(authenticator.get_type_display())

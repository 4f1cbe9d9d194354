"""What has outlived its use leaves nothing behind; what is still asked for stays."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.models import AccessToken, AuditEntry, KnownNetwork, Mail, Notice, User
from accounts.sign_in import leftovers
from accounts.tokens import reminders
from accounts.work import audit, audit_retention, outbox, pruning, schedule
from tests.factories import make_administrator, make_token

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = timezone.now


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the machine's clock that many days ahead."""

    def moved(days: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW() + days * DAY)

    return moved


def age(rows: Any, days: float, field: str = "created_at") -> None:
    """As if they had been written that many days ago."""
    rows.update(**{field: NOW() - days * DAY})


def test_ended_sessions_go_and_others_stay(user: User) -> None:
    for key, days in (("old", -1), ("new", 1)):
        moment = timezone.now() + timedelta(days=days)
        Session.objects.create(session_key=key, session_data="", expire_date=moment)
    for key in ("old", "new", "gone"):
        UserSession.objects.create(user=user, session_key=key, ip="192.0.2.7", user_agent="")
    assert leftovers.prune() == 1
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert [row.session_key for row in UserSession.objects.all()] == ["new"]


def test_nothing_that_is_old_takes_more_than_its_share(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    for number in range(7):
        Session.objects.create(session_key=str(number), session_data="", expire_date=NOW() - DAY)
    rows = Session.objects.order_by("session_key")
    sizes: list[int] = []
    assert pruning.delete(rows, at_most=5, noting=sizes.append) == 5
    assert sizes == [2, 2, 1]
    assert [row.session_key for row in rows] == ["5", "6"]
    assert pruning.delete(rows, at_most=None) == 2
    assert pruning.delete(rows) == 0


# Notices


def told(threshold: str, days: float, subject: str = "user 7") -> Notice:
    notice = Notice.objects.create(kind="account_changed", subject=subject, threshold=threshold)
    age(Notice.objects.filter(pk=notice.pk), days)
    return notice


def thresholds() -> set[str]:
    return set(Notice.objects.values_list("threshold", flat=True))


def test_old_notices_go_and_the_latest_of_each_stays() -> None:
    told("first", 300)
    told("second", 200)
    told("latest", 100)
    told("of another", 400, subject="user 8")
    assert leftovers.prune_notices() == 2
    assert thresholds() == {"latest", "of another"}


def test_a_notice_stays_as_long_as_its_mails_and_as_others_are_new() -> None:
    told("young", 89)
    notice = told("with a mail", 200)
    Mail.objects.create(notice=notice, recipient="a@promapp.example", subject="", body="")
    told("latest", 0)
    assert leftovers.prune_notices() == 0
    assert thresholds() == {"young", "with a mail", "latest"}


def test_what_was_told_once_is_not_told_again_because_it_is_old(administrator: User) -> None:
    """An owner may be away for longer than mails are kept."""
    owner = make_administrator("away")
    make_token(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert reminders.tell_of_lost_owners() == 1
    age(Notice.objects.all(), 400)
    age(Mail.objects.all(), 400)
    assert outbox.prune() == 1
    assert leftovers.prune_notices() == 0
    assert reminders.tell_of_lost_owners() == 0


# Networks


def test_networks_of_tokens_that_cannot_return_go(administrator: User) -> None:
    long_ago, lately = NOW() - 91 * DAY, NOW() - 89 * DAY
    cases: dict[str, dict[str, Any]] = {
        "revoked": {"revoked_at": long_ago},
        "expired": {"expires_at": long_ago},
        "replaced": {"revoke_at": long_ago},
        "revoked lately": {"revoked_at": lately},
        "left": {"revoked_at": long_ago, "ended_with_owner": True},
        "live": {},
        "to be replaced": {"revoke_at": NOW() + DAY},
    }
    for name, ended in cases.items():
        token, _ = make_token(make_administrator(), description=name)
        AccessToken.objects.filter(pk=token.pk).update(**ended)
        KnownNetwork.objects.create(token=token, network="192.0.2.0/24")
    assert leftovers.prune_networks() == 3
    left = set(KnownNetwork.objects.values_list("token__description", flat=True))
    assert left == {"revoked lately", "left", "live", "to be replaced"}


# The cache


def test_expired_cache_rows_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 2)
    cache.clear()
    for number in range(5):
        cache.set(f"old-{number}", 1, timeout=-60)
    cache.set("new", 1, timeout=60)
    cache.set("for-ever", 1, timeout=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE promapp_cache SET expires = %s WHERE cache_key LIKE %s", OLD)
    assert leftovers.prune_cache() == 5
    assert (cache.get("new"), cache.get("for-ever")) == (1, 1)
    assert leftovers.prune_cache() == 0


OLD = [NOW() - 2 * DAY, "%old-%"]


# The audit log


@pytest.fixture
def entries(administrator: User) -> None:
    for days in (0.1, 5, 30, 400, 500):
        entry = audit.record(administrator, audit.Action.SIGNED_IN, days=days)
        raw: Any = AuditEntry.objects.filter(pk=entry.pk)
        super(type(raw), raw).update(created_at=NOW() - days * DAY)


def ages() -> list[float]:
    rows = AuditEntry.objects.filter(action=audit.Action.SIGNED_IN).order_by("pk")
    return [row.detail["days"] for row in rows]


def test_the_audit_log_is_kept_for_ever(entries: None) -> None:
    assert audit_retention.prune() == "kept for ever"
    assert len(ages()) == 5


@override_settings(AUDIT_LOG_DAYS=365)
def test_the_audit_log_is_kept_as_long_as_is_said_and_tells_of_it(entries: None) -> None:
    assert audit_retention.prune() == "2"
    assert audit_retention.prune() == "0"
    assert ages() == [0.1, 5, 30]
    entry = AuditEntry.objects.get(action=audit.Action.AUDIT_PRUNED)
    assert (entry.actor_name, entry.detail["entries"]) == ("run_scheduled", 2)
    assert entry.detail["before"].endswith("T00:00:00Z")
    with pytest.raises(audit.AppendOnly):
        AuditEntry.objects.all().delete()


@override_settings(AUDIT_LOG_DAYS=1)
def test_an_entry_that_says_what_is_gone_goes_with_its_batch(
    entries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_detail: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        audit_retention.prune()
    assert len(ages()) == 5


# A clock that is ahead


@override_settings(AUDIT_LOG_DAYS=60)
def test_a_clock_that_is_ahead_deletes_nothing(
    administrator: User, move: Callable[[float], None]
) -> None:
    cache.clear()  # of what tests that commit left there
    audit.record(administrator, audit.Action.SIGNED_IN)
    schedule.run([])
    told("old", 1)
    told("latest", 0)
    token, _ = make_token(administrator, expires_at=NOW() + DAY)
    KnownNetwork.objects.create(token=token, network="192.0.2.0/24")
    cache.set("a-key", 1, timeout=3 * 24 * 3600)
    before = AuditEntry.objects.count()
    move(400)
    assert audit_retention.prune() == "0"
    jobs = (leftovers.prune, leftovers.prune_notices, leftovers.prune_networks)
    assert [job() for job in jobs] == [0, 0, 0]
    assert leftovers.prune_cache() == 0
    assert AuditEntry.objects.count() == before

"""Disabling and deleting people, and enabling them again, for every way that offers it.

Whoever leaves loses sessions and access tokens in the same transaction. One administrator stays: to
be sure of that, every act that takes one away calls `keep_one`.
"""

from __future__ import annotations

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.tokens import acts
from accounts.work import audit
from accounts.work.audit import By

MANAGED = gettext_lazy(
    "The identity provider manages this account: change it there, or detach it from the identity "
    "provider first."
)


LAST = gettext_lazy(
    "This is the last active administrator of the site. Make somebody else an administrator first."
)
LAST_SUPERUSER = gettext_lazy(
    "This is the last active superuser of the site, without whom nobody could give rights or make "
    "access tokens. Make somebody else a superuser first."
)
# PostgreSQL's advisory locks are numbers, shared by all who use the database: "promapp" and 2.
ADMINISTRATORS_LOCK = 0x70726F6D61707002


class LastAdministrator(Exception):
    """Without this user nobody could manage the site; says so as a sentence."""


def keep_one(leaving: Iterable[User]) -> None:
    """Make sure that somebody can manage the site without those who leave.

    Run it inside the transaction in which they leave, before any of them is changed. Raises
    LastAdministrator. Where administrators leave it locks until the transaction ends: first their
    rows, by primary key, then the one lock that all such transactions share. Whoever holds that
    lock takes no other person's row, so no two of them wait for each other.
    """
    chosen = [user.pk for user in leaving]
    rows = User.objects.administrators().filter(pk__in=chosen).order_by("pk")
    # Without the key, so that an entry which names one of them as its actor need not wait.
    former = list(rows.select_for_update(no_key=True))
    if not former:
        return
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADMINISTRATORS_LOCK])
    if lack := lack_without(former):
        raise LastAdministrator(lack)


def lack_without(people: Iterable[User]) -> str:
    """What the site would lack without these people, as a sentence; empty if nothing."""
    leaving = [user for user in people if user.is_administrator]
    if not leaving:
        return ""
    others = User.objects.administrators().exclude(pk__in=[user.pk for user in leaving])
    if not others.exists():
        return str(LAST)
    is_superuser_lost = any(user.is_superuser for user in leaving)
    return str(LAST_SUPERUSER) if is_superuser_lost and not others.filter(is_superuser=True) else ""


def obstacle_to_disable(user: User, by: User) -> str:
    """Why `by` cannot disable the user, as a sentence; empty if it is possible. Two queries."""
    if user.is_switched_by_scim:
        return str(MANAGED)
    if not user.is_active:
        return _("This user is disabled already.")
    if lack := lack_without([user]):
        return lack
    if user.pk == by.pk:
        return _("This is you. Ask another administrator.")
    return ""


def obstacle_to_enable(user: User) -> str:
    """Why the user cannot be enabled, as a sentence; empty if it is possible."""
    if user.is_switched_by_scim:
        return str(MANAGED)
    return _("This user is active already.") if user.is_active else ""


@transaction.atomic
def disable(user: User, by: By, why: str) -> dict[str, int]:
    """Disable the user and end all access at once; the audit log says who did it.

    `why`: such as `was disabled in the console`, after "its owner". Returns as `end_access`.
    Raises LastAdministrator.
    """
    keep_one([user])
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.touch()
    ended = end_access(user, why)
    audit.record(by, audit.Action.USER_DISABLED, user, **ended)
    return ended


@transaction.atomic
def delete(users: Iterable[User], by: By, why: str) -> None:
    """Delete people and end all their access; the audit log names them, and says who did it.

    `why`: such as `was deleted in the console`, after "its owner". Raises LastAdministrator.
    """
    leaving = list(users)
    keep_one(leaving)
    for user in leaving:
        ended = end_access(user, why)
        audit.record(by, audit.Action.USER_DELETED, user, **ended)
        user.delete()


def end_access(user: User, why: str) -> dict[str, int]:
    """End every session and revoke every access token; run it inside a transaction.

    `why`: such as `was disabled by the identity provider`, after "its owner".
    Returns how many of each were ended: `{"sessions": 2, "tokens": 1}`.
    """
    sessions = _end_sessions(user)
    return {"sessions": sessions, "tokens": acts.end_with_owner(user, why)}


@transaction.atomic
def end_sessions(user: User, by: By) -> int:
    """Sign the user out everywhere; returns how many sessions that ended. Access tokens stay."""
    sessions = _end_sessions(user)
    audit.record(by, audit.Action.USER_SIGNED_OUT, user, sessions=sessions)
    return sessions


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def enable(user: User, by: By) -> None:
    """Let the user sign in again; sessions and access tokens that ended stay so."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    user.touch()
    audit.record(by, audit.Action.USER_ENABLED, user)


def open_sessions(user: User) -> QuerySet[UserSession]:
    """The sessions the user is signed in with now; ended ones stay listed until they are purged."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    sessions: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=live)
    return sessions


def ended_in_words(ended: dict[str, int]) -> str:
    """What `disable` returned, as a sentence: `2 sessions and 1 token were ended.`"""
    sessions, tokens = ended["sessions"], ended["tokens"]
    if sessions and tokens:
        return _("%(sessions)s and %(tokens)s were ended.") % {
            "sessions": ngettext("%(number)s session", "%(number)s sessions", sessions)
            % {"number": sessions},
            "tokens": ngettext("%(number)s token", "%(number)s tokens", tokens)
            % {"number": tokens},
        }
    if sessions:
        text = ngettext(
            "%(number)s session was ended.", "%(number)s sessions were ended.", sessions
        )
        return text % {"number": sessions}
    text = ngettext("%(number)s token was ended.", "%(number)s tokens were ended.", tokens)
    return text % {"number": tokens} if tokens else ""

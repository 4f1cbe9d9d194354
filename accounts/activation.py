"""Disabling people and enabling them again, for every page that offers it."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from . import audit
from .lifecycle import By
from .models import User

MANAGED = (
    "The identity provider manages this account: change it there, or detach it from the identity "
    "provider first."
)


class LastAdministrator(Exception):
    """Without this user nobody could manage the site."""


def obstacle_to_disable(user: User, by: User) -> str:
    """Why `by` cannot disable the user, as a sentence; empty if it is possible. One query."""
    if user.is_provisioned:
        return MANAGED
    if not user.is_active:
        return "This user is disabled already."
    if user.is_last_administrator:
        return (
            "This is the last active administrator of the site. Make somebody else an "
            "administrator first."
        )
    if user.pk == by.pk:
        return "This is you. Ask another administrator."
    return ""


def obstacle_to_enable(user: User) -> str:
    """Why the user cannot be enabled, as a sentence; empty if it is possible."""
    if user.is_provisioned:
        return MANAGED
    return "This user is active already." if user.is_active else ""


@transaction.atomic
def disable(user: User, by: By, why: str) -> dict[str, int]:
    """Disable the user and end all access at once; the audit log says who did it.

    `why`: such as `was disabled in the console`, after "its owner". Returns as `User.end_access`.
    Raises LastAdministrator; to be sure of that, it locks all administrators for the transaction.
    """
    administrators = User.objects.administrators().order_by("pk").select_for_update()
    if [administrator.pk for administrator in administrators] == [user.pk]:
        raise LastAdministrator
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.touch()
    ended = user.end_access(why)
    audit.record(by, audit.Action.USER_DISABLED, user, **ended)
    return ended


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
    verb = "was" if sessions + tokens == 1 else "were"
    parts = [
        f"{number} {name}{'' if number == 1 else 's'}"
        for number, name in ((sessions, "session"), (tokens, "token"))
        if number
    ]
    return f"{' and '.join(parts)} {verb} ended." if parts else ""

"""Who is in the demo without an identity provider, and what administrators did there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from accounts.models import AccessToken, User
from accounts.work.audit import Action, AuditEntry

from . import invented

_OFFICE = "198.51.100.24"  # where administrators work
_HERE_SINCE = 40  # days


def add(owner: User, now: datetime, old: AccessToken, token: AccessToken) -> User:
    """Make a second administrator and the account of a desk; returns the administrator.

    `owner` made both and the tokens, of which `token` took the place of `old`.
    """
    lena = _add("Lena", "Brandt", now, is_staff=True)
    desk = _add("Reception", "Desk", now)
    _note(old.created_at, owner, Action.TOKEN_CREATED, old, scope=old.scope)
    since = _morning(now, _HERE_SINCE, 9, 5)
    for person in (lena, desk):
        _note(since, owner, Action.USER_CREATED, person)
    _note(since, owner, Action.USER_RIGHTS_CHANGED, lena, is_staff="no → yes")
    replaced = {"scope": token.scope, "replaces": str(old)}
    _note(token.created_at, owner, Action.TOKEN_ROTATED, token, **replaced)
    for days in (6, 1):
        _note(_morning(now, days, 8, 12), lena, Action.SIGNED_IN)
    _note(_morning(now, 6, 8, 31), lena, Action.LOG_EXPORTED, query="result=Failure")
    return lena


def _add(given: str, family: str, now: datetime, *, is_staff: bool = False) -> User:
    """Somebody without password and address: nobody signs in as them, and no mail goes there."""
    person = User(
        username=invented.address(given, family),
        first_name=given,
        last_name=family,
        display_name=f"{given} {family}",
        external_id=f"{invented.MARK}{given.lower()}",
        is_staff=is_staff,
    )
    person.set_unusable_password()
    person.save()
    made = _morning(now, _HERE_SINCE, 9, 5)
    User.objects.filter(pk=person.pk).update(created=made, last_modified=made)
    return person


def _morning(now: datetime, days: int, hour: int, minute: int) -> datetime:
    """A time of so many days ago, when people are at work."""
    return (now - timedelta(days=days)).replace(hour=hour, minute=minute, second=17 + days)


def _note(
    moment: datetime, by: User, action: str, target: models.Model | None = None, **detail: str
) -> None:
    """An entry of the audit log, as it was written then."""
    AuditEntry.objects.create(
        created_at=moment,
        actor=by,
        actor_name=by.username,
        address=_OFFICE,
        action=action,
        object_type=target._meta.label_lower if target else "",
        object_id=str(target.pk) if target else "",
        object_name=str(target) if target else "",
        detail=detail,
    )

"""The link inbox: who waits for an administrator's yes."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import AccessToken, Group, User
from scim.models import LinkRequest

_State = LinkRequest.State


def note(resource: User | Group, token: AccessToken | None) -> None:
    """Note that the identity provider tried to write to a local resource with rights.

    One UPDATE; the first time an INSERT too. A request that was dismissed is counted, no more.
    """
    which = {"user" if isinstance(resource, User) else "group": resource}
    try:
        with transaction.atomic():
            if not _count(which, token):
                LinkRequest.objects.create(token=token, **which)
    except IntegrityError:  # another request has just noted it
        _count(which, token)


def _count(which: dict[str, User | Group], token: AccessToken | None) -> int:
    undecided = LinkRequest.objects.filter(state__in=[_State.OPEN, _State.DISMISSED], **which)
    return undecided.update(count=F("count") + 1, last_seen=timezone.now(), token=token)

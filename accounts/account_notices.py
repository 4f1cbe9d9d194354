"""What people are told by mail about their own account; with rights, to administrators too.

`audit.record` tells of every act in TOLD, whichever way it was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from . import notices, outbox

if TYPE_CHECKING:
    from .audit import Actor
    from .models import User

KIND = "account_changed"
# By the word of the action in the audit log.
TOLD = {
    "password.changed": "The password of {} was changed",
    "password.set": "The password of {} was set by an administrator",
    "password.reset": "The password of {} was reset by a link in a mail",
    "second_factor.added": "A second factor was added to the account {}",
    "second_factor.removed": "A second factor was removed from the account {}",
    "second_factor.codes_renewed": "New recovery codes were made for the account {}",
}


def act(action: str, person: User, by: Actor) -> None:
    """Tell of an act in TOLD, in the caller's transaction."""
    _tell(TOLD[action], person, by)


def address_changed(person: User, by: Actor, former: str) -> None:
    """Tell the new and the former address that the e-mail address was changed."""
    _tell("The e-mail address of {} was changed", person, by, also=[former])


def _tell(what: str, person: User, by: Actor, also: Iterable[str] = ()) -> None:
    name, moment = notices.one_line(person.username), timezone.now()
    administrators = notices.administrators() if person.has_rights else []
    outbox.post(
        KIND,
        f"user {person.pk}",
        f"{what[:40]} {moment:%Y-%m-%dT%H:%M:%S.%f}",
        to=[person.email, *also, *administrators],
        template=KIND,
        context={
            "what": what.format(name),
            "person": name,
            "moment": moment,
            "by": notices.one_line(by.name),
            "address": by.address,
            "is_told_to_all": person.has_rights,
        },
    )

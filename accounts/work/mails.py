"""What people are told by mail about accounts: their owners, and where rights are, administrators.

`audit.record` tells of every act in TOLD, whichever way it was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from . import outbox, recipients

if TYPE_CHECKING:
    from accounts.models import User

    from .audit import Actor

KIND = "account_changed"
RIGHTS_GIVEN = "rights_given"
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


def rights_given(user: User, *, by: Actor) -> bool:
    """Tell that somebody became an administrator or superuser; they are told too."""
    return outbox.post(
        RIGHTS_GIVEN,
        f"user {user.pk}",
        f"{timezone.now():%Y-%m-%dT%H:%M:%S.%f}",  # so that the next time is told too
        to=recipients.of_kind(RIGHTS_GIVEN),
        template=RIGHTS_GIVEN,
        context={
            "name": one_line(user.username),
            "role": "superuser" if user.is_superuser else "administrator",
            "recipient": user.email,
            "by": one_line(by.name),
            "address": by.address,
            "page": reverse("admin:accounts_user_change", args=[user.pk]),
            "reset": reverse("account_reset_password"),
            "has_password": user.has_usable_password(),
        },
    )


def one_line(text: str) -> str:
    """Return a name as it may stand in a mail: on one line."""
    return " ".join(text.split())


def concerned(person: User) -> list[outbox.Recipient]:
    """Who is told of what becomes of an account: its owner, and of one with rights, others."""
    return [person.email, *(recipients.of_kind(KIND) if person.has_rights else [])]


def _tell(what: str, person: User, by: Actor, also: Iterable[str] = ()) -> None:
    name, moment = one_line(person.username), timezone.now()
    outbox.post(
        KIND,
        f"user {person.pk}",
        f"{what[:40]} {moment:%Y-%m-%dT%H:%M:%S.%f}",
        to=[*concerned(person), *also],
        template=KIND,
        context={
            "what": what.format(name),
            "person": name,
            "moment": moment,
            "by": one_line(by.name),
            "address": by.address,
            "is_told_to_all": person.has_rights,
        },
    )

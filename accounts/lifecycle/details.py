"""What people change of their own account: names, where mail goes, how pages are shown."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from accounts.names import validate_label
from accounts.work import audit, mails
from accounts.work.audit import Action, Actor

NAMES = ("first_name", "last_name", "display_name")
ADDRESS = "email"
ZONE = "console_time_zone"
LANGUAGE = "console_language"
_UNSEEN = {ZONE, LANGUAGE}  # by clients of SCIM


def own(user: User) -> list[str]:
    """The fields that are the user's own to change; the identity provider keeps the others.

    It never writes the address of an account that carries rights, and how pages are for nobody.
    """
    if not user.is_provisioned:
        return [*NAMES, ADDRESS, LANGUAGE, ZONE]
    return [ADDRESS, LANGUAGE, ZONE] if user.has_rights else [LANGUAGE, ZONE]


@transaction.atomic
def change(user: User, values: Mapping[str, str], by: HttpRequest) -> list[str]:
    """Change one's own details; returns the fields that are others now.

    A changed address is told to the new and the former one. What is not in `own` stays as it is.
    Raises ValidationError.
    """
    # SCIM and site administration write the same row.
    row = User.objects.select_for_update().get(pk=user.pk)
    kept = own(row)
    changed = [name for name in kept if name in values and values[name] != getattr(row, name)]
    if not changed:
        return []
    former = row.email
    for name in changed:
        if name in NAMES and values[name]:
            validate_label(values[name])
        setattr(row, name, values[name])
    row.clean_fields(exclude={field.name for field in row._meta.fields} - set(changed))
    row.save(update_fields=changed)
    if not _UNSEEN.issuperset(changed):
        row.touch()
    audit.record(by, Action.USER_CHANGED, row, fields=changed)
    if ADDRESS in changed:
        mails.address_changed(row, Actor.of(by), former)
    return changed

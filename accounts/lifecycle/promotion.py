"""Making somebody an administrator, so that nothing of theirs but what is chosen here opens it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User
from accounts.work import audit, mails
from accounts.work.audit import Action, Actor, By

from . import activation


def is_needed(user: User) -> bool:
    """True where rights cannot just be ticked: others than superusers can open the account."""
    return user.credentials_from_scim or (user.is_provisioned and not user.has_rights)


def note_choice(user: User, by: User) -> set[str]:
    """Note that `by` chose what opens the account; returns the columns to save.

    Whoever may not give rights must not come by them either, when somebody else gives some to the
    account.
    """
    if by.is_superuser:
        return set()
    user.credentials_from_scim = True
    return {"credentials_from_scim"}


@transaction.atomic
def promote(
    user: User, by: By, *, email: str, is_superuser: bool, may_disable: bool = True
) -> dict[str, int]:
    """Make the user an administrator with a new beginning; all administrators are told.

    `email`: where resets and notices go from now on; never what SCIM says, unless `by` says the
    same. `may_disable`: the identity provider may go on disabling it. Passwords, second factors,
    passkeys, sessions and access tokens that there were end. Returns as `activation.end_access`.
    """
    # SCIM and Django admin write the same row.
    User.objects.select_for_update().get(pk=user.pk)
    user.refresh_from_db()
    user.is_staff, user.is_superuser = True, is_superuser
    user.credentials_from_scim = False
    user.email = email
    user.set_unusable_password()
    user.rights_linked = user.is_provisioned
    for name in user.CHOICES:
        setattr(user, name, name == "scim_may_disable" and may_disable)
    user.save()
    EmailAddress.objects.filter(user=user).delete()
    factors, _ = Authenticator.objects.filter(user=user).delete()
    ended = activation.end_access(user, "was made an administrator")
    audit.record(
        by,
        Action.USER_PROMOTED,
        user,
        email=email,
        superuser=is_superuser,
        second_factors=factors,
        **ended,
    )
    told(user, by)
    return ended


def told(user: User, by: By) -> bool:
    """Tell all administrators that somebody was given rights, however that was done."""
    return mails.rights_given(user, by=Actor.of(by))

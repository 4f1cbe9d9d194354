"""What SCIM may do to accounts and groups that carry rights. No other module decides about it.

Ordinary attributes are written as for everybody else. What opens an account is not: neither the
address for sign-in, reset and notices nor the password. Losing access, getting it back, another
user name and the end are an administrator's choice, once the account is linked with its rights. A
group with permissions gets no members from outside, whoever linked it.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Group, User
from scim.language.coercion import Document
from scim.log import mails
from scim.log.recording import NEEDS_LINK, Action
from scim.store.documents import Change
from scim.table.errors import Conflict

_LINK = "An administrator can link it first: Provisioning, Link requests."


@dataclass(frozen=True)
class _Deed:
    """Something that has to be allowed: in which column, and how a refusal names it."""

    column: str
    words: str


_RENAME = _Deed("scim_may_rename", "change its userName")
_DEEDS = {
    Action.DISABLE: _Deed("scim_may_disable", "disable it"),
    Action.ENABLE: _Deed("scim_may_enable", "enable it again"),
    Action.DELETE: _Deed("scim_may_delete", "delete it"),
}


def admit(resource: User | Group) -> None:
    """Raise Conflict for a local account with rights, and a group whose rights are not linked."""
    if resource.pk is None or not resource.has_rights:
        return
    if isinstance(resource, Group):
        if not (resource.is_provisioned and resource.rights_linked):
            raise _unlinked(_group(resource))
    elif not resource.is_provisioned:
        raise _unlinked(
            f"'{resource.username}' is a local administrator, whom provisioning does not touch. "
        )


def check(resource: User | Group, action: Action, new: Document | None = None) -> None:
    """Raise Conflict unless SCIM may do to it what the request is about.

    `new`: the document that is to be stored; none for a deletion.
    """
    if resource.pk is None or not resource.has_rights:
        return
    deed = _DEEDS.get(action)
    if deed:
        _allow(resource, deed)
    if isinstance(resource, User) and new is not None:
        name = str(new.get("userName", ""))
        if name.casefold() != resource.username.casefold():
            _allow(resource, _RENAME)


def check_members(group: Group, action: Action, changes: list[Change]) -> None:
    """Raise Conflict where a group that grants permissions has got members."""
    has_got_some = any(change.get("new") for change in changes)
    if action != Action.CREATE and has_got_some and group.has_rights:
        raise Conflict(
            f"The members of the group '{group.display_name}' are granted permissions, so "
            "provisioning can take members out, but adds none. Add them in Site administration, "
            "Groups, or assign another group.",
            reason="members_with_rights",
        )


def tell(resource: User | Group, action: Action, changes: list[Change]) -> list[str]:
    """Tell all administrators of a write to somebody or something with rights.

    Returns what to note of it.
    """
    if action == Action.CREATE or not resource.has_rights:
        return []
    attributes = [str(change["attribute"]) for change in changes]
    mails.rights_written(resource, action=action.value, attributes=attributes)
    return ["This carries rights, so all administrators are told."]


def credentials_are_kept(user: User) -> bool:
    """True where SCIM changes nothing that opens the account."""
    return user.pk is not None and user.has_rights


def take_credentials(user: User) -> None:
    """Note that an ordinary account is the identity provider's to open from now on."""
    user.credentials_from_scim = True
    user.rights_linked = False


def _allow(resource: User | Group, deed: _Deed) -> None:
    is_user = isinstance(resource, User)
    if not resource.rights_linked:
        who = f"'{resource}' is an administrator" if is_user else _group(resource)
        raise _unlinked(f"{who}, and nobody has let provisioning {deed.words}. ")
    if not getattr(resource, deed.column):
        raise Conflict(
            f"'{resource}' carries rights, and provisioning may not {deed.words}. An administrator "
            f"can allow it: Site administration, {'Users' if is_user else 'Groups'}, '{resource}', "
            "'What the identity provider may do'.",
            reason="rights_kept",
        )


def _unlinked(why: str) -> Conflict:
    return Conflict(why + _LINK, reason=NEEDS_LINK)


def _group(group: User | Group) -> str:
    return (
        f"'{group}' is a group whose members are granted permissions, so provisioning does not "
        "touch it unasked. "
    )

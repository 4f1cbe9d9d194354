"""Giving users and groups to the identity provider and taking them back, for every way to do it.

Nothing else changes these columns but SCIM itself, whose first write links an ordinary account,
and `promotion`, where rights are given.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Resource
from accounts.people.rights import may_touch
from accounts.work import audit
from accounts.work.audit import Action, Actor, By


@transaction.atomic
def link(
    resource: Resource,
    by: By,
    action: Action = Action.LINKED,
    choices: Mapping[str, bool] | None = None,
) -> None:
    """Let the identity provider write it, whatever rights it carries.

    `action`: what the audit log calls it, such as the approval of a request. `choices`: what it may
    do while there are rights, as in CHOICES of the model. Raises PermissionDenied where there are
    and `by` is somebody who may not hand them over.
    """
    actor = _lock_for(resource, by)
    # `provisioned_by` is set by the token that writes first.
    resource.is_provisioned, resource.rights_linked = True, resource.has_rights
    for name, default in resource.CHOICES.items():
        setattr(resource, name, (choices or {}).get(name, default))
    resource.save(update_fields=["is_provisioned", "rights_linked", *resource.CHOICES])
    may = [name for name in resource.CHOICES if getattr(resource, name)]
    told = {"may": may} if resource.has_rights else {}
    audit.record(actor, action, resource, **told)


@transaction.atomic
def detach(resource: Resource, by: By) -> None:
    """Unlock the mapped fields; the audit log names who had managed it. Raises as `link`."""
    actor = _lock_for(resource, by)
    former = resource.provenance
    resource.is_provisioned = resource.rights_linked = False
    resource.provisioned_by = None
    resource.save(update_fields=["is_provisioned", "rights_linked", "provisioned_by"])
    audit.record(actor, Action.DETACHED, resource, former=former)


def _lock_for(resource: Resource, by: By) -> Actor:
    """Lock the row and read it anew: a page read it before somebody gave it rights, perhaps.

    Returns who acts. Raises PermissionDenied.
    """
    # The caller's own object is read again. The key stays free for what refers to the row.
    rows = type(resource)._default_manager.filter(pk=resource.pk)
    list(rows.select_for_update(of=("self",), no_key=True))
    resource.refresh_from_db()
    actor = Actor.of(by)
    if actor.user and not may_touch(actor.user, resource):
        raise PermissionDenied(_("Only a superuser may link or detach what carries rights."))
    return actor

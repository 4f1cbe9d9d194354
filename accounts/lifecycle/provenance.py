"""Giving users and groups to the identity provider and taking them back, for every page."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.models import Resource
from accounts.tokens.acts import By
from accounts.work import audit
from accounts.work.audit import Action


@transaction.atomic
def link(
    resource: Resource,
    by: By,
    action: Action = Action.LINKED,
    choices: Mapping[str, bool] | None = None,
) -> None:
    """Let the identity provider write it, whatever rights it carries.

    `action`: what the audit log calls it, such as the approval of a request. `choices`: what it may
    do while there are rights, as `Resource.link` has them.
    """
    resource.link(**(choices or {}))
    may = [name for name in resource.CHOICES if getattr(resource, name)]
    told = {"may": may} if resource.has_rights else {}
    audit.record(by, action, resource, **told)


@transaction.atomic
def detach(resource: Resource, by: By) -> None:
    """Unlock the mapped fields; the audit log names who had managed it."""
    former = resource.provenance
    resource.detach()
    audit.record(by, Action.DETACHED, resource, former=former)

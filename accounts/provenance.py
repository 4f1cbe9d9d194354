"""Taking users and groups away from the identity provider, for every page that offers it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from . import audit
from .audit import Action, Actor
from .models import Resource, User


@transaction.atomic
def detach(resource: Resource, by: HttpRequest | User | Actor | str) -> None:
    """Unlock the mapped fields; the audit log names who had managed it."""
    former = resource.provenance
    resource.detach()
    audit.record(by, Action.DETACHED, resource, former=former)

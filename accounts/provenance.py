"""Giving users and groups to the identity provider, and taking them away from it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from . import audit
from .audit import Action, Actor
from .models import Resource, User


@transaction.atomic
def link(resource: Resource, by: HttpRequest | User | Actor | str) -> None:
    """Let the identity provider write a local user or group, whatever rights it carries."""
    resource.link()
    audit.record(by, Action.LINKED, resource)


@transaction.atomic
def detach(resource: Resource, by: HttpRequest | User | Actor | str) -> None:
    """Unlock the mapped fields; the audit log names who had managed it."""
    former = resource.provenance
    resource.detach()
    audit.record(by, Action.DETACHED, resource, former=former)

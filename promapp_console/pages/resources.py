"""What the pages of one user and of one group share."""

from __future__ import annotations

import json
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lifecycle import provenance
from accounts.models import Group, User
from accounts.sign_in.guards import may_change, signed_in
from promapp_console.provisioning.timeline import LIMIT, Part, Place, timeline
from scim.endpoint.discovery import endpoint_url
from scim.language.coercion import Document
from scim.language.projection import EVERYTHING, Projection
from scim.store import documents
from scim.table.attributes import ResourceType

from .values import sections

R = TypeVar("R", User, Group)
PARTS = (
    (Part.ALL, gettext_lazy("All")),
    (Part.GROUPS, gettext_lazy("Groups")),
    (Part.STATE, gettext_lazy("State")),
    (Part.FAILURES, gettext_lazy("Failures")),
)
PARTS_OF_GROUPS = tuple(
    (each, gettext_lazy("Members") if each == Part.GROUPS else name) for each, name in PARTS
)


def find(queryset: QuerySet[R], scim_id: UUID) -> R:
    """Return the resource with this id, and who manages it. Raises Http404."""
    return get_object_or_404(queryset.select_related("provisioned_by"), scim_id=str(scim_id))


def document(
    resource: User | Group, resource_type: ResourceType, projection: Projection = EVERYTHING
) -> Document:
    """Return the resource as the endpoint shows it."""
    return documents.load([resource.pk], resource_type, endpoint_url(), projection)[resource.pk]


def describe(
    request: HttpRequest, resource: User | Group, resource_type: ResourceType
) -> dict[str, Any]:
    """What each detail page shows: values, timeline, and whether the reader may change it."""
    return {
        "resource": resource,
        "sections": sections(document(resource, resource_type, documents.STORED), resource_type),
        "may_change": may_change(signed_in(request), resource),
        **_timeline(request, resource),
    }


def _timeline(request: HttpRequest, resource: User | Group) -> dict[str, Any]:
    """What was done, as far as the address asks for it, and where it goes on."""
    chosen, place = request.GET.get("timeline", ""), Place.read(request.GET.get("older", ""))
    part = Part(chosen) if chosen in list(Part) else Part.ALL
    found = timeline(resource, LIMIT + 1, part, place)
    names = PARTS_OF_GROUPS if isinstance(resource, Group) else PARTS
    return {
        "timeline": found[:LIMIT],
        "timeline_parts": [(each.value or None, name, each == part) for each, name in names],
        "timeline_older": found[LIMIT - 1].place if len(found) > LIMIT else None,
        "timeline_is_newest": place is None,
        "timeline_is_whole": place is None and part == Part.ALL,
    }


def raw(
    request: HttpRequest, resource: User | Group, resource_type: ResourceType, **more: Any
) -> HttpResponse:
    """Show the document that the endpoint shows, as it is."""
    projection = more.pop("projection", EVERYTHING)
    shown = json.dumps(document(resource, resource_type, projection), indent=2, ensure_ascii=False)
    address = f"{endpoint_url()}{resource_type.endpoint}/{resource.scim_id}"
    context = {"resource": resource, "document": shown, "address": address, **more}
    return render(request, "scim/document.html", context)


def detach(request: HttpRequest, resource: User | Group, page: str) -> HttpResponse:
    """Ask, and take the resource away from the identity provider; then show `page`."""
    check_may_change(request, resource)
    obstacle = "" if resource.is_provisioned else _("Nobody but this site manages it already.")
    if request.method != "POST":
        context = {"resource": resource, "page": page, "obstacle": obstacle}
        return render(request, "scim/detach.html", context)
    if obstacle:
        messages.warning(request, obstacle)
    else:
        provenance.detach(resource, request)
        text = _("{} was detached from the identity provider, and can be changed here now.")
        messages.success(request, format_html(text, named(resource)))
    return redirect(page, resource.scim_id)


def check_may_change(request: HttpRequest, resource: User | Group) -> None:
    """Raise PermissionDenied for a reader who may only look."""
    if not may_change(signed_in(request), resource):
        raise PermissionDenied


def named(resource: User | Group) -> str:
    """The name, kept from turning the text around it when it is written from right to left."""
    return format_html("<bdi>{}</bdi>", resource)

"""Groups: the list, and one group with its members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Group, User
from accounts.sign_in.guards import administrator_required, recently_proven
from promapp_console.lists import addresses, people
from promapp_console.lists.people_filters import GroupFilters, MemberFilters
from promapp_console.lists.toolbar import toolbar
from scim.language.projection import EVERYTHING, Projection
from scim.store.storage import Membership
from scim.table.schemas import GROUP_TYPE

from . import resources

HEADINGS = (
    people.Heading(gettext_noop("Name"), "name", "display_name_key"),
    people.Heading(gettext_noop("Members")),
    people.Heading(gettext_noop("Provenance")),
    people.Heading(gettext_noop("Changed"), "changed", "last_modified", is_indexed=False),
)
MEMBER_HEADINGS = (
    people.Heading(gettext_noop("User name"), "user-name", "username_key"),
    people.Heading(gettext_noop("Display name"), "display-name", "display_name_key"),
    people.Heading(gettext_noop("State")),
)
MEMBERS_IN_DOCUMENT = 1000
_WITHOUT_MEMBERS = Projection(without=frozenset({("", "members", "")}))


def _all() -> QuerySet[Group]:
    groups: QuerySet[Any] = Group._default_manager.all()
    return groups


@require_safe
@administrator_required
def groups(request: HttpRequest) -> HttpResponse:
    """List groups; the address holds search, filters and order."""
    asked = addresses.read(request.GET, q="search")
    filters = GroupFilters(asked, _all().select_related("provisioned_by"))
    headings = people.sortable(Group, HEADINGS)
    order = people.HeadingOrder.chosen(asked.get("sort", ""), headings)
    page = people.cut(filters.qs, order, asked)
    counts = _member_counts(page.rows)
    context = {
        "filters": filters,
        "toolbar": toolbar(filters.form, asked, search="search"),
        "headings": order.headings(headings),
        "page": page,
        "rows": [(group, counts.get(group.pk, 0)) for group in page.rows],
    }
    return render(request, "scim/groups.html", context)


def _member_counts(page: list[Group]) -> dict[int, int]:
    """Count the members of these groups, and of no others: one query."""
    counted: QuerySet[Any, Any] = Membership.objects.filter(group__in=page).values_list("group")
    return dict(counted.annotate(Count("pk")))


@require_safe
@administrator_required
def group(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Show one group: every value, its members, and what it grants."""
    found = resources.find(_all(), scim_id)
    asked = addresses.read(request.GET, q="search")
    filters = MemberFilters(asked, User.objects.filter(groups=found.pk))
    order = people.HeadingOrder.chosen(asked.get("sort", ""), MEMBER_HEADINGS)
    permissions = Permission.objects.filter(group=found.pk).select_related("content_type")
    context = {
        **resources.describe(request, found, GROUP_TYPE),
        "group": found,
        "member_count": Membership.objects.filter(group=found.pk).count(),
        "filters": filters,
        "toolbar": toolbar(filters.form, asked, search="search"),
        "headings": order.headings(MEMBER_HEADINGS),
        "page": people.cut(filters.qs, order, asked),
        "permissions": list(permissions),
    }
    return render(request, "scim/group.html", context)


@require_safe
@administrator_required
def document(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Show a group as SCIM shows it; without its members where they are too many to read."""
    found = resources.find(_all(), scim_id)
    count = Membership.objects.filter(group=found.pk).count()
    is_whole = count <= MEMBERS_IN_DOCUMENT
    return resources.raw(
        request,
        found,
        GROUP_TYPE,
        page="group-detail",
        projection=EVERYTHING if is_whole else _WITHOUT_MEMBERS,
        left_out=0 if is_whole else count,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def detach(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Ask, and take a group away from the identity provider."""
    return resources.detach(request, resources.find(_all(), scim_id), "group-detail")

"""Users: the list, one user, and what an administrator may do to a local one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from accounts.lifecycle import activation
from accounts.models import AccessToken, Group, User
from accounts.people import search
from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from promapp_console.lists import addresses, people
from promapp_console.lists.people_filters import GroupsOfUserFilters, UserFilters
from promapp_console.lists.toolbar import toolbar
from promapp_console.provisioning import memberships
from promapp_console.provisioning.history import why_disabled
from scim.models import MembershipChange
from scim.store.storage import Membership
from scim.table.schemas import USER_TYPE

from . import resources

HEADINGS = (
    people.Heading(gettext_noop("User name"), "user-name", "username_key"),
    people.Heading(gettext_noop("Display name"), "display-name", "display_name_key"),
    people.Heading(gettext_noop("State")),
    people.Heading(gettext_noop("Role")),
    people.Heading(gettext_noop("Provenance")),
    people.Heading(gettext_noop("Changed"), "changed", "last_modified", is_indexed=False),
)
GROUP_HEADINGS = (
    people.Heading(gettext_noop("Group"), "group", "display_name_key"),
    people.Heading(gettext_noop("Since")),
    people.Heading(gettext_noop("Why")),
    people.Heading(gettext_noop("By")),
)
GROUPS_SHOWN = 10  # of a page, so that the timeline is in sight
ENDED_TOKENS_SHOWN = 50
_ACT = ["GET", "HEAD", "POST"]


@require_safe
@administrator_required
def users(request: HttpRequest) -> HttpResponse:
    """List users; the address holds search, filters and order."""
    asked = addresses.read(request.GET, q="search")
    filters = UserFilters(asked, User.objects.select_related("provisioned_by"))
    headings = people.sortable(User, HEADINGS)
    order = people.HeadingOrder.chosen(asked.get("sort", ""), headings)
    context = {
        "filters": filters,
        "toolbar": toolbar(filters.form, asked, search="search"),
        "headings": order.headings(headings),
        "page": people.cut(filters.qs, order, asked),
        "most": search.MOST if search.is_wide(filters.form.cleaned_data.get("search", "")) else 0,
    }
    return render(request, "scim/users.html", context)


@require_safe
@administrator_required
def user(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Show one user: every value, where it came from, and what the user can reach."""
    person = resources.find(User.objects.all(), scim_id)
    tokens = AccessToken.objects.filter(owner=person)
    context = {
        **resources.describe(request, person, USER_TYPE),
        **_groups(request, person),
        "person": person,
        "why_disabled": why_disabled(person),
        "session_count": activation.open_sessions(person).count(),
        "tokens": tokens.live_first(ENDED_TOKENS_SHOWN),
        "token_count": tokens.count(),
    }
    return render(request, "scim/user.html", context)


def _groups(request: HttpRequest, person: User) -> dict[str, Any]:
    """The groups that somebody is in, a page of them, and since when: six queries at most."""
    groups: QuerySet[Any] = Group._default_manager.filter(user=person.pk)
    asked = addresses.read(request.GET, q="search")
    filters = GroupsOfUserFilters(asked, groups)
    order = people.HeadingOrder.chosen(asked.get("sort", ""), GROUP_HEADINGS)
    page = people.cut(filters.qs, order, asked, GROUPS_SHOWN)
    since = memberships.since(person, page.rows)
    return {
        "group_count": Membership.objects.filter(user=person.pk).count(),
        "filters": filters,
        "toolbar": toolbar(filters.form, asked, search="search"),
        "headings": order.headings(GROUP_HEADINGS),
        "page": page,
        "groups": [(group, _why(since.get(group.pk))) for group in page.rows],
    }


def _why(change: MembershipChange | None) -> dict[str, Any]:
    """What is said of a membership; nothing where the log knows nothing."""
    return {"change": change, "by": memberships.doer(change)} if change else {}


@require_safe
@administrator_required
def document(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Show a user as SCIM shows it."""
    person = resources.find(User.objects.all(), scim_id)
    return resources.raw(request, person, USER_TYPE, page="user-detail")


@require_http_methods(_ACT)
@administrator_required
@recently_proven
def disable(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Ask, and disable a local user; sessions and tokens end at once."""
    person = resources.find(User.objects.all(), scim_id)
    resources.check_may_change(request, person)
    obstacle = activation.obstacle_to_disable(person, by=signed_in(request))
    if request.method != "POST":
        tokens = AccessToken.objects.filter(owner=person).live()
        context = {
            "person": person,
            "obstacle": obstacle,
            "session_count": activation.open_sessions(person).count(),
            "tokens": tokens,
        }
        return render(request, "scim/user_disable.html", context)
    if obstacle:
        messages.error(request, format_html(_("{} was not disabled. {}"), _named(person), obstacle))
    else:
        _disable(request, person)
    return redirect("user-detail", person.scim_id)


def _disable(request: HttpRequest, person: User) -> None:
    name = _named(person)
    try:
        ended = activation.disable(person, request, "was disabled in the console")
    except activation.LastAdministrator as refusal:  # another request was faster
        messages.error(request, format_html(_("{} was not disabled. {}"), name, refusal))
    else:
        said = activation.ended_in_words(ended)
        messages.success(request, format_html(_("{} was disabled. {}"), name, said))


@require_http_methods(_ACT)
@administrator_required
@recently_proven
def enable(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Ask, and let a local user sign in again."""
    person = resources.find(User.objects.all(), scim_id)
    resources.check_may_change(request, person)
    obstacle = activation.obstacle_to_enable(person)
    if request.method != "POST":
        context = {"person": person, "obstacle": obstacle}
        return render(request, "scim/user_enable.html", context)
    if obstacle:
        text = _("{} was not enabled. {}")
        messages.error(request, format_html(text, _named(person), obstacle))
    else:
        activation.enable(person, request)
        messages.success(request, format_html(_("{} may sign in again."), _named(person)))
    return redirect("user-detail", person.scim_id)


@require_http_methods(_ACT)
@administrator_required
@recently_proven
def detach(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Ask, and take a user away from the identity provider."""
    return resources.detach(request, resources.find(User.objects.all(), scim_id), "user-detail")


_named = resources.named

"""Groups: who is in them, where they came from, and what they grant."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import words
from accounts.models import Group, User
from accounts.people import search
from accounts.work import audit
from scim.log import memberships
from scim.store.members import leaving
from scim.store.storage import Membership
from scim.table.columns import single_values
from scim.table.schemas import GROUP_TYPE

from .base import PANEL_ROWS, SortedList, link, panel
from .events_panel import EVENTS, recent_events
from .forms import GroupForm
from .resources import ResourceAdmin

MAPPED = tuple(item.column for item in single_values(GROUP_TYPE))
_CHOICES = (
    gettext_lazy("What the identity provider may do"),
    {
        "fields": tuple(Group.CHOICES),
        "description": gettext_lazy(
            "While the group grants permissions. It may take members out and rename "
            "the group; it never adds members."
        ),
    },
)


class GroupChangeList(SortedList):
    """Counts the members of the groups on the page, and of no others."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        page: list[Group] = list(self.result_list)
        counted = (
            Membership.objects.filter(group__in=page).values_list("group").annotate(Count("pk"))
        )
        counts = dict(counted)
        for group in page:
            group.member_count = counts.get(group.pk, 0)  # type: ignore[attr-defined]
        self.result_list = page


@admin.register(Group)
class GroupAdmin(ResourceAdmin):
    form = GroupForm
    mapped_fields = (*MAPPED, "add_members", "remove_members")
    rights_fields = ("permissions", "scim_may_delete")
    list_display = ("name_column", "kept_by", "members", "external_id", "last_modified")
    list_filter = ("is_provisioned", "last_modified")
    console_list = "group-list"
    export_columns: ClassVar[dict[str, Any]] = {
        "display name": lambda group: group.display_name,
        "provenance": lambda group: group.provenance,
        "external id": lambda group: group.external_id,
        "SCIM id": lambda group: str(group.scim_id),
        "created": lambda group: group.created,
        "last modified": lambda group: group.last_modified,
    }
    search_fields = ("display_name_key",)  # makes the box appear; `matches` searches
    search_help_text = search.GROUP_HELP
    ordering = ("display_name_key",)
    filter_horizontal = ("permissions",)
    readonly_fields: ClassVar[tuple[str, ...]] = (
        "provenance_detail",
        "scim_id",
        "version",
        "created",
        "last_modified",
        "members_panel",
        "recent_events",
    )

    def get_fieldsets(self, request: HttpRequest, obj: Group | None = None) -> Any:
        changes = ("add_members", "remove_members")
        rights = (_("Rights"), {"fields": ("permissions",)})
        if obj is None:
            return ((None, {"fields": (*MAPPED, "add_members")}), rights)
        open_to_change = not obj.is_provisioned and self.has_change_permission(request, obj)
        about = ("provenance_detail", "scim_id", "version", "created", "last_modified")
        return (
            (None, {"fields": about}),
            (_("Group"), {"fields": MAPPED}),
            ("members", {"fields": ("members_panel", *(changes if open_to_change else ()))}),
            rights,
            *((_CHOICES,) if obj.rights_linked else ()),
            EVENTS,
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return GroupChangeList

    def matches(self, term: str) -> QuerySet[Group]:
        return search.groups(term)

    def save_related(
        self, request: HttpRequest, form: ModelForm[Group], formsets: Any, change: bool
    ) -> None:
        if isinstance(form, GroupForm):
            form.save_members()
        super().save_related(request, form, formsets, change)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Record them in the audit log too, by the names that go with them."""
        for group in queryset:
            entry = audit.record(request, audit.Action.GROUP_DELETED, group)
            memberships.record_act(entry, group, leaving(group).moves)
        return super().log_deletions(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count memberships instead of listing them: there may be thousands."""
        memberships = Membership.objects.filter(group__in=[group.pk for group in objs])
        counts = {"groups": len(objs), "memberships": memberships.count()}
        missing = [g for g in objs if not self.has_delete_permission(request, g)]
        lacking = {self.opts.verbose_name} if missing else set()
        return [str(group) for group in objs], counts, lacking, []

    @admin.display(description=gettext_lazy("Last events"))
    def recent_events(self, group: Group) -> str:
        return recent_events(group)

    @admin.display(description=gettext_lazy("Name"), ordering="display_name_key")
    def name_column(self, group: Group) -> str:
        return group.display_name

    @admin.display(description=gettext_lazy("Members"))
    def members(self, group: Group) -> int:
        count: int = group.member_count  # type: ignore[attr-defined]
        return count

    @admin.display(description=gettext_lazy("Members"))
    def members_panel(self, group: Group) -> str:
        members = User.objects.filter(groups=group.pk)
        rows = [
            (link(user), user.display_name, "" if user.is_active else "inactive")
            for user in members.only("username", "display_name", "is_active")[:PANEL_ROWS]
        ]
        address = f"{reverse('admin:accounts_user_changelist')}?groups__id__exact={group.pk}"
        text = _("Members in the list of users (%(count)s)")
        more = (address, text % {"count": words.number(members.count())}) if rows else None
        return panel(
            [_("User"), "displayName", _("State")], rows, empty=_("No members."), more=more
        )

"""Users: who they are, where they came from, and what they can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as AuthUserAdmin
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.lifecycle import activation, promotion
from accounts.models import Group, User
from accounts.people import search
from accounts.sign_in.guards import signed_in
from accounts.work import audit, mails
from accounts.work.audit import Action, Actor
from promapp_console.chips import chip
from scim.table.columns import single_values

from .attribute_values import AddressInline, ValueInline
from .base import PANEL_ROWS, link, panel
from .events_panel import EVENTS, recent_events
from .forms import UserAddForm, UserForm
from .resources import ResourceAdmin
from .tokens import tokens_panel

if TYPE_CHECKING:
    StockUserAdmin = AuthUserAdmin[User]
else:
    StockUserAdmin = AuthUserAdmin

# As in RFC 7643 section 4; all of it arrives over SCIM, so it is locked for provisioned users.
ATTRIBUTES: dict[str, list[str]] = {}
for _item in single_values():
    # As the identity provider sent it, and beside it the user whom that names.
    _fields = ["manager", "manager_value"] if _item.column == "manager_value" else [_item.column]
    ATTRIBUTES.setdefault(_item.section, []).extend(_fields)
ATTRIBUTE_FIELDSETS: list[Any] = [(title, {"fields": names}) for title, names in ATTRIBUTES.items()]
ABOUT = ("provenance_detail", "scim_id", "version", "created", "last_modified")
DISABLED_HERE = "was disabled in site administration"
DELETED_HERE = "was deleted in site administration"
GIVING = ("is_staff", "is_superuser")
CHOICES = tuple(User.CHOICES)
RIGHTS = (*GIVING, "user_permissions", *CHOICES)


@admin.register(User)
class UserAdmin(ResourceAdmin, StockUserAdmin):
    form = UserForm
    add_form = UserAddForm
    mapped_fields = (*(name for names in ATTRIBUTES.values() for name in names), "email")
    rights_fields = RIGHTS
    list_display = (
        "username_column",
        "display_name_column",
        "state",
        "role",
        "kept_by",
        "last_modified",
    )
    list_filter = ("is_active", "is_staff", "is_provisioned", "last_modified")
    list_select_related = ["provisioned_by"]
    sortable_by = ("username_column", "display_name_column", "last_modified")
    console_list = "user-list"
    export_columns: ClassVar[dict[str, Any]] = {
        "user name": lambda user: user.username,
        "display name": lambda user: user.display_name,
        "given name": lambda user: user.first_name,
        "family name": lambda user: user.last_name,
        "e-mail": lambda user: user.email,
        "active": lambda user: user.is_active,
        "administrator": lambda user: user.is_administrator,
        "provenance": lambda user: user.provenance,
        "external id": lambda user: user.external_id,
        "SCIM id": lambda user: str(user.scim_id),
        "created": lambda user: user.created,
        "last modified": lambda user: user.last_modified,
    }
    search_fields = ("username_key",)  # makes the box appear; `matches` searches
    search_help_text = search.USER_HELP
    ordering = ("username_key",)
    filter_horizontal = ("user_permissions",)
    autocomplete_fields = ["manager"]
    inlines = [ValueInline, AddressInline]
    actions = [*ResourceAdmin.actions, "disable", "end_sessions"]
    readonly_fields: ClassVar[tuple[str, ...]] = (
        *ABOUT,
        "manager_value",
        "last_login",
        "password_state",
        "promotion",
        "emails",
        "groups_panel",
        "sessions_panel",
        "tokens_panel",
        "recent_events",
    )
    fieldsets = (
        (None, {"fields": ABOUT}),
        *ATTRIBUTE_FIELDSETS,
        ("E-mail", {"fields": ("email", "emails")}),
        (gettext_lazy("Groups"), {"fields": ("groups_panel",)}),
        (
            gettext_lazy("Rights"),
            {
                "fields": ("promotion", *GIVING, "user_permissions"),
                "description": gettext_lazy("SCIM never grants or takes these."),
            },
        ),
        (
            gettext_lazy("What the identity provider may do"),
            {
                "fields": CHOICES,
                "description": gettext_lazy(
                    "While the account carries rights, and is linked with them. It "
                    "never writes the password or the e-mail address."
                ),
            },
        ),
        (
            gettext_lazy("Access"),
            {"fields": ("password_state", "last_login", "sessions_panel", "tokens_panel")},
        ),
        EVENTS,
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", "password1", "password2"), "classes": ("wide",)}),
    )

    # Who may do what

    @admin.display(description=gettext_lazy("Last events"))
    def recent_events(self, user: User) -> str:
        return recent_events(user)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        locked = super().get_readonly_fields(request, obj)
        if obj is not None and promotion.is_needed(obj) and not obj.has_rights:
            locked += GIVING
        if obj is not None and not obj.rights_linked:
            locked += CHOICES
        return locked

    def is_kept(self, name: str, obj: User) -> bool:
        if name == "is_active":
            return not obj.is_switched_by_scim
        return name == "email" and obj.has_rights

    def obstacle_to_delete(self, request: HttpRequest, obj: User) -> str:
        if obj.pk == request.user.pk:
            return _("This is you. Ask another administrator.")
        return super().obstacle_to_delete(request, obj) or activation.lack_without([obj])

    # Search

    def matches(self, term: str) -> QuerySet[Any, Any]:
        return search.keys(term)

    # Saving

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else []

    def columns_set_by(self, form: ModelForm[User]) -> set[str]:
        columns = {"manager_value"} if "manager" in form.changed_data else set()
        # Only ever set here: SCIM may have set it since the page read the row.
        return columns | (
            {"credentials_from_scim"} if form.instance.credentials_from_scim else set()
        )

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        if "manager" in form.changed_data:
            obj.manager_value = obj.manager.scim_id if obj.manager else ""
        if not change or "email" in form.changed_data:
            promotion.note_choice(obj, signed_in(request))
        super().save_model(request, obj, form, change)
        if any(name in form.changed_data and getattr(obj, name) for name in GIVING):
            promotion.told(obj, request)
        if change and "email" in form.changed_data:
            mails.address_changed(obj, Actor.of(request), str(form.initial["email"]))
        if change and "is_active" in form.changed_data:
            if obj.is_active:
                activation.enable(obj, request)
            else:
                activation.disable(obj, request, DISABLED_HERE)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """End what the user had open, too."""
        activation.delete([obj], request, DELETED_HERE)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End what these users had open, too."""
        activation.delete(queryset, request, DELETED_HERE)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  (the URL names it so)
        form_url: str = "",
    ) -> HttpResponse:
        """Record in the audit log whose password was set; one's own goes the ordinary way.

        That page asks for the present password, so a session alone never sets a new one.
        """
        user = self.get_object(request, unquote(id))
        if user and user.pk == request.user.pk:
            return redirect("account_change_password")
        response = super().user_change_password(request, id, form_url)
        if user and user.password != User.objects.get(pk=user.pk).password:
            if columns := promotion.note_choice(user, signed_in(request)):
                user.save(update_fields=columns)
            audit.record(request, Action.PASSWORD_SET, user)
        return response

    # Columns

    @admin.display(description=gettext_lazy("User name"), ordering="username_key")
    def username_column(self, user: User) -> str:
        return user.username

    @admin.display(description=gettext_lazy("Display name"), ordering="display_name_key")
    def display_name_column(self, user: User) -> str:
        return user.display_name or user.formatted_name or user.get_full_name()

    @admin.display(description=gettext_lazy("State"))
    def state(self, user: User) -> str:
        return _("Active") if user.is_active else _("Disabled")

    @admin.display(description=gettext_lazy("Role"))
    def role(self, user: User) -> str:
        return _("Administrator") if user.is_administrator else _("User")

    # Read-only panels

    @admin.display(description=gettext_lazy("Password"))
    def password_state(self, user: User) -> str:
        state = (
            _("Set.")
            if user.has_usable_password()
            else _("None: this user cannot sign in with one.")
        )
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('{} <a href="{}">{}</a>', state, address, _("Set a new password"))

    @admin.display(description=gettext_lazy("Making an administrator"))
    def promotion(self, user: User) -> str:
        if not promotion.is_needed(user):
            return _("Tick what the user may do. All administrators are told.")
        if user.is_held:
            text = _("These rights are held: the account cannot sign in until it is confirmed.")
        else:
            text = _("Others than superusers can open this account, so this is a step of its own.")
        address = reverse("user-promote", args=[user.scim_id])
        return format_html('{} <a href="{}">{}</a>', text, address, _("Make an administrator"))

    @admin.display(description="emails")
    def emails(self, user: User) -> str:
        rows = (
            (
                email.value,
                email.type,
                email.display,
                chip("quiet", _("Primary")) if email.primary else "",
            )
            for email in user.values.filter(attribute="emails")
        )
        return panel(["value", "type", "display", "primary"], rows, empty=_("None."))

    @admin.display(description=gettext_lazy("Member of"))
    def groups_panel(self, user: User) -> str:
        groups: QuerySet[Any] = Group._default_manager.filter(user=user)
        groups = groups.select_related("provisioned_by")
        rows = [(link(group), group.provenance) for group in groups[:PANEL_ROWS]]
        more = None
        if len(rows) == PANEL_ROWS:
            address = reverse("admin:accounts_group_changelist")
            more = (f"{address}?user__id__exact={user.pk}", _("All groups of this user"))
        empty = _("No groups. Members are added on the page of a group.")
        return panel([_("Group"), _("Provenance")], rows, empty=empty, more=more)

    @admin.display(description=gettext_lazy("Sessions"))
    def sessions_panel(self, user: User) -> str:
        is_open = Exists(activation.open_sessions(user).filter(pk=OuterRef("pk")))
        sessions = UserSession.objects.filter(user=user).annotate(is_open=is_open)
        rows = (
            (
                chip("good", _("Open")) if session.is_open else chip("quiet", _("Ended")),
                session.ip,
                Truncator(session.user_agent).chars(120),
                session.created_at,
                session.last_seen_at,
            )
            for session in sessions.order_by("-last_seen_at")[:20]
        )
        headings = [_("State"), _("Address"), _("Browser"), _("Signed in"), _("Last seen")]
        return panel(headings, rows, empty=_("Not signed in anywhere."))

    @admin.display(description=gettext_lazy("Access tokens"))
    def tokens_panel(self, user: User) -> str:
        return tokens_panel(user)

    # Actions

    @admin.action(description=gettext_lazy("Disable and end access"), permissions=["change"])
    def disable(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Disable those who are not the identity provider's to disable; access ends at once."""
        active = self.few(queryset.filter(is_active=True))
        managed = [user for user in active if user.is_switched_by_scim]
        if managed:
            text = _(
                "%(managed)s of them are managed by the identity provider: disable them "
                "there, or detach them first."
            ) % {"managed": len(managed)}
            self.message_user(request, text, "warning")
        return self.each(
            request,
            [user for user in active if user not in managed and user.pk != request.user.pk],
            lambda user: activation.disable(user, request, DISABLED_HERE),
            ask=_("Disable these?"),
            verb=_("Disable and end access"),
            what=_("They cannot sign in any more. Their sessions and access tokens end at once."),
            done=gettext_noop("Disabled"),
            note=_("Their sessions and access tokens have ended."),
        )

    @admin.action(description=gettext_lazy("End all sessions"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Sign people out everywhere, without disabling them."""
        return self.each(
            request,
            self.few(queryset),
            lambda user: activation.end_sessions(user, request),
            ask=_("Sign these out?"),
            verb=_("End all sessions"),
            what=_("They are signed out everywhere, and can sign in again."),
            done=gettext_noop("Signed out"),
            note=_("Their access tokens go on working."),
        )

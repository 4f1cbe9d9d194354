"""Access tokens: read, revoke and take over. Neither the secret nor its digest is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AccessToken, AccessTokenQuerySet, User
from accounts.sign_in.guards import recently_proven, signed_in
from accounts.tokens import acts
from promapp_console import chips
from promapp_console.chips import chip

from .base import PANEL_ROWS, OpsAdmin, link, panel


class LifeFilter(admin.SimpleListFilter):
    """Live or ended."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("live", _("Live")), ("ended", _("Ended (expired or revoked)"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AccessToken]
    ) -> QuerySet[AccessToken]:
        match self.value():
            case "live":
                return queryset & AccessToken.objects.live()
            case "ended":
                return queryset & AccessToken.objects.ended()
        return queryset


@admin.register(AccessToken)
class AccessTokenAdmin(OpsAdmin):
    """Shows tokens and revokes them; how a token's requests are read can be changed."""

    list_display = [
        "description",
        "state_chip",
        "kind",
        "scope",
        "token",
        "owner_link",
        "created_at",
        "expires_at",
        "last_used",
    ]
    console_list = "profile"
    list_filter = [LifeFilter, "kind", "scope"]
    list_select_related = ["owner"]
    unsearchable = ("digest",)
    search_fields = ["description", "owner_name", "=key_id"]
    search_help_text = gettext_lazy(
        "A part of the description or of the owner's user name, or a whole key id."
    )
    actions = ["revoke_selected", "take_over_selected"]
    readonly_fields = (
        "description",
        "state_chip",
        "kind",
        "scope",
        "token",
        "secrets",
        "owner_link",
        "created_at",
        "expires_at",
        "last_used_at",
        "last_used_address",
        "revoked_at",
        "revoked_by_link",
        "revoked_reason",
        "revoke_at",
        "replaces_link",
        "networks",
        "events",
    )
    fields = (*readonly_fields, *AccessToken.READING)

    def view_on_site(self, obj: AccessToken) -> str | None:
        """The token in the console, where every administrator sees those of the scope Scim."""
        is_seen = obj.scope == AccessToken.Scope.SCIM
        return reverse("token-detail", args=[obj.pk]) if is_seen else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tokens are made under My Profile, where their secret is shown once."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Tokens are revoked: what was done with them stays in the log."""
        return False

    def save_model(
        self, request: HttpRequest, obj: AccessToken, form: ModelForm[Any], change: bool
    ) -> None:
        """Change how its requests are read: nothing else on the page can be changed."""
        if form.changed_data:
            acts.read_as(request, obj, **{name: getattr(obj, name) for name in form.changed_data})

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Every administrator can revoke every token of the site."""
        return self.has_view_permission(request)

    def has_take_over_permission(self, request: HttpRequest) -> bool:
        """Some can take tokens over; which of them, `terms` says."""
        return request.user.has_perm("accounts.take_over_token")

    @admin.display(description=gettext_lazy("State"))
    def state_chip(self, token: AccessToken) -> str:
        return chip(chips.TOKEN[token.state], token.state.label)

    @admin.display(description=gettext_lazy("Token"))
    def token(self, token: AccessToken) -> str:
        return format_html("<code>{}</code>", token.hint)

    @admin.display(description=gettext_lazy("Owner"), ordering="owner_name")
    def owner_link(self, token: AccessToken) -> str:
        return link(token.owner) or f"{token.owner_name} {_('(deleted)')}"

    @admin.display(description=gettext_lazy("Last used"), ordering="last_used_at")
    def last_used(self, token: AccessToken) -> str:
        if token.last_used_at is None:
            return _("Never")
        return format_html(
            "{} {}", localize(localtime(token.last_used_at)), token.last_used_address or ""
        )

    @admin.display(description=gettext_lazy("Revoked by"))
    def revoked_by_link(self, token: AccessToken) -> str:
        return link(token.revoked_by)

    @admin.display(description=gettext_lazy("Replaces"))
    def replaces_link(self, token: AccessToken) -> str:
        return link(token.replaces)

    @admin.display(description=gettext_lazy("Secrets"))
    def secrets(self, token: AccessToken) -> str:
        rows = (
            (
                secret.hint,
                chip(chips.TOKEN[secret.state], secret.state.label),
                secret.ends_at,
                secret.last_used_at,
            )
            for secret in token.secrets.all()[:PANEL_ROWS]
        )
        headings = [_("Secret"), _("State"), _("Ends"), _("Last used")]
        return panel(headings, rows, empty=_("Only OAuth clients have secrets of their own."))

    @admin.display(description=gettext_lazy("Used from"))
    def networks(self, token: AccessToken) -> str:
        rows = ((known.network, known.first_seen_at) for known in token.known_networks.all())
        return panel([_("Network"), _("First seen")], rows, empty=_("Not used yet."))

    @admin.display(description=gettext_lazy("Requests"))
    def events(self, token: AccessToken) -> str:
        address = reverse("admin:scim_provisioningevent_changelist")
        return format_html(
            '<a href="{}?token__id__exact={}">{}</a>',
            address,
            token.pk,
            _("What was done with this token"),
        )

    @admin.action(description=gettext_lazy("Revoke selected tokens"), permissions=["revoke"])
    def revoke_selected(
        self, request: HttpRequest, queryset: AccessTokenQuerySet
    ) -> HttpResponse | None:
        """Ask first: whatever uses the tokens stops at once."""
        tokens = self.few(queryset.filter(revoked_at=None).select_related("owner"))
        if not tokens:
            self.message_user(request, _("All of them were revoked before."), messages.WARNING)
            return None
        if "confirmed" not in request.POST:
            return self._ask(request, tokens)
        revoked = [
            token
            for token in tokens
            if acts.revoke(request, token, reason="in site administration")
        ]
        for token in revoked:
            self.log_change(request, token, "Revoked.")
        count = len(revoked)
        text = ngettext("%(count)s token was revoked.", "%(count)s tokens were revoked.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
        return None

    @admin.action(description=gettext_lazy("Take over selected tokens"), permissions=["take_over"])
    def take_over_selected(
        self, request: HttpRequest, queryset: QuerySet[AccessToken]
    ) -> HttpResponse | None:
        """Become the owner: a token whose owner left works again, with the same secret."""
        return recently_proven(self._take_over)(request, queryset)

    def _take_over(self, request: HttpRequest, tokens: QuerySet[AccessToken]) -> HttpResponse:
        for token in self.few(tokens):
            try:
                acts.take_over(request, token, owner=signed_in(request))
            except ValidationError as error:
                text = f"{token}: {' '.join(error.messages)}"
                self.message_user(request, text, messages.ERROR)
            else:
                self.log_change(request, token, "Taken over.")
                self.message_user(
                    request, _("%(token)s is yours now.") % {"token": token}, messages.SUCCESS
                )
        return redirect(request.get_full_path())

    def _ask(self, request: HttpRequest, tokens: Iterable[AccessToken]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revoke access tokens"),
            "opts": self.opts,
            "tokens": tokens,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(
            request, "admin/accounts/accesstoken/revoke_confirmation.html", context
        )


def tokens_panel(owner: User) -> str:
    """The access tokens of one user: the live ones, and the latest of those that ended."""
    rows = [
        (
            link(token, token.description),
            chip(chips.TOKEN[token.state], token.state.label),
            token.get_scope_display(),
            token.hint,
            token.expires_at,
            token.last_used_at,
        )
        for token in AccessToken.objects.filter(owner=owner).live_first(PANEL_ROWS)
    ]
    headings = [_("Description"), _("State"), _("Scope"), _("Token"), _("Expires"), _("Last used")]
    address = f"{reverse('admin:accounts_accesstoken_changelist')}?owner__id__exact={owner.pk}"
    more = (address, _("All tokens of this user")) if rows else None
    return panel(headings, rows, empty=_("No access tokens."), more=more)

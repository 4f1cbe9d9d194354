"""The site of Django admin: one door, one way to sign in, and a proof before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts import token_format
from accounts.lifecycle.activation import LastAdministrator
from accounts.sign_in.guards import recently_proven

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


# Every list, in its part, as the sidebar and the header name them.
PARTS = {
    gettext_noop("Provisioning"): {
        "scim.ProvisioningEvent": gettext_noop("Provisioning events"),
        "scim.LinkRequest": gettext_noop("Link requests"),
        "scim.DailyCount": gettext_noop("Daily counts"),
    },
    gettext_noop("People"): {
        "accounts.User": gettext_noop("Users"),
        "accounts.Group": gettext_noop("Groups"),
        "accounts.Role": gettext_noop("Roles"),
        "accounts.Entitlement": gettext_noop("Entitlements"),
    },
    gettext_noop("Site"): {
        "accounts.AccessToken": gettext_noop("Access tokens"),
        "accounts.AuditEntry": gettext_noop("Audit log"),
        "accounts.Mail": gettext_noop("Mails"),
        "accounts.ScheduledJob": gettext_noop("Scheduled jobs"),
        "mfa.Authenticator": gettext_noop("Second factors"),
        "accounts.KnownNetwork": gettext_noop("Known networks"),
    },
}


class AdministrationSite(AdminSite):
    """Every page of Django admin passes `admin_view`: there stands what holds for all of them."""

    site_header = gettext_lazy("Promapp site administration")
    site_title = "Promapp"
    index_title = gettext_lazy("Site administration")

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send to the console's own sign-in: its rate limits and second factor hold here too."""
        return super().login(request, extra_context)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Send to the console's page, which is rate-limited and asks for the present password."""
        return redirect("account_change_password")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists in the parts and the order of PARTS, whichever application they are of."""
        known = {
            model["model"]._meta.label: model
            for app in super().get_app_list(request, app_label)
            for model in app["models"]
        }
        parts = [
            {
                "name": _(part),
                "app_label": part.lower(),
                "app_url": reverse("admin:index"),
                "has_module_perms": True,
                "models": [
                    {**known[label], "name": _(name)}
                    for label, name in names.items()
                    if label in known
                ],
            }
            for part, names in PARTS.items()
        ]
        return [part for part in parts if part["models"]]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Ask for a recent proof before whatever is not only read, as the console does.

        What is done and what the audit log says of it are one transaction: Django opens none for
        an action of a list, and logs a deletion before it deletes.
        """
        if view == self.logout:  # whoever leaves need not say who they are
            return super().admin_view(view, cacheable)

        @wraps(view)
        def proven(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            is_safe = request.method in _SAFE
            if not is_safe and _holds_a_token(request):
                messages.error(
                    request, _("Nothing was done: an access token was typed. Revoke it.")
                )
                return redirect(request.path)
            if is_safe:
                return view(request, *args, **kwargs)
            try:
                with transaction.atomic():
                    return recently_proven(view)(request, *args, **kwargs)
            except LastAdministrator as refusal:  # another request was faster
                messages.error(request, _("Nothing was done. %(refusal)s") % {"refusal": refusal})
                return redirect(request.get_full_path())

        return super().admin_view(proven, cacheable)


def _holds_a_token(request: HttpRequest) -> bool:
    """True if a token was pasted into some field: what is stored there, many read."""
    typed = (text for values in request.POST.lists() for text in values[1])
    return any(token_format.holds_one(str(text)) for text in typed)

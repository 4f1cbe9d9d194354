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
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import token_format
from accounts.lifecycle.activation import LastAdministrator
from accounts.sign_in.guards import recently_proven

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class AdministrationSite(AdminSite):
    """Every page of Django admin passes `admin_view`: there stands what holds for all of them."""

    site_header = gettext_lazy("Promapp site administration")
    site_title = "Promapp"
    index_title = gettext_lazy("Site administration")
    enable_nav_sidebar = False  # a line of links in the header leaves room for the lists

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send to the console's own sign-in: its rate limits and second factor hold here too."""
        return super().login(request, extra_context)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Send to the console's page, which is rate-limited and asks for the present password."""
        return redirect("account_change_password")

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

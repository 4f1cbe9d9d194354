"""My Profile and its access tokens; the theme."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import lifecycle
from .access import administrator_required, recently_proven, signed_in
from .context import THEME_COOKIE
from .forms import THEMES, TokenForm
from .models import User
from .tokens import AlreadyIssued

THEME_AGE = 365 * 24 * 3600  # seconds


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's sign-in; it says how to begin where the site has no administrator."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_without = not User.objects.administrators().exists()
        return {**super().get_context_data(**kwargs), "is_without_administrator": is_without}


@require_safe
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, where, and with which access tokens."""
    user = signed_in(request)
    tokens = user.access_tokens.select_related("owner")
    context = {
        "person": user,
        "sessions": UserSession.objects.purge_and_list(user),
        "tokens": [token for token in tokens if not token.is_ended],
        "ended_tokens": [token for token in tokens if token.is_ended],
    }
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrator_required
@recently_proven
def create_token(request: HttpRequest) -> HttpResponse:
    """Ask for description, scope and life; then show the new token, this once."""
    if request.method != "POST":
        # A link may fill the form in: ?description=Entra&scope=scim
        given = {
            name: request.GET[name] for name in ("description", "scope") if name in request.GET
        }
        return render(request, "accounts/token_form.html", {"form": TokenForm(initial=given)})
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/token_form.html", {"form": form})
    return _issue(request, form)


@sensitive_variables("secret")
def _issue(request: HttpRequest, form: TokenForm) -> HttpResponse:
    try:
        token, secret = form.issue(request, signed_in(request))
    except AlreadyIssued:
        return render(request, "accounts/token_already_created.html")
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "accounts/token_form.html", {"form": form})
    context = {"token": token, "secret": secret}
    return render(request, "accounts/token_created.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and revoke one of the user's own tokens."""
    token = get_object_or_404(signed_in(request).access_tokens.select_related("owner"), pk=pk)
    if request.method == "POST":
        lifecycle.revoke(request, token)
        messages.success(request, f"The token “{token.description}” was revoked.")
        return redirect("profile")
    return render(request, "accounts/token_revoke.html", {"token": token})


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie, and go back to where it was chosen."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = request.is_secure()
        response.set_cookie(
            THEME_COOKIE, chosen, THEME_AGE, httponly=True, samesite="Lax", secure=secure
        )
    return response

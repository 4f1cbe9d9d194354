"""Sign-in, My Profile, and the theme."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.lifecycle import details
from accounts.models import AccessToken, AccessTokenQuerySet, User
from accounts.sign_in import devices, sessions
from accounts.sign_in.guards import recently_proven, signed_in
from accounts.tokens.reminders import REMIND_BEFORE
from accounts.words import enumeration

from . import kept_choices, warnings
from .forms import THEMES, DetailsForm

ENDED_SHOWN = 50


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's sign-in; it says how to begin where the site has no administrator."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_without = not User.objects.administrators().exists()
        return {**super().get_context_data(**kwargs), "is_without_administrator": is_without}


class SessionsView(ListUserSessionsView):  # type: ignore[misc]
    """allauth's list of one's sessions; to end the others is proven first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        used = sessions.last_uses(row.session_key for row in context["sessions"])
        for row in context["sessions"]:
            row.used_at = used.get(row.session_key)
        return context

    @method_decorator(recently_proven)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


@require_POST
@recently_proven
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's other sessions; that of this browser ends by signing out."""
    others = UserSession.objects.exclude(session_key=request.session.session_key)
    session = get_object_or_404(others, pk=pk, user=signed_in(request))
    get_adapter().end_sessions([session])
    browser = devices.device(session.user_agent)
    messages.success(request, _("The session of %(browser)s was ended.") % {"browser": browser})
    return redirect("usersessions_list")


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, where, and the access tokens that they may see."""
    user = signed_in(request)
    own = AccessToken.objects.filter(owner=user)
    others = AccessToken.objects.visible_to(user).exclude(owner=user)
    context = {
        "person": user,
        "attention": warnings.about_tokens(user),
        "own": _listed(own),
        "others": _listed(others) if user.is_administrator else None,
        "reminders": _("%(days)s day before")
        % {"days": enumeration([str(days) for days in REMIND_BEFORE])},
        **_second_factors(user),
    }
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@recently_proven
def edit(request: HttpRequest) -> HttpResponse:
    """Let people change what is theirs of their account."""
    user = signed_in(request)
    form = DetailsForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if form.is_valid():
        if details.change(user, form.cleaned_data, request):
            messages.success(request, _("Your details were saved."))
        return redirect("profile")
    return render(request, "accounts/profile_edit.html", {"form": form, "person": user})


def _second_factors(user: User) -> dict[str, Any]:
    """The kinds of second factors in words, and the recovery codes beside them; one query."""
    found = list(Authenticator.objects.filter(user=user))
    keys = sum(factor.type == Authenticator.Type.WEBAUTHN for factor in found)
    names = [_("Authenticator app") for row in found if row.type == Authenticator.Type.TOTP]
    if keys:
        text = ngettext("%(number)s passkey or security key", "%(number)s passkeys or keys", keys)
        names.append(text % {"number": keys})
    codes = [row.wrap() for row in found if row.type == Authenticator.Type.RECOVERY_CODES]
    return {"factors": names, "codes": codes[0] if codes else None}


def _listed(tokens: AccessTokenQuerySet) -> dict[str, Any]:
    """Live tokens, and the latest of those that ended; four queries."""
    rows = tokens.select_related("owner", "replaces").prefetch_related("replacements")
    ended = list(rows.ended()[: ENDED_SHOWN + 1])
    return {
        "live": list(rows.live()),
        "ended": ended[:ENDED_SHOWN],
        "has_more": len(ended) > ENDED_SHOWN,
    }


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie, and go back to where it was chosen."""
    chosen = request.POST.get("theme", "")
    return kept_choices.keep(request, chosen, THEMES, settings.THEME_COOKIE_NAME)

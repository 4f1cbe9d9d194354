"""Access tokens: create, show, revoke, take over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts import words
from accounts.models import ClientSecret
from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from accounts.tokens import acts, rotation, terms
from accounts.tokens.nonces import AlreadyIssued
from accounts.tokens.rows import AccessToken
from accounts.work.audit import AuditEntry

from .token_forms import RevokeForm, TokenForm

HISTORY_SHOWN = 50
ENDED_SHOWN = 5


def visible_token(request: HttpRequest, pk: int) -> AccessToken:
    """Return a token that the user may see, its owner loaded. Raises Http404."""
    tokens = AccessToken.objects.visible_to(signed_in(request))
    return get_object_or_404(tokens.select_related("owner", "revoked_by"), pk=pk)


def secrets_of(client: AccessToken) -> dict[str, Any]:
    """What the part about a client's secrets shows: the live ones, and the last that ended."""
    rows = ClientSecret.objects.filter(client=client)
    live = list(rows.live())
    state = ""
    if len(live) > 1 and not client.is_revoked:
        state = "used" if live[0].last_used_at else "waiting"
    return {
        "client": client,
        "live": live,
        "ended": rows.exclude(pk__in=[row.pk for row in live])[:ENDED_SHOWN],
        "state": state,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def create_token(request: HttpRequest) -> HttpResponse:
    """Ask for description, scope and life; then show the new token, this once."""
    if request.method != "POST":
        # A link may fill the form in: ?description=Entra&scope=scim
        names = ("description", "kind", "scope", "client")
        given = {name: request.GET[name] for name in names if name in request.GET}
        form = TokenForm(initial=given, owner=signed_in(request))
        return render(request, "accounts/token_form.html", {"form": form})
    form = TokenForm(request.POST, owner=signed_in(request))
    if not form.is_valid():
        return render(request, "accounts/token_form.html", {"form": form})
    if form.is_federated:
        return _add_client(request, form)
    return _issue_client(request, form) if form.is_of_client else _issue(request, form)


def _add_client(request: HttpRequest, form: TokenForm) -> HttpResponse:
    """Make a client that has nothing to show, and go on to what lets it in."""
    try:
        client = form.add_client(request, signed_in(request))
    except AlreadyIssued:
        client = AccessToken.objects.get(nonce=form.cleaned_data["nonce"])
        messages.info(request, _("This form has created its OAuth client before."))
        return redirect("token-detail", client.pk)
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "accounts/token_form.html", {"form": form})
    messages.success(
        request,
        _("OAuth client “%(description)s” created. Nothing lets it in yet: add a trust.")
        % {"description": client.description},
    )
    return redirect("client-trust", client.pk)


@sensitive_variables("secret", "context")
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


@sensitive_variables("secret", "context")
def _issue_client(request: HttpRequest, form: TokenForm) -> HttpResponse:
    try:
        client, row, secret = form.issue_client(request, signed_in(request))
    except AlreadyIssued:
        return render(request, "accounts/token_already_created.html")
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "accounts/token_form.html", {"form": form})
    context = {"token": client, "row": row, "secret": secret}
    return render(request, "accounts/client_created.html", context)


@require_safe
def show_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything about a token but its secret."""
    token = visible_token(request, pk)
    user = signed_in(request)
    context = {
        "token": token,
        "is_own": token.owner_id == user.pk,
        "rotation": rotation.of(token) if user.is_administrator else None,
        "replaces": token.replaces,
        "replacements": AccessToken.objects.filter(replaces=token).select_related("owner"),
        "networks": token.known_networks.all(),
        # Names and addresses of administrators, which are for administrators.
        "history": AuditEntry.objects.about(token)[:HISTORY_SHOWN]
        if user.is_administrator
        else None,
    }
    if token.is_client:
        context["secrets"] = secrets_of(token)
        context["trust"] = token.live_trust()
    return render(request, "accounts/token.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and revoke a token; somebody else's needs a recent proof."""
    token = visible_token(request, pk)
    is_own = token.owner_id == signed_in(request).pk
    revoke = _revoke if is_own else recently_proven(_revoke)
    return revoke(request, token)


def _revoke(request: HttpRequest, token: AccessToken) -> HttpResponse:
    form = RevokeForm(request.POST if request.method == "POST" else None, token=token)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/token_revoke.html", {"token": token, "form": form})
    if not form.revoke(request):
        messages.info(
            request,
            _("The token “%(description)s” had been revoked before.")
            % {"description": token.description},
        )
    elif token.is_ended or token.revoke_at is None:
        messages.success(
            request,
            _("The token “%(description)s” was revoked.") % {"description": token.description},
        )
    else:
        messages.success(
            request,
            _("The token “%(description)s” ends on %(revoke_at)s.")
            % {"description": token.description, "revoke_at": words.to_the_minute(token.revoke_at)},
        )
    if form.replacement:
        return redirect("token-detail", form.replacement.pk)
    return redirect("profile")


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def take_over_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and make the administrator who is signed in the token's owner."""
    token = visible_token(request, pk)
    user = signed_in(request)
    errors: list[str] = []
    if request.method == "POST":
        try:
            acts.take_over(request, token, owner=user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(
                request,
                _("The token “%(description)s” is yours now. Its secret is the same as before.")
                % {"description": token.description},
            )
            return redirect("token-detail", token.pk)
    context = {
        "token": token,
        "is_own": token.owner_id == user.pk,
        "obstacle": terms.obstacle_to_take_over(user, token.scope),
        "errors": errors,
    }
    return render(request, "accounts/token_take_over.html", context)

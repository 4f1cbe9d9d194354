"""The secrets of an OAuth client: add, show once, watch, revoke."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts import words
from accounts.models import AccessToken, ClientSecret
from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from accounts.tokens import client_acts, rotation
from accounts.tokens.nonces import AlreadyIssued

from .token_forms import RevokeSecretForm, SecretForm
from .tokens import secrets_of, visible_token


def visible_client(request: HttpRequest, pk: int) -> AccessToken:
    """Return an OAuth client that the user may see, its owner loaded. Raises Http404."""
    client = visible_token(request, pk)
    if not client.is_client:
        raise Http404
    return client


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def add_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain what follows; then show the new secret, this once."""
    client = visible_client(request, pk)
    form = SecretForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _add(request, client, form)
    return _explain(request, client, form)


def _explain(request: HttpRequest, client: AccessToken, form: SecretForm) -> HttpResponse:
    user = signed_in(request)
    context = {
        "token": client,
        "form": form,
        "obstacle": client_acts.obstacle_to_secret(user, client),
        "is_own": client.owner_id == user.pk,
    }
    return render(request, "accounts/secret_form.html", context)


@sensitive_variables("secret", "context")
def _add(request: HttpRequest, client: AccessToken, form: SecretForm) -> HttpResponse:
    try:
        row, secret = form.add(request, client)
    except AlreadyIssued:
        messages.info(request, _("This form has added its secret before."))
        return redirect("token-detail", client.pk)
    except ValidationError as error:
        form.add_error(None, error)
        return _explain(request, client, form)
    context = {"token": client, "row": row, "secret": secret, "secrets": secrets_of(client)}
    return render(request, "accounts/client_created.html", context)


@require_safe
@administrator_required
def show_secrets(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a client's page about its secrets, which asks anew while one is not used."""
    secrets = secrets_of(visible_client(request, pk))
    return render(request, "accounts/includes/secrets.html", {"secrets": secrets})


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_secret(request: HttpRequest, pk: int, secret: int) -> HttpResponse:
    """Ask, and revoke a secret; that of somebody else's client needs a recent proof."""
    client = visible_client(request, pk)
    row = get_object_or_404(ClientSecret.objects.filter(client=client), pk=secret)
    is_own = client.owner_id == signed_in(request).pk
    revoke = _revoke if is_own else recently_proven(_revoke)
    return revoke(request, client, row)


def _revoke(request: HttpRequest, client: AccessToken, row: ClientSecret) -> HttpResponse:
    form = RevokeSecretForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        others = ClientSecret.objects.filter(client=client).live().exclude(pk=row.pk)
        context = {
            "token": client,
            "row": row,
            "form": form,
            "other": others.first(),
            "overlaps": rotation.overlaps(),
        }
        return render(request, "accounts/secret_revoke.html", context)
    names = {"secret": row.hint}
    if not form.revoke(request, row):
        messages.info(request, _("The secret %(secret)s had been revoked before.") % names)
    elif row.revoked_at or row.revoke_at is None:
        messages.success(request, _("The secret %(secret)s was revoked.") % names)
    else:
        names["when"] = words.to_the_minute(row.revoke_at)
        messages.success(request, _("The secret %(secret)s ends on %(when)s.") % names)
    return redirect("token-detail", client.pk)

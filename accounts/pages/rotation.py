"""The assistant that replaces one access token by another without a gap."""

from __future__ import annotations

from itertools import chain

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from accounts.tokens import rotation, terms
from accounts.tokens.nonces import AlreadyIssued
from accounts.tokens.rows import AccessToken

from .token_forms import RotateForm
from .tokens import visible_token


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def rotate_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain what follows; then show the new token, this once, and wait for its first use."""
    token = visible_token(request, pk)
    if token.is_client:  # has a second secret meanwhile, not a second client
        return redirect("client-secret-add", token.pk)
    form = RotateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not token.is_ended and form.is_valid():
        return _issue(request, token, form)
    return _explain(request, token, form)


def _explain(request: HttpRequest, token: AccessToken, form: RotateForm) -> HttpResponse:
    context = {
        "token": token,
        # A nonce of its own: what was sent has made a token, or is no nonce at all.
        "form": RotateForm(),
        "errors": list(chain.from_iterable(form.errors.values())),
        "replacement": rotation.replacement_of(token),
        "obstacle": terms.obstacle(signed_in(request), token.scope),
        "is_own": token.owner_id == signed_in(request).pk,
    }
    return render(request, "accounts/token_rotate.html", context)


@sensitive_variables("secret", "context")
def _issue(request: HttpRequest, token: AccessToken, form: RotateForm) -> HttpResponse:
    try:
        new, secret = form.rotate(request, token, signed_in(request))
    except AlreadyIssued:
        replacement = rotation.replacement_of(token)
        return render(request, "accounts/token_already_created.html", {"replacement": replacement})
    except ValidationError as error:
        form.add_error(None, error)
        return _explain(request, token, form)
    context = {"token": new, "secret": secret, "rotation": rotation.of(new)}
    return render(request, "accounts/token_created.html", context)


@require_safe
@administrator_required
def rotation_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a new token's page that tells how far it has replaced the old one."""
    progress = rotation.of(visible_token(request, pk))
    if progress is None:
        raise Http404
    return render(request, "accounts/includes/rotation.html", {"rotation": progress})

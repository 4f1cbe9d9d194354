"""Whom an OAuth client trusts in place of a secret: add, look at what was claimed, pin, revoke."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import AccessToken, FederatedTrust
from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from accounts.tokens import client_acts, trust_acts
from accounts.tokens.trust_acts import Identity

from .clients import visible_client


class IdentityForm(forms.Form):
    """The four values that Microsoft Entra shows."""

    issuer = forms.CharField(label=gettext_lazy("Issuer"), max_length=600)
    jwks_url = forms.CharField(label=gettext_lazy("JWKS URL"), max_length=600)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=600)
    audiences = forms.CharField(
        label=gettext_lazy("Audience"),
        max_length=6000,
        help_text=gettext_lazy(
            "One a line. One that ends in /.default stands for the three forms that Microsoft "
            "Entra sends."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def act(self, request: HttpRequest, client: AccessToken) -> None:
        """Trust the identity. Raises ValidationError."""
        given = self.cleaned_data
        audiences = trust_acts.audiences_of(given["audiences"].splitlines())
        identity = Identity(given["issuer"], given["jwks_url"], audiences, given["subject"])
        trust_acts.trust(request, client, identity)


class TenantForm(forms.Form):
    """The tenant alone: what it claims is looked at once it has come."""

    tenant = forms.CharField(label=gettext_lazy("Tenant ID"), max_length=100)

    def act(self, request: HttpRequest, client: AccessToken) -> None:
        """Wait for an assertion of the tenant. Raises ValidationError."""
        trust_acts.wait_for_one(request, client, tenant=self.cleaned_data["tenant"])


_FORMS: dict[str, type[IdentityForm] | type[TenantForm]] = {
    "identity": IdentityForm,
    "tenant": TenantForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def show_trust(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the trust of a client, and do to it what was chosen."""
    client = visible_client(request, pk)
    trust = client.live_trust()
    act = request.POST.get("act", "")
    if act in _FORMS:
        return _add(request, client, act)
    if trust and act:
        try:
            told = _do(request, trust, act)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, told)
        return redirect("client-trust", client.pk)
    return _show(request, client, trust)


def _add(request: HttpRequest, client: AccessToken, which: str) -> HttpResponse:
    form = _FORMS[which](request.POST)
    if form.is_valid():
        try:
            form.act(request, client)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("client-trust", client.pk)
    return _show(request, client, client.live_trust(), form)


def _do(request: HttpRequest, trust: FederatedTrust, act: str) -> str:
    """Pin, discard or revoke; returns what was done. Raises ValidationError."""
    if act == "pin":
        trust_acts.pin(request, trust, mark=request.POST.get("mark", ""))
        return _("The OAuth client trusts this identity from now on.")
    if act == "discard" and trust_acts.discard(request, trust):
        return _("What was claimed is forgotten. The next assertion is held.")
    if act == "revoke":
        trust_acts.revoke(request, trust)
        return _("The trust was revoked, and its tokens have ended.")
    raise ValidationError(_("Nothing was done; try again."))


def _show(
    request: HttpRequest,
    client: AccessToken,
    trust: FederatedTrust | None,
    sent: IdentityForm | TenantForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "token": client,
        "trust": trust,
        "mark": trust_acts.mark_of(trust) if trust else "",
        "obstacle": client_acts.obstacle_to_secret(signed_in(request), client),
        "is_own": client.owner_id == signed_in(request).pk,
        "form": sent,
    }
    for name, kind in _FORMS.items():
        context[f"{name}_form"] = sent if isinstance(sent, kind) else kind()
    return render(request, "accounts/trust.html", context)

"""Making an administrator of somebody whose account the identity provider writes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.lifecycle import promotion
from accounts.models import User
from accounts.pages.forms import PromotionForm
from accounts.sign_in.guards import administrator_required, may_change, recently_proven, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def promote_user(request: HttpRequest, scim_id: UUID) -> HttpResponse:
    """Say what it means, ask for an address, and do it."""
    person = get_object_or_404(User, scim_id=str(scim_id))
    user = signed_in(request)
    if not (user.is_superuser and may_change(user, person)):
        raise PermissionDenied
    form = PromotionForm(request.POST if request.method == "POST" else None)
    is_needed = promotion.is_needed(person)
    if request.method == "POST" and is_needed and form.is_valid():
        promotion.promote(person, request, **form.cleaned_data)
        text = _("<bdi>{}</bdi> is an administrator now, and can set a password with {}.")
        messages.success(request, format_html(text, person, person.email))
        return redirect("admin:accounts_user_change", person.pk)
    context = {"person": person, "form": form, "is_needed": is_needed}
    return render(request, "accounts/promote.html", context)

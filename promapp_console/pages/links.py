"""Link requests: local accounts and groups with rights that wait for an administrator's yes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Group, User
from accounts.pages.forms import LinkForm
from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from scim.models import LinkRequest

DECIDED = 20


@require_safe
@administrator_required
def links(request: HttpRequest) -> HttpResponse:
    """Show what waits, and what was decided lately."""
    requests = LinkRequest.objects.select_related("user", "group", "token", "decided_by")
    state = LinkRequest.State
    context = {
        "waiting": requests.waiting(),
        "decided": requests.exclude(state=state.OPEN).order_by("-decided_at")[:DECIDED],
        "dismissed": state.DISMISSED,
        "may_approve": signed_in(request).is_superuser,
    }
    return render(request, "scim/links.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what the identity provider may do, and hand the account or group over to it."""
    found = get_object_or_404(LinkRequest, pk=pk)
    if request.method != "POST":
        context = {
            "item": found,
            "form": _form(found),
            "is_waiting": found.state in LinkRequest.UNDECIDED
            and LinkRequest.objects.unlinked().filter(pk=pk).exists(),
            "may_approve": signed_in(request).is_superuser,
        }
        return render(request, "scim/link_approve.html", context)
    try:
        is_done = found.approve(request, **_form(found, request.POST).choices)
    except PermissionDenied as error:
        messages.error(request, str(error))
        return redirect("provisioning-links")
    if is_done:
        messages.success(
            request,
            _("“%(resource)s” is linked. The identity provider's next try will succeed.")
            % {"resource": found.resource},
        )
    else:
        messages.info(
            request, _("“%(resource)s” was decided before.") % {"resource": found.resource}
        )
    return redirect("provisioning-links")


@require_POST
@administrator_required
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the account or group local."""
    found = get_object_or_404(LinkRequest, pk=pk)
    if found.dismiss(request):
        messages.success(request, _("“%(resource)s” stays local.") % {"resource": found.resource})
    else:
        messages.info(
            request, _("“%(resource)s” was decided before.") % {"resource": found.resource}
        )
    return redirect("provisioning-links")


def _form(found: LinkRequest, data: Any = None) -> LinkForm:
    """What the identity provider may do to what is linked."""
    return LinkForm(data, model=User if found.user_id else Group)

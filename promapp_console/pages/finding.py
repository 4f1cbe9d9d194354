"""The search in the bar: a page of results, and the few that are shown while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import signed_in
from promapp_console.lists import finding


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found; an id leads straight to what it names."""
    asked = finding.term(request.GET.get("search", ""))
    found = finding.find(asked, signed_in(request))
    if address := finding.straight(found):
        return redirect(address)
    shown = finding.shown(asked)
    if shown != asked:  # nor is a token left in the address, which the page holds too
        return redirect(f"{request.path}?{urlencode({'search': shown})}")
    context = {"asked": shown, "found": found, "longest": finding.LONGEST}
    return render(request, "scim/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The results alone, as a list to choose from."""
    asked = finding.term(request.GET.get("search", ""))
    found = finding.find(asked, signed_in(request))
    count = sum(len(kind.hits) for kind in found)
    context = {"asked": finding.shown(asked), "found": found, "count": count}
    return render(request, "scim/includes/suggestions.html", context)

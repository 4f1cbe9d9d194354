"""Provisioning → Set-up: the steps of the tutorial, which move by themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from promapp_console.provisioning import guides
from promapp_console.provisioning.setup import setup_progress

from .status import remedy_address


@require_safe
@administrator_required
def setup(request: HttpRequest) -> HttpResponse:
    """Show how far the set-up has come."""
    return render(request, "scim/setup.html", _context(request))


@require_safe
@administrator_required
def progress(request: HttpRequest) -> HttpResponse:
    """The steps alone, which the page asks for every few seconds."""
    return render(request, "scim/includes/progress.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    """`client` of the address names the guide, each `done` a step that nobody can see from here."""
    passed = guides.UNSEEN & set(request.GET.getlist("done"))
    found = setup_progress(request.GET.get("client", ""), passed)
    now = found.current.key if found.current else ""
    return {
        "progress": found,
        "guides": guides.GUIDES.values(),
        "remedy": remedy_address(found.trouble),
        "query": urlencode({"client": found.guide.key, "done": sorted(passed)}, doseq=True),
        "next": urlencode({"client": found.guide.key, "done": sorted({*passed, now})}, doseq=True),
    }

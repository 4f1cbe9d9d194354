"""Provisioning → Set-up: the steps of the tutorial, which move by themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from promapp_console.provisioning.setup import setup_progress

from .status import remedy_address


@require_safe
@administrator_required
def setup(request: HttpRequest) -> HttpResponse:
    """Show how far the set-up has come."""
    return render(request, "scim/setup.html", _context())


@require_safe
@administrator_required
def progress(request: HttpRequest) -> HttpResponse:
    """The steps alone, which the page asks for every few seconds."""
    return render(request, "scim/includes/progress.html", _context())


def _context() -> dict[str, Any]:
    found = setup_progress()
    remedy = remedy_address(found.trouble.remedy) if found.trouble else ""
    return {"progress": found, "remedy": remedy}

"""The language of this browser, for whoever has chosen none in My Profile."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts import languages

from . import kept_choices


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and go back to where it was chosen."""
    chosen = request.POST.get("language", "")
    return kept_choices.keep(request, chosen, languages.offered(), settings.LANGUAGE_COOKIE_NAME)

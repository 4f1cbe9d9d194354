"""Pages show times in the zone of whoever reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import programs, zones


class ReaderZoneMiddleware:
    """Activates the reader's zone; stands below the middleware that knows who that is.

    The JSON API speaks UTC, whoever asks; `/api/scim` never gets here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if programs.is_asking(request):
            return self.get_response(request)
        with timezone.override(zones.of_reader(request)):
            return self.get_response(request)

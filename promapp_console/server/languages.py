"""In which language a page is answered: the reader's choice, else the browser's, else English.

What programs read is English whoever asks: nothing here runs for /api.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts import languages, programs


class LanguageMiddleware:
    """Speaks the reader's language as long as the request lasts; stands below who is signed in.

    A thread answers many requests: the next one, which may be an identity provider's, finds it
    as it was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if programs.is_asking(request):
            return self.get_response(request)
        language = languages.of_reader(request)
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", language)
        return response

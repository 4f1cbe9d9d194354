"""The middleware that django-scim2 asks for: it says who the request is from."""

from collections.abc import Callable
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse


class BearerMiddleware:
    """Lets in whoever sends the one token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.expected = f"Bearer {settings.BEARER_TOKEN}".encode()
        self.client = get_user_model()(username="identity provider")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if compare_digest(request.headers.get("Authorization", "").encode(), self.expected):
            request.user = self.client
        return self.get_response(request)

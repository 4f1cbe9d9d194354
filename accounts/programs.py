"""Programs, which are answered in JSON, in English and in UTC, whoever asks through them."""

from django.http import HttpRequest

_ADDRESSES = "/api/"


def is_asking(request: HttpRequest) -> bool:
    """Whether the address is one for programs."""
    return request.path_info.startswith(_ADDRESSES)

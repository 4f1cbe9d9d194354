"""Whether a request crossed a network in clear on its way to a site that is reached by https."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def crossed_in_clear(request: HttpRequest) -> bool:
    """True where what the request carries, such as a token, could be read on the way.

    A proxy's X-Forwarded-Proto says so, whoever it is: nobody gains by owning to plain http. Where
    it says nothing, a proxy is taken to do its work, and so is whoever calls from this machine.
    """
    if not settings.IS_HTTPS or request.META.get("wsgi.url_scheme") == "https":
        return False
    claimed = request.META.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip().lower()
    if claimed or settings.TRUSTED_PROXY_COUNT:
        return bool(claimed == "http")
    try:
        return not ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a Unix socket
        return False

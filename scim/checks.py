"""Deployment mistakes that would break the endpoint, or weaken it."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

ENTRANCE = "scim.middleware.EndpointMiddleware"


@register
def check_entrance(**_: Any) -> Iterable[CheckMessage]:
    """Sessions, redirects and pages must not stand before the endpoint."""
    if settings.MIDDLEWARE[:1] != [ENTRANCE]:
        yield Error(
            f"{ENTRANCE} is not the first in MIDDLEWARE.",
            hint="Put it first: the endpoint answers an identity provider without the others.",
            id="scim.E001",
        )


@register
def check_transactions(**_: Any) -> Iterable[CheckMessage]:
    """The endpoint ends its own transactions; an outer one would commit half-done work."""
    for alias, database in settings.DATABASES.items():
        if database.get("ATOMIC_REQUESTS"):
            yield Error(
                f"The database {alias!r} has ATOMIC_REQUESTS on.",
                hint="Take ATOMIC_REQUESTS out of DATABASE_URL.",
                id="scim.E002",
            )


@register(Tags.security, deploy=True)
def check_scheme(**_: Any) -> Iterable[CheckMessage]:
    """Over plain http the token can be read on the way, and Microsoft Entra ID refuses it."""
    url = urlsplit(settings.PUBLIC_URL)
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        yield checks.Warning(
            "PUBLIC_URL is plain http: access tokens travel readable, and Microsoft Entra ID "
            "accepts no such Tenant URL.",
            hint="Serve the site over TLS and set PUBLIC_URL to its https address.",
            id="scim.W001",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

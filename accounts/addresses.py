"""Where a request comes from."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

_LONGEST = 100  # characters; of IPv6 with a scope and a port there are fewer


def client_address(request: HttpRequest) -> str | None:
    """Return the client's IP address, or None if there is none (a Unix socket).

    Behind `TRUSTED_PROXY_COUNT` proxies it is the entry of X-Forwarded-For that the first of them
    added; what a client wrote there itself is not believed.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = forwarded[-settings.TRUSTED_PROXY_COUNT :][0].strip() or address
    return _plain(address) if len(address) <= _LONGEST else None


@lru_cache(maxsize=1024)
def _plain(address: str) -> str | None:
    try:
        return str(ipaddress.ip_address(_without_port(address)))
    except ValueError:
        return None


def counted_address(request: HttpRequest) -> str:
    """The address that guesses are counted for; whoever comes over a Unix socket has one too."""
    return client_address(request) or "127.0.0.1"


def source_of(address: str) -> str:
    """What guesses from an address are counted by: of IPv6 one machine has the whole of a /64."""
    ip = ipaddress.ip_address(address)
    plain = getattr(ip, "ipv4_mapped", None) or ip  # a socket for both kinds says ::ffff:192.0.2.7
    return str(plain if plain.version == 4 else ipaddress.ip_network((plain, 64), strict=False))


def _without_port(address: str) -> str:
    """The address in `192.0.2.7:50123`, as Azure writes it, `[2001:db8::7]:50123` or `[…]`."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, colon, port = address.partition(":")
    return host if colon and port.isdecimal() and "." in host else address

"""The networks that a token is known to come from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils import timezone

PREFIXES = {4: 24, 6: 48}  # what one site commonly has


class KnownNetwork(models.Model):
    """A network that a token has been used from."""

    token = models.ForeignKey("accounts.AccessToken", models.CASCADE, related_name="known_networks")
    network = models.CharField(max_length=43)
    first_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["first_seen_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["token", "network"], name="accounts_network_once")
        ]

    def __str__(self) -> str:
        return self.network


@lru_cache(maxsize=1024)
def network_of(address: str) -> str:
    """Return the network of an IP address: `192.0.2.0/24`, `2001:db8::/48`."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    plain = str(ip).partition("%")[0]  # without the scope of a link-local address
    return str(ipaddress.ip_network(f"{plain}/{PREFIXES[ip.version]}", strict=False))


def coming_from(networks: Iterable[str]) -> Q:
    """Return the condition that the column `address` lies in one of these networks.

    It compares text, which SQLite and PostgreSQL do alike. There must be one network at least.
    """
    begin = {beginning for network in networks for beginning in _beginnings(network)}
    return Q(*[("address__startswith", each) for each in sorted(begin)], _connector=Q.OR)


def _beginnings(network: str) -> tuple[str, ...]:
    """How the addresses of a network begin: `192.0.2.`; `2001:db8::` and `2001:db8:0:`."""
    ip = ipaddress.ip_network(network).network_address
    if isinstance(ip, ipaddress.IPv4Address):
        start = str(ip).removesuffix("0")
        return start, f"::ffff:{start}"  # as a socket for both kinds names it
    groups = str(ip).removesuffix("::").split(":")
    start, left_out = ":".join(groups), 3 - len(groups)
    return (f"{start}::", f"{start}:{'0:' * left_out}") if left_out else (f"{start}:",)

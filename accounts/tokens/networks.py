"""The networks that a token is known to come from."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.db import models
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

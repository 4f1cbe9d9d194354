"""The networks that a token is known to come from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Func, Q
from django.db.models.lookups import In
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


class _Beginning(Func):
    """An address without its last number: `192.0.2.` of one of IPv4."""

    template = "RTRIM(%(expressions)s, '0123456789')"
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        """Return the SQL for an `inet`, which is no text."""
        template = "RTRIM(HOST(%(expressions)s), '0123456789')"
        return self.as_sql(compiler, connection, template=template, **options)


def coming_from(networks: Iterable[str]) -> Q:
    """Return the condition that the column `address` lies in one of these networks.

    It compares text, which SQLite and PostgreSQL do alike: once for all networks of IPv4, which are
    many, and for each of IPv6. There must be one network at least.
    """
    begin = [each for network in networks for each in _beginnings(network)]
    ours = [each for each in begin if each.endswith(".")]
    others = [("address__startswith", each) for each in begin if each.endswith(":")]
    return Q(In(_Beginning("address"), ours), *others, _connector=Q.OR)


def _beginnings(network: str) -> tuple[str, ...]:
    """How the addresses of a network begin: `192.0.2.`; `2001:db8::` and `2001:db8:0:`."""
    ip = ipaddress.ip_network(network).network_address
    if isinstance(ip, ipaddress.IPv4Address):
        start = str(ip).removesuffix("0")
        return start, f"::ffff:{start}"  # as a socket for both kinds names it
    groups = str(ip).removesuffix("::").split(":")
    start, left_out = ":".join(groups), 3 - len(groups)
    return (f"{start}::", f"{start}:{'0:' * left_out}") if left_out else (f"{start}:",)

"""Where a token is used from: the networks it is known to come from, and who is told of others."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from accounts.work import asides

from . import mails

if TYPE_CHECKING:
    from .rows import AccessToken

PREFIXES = {4: 24, 6: 48}  # what one site commonly has
TOLD_A_DAY = 5  # for each token: a cloud service may appear from dozens of networks
CACHED = 10_000

# What this process has looked up, so that a request costs a query only from a network new to it.
_seen: set[tuple[str, str]] = set()


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


def network_of(address: str) -> str:
    """Return the network of an IP address: `192.0.2.0/24`, `2001:db8::/48`."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    plain = str(ip).partition("%")[0]  # without the scope of a link-local address
    return str(ipaddress.ip_network(f"{plain}/{PREFIXES[ip.version]}", strict=False))


def note(token: AccessToken, address: str) -> None:
    """Remember where a token was used from, and tell of a network that is new to it.

    A database that fails here is logged only; the next request tries again.
    """
    network = network_of(address)
    if (token.key_id, network) in _seen:
        return
    doing = f"Noting where token {token.pk} was used from"
    if not asides.write(doing, lambda: _remember(token, address, network)):
        return
    if len(_seen) >= CACHED:
        _seen.clear()
    _seen.add((token.key_id, network))


def _remember(token: AccessToken, address: str, network: str) -> None:
    _, is_new = KnownNetwork.objects.get_or_create(token=token, network=network)
    if not is_new:
        return
    moments = list(token.known_networks.values_list("first_seen_at", flat=True))
    lately = [moment for moment in moments if moment > timezone.now() - timedelta(days=1)]
    if len(lately) <= TOLD_A_DAY:
        mails.token_used_from_new_network(
            token, address=address, network=network, is_first=len(moments) == 1
        )

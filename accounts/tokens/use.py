"""What is noted when a token is used, and who is told of a network it never came from."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import AccessToken, KnownNetwork
from accounts.work import asides

from . import mails
from .networks import network_of

TOLD_A_DAY = 5  # for each token: a cloud service may appear from dozens of networks
MOST_SEEN = 10_000  # pairs of a token and a network

# What this process has looked up, so that a request costs a query only from a network new to it.
# Threads share it without a lock: the worst is one query more.
_seen: set[tuple[str, str]] = set()


def record(token: AccessToken, address: str | None) -> None:
    """Note that the token was used; writes the first use at once, then once a minute.

    A network that it has not been used from before is noted at once, and told, TOLD_A_DAY times a
    day at most. A database that cannot store it is logged only.
    """
    doing = f"Noting the use of token {token.pk}"
    asides.note_use(token, doing, last_used_address=address)
    if address:
        _note_network(token, address)


def _note_network(token: AccessToken, address: str) -> None:
    """Remember where a token was used from, and tell of a network that is new to it.

    A database that fails here is logged only; the next request tries again.
    """
    network = network_of(address)
    if (token.key_id, network) in _seen:
        return
    doing = f"Noting where token {token.pk} was used from"
    if not asides.write(doing, lambda: _remember(token, address, network)):
        return
    if len(_seen) >= MOST_SEEN:  # forgetting all is soon made good, at a query for each
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

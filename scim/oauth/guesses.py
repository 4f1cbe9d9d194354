"""How often a client may fail to show who it is: counted in the database, for all processes.

By address, and by client and network. No count is of a client alone: everybody may know its
identifier, and could keep it out by guessing. A secret of 190 bits needs no such count.
"""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from math import ceil

from django.http import HttpRequest

from accounts.addresses import counted_address
from accounts.sign_in import guess_counts
from accounts.sign_in.guess_counts import MINUTE, Bound, TooManyGuesses, key_of
from accounts.tokens.networks import network_of

from .errors import too_many

ADDRESS = Bound(60, seeps=5, first_wait=5, longest_wait=30)
CLIENT_IN_NETWORK = Bound(20, seeps=MINUTE, first_wait=5, longest_wait=5 * MINUTE)


def check(request: HttpRequest, identifier: str) -> None:
    """Raise Refused where so many failed that this one waits; one query, of what was counted."""
    if wait := guess_counts.wait(_bounds(request, identifier)):
        raise too_many(
            "Too many requests with a wrong client identifier or secret came from this address. "
            "Correct them in the identity provider; it is let in again by itself.",
            ceil(wait),
        )


def count(request: HttpRequest, identifier: str) -> None:
    """Count one that failed."""
    with suppress(TooManyGuesses):  # another one at the same time was the last that is free
        guess_counts.take(_bounds(request, identifier))


def _bounds(request: HttpRequest, identifier: str) -> dict[str, Bound]:
    address = counted_address(request)
    source = str(ipaddress.ip_network(f"{address}/64", strict=False)) if ":" in address else address
    return {
        key_of("oauth address", source): ADDRESS,
        key_of("oauth client in network", identifier, network_of(address)): CLIENT_IN_NETWORK,
    }

"""How often a client may fail to show who it is: counted in the database, for all processes.

By address, and by client and network. No count is of a client alone: everybody may know its
identifier. Nor is a right secret kept waiting: it has 190 bits, so nobody comes by it by guessing,
and a whole organisation, or all that a proxy lets through, may have the address of who guesses.
"""

from __future__ import annotations

from contextlib import suppress
from math import ceil

from django.http import HttpRequest

from accounts.addresses import counted_address, source_of
from accounts.sign_in import guess_counts
from accounts.sign_in.guess_counts import MINUTE, Bound, TooManyGuesses, key_of
from accounts.tokens.networks import network_of

from .errors import too_many

ADDRESS = Bound(60, seeps=5, first_wait=5, longest_wait=30)
CLIENT_IN_NETWORK = Bound(20, seeps=MINUTE, first_wait=5, longest_wait=5 * MINUTE)


def count(request: HttpRequest, identifier: str) -> None:
    """Count one that failed. Raises Refused where so many did that it waits; one query then."""
    bounds = _bounds(request, identifier)
    if wait := guess_counts.wait(bounds):
        raise too_many(
            "Too many requests with a wrong client identifier or secret came from this address. "
            "Correct them in the identity provider; the right ones are let in at once.",
            ceil(wait),
        )
    with suppress(TooManyGuesses):  # another one at the same time was the last that is free
        guess_counts.take(bounds)


def _bounds(request: HttpRequest, identifier: str) -> dict[str, Bound]:
    address = counted_address(request)
    return {
        key_of("oauth address", source_of(address)): ADDRESS,
        key_of("oauth client in network", identifier, network_of(address)): CLIENT_IN_NETWORK,
    }

"""How often passwords and codes may be guessed: counted in the database, before they are checked.

A guess is counted by what it is aimed at and where it comes from. Right ones are taken off again.
Counts seep away with time; beyond the free ones each further guess waits, and longer each time. No
count of a name keeps its owner out: a browser that has signed in before, and a passkey, do not meet
it.
"""

from __future__ import annotations

from allauth.account.signals import password_reset
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.addresses import counted_address, source_of
from accounts.folding import name_key
from accounts.models import User
from accounts.tokens.networks import network_of

from . import known_browsers
from .guess_counts import HOUR, MINUTE, Bound, Guess, GuessCount, key_of, take

ADDRESS = Bound(20, seeps=15, first_wait=15, longest_wait=15)
NAME_IN_NETWORK = Bound(5, seeps=2 * HOUR, first_wait=MINUTE, longest_wait=15 * MINUTE)
NAME = Bound(20, seeps=HOUR, first_wait=2, longest_wait=5 * MINUTE)
KNOWN_BROWSER = Bound(10, seeps=HOUR, first_wait=30, longest_wait=15 * MINUTE)
PROOF = Bound(5, seeps=HOUR, first_wait=30, longest_wait=15 * MINUTE)


def of_sign_in(request: HttpRequest, username: str) -> Guess:
    """Count a guess of somebody's password. Raises TooManyGuesses."""
    name = name_key(username)
    if browser := known_browsers.known_by(request, name):
        return take({key_of("browser", name, browser): KNOWN_BROWSER})
    address = counted_address(request)
    network = network_of(address)
    return take(
        {
            key_of("address", source_of(address)): ADDRESS,
            key_of("name in network", name, network): NAME_IN_NETWORK,
            key_of("name", name): NAME,
        }
    )


def of_proof(user: User) -> Guess:
    """Count a guess of the password of whoever is signed in. Raises TooManyGuesses."""
    return take({key_of("proof", str(user.pk)): PROOF})


def of_code(user: User) -> Guess:
    """Count a guess of a second factor's code. Raises TooManyGuesses."""
    return take({key_of("code", str(user.pk)): PROOF})


@receiver(password_reset)
def _forget(user: User, **_: object) -> None:
    """Whoever has read the mail may try again."""
    GuessCount.objects.filter(key=key_of("name", name_key(user.username))).delete()

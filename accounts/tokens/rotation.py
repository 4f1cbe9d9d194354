"""How far the replacement of one access token by another has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import models

from . import acts
from .rows import AccessToken


@dataclass(frozen=True)
class Rotation:
    """A live token and the one that it replaces, their owners loaded."""

    class State(models.TextChoices):
        WAITING = "waiting"  # for the first request with the new token
        USED = "used"  # so the old one can end
        ENDING_UNUSED = "ending-unused"  # the old one will end, and nobody uses the new one yet
        ENDING = "ending"
        DONE = "done"

    new: AccessToken
    old: AccessToken

    @property
    def state(self) -> State:
        is_used = self.new.last_used_at is not None
        if self.old.is_ended:
            return self.State.DONE
        if self.old.revoke_at:
            return self.State.ENDING if is_used else self.State.ENDING_UNUSED
        return self.State.USED if is_used else self.State.WAITING

    @property
    def is_settled(self) -> bool:
        """True if nothing is left to wait for."""
        return self.state in {self.State.ENDING, self.State.DONE}

    @property
    def overlaps(self) -> list[tuple[int, str]]:
        """In how long the old one may be set to end: hours, and in words."""
        return overlaps()


def overlaps() -> list[tuple[int, str]]:
    """In how long what is replaced may be set to end: hours, and in words."""
    return [(overlap // timedelta(hours=1), _in_words(overlap)) for overlap in acts.OVERLAPS]


def of(token: AccessToken) -> Rotation | None:
    """Return the rotation that a live token belongs to as the new one; one query."""
    if token.is_ended or token.replaces_id is None:
        return None
    old = AccessToken.objects.select_related("owner").get(pk=token.replaces_id)
    return Rotation(token, old)


def replacement_of(token: AccessToken) -> AccessToken | None:
    """Return the latest live token that replaces this one, its owner loaded; one query."""
    return AccessToken.objects.filter(replaces=token).live().select_related("owner").first()


def _in_words(span: timedelta) -> str:
    return f"{span.days} days" if span.days > 1 else f"{span // timedelta(hours=1)} hours"

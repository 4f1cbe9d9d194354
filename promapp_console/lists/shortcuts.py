"""Plain links in the line above a list: its quick ranges, and several values at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts import words

from . import addresses, periods

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Shortcut:
    """Several values of a filter that one link sets."""

    label: StrOrPromise
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """What is chosen by it, the query that does so, and what that means in full."""

    label: str
    query: str
    is_chosen: bool = False
    title: str = ""


def ranges(asked: QueryDict, period: Sequence[str]) -> list[Link]:
    """Links to the quick ranges; that of the present one leads back to all times.

    `period`: the parameters of the first and the last moment, which a range does without.
    """
    now = asked.get(periods.NAME, "")
    drop = [*period, periods.NAME]
    everything = addresses.query(asked, drop=drop) or f"?{periods.NAME}="
    links = []
    for word, label in periods.CHOICES:
        is_chosen = word == now
        query = everything if is_chosen else addresses.query(asked, drop=drop, period=word)
        begin, end = map(words.date_and_clock, periods.bounds(word))
        title = _("%(begin)s to %(end)s") % {"begin": begin, "end": end}
        links.append(Link(str(label), query, is_chosen, title))
    return links


def link(shortcut: Shortcut, asked: QueryDict) -> Link | None:
    """The link that sets all of a shortcut's values; None where the filter is set already."""
    if asked.getlist(shortcut.name):
        return None
    query = addresses.query(asked, drop=[shortcut.name, "show"], **{shortcut.name: shortcut.values})
    return Link(str(shortcut.label), query)

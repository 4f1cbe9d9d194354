"""Arithmetic: from phases to the figures of a row, and from two sites to a ratio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.client import Phase

Column = Callable[[Phase], float]
NOISE = 0.12  # what two measurements of the same thing differ by in one run


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of all do not exceed."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)  # rounded up
    return ordered[max(0, int(rank) - 1)]


def rate(phase: Phase) -> float:
    """Requests a second."""
    return phase.units / (phase.ended - phase.started)


def wait(percent: float) -> Column:
    """Milliseconds within which that many percent were answered."""
    return lambda phase: percentile(phase.waits, percent) * 1000


def server(phase: Phase) -> float:
    """Milliseconds of the server's processors for each request, at the reference's speed."""
    return phase.server * 1000 / phase.reference / phase.units


def database(phase: Phase) -> float:
    """The same of the database."""
    return phase.database * 1000 / phase.reference / phase.units


def together(phase: Phase) -> float:
    """The same of both: what is called n."""
    return server(phase) + database(phase)


def middle(phases: Sequence[Phase], column: Column) -> float:
    """The median of the rounds."""
    return median(column(phase) for phase in phases)


@dataclass(frozen=True)
class Ratio:
    """How many times as much one site takes as another, round by round."""

    middle: float
    least: float
    most: float


def ratio(ours: Sequence[Phase], theirs: Sequence[Phase], column: Column) -> Ratio:
    """Compare what was measured right after each other."""
    each = [column(one) / column(other) for one, other in zip(ours, theirs, strict=True)]
    return Ratio(median(each), min(each), max(each))

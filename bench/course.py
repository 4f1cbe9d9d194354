"""The course of a run: sites side by side, and rows that are played to each in turn, A B A B."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from bench import client, measure
from bench.client import Phase
from bench.rows import Row
from bench.sites import Site

WARMING = 0.3  # seconds of each row before anything is measured


@dataclass
class Found:
    """What one pass over the rows came to: phases of each row and site, memory of each site."""

    database: str
    users: int
    phases: dict[str, dict[str, list[Phase]]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def of(self, row: str, site: str) -> list[Phase]:
        return self.phases.get(row, {}).get(site, [])


def run(
    found: Found,
    rows: Sequence[Row],
    sites: Sequence[Site],
    reference: measure.Reference,
    *,
    rounds: int,
    seconds: float,
) -> None:
    """Play every row to every site, `rounds` times, and add what it cost to `found`."""
    for number in range(rounds + 1):
        is_warming = number == 0
        _say(
            f"{found.database}, {found.users:,} users: "
            + (f"round {number}" if number else "warming up")
        )
        for row in rows:
            for site in sites:
                if site.is_product or row.stock:
                    phase = _phase(row, site, reference, number, WARMING if is_warming else seconds)
                    if not is_warming:
                        places = found.phases.setdefault(row.name, {})
                        places.setdefault(site.label, []).append(phase)
    for site in sites:
        found.memory[site.label] = measure.memory(site.pid)


def _phase(
    row: Row, site: Site, reference: measure.Reference, number: int, seconds: float
) -> Phase:
    # The same requests for every site, others in every round.
    plays = [
        row.play(site, Random(f"{row.name} {number} {each}")) for each in range(row.connections)
    ]
    before = measure.cpu(site.pid), _of_database(site)
    phase = client.play(site, plays, seconds=seconds, most=row.most)
    phase.server = measure.cpu(site.pid) - before[0]
    phase.database = _of_database(site) - before[1]
    phase.reference = reference.during(phase.started, phase.ended)
    return phase


def _of_database(site: Site) -> float:
    return measure.cpu(site.database.server) if site.database.server else 0.0


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)

"""The course of a run: sites side by side, and rows that are played to each in turn, A B A B."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from random import Random

from bench import client, measure
from bench.client import Phase
from bench.rows import Row
from bench.sites import Site

WARMING = 0.3  # seconds of each row before anything is measured
# From this many users on, a plain django-scim2 holds gigabytes for eight pages at once.
LARGE, FEW = 50_000, 2


@dataclass
class Found:
    """What one pass over the rows came to: phases of each row and site, memory of each site."""

    database: str
    users: int
    engine: str = ""
    _: KW_ONLY
    phases: dict[str, dict[str, list[Phase]]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)  # MiB

    def of(self, row: str, site: str) -> list[Phase]:
        return self.phases.get(row, {}).get(site, [])

    @property
    def all_phases(self) -> Iterator[Phase]:
        for places in self.phases.values():
            for phases in places.values():
                yield from phases


@dataclass(frozen=True)
class Pace:
    """How often each row is played to each site, and for how long."""

    rounds: int
    seconds: float


@contextmanager
def standing(sites: Sequence[Site], users: int, groups: list[int]) -> Iterator[None]:
    """Have the sites filled and served for as long as the block lasts."""
    say(f"filling {', '.join(site.label for site in sites)} with {users:,} users")
    with ThreadPoolExecutor() as pool:
        try:
            list(pool.map(lambda site: site.start(users, groups), sites))
            yield
        finally:
            list(pool.map(lambda site: site.stop(), sites))


def run(
    found: Found,
    rows: Sequence[Row],
    sites: Sequence[Site],
    reference: measure.Reference,
    pace: Pace,
) -> None:
    """Play every row to every site, round after round, and add what it cost to `found`."""
    for number in range(pace.rounds + 1):
        doing = f"round {number} of {pace.rounds}" if number else "warming up"
        say(f"{found.database}, {found.users:,} users, {len(rows)} rows: {doing}")
        for row in rows:
            for site in sites:
                if not site.is_product and row.stock < site.size:
                    continue
                phase = _phase(row, site, reference, number, pace.seconds if number else WARMING)
                if number:
                    places = found.phases.setdefault(row.name, {})
                    places.setdefault(site.label, []).append(phase)
    for site in sites:
        found.memory[site.label] = measure.memory(site.pid)


def _phase(
    row: Row, site: Site, reference: measure.Reference, number: int, seconds: float
) -> Phase:
    connections = min(row.connections, FEW) if site.size >= LARGE else row.connections
    # The same requests for every site, others in every round.
    plays = [row.play(site, Random(f"{row.name} {number} {each}")) for each in range(connections)]
    server, database = measure.cpu(site.pid), _of_database(site)
    phase = client.play(site, plays, seconds=seconds, most=row.most)
    phase.server = measure.cpu(site.pid) - server
    phase.database = _of_database(site) - database
    phase.reference = reference.during(phase.started, phase.ended)
    return phase


def _of_database(site: Site) -> float:
    return measure.cpu(site.database.server) if site.database.server else 0.0


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)

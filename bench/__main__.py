"""`make bench`: the product beside a plain django-scim2; with `QUICK=1`, beside its last tag.

Variables: SIZES and MEMBERS (users, and members of large groups), DATABASES, ROUNDS, DURATION (of
each phase, in seconds), OUT (where results go), BASE (compare with this commit instead).
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import course, crowds, databases, machine, report, rows
from bench.client import WrongAnswer
from bench.course import Found, Pace
from bench.databases import Vendor
from bench.measure import Reference
from bench.rows import Row
from bench.seeds.cast import SPARE
from bench.sites import BENCH, Product, Site, Stock, checkout, last_tag

PRODUCT = "product"
STOCK, PERSISTENT = "stock", "stock, persistent"
COMPARED_AT = 1_000  # users, in a comparison with the last release


@dataclass(frozen=True)
class Plan:
    """What is to be measured."""

    sizes: list[int]
    groups: list[int]
    databases: list[str]
    pace: Pace
    base: str  # a revision to compare with; "" for the plain project

    def rows(self, size: int) -> tuple[list[Row], list[Row]]:
        """What is played at a size, and what is played last."""
        if self.base:
            return [row for row in rows.ROWS if row.is_quick], [
                row for row in rows.GROWING if row.is_quick
            ]
        played = [row for row in rows.ROWS if row.grows or size == self.sizes[0]]
        for members in self.groups_at(size):
            played += crowds.rows(members)
        return played, rows.GROWING if size == self.sizes[0] else []

    def groups_at(self, size: int) -> list[int]:
        """The groups that are measured at a size: each at the smallest that has room for it."""
        return [
            members
            for members in self.groups
            if size == min((each for each in self.sizes if each >= members + SPARE), default=0)
        ]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are stopped
    try:
        plan, commit = read(), machine.commit()
        passes = measured(plan)
    except (ValueError, WrongAnswer) as error:
        print(error, file=sys.stderr)
        return 1
    facts = machine.facts(passes, plan.pace, commit)
    if plan.base:
        sites, title = [plan.base, PRODUCT], f"This checkout beside {plan.base}"
    else:
        sites, title = [STOCK, PERSISTENT, PRODUCT], "The product beside a plain django-scim2"
    text = report.document(title, facts, passes, sites, PRODUCT)
    print(text)
    if plan.base:
        print(report.verdict(passes, plan.base, PRODUCT))
    if out := os.environ.get("OUT") or ("" if plan.base else str(BENCH / "RESULTS.md")):
        Path(out).write_text(text)
    return 0


def read() -> Plan:
    """The plan that the environment asks for. Raises ValueError."""
    is_quick = bool(variable("QUICK"))
    base = variable("BASE") or (last_tag() if is_quick else "")
    if is_quick and not base:
        raise ValueError("There is no tag to compare with: name a commit, BASE=….")
    sizes = sorted(numbers(variable("SIZES") or (f"{COMPARED_AT}" if base else "1000,10000")))
    if sizes[0] < rows.PAGE:
        raise ValueError(f"SIZES: a page has {rows.PAGE} users, so there must be as many.")
    return Plan(
        sizes=sizes,
        groups=[] if base else sorted(numbers(variable("MEMBERS") or "5000")),
        databases=(variable("DATABASES") or "SQLite,PostgreSQL").split(","),
        pace=Pace(
            rounds=int(variable("ROUNDS") or (5 if base else 3)),
            seconds=float(variable("DURATION") or (0.5 if base else 1)),
        ),
        base=base,
    )


def variable(name: str) -> str:
    return os.environ.get(name, "").strip()


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.replace("_", "").split(",")]


def measured(plan: Plan) -> list[Found]:
    """Carry the plan out."""
    passes = []
    with tempfile.TemporaryDirectory(prefix="promapp-bench-") as folder, Reference() as reference:
        base = checkout(plan.base, Path(folder) / "base") if plan.base else None
        for name in plan.databases:
            for size in plan.sizes:
                directory = Path(folder) / f"{name}-{size}"
                directory.mkdir()
                with databases.vendor(name, directory) as vendor:
                    sites = made(plan, vendor, base)
                    found = Found(name, size, vendor.engine)
                    with course.standing(sites, size, plan.groups_at(size)):
                        for played in plan.rows(size):
                            if played:
                                course.run(found, played, sites, reference, plan.pace)
                passes.append(found)
    return passes


def made(plan: Plan, vendor: Vendor, base: Path | None) -> Sequence[Site]:
    """The sites that are compared, the product last; none is started."""

    def place(name: str) -> tuple[Path, databases.Database]:
        return vendor.directory / name, vendor.make(name)

    product = Product(*place("product"), label=PRODUCT)
    if base:
        return [Product(*place("base"), label=plan.base, root=base), product]
    sites: list[Site] = [Stock(*place("stock"), label=STOCK)]
    if vendor.name == "PostgreSQL":  # with SQLite, opening the file again costs next to nothing
        sites.append(Stock(*place("persistent"), label=PERSISTENT, age=600))
    return [*sites, product]


if __name__ == "__main__":
    sys.exit(main())

"""`make test`: the whole suite on SQLite, browser included, then on PostgreSQL.

`--fast` leaves out PostgreSQL, the browser and what takes long. Other arguments go to pytest:
`python -m tests -k token`. Fails where a test fails, is skipped or is expected to fail, so that a
green line always means that everything ran.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import chromium, debian, postgres
from tests.marks import LONG, RUN_ONCE

RESULTS = Path("test-results")
# One more than there are cores: some tests wait, for a server, a browser or a deadline.
WORKERS = os.environ.get("PYTEST_WORKERS") or str(min(os.cpu_count() or 1, 7) + 1)
NOTHING_COLLECTED = 5
SHOWN = 12  # files of tests, of those that took longest


@dataclass
class Outcome:
    """How many tests one run of pytest had of each kind, and how long each file of tests took."""

    passed: int
    failed: int
    skipped: int
    broke_off: bool
    files: Counter[str] = field(default_factory=Counter)  # seconds, of all workers together

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.broke_off or other.broke_off,
            self.files + other.files,
        )


def main(arguments: list[str]) -> int:
    """Run everything, or with `--fast` what is quick; returns the exit status."""
    # A process that keeps no bytecode compiles the project again, and a run has a hundred of them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("DATABASE_URL", None)
    parts: dict[str, float] = {}
    if "--fast" in arguments:
        arguments = [argument for argument in arguments if argument != "--fast"]
        with timed(parts, "SQLite"):
            quick = ["-m", "not browser and not long", *arguments, *unread("tests/browser", *LONG)]
            outcome = run("SQLite", quick, {})
    else:
        with timed(parts, "Servers and a browser"):
            os.environ["CHROMIUM"] = chromium.ensure()
            for server in ("nginx", "pgbouncer"):
                os.environ[server.upper()] = debian.ensure(server)
        with timed(parts, "SQLite"):
            outcome = run("SQLite", arguments, {})
        with timed(parts, "PostgreSQL"), postgres.server() as url:
            # What is the same on both databases, pages above all, is looked at once.
            the_rest = ["-m", "not browser and not once", *arguments, *unread(*RUN_ONCE)]
            outcome += run("PostgreSQL", the_rest, {"DATABASE_URL": url})
    tell(parts, outcome)
    return int(bool(outcome.failed or outcome.skipped or outcome.broke_off))


def unread(*paths: str) -> list[str]:
    """Have pytest not even read these: some import much."""
    return [f"--ignore={path}" for path in paths]


@contextmanager
def timed(parts: dict[str, float], name: str) -> Iterator[None]:
    """Note how many seconds the block takes."""
    started = time.monotonic()
    yield
    parts[name] = time.monotonic() - started


def run(database: str, arguments: list[str], variables: dict[str, str]) -> Outcome:
    """Run pytest once on that database."""
    report = (RESULTS / f"{database.lower()}.xml").absolute()
    report.unlink(missing_ok=True)
    report.parent.mkdir(exist_ok=True)
    print(f"\n==== The suite on {database} ====", flush=True)
    # Work that one has left is taken over by the other: some tests are long.
    options = ["-n", WORKERS, "--dist", "worksteal", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *options]
    status = subprocess.call([*command, *arguments], env={**os.environ, **variables})
    return count(report, broke_off=status not in {0, 1, NOTHING_COLLECTED})


def count(report: Path, *, broke_off: bool) -> Outcome:
    """Read pytest's JUnit report; xfailed tests stand among its skipped ones."""
    if not report.exists():
        return Outcome(0, 0, 0, broke_off=True)
    root = ElementTree.parse(report).getroot()
    numbers = [{key: int(suite.get(key, 0)) for key in KINDS} for suite in root.iter("testsuite")]
    total = {key: sum(suite[key] for suite in numbers) for key in KINDS}
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    files: Counter[str] = Counter()
    for case in root.iter("testcase"):
        files[case.get("classname", "")] += float(case.get("time", 0))
    return Outcome(passed, failed, total["skipped"], broke_off, files)


KINDS = ("tests", "failures", "errors", "skipped")


def tell(parts: dict[str, float], outcome: Outcome) -> None:
    """Print what took how long, and how it went."""
    print(f"\nThe files of tests that took longest, in seconds of one of {WORKERS} workers:")
    for name, seconds in outcome.files.most_common(SHOWN):
        print(f"{seconds:6.0f}  {name.replace('.', '/')}.py")
    print("\nEach part, in seconds:")
    for name, seconds in [*parts.items(), ("Together", sum(parts.values()))]:
        print(f"{seconds:6.0f}  {name}")
    if outcome.skipped:
        print("A test that is skipped or expected to fail counts as a failure here.")
    print(f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

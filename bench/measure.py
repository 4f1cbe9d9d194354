"""What a phase cost: processor time of process trees, how slow the machine was, memory.

A process tree is a server with its workers, or PostgreSQL with its backends. Backends that ended
count too: the kernel adds their time to their parent's.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """The process and all that came from it and live."""
    found, ahead = [], [root]
    while ahead:
        found.append(pid := ahead.pop())
        for children in _read_all(pid, "children"):
            ahead += [int(child) for child in children.split()]
    return found


def cpu(root: int) -> float:
    """Seconds of processor time that the tree has used so far."""
    total = 0.0
    for pid in tree(root):
        total += sum(int(text.split()[0]) for text in _read_all(pid, "schedstat")) / 1e9
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (
                int(fields[13]) + int(fields[14])
            ) / TICKS  # cutime, cstime: of ended children
    return total


def memory(root: int) -> float:
    """MiB that the tree holds; what its processes share counts once."""
    kilobytes = 0
    for pid in tree(root):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes += int(text.partition("\nPss:")[2].split()[0])
    return kilobytes / 1024


def _read_all(pid: int, name: str) -> Iterator[str]:
    """A file of /proc for each thread of a process; one that has ended has none."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                yield (task / name).read_text()


class Reference:
    """A fixed piece of work that a process of its own does over and over, and how long it takes.

    A machine that is shared runs the same code at half the speed from one minute to the next, so
    a phase's processor time is divided by what the work took meanwhile.
    """

    PAUSE = 0.02  # seconds between two pieces of work
    CUT = 0.1  # of the samples at either end

    def __init__(self) -> None:
        self._samples: list[tuple[float, float]] = []

    def __enter__(self) -> Reference:
        command = [sys.executable, "-m", "bench.measure"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.terminate()
        self._process.wait()
        self._reader.join()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            moment, cost = line.split()
            self._samples.append((float(moment), float(cost)))

    def during(self, start: float, end: float) -> float:
        """Milliseconds that the work took then: 1 is the speed that figures are told for."""
        costs = sorted(cost for moment, cost in self._samples if start <= moment <= end)
        if not costs:  # a phase of one quick request
            costs = [cost for _, cost in self._samples[-5:]] or [1.0]
        cut = int(len(costs) * self.CUT)
        return fmean(costs[cut : len(costs) - cut])


def work() -> int:
    """What a Django view does most, for about a millisecond: dictionaries, text, small numbers."""
    found: dict[str, int] = {}
    for number in range(4_700):
        key = f"attribute{number % 97}"
        found[key] = found.get(key, 0) + len(key) * number % 11
    return sum(found.values())


def report() -> None:
    """Do the work until nobody reads any more, and say when and how long."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(Reference.PAUSE)
        began = time.thread_time()
        work()
        cost = (time.thread_time() - began) * 1000
        print(time.monotonic(), cost, flush=True)


if __name__ == "__main__":
    report()

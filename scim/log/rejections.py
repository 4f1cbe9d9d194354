"""A bound on what rejected requests may write: probes must not flood the log.

The first few of one reason and address are stored, the others counted, and the count is added to
the row stored last. All of it is in the memory of one process; a count that was not yet written
when the process ends is lost, and nothing else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import F

from scim.models import ProvisioningEvent

WINDOW = 300  # seconds
ROWS = 10  # for each reason and address in a window
ROWS_IN_ALL = 300  # in a window, however many addresses take part
WRITE_EVERY = 1  # second, for each row


@dataclass
class _Run:
    """The rejections of one key since `started`."""

    started: float
    stored: int = 0
    row: int = 0  # the event stored last
    pending: int = 0  # counted, but not yet written
    written: float = 0

    def take(self, moment: float) -> tuple[int, int]:
        """Hand over what is pending: the row and how much to add to it."""
        due, self.pending, self.written = (self.row, self.pending), 0, moment
        return due


class Rejections:
    """Says of each rejected request whether it is stored or counted."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.runs: dict[tuple[str, str | None], _Run] = {}
        self.lock = threading.Lock()

    def fold(self, reason: str, address: str | None) -> bool:
        """Count the request and return True, or return False: then it is to be stored.

        One UPDATE a second at most for each row, none otherwise.
        """
        moment = self.clock()
        with self.lock:
            due = list(self._ended(moment))
            run = self._run(reason, address, moment)
            is_counted = run.stored >= ROWS and run.row > 0
            if is_counted:
                run.pending += 1
            else:
                run.stored += 1
            for waiting in self.runs.values():
                if waiting.pending and moment - waiting.written >= WRITE_EVERY:
                    due.append(waiting.take(moment))
        for row, count in due:
            _add(row, count)
        return is_counted

    def stored(self, reason: str, address: str | None, row: int) -> None:
        """Say which row the request that was not folded has become."""
        moment = self.clock()
        with self.lock:
            run = self._run(reason, address, moment)
            run.row, run.written = row, moment

    def _run(self, reason: str, address: str | None, moment: float) -> _Run:
        """The run of an address, or of all of them where there are too many."""
        key = (reason, address)
        if key not in self.runs and sum(run.stored for run in self.runs.values()) >= ROWS_IN_ALL:
            key = (reason, "")  # no address is empty: one that is not known is None
        run = self.runs.get(key)
        if run is None:
            run = self.runs[key] = _Run(moment)
        return run

    def _ended(self, moment: float) -> Iterator[tuple[int, int]]:
        """Forget the runs that are over; what they still have to write."""
        for key, run in list(self.runs.items()):
            if moment - run.started >= WINDOW:
                del self.runs[key]
                if run.pending:
                    yield run.take(moment)


def _add(row: int, count: int) -> None:
    ProvisioningEvent.objects.filter(pk=row).update(occurrences=F("occurrences") + count)

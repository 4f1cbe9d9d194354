"""Scheduled work beside the requests: a thread of each worker does it when it is due.

Whichever worker is first, of all machines, has the lock; the others see that it was done. The
thread ends with its worker, and comes back with the next.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from django.db import connections

from accounts.work import outages, schedule
from accounts.work.schedule import Job

from . import waits

logger = logging.getLogger(__name__)

FIRST = 3.0  # seconds after the worker began: it is to answer first
TICK = 20.0  # seconds between looks at what is due
LONGEST = 300.0  # seconds between looks while they fail
LEAVES = 5.0  # seconds for the job at hand when the worker stops


class Loop(threading.Thread):
    """Does jobs until it is stopped. `goes_on`: false when nothing new is to be begun."""

    def __init__(self, jobs: Sequence[Job], goes_on: Callable[[], bool]) -> None:
        super().__init__(name="scheduled work", daemon=True)
        self.jobs = jobs
        self.goes_on = goes_on
        self.stopped = threading.Event()
        self.failures = 0
        self.told = ""  # the last failure, which is not said again

    def run(self) -> None:
        """Look at what is due, again and again."""
        waits.be_patient()
        pause = FIRST
        while not self.stopped.wait(pause) and self.goes_on():
            self.turn()
            pause = min(TICK * 2**self.failures, LONGEST)

    def turn(self) -> None:
        """Do what is due. Nothing that fails in it ends the thread."""
        try:
            self.do()
        except (Exception, SystemExit) as error:  # a job may do what it likes
            self.failures = min(self.failures + 1, 10)
            self.tell(error)
        else:
            self.failures, self.told = 0, ""
        finally:
            connections.close_all()  # the database is to have them back until the next turn

    def do(self) -> None:
        """Run everything every few minutes, and what people wait for as it comes."""
        if schedule.is_due():
            schedule.run(self.jobs, only_if_due=True, goes_on=self.continues)
        elif urgent := [job for job in self.jobs if job.is_urgent and job.is_urgent()]:
            schedule.run_urgent(urgent)

    def continues(self) -> bool:
        """False once the worker is to stop; a job that has begun is finished."""
        return self.goes_on() and not self.stopped.is_set()

    def tell(self, error: BaseException) -> None:
        """Log a failure when it is a new one; a traceback only where the database is well."""
        line = outages.for_operator(error)
        text = line or f"{type(error).__name__}: {error}"
        if text == self.told:
            return
        self.told = text
        logger.error("Scheduled work cannot run: %s", text, exc_info=None if line else error)

    def stop(self) -> None:
        """End it, and wait for the job at hand for a moment; its lock ends with the process."""
        self.stopped.set()
        if self.ident is not None:
            self.join(LEAVES)

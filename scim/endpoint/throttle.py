"""Bounds on how often something may happen: a token bucket for each key, in this process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

MAX_KEYS = 10_000  # the least recently seen is forgotten first


class Throttle:
    """Lets `rate` events a second pass for each key, and `burst` at once."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate = rate
        self.burst = burst
        self.clock = clock
        self.buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self.lock = threading.Lock()

    def wait(self, key: Hashable) -> float:
        """Return 0 and take one, or the seconds until there is one to take."""
        moment = self.clock()
        with self.lock:
            left, seen = self.buckets.pop(key, (self.burst, moment))
            left = min(self.burst, left + (moment - seen) * self.rate)
            missing = 1 - left
            self.buckets[key] = (left if missing > 0 else left - 1, moment)
            if len(self.buckets) > MAX_KEYS:
                self.buckets.popitem(last=False)
        return max(missing, 0) / self.rate

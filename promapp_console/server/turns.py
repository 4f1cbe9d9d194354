"""Whose turn it is to take a connection: the worker that has the fewest.

All workers wait on the same listening socket, and the kernel wakes whom it likes: often the same
one again and again, while a kept-alive connection then stays with it for good.
"""

import mmap

_SLOTS = 64  # more than there are workers at any time, those that are being replaced included
_ABSENT = 0xFFFFFFFF
_ALL_BUSY = 1 << 16  # added where no thread is free

# Made before the workers are, so that they share it.
_loads = memoryview(mmap.mmap(-1, 4 * _SLOTS)).cast("I")
for _slot in range(_SLOTS):
    _loads[_slot] = _ABSENT


class Turn:
    """One worker's load among those of all. `age`: gunicorn's number for the worker."""

    def __init__(self, age: int) -> None:
        self._slot = age % _SLOTS

    def tell(self, connections: int, is_busy: bool) -> None:
        """Let the others know how many connections this worker has."""
        _loads[self._slot] = min(connections, _ALL_BUSY - 1) + _ALL_BUSY * is_busy

    def is_mine(self) -> bool:
        """True where no other worker has fewer connections.

        Nothing is locked: who reads a number that is a moment old takes or leaves one connection
        wrongly.
        """
        return _loads[self._slot] <= min(_loads)

    def leave(self) -> None:
        """Take no further part."""
        _loads[self._slot] = _ABSENT

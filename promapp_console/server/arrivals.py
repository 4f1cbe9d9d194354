"""How much of a request has come: what the server's worker asks before it gives it a thread.

Only *when* a request is handed over is decided here. What it says is gunicorn's parser to judge,
so whatever looks wrong is handed over at once, to be refused there.
"""

import re

from gunicorn.http import errors
from gunicorn.http.body import Body
from gunicorn.http.unreader import Unreader

MAX_HEAD = 768 * 1024  # bytes; above what gunicorn.conf.py lets request line and headers have
LONGEST_READ = 2 * 1024 * 1024  # bytes; no address of the site reads a longer one
MAX_CHUNKS = 20_000  # of one body; they may be of a byte each, and every one takes its time
_LINE = 8192  # bytes of a chunk's size line, or of a trailer section
_PIECE = 16 * 1024  # bytes that the parser is given at a time: it copies what it has for each chunk

_END_OF_HEAD = re.compile(rb"\r\n\r\n|(?<!\r)\n")
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([^\r\n]*)", re.I)
_ENCODING = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.I)
_EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*\r\n", re.I)
_SIZE = re.compile(rb"([0-9a-f]{1,8})[ \t]*(?:;|\Z)", re.I)


class Arrival:
    """The bytes of one request so far, and perhaps the first ones of the next."""

    def __init__(self, received: bytes = b"") -> None:
        self.received = bytearray()
        self.is_complete = False  # or cannot become so: gunicorn is to see it
        self.is_cut = False  # the body is longer, or in more pieces, than anybody reads
        self.wants_continue = False  # RFC 9110 section 10.1.1: the body waits for our word
        self._body: int | None = None  # where it begins
        self._end: int | None = None  # where it ends, if it is not chunked
        self._chunk = 0  # where the next chunk begins
        self._chunks = 0  # that have come
        self.add(received)

    @property
    def has_head(self) -> bool:
        """True once the empty line after the headers has come."""
        return self._body is not None

    @property
    def to_parse(self) -> bytes:
        """What gunicorn is to see: of too many chunks those that are read, and so no end."""
        has_too_many = self._chunks > MAX_CHUNKS
        return bytes(self.received[: self._chunk] if has_too_many else self.received)

    def add(self, received: bytes) -> None:
        """Take what has come on the connection."""
        seen = max(0, len(self.received) - 3)
        self.received += received
        if self._body is None:
            self._look_for_head(seen)
        if self._body is not None and not self.is_complete:
            self._look_for_end(self._body)

    def _look_for_head(self, seen: int) -> None:
        found = _END_OF_HEAD.search(self.received, seen)
        if not found:
            self.is_complete = len(self.received) > MAX_HEAD
            return
        if found[0] == b"\n":
            self.is_complete = True
            return
        self._body = self._chunk = found.end()
        head = bytes(self.received[: self._body])
        lengths, is_encoded = _LENGTH.findall(head), bool(_ENCODING.search(head))
        if not is_encoded:
            length = lengths[0].strip() if lengths else b"0"
            is_plain = len(lengths) <= 1 and len(length) <= 18 and length.isdigit()
            self._end = self._body + int(length) if is_plain else 0
        elif lengths:
            self._end = 0
        is_current = head.partition(b"\r\n")[0].endswith(b" HTTP/1.1")
        self.wants_continue = is_current and bool(_EXPECTS.search(head))

    def _look_for_end(self, body: int) -> None:
        if self._end is None:
            self.is_complete = self._has_last_chunk()
        else:
            self.is_complete = len(self.received) >= self._end
        is_long = max(self._end or 0, len(self.received)) > body + LONGEST_READ
        if self._chunks > MAX_CHUNKS or (is_long and not self.is_complete):
            self.is_complete = self.is_cut = True

    def _has_last_chunk(self) -> bool:
        """Walk the chunks that have come, RFC 9112 section 7.1; true also where they are none."""
        while self._chunk < len(self.received) and self._chunks <= MAX_CHUNKS:
            end = self.received.find(b"\r\n", self._chunk, self._chunk + _LINE)
            if end < 0:
                return len(self.received) - self._chunk >= _LINE
            size = _SIZE.match(self.received[self._chunk : end])
            if not size:
                return True
            if not int(size[1], 16):
                return (
                    self.received.find(b"\r\n\r\n", end) >= 0 or len(self.received) - end >= _LINE
                )
            self._chunk = end + 2 + int(size[1], 16) + 2
            self._chunks += 1
        return False


class Received(Unreader):  # type: ignore[misc]
    """What gunicorn's parser reads from: memory alone, so that no thread waits for a client."""

    def __init__(self) -> None:
        super().__init__()
        self.given = memoryview(b"")

    def give(self, received: bytes) -> None:
        """Give the parser what has come, to be taken piece by piece as from a socket."""
        self.given = memoryview(received)

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next piece, nothing where all was taken."""
        size = max(_PIECE, size_hint or 0)
        piece, self.given = self.given[:size], self.given[size:]
        return bytes(piece)

    def take_buffered(self) -> bytes:
        """Return what the parser did not take: the beginning of the next request."""
        rest: bytes = super().take_buffered() + bytes(self.given)
        self.give(b"")
        return rest


def drop_rest(body: Body) -> None:
    """Pass over what nobody read of a body, which is in memory, so that the next request is seen.

    gunicorn's own way reads a kilobyte at a time, and gives up after 64.
    """
    try:
        body.read()
    except (OSError, errors.ParseException):
        return  # the body remembers that it failed, and the connection is closed

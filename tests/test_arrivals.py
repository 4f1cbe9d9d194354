"""When a request has come whole: the server's worker gives it a thread then, and not before."""

import time

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from promapp_console.server.arrivals import LONGEST_READ, MAX_CHUNKS, MAX_HEAD, Arrival, Received

POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
    POST + b"Content-Length: 3\r\n\r\nabc",
    POST + b"content-LENGTH:\t0\r\n\r\n",
    CHUNKED + b"0\r\n\r\n",
    CHUNKED + b"3;a=b\r\nabc\r\n1\r\n\n\r\n0\r\nTrailer: x\r\n\r\n",
]


@pytest.mark.parametrize("request_", WHOLE)
def test_a_request_is_whole_with_its_last_byte(request_: bytes) -> None:
    arrival = Arrival()
    for byte in request_[:-1]:
        arrival.add(bytes([byte]))
        assert not arrival.is_complete
    arrival.add(request_[-1:])
    assert arrival.is_complete
    assert not arrival.is_cut
    assert bytes(arrival.received) == request_
    assert Arrival(request_ + b"GET /next HTTP/1.1\r\n").is_complete


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\nHost: x\n",  # lines that end otherwise
        POST + b"Content-Length: three\r\n\r\n",
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n",
        POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
        CHUNKED + b"-5\r\n",
        CHUNKED + b"0x5\r\n",
        CHUNKED + b"fffffffff\r\n",
        CHUNKED + b"1" * 8192,
        CHUNKED + b"0\r\n" + b"x" * 8192,
        b"x" * (MAX_HEAD + 1),
    ],
)
def test_what_gunicorn_refuses_is_not_waited_for(request_: bytes) -> None:
    assert Arrival(request_).is_complete


@pytest.mark.parametrize(
    "request_",
    [
        POST + b"Content-Length: %d\r\n\r\nx" % (LONGEST_READ + 1),
        CHUNKED + b"%x\r\n" % (LONGEST_READ + 1) + b"x" * (LONGEST_READ + 1),
        CHUNKED + b"1\r\nx\r\n" * (LONGEST_READ // 6 + 1),
        CHUNKED + b"1\r\nx\r\n" * (MAX_CHUNKS + 1) + b"0\r\n\r\n",
    ],
)
def test_a_body_that_nobody_reads_is_cut(request_: bytes) -> None:
    arrival = Arrival(request_)
    assert arrival.is_complete
    assert arrival.is_cut


@pytest.mark.parametrize(
    ("head", "wants"),
    [
        (POST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", True),
        (POST + b"EXPECT:100-Continue\r\nContent-Length: 3\r\n\r\n", True),
        (b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", False),
        (POST + b"X-Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", False),
    ],
)
def test_a_body_may_wait_for_a_word(head: bytes, wants: bool) -> None:
    arrival = Arrival(head)
    assert arrival.has_head
    assert not arrival.is_complete
    assert arrival.wants_continue is wants


def test_as_many_chunks_as_are_read_cost_little() -> None:
    """The parser copies what it was given for each chunk: all at once, that took minutes."""
    body = b"x" * (MAX_CHUNKS - 1) + b"y" * 1_500_000
    long = b"%x\r\n%b\r\n0\r\n\r\n" % (1_500_000, body[MAX_CHUNKS - 1 :])
    sent = CHUNKED + b"1\r\nx\r\n" * (MAX_CHUNKS - 1) + long
    next_request = b"GET /next HTTP/1.1\r\n"
    began = time.process_time()
    arrival = Arrival(sent)
    assert arrival.is_complete
    parser = RequestParser(Config(), [], ("127.0.0.1", 1))
    parser.unreader = Received()
    parser.unreader.give(sent + next_request)
    assert next(parser).body.read() == body
    assert parser.unreader.take_buffered() == next_request
    assert parser.unreader.take_buffered() == b""
    assert time.process_time() - began < 2

"""The server's worker: gunicorn's threads, and no client that keeps one waiting.

gunicorn gives a connection a thread before anything has come on it, so a few clients that send a
byte a second stop a site. Here the main loop takes in whole requests, within bounds of size and
time, and only those get a thread. It also reads on for a while when a connection is closed on a
client that is still sending, so that it sees the answer: RFC 9112 section 9.6.
"""

import os
import selectors
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Any

from gunicorn import errors, util
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn, ThreadWorker

from .arrivals import Arrival, Received, drop_rest
from .turns import Turn

HEAD = 20  # seconds from a request's first byte, or the connection's beginning, to the last header
BODY = 60  # seconds for the whole body
ANSWER = 60  # seconds for a client to take a piece of the answer, most often the whole
LINGER = 10  # seconds of reading on behind the last answer
LINGER_BYTES = 64 * 1024 * 1024
LEAVE = 2  # seconds for a kept connection of a worker that stops; a client may just be sending
YIELD = 0.02  # seconds in which a worker with fewer connections may take a new one
HELD = 128 * 1024 * 1024  # bytes of requests that are not answered yet
PIECE = 256 * 1024  # bytes read at a time
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
# Answered by a thread of its own: it says that the process runs, whatever the others wait for.
ALIVE = (b"GET /healthz ", b"HEAD /healthz ")


class Wait(Enum):
    """What a connection without a thread waits for, in the order in which they are given up."""

    LINGER = auto()  # that the client closes it
    HEAD = auto()
    BODY = auto()
    IDLE = auto()  # another request


class Connection(TConn):  # type: ignore[misc]
    """A client's connection, with the request that is coming in on it."""

    initialized: bool

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.data_ready = True  # gunicorn's thread would wait for the first bytes, which are here
        self.arrival = Arrival()
        self.wait: Wait | None = None
        self.deadline = 0.0
        self.lingered = 0  # bytes

    def init(self) -> None:
        """Give the parser the request that has come, and nothing to wait for."""
        if not self.initialized:
            self.initialized = True
            self.parser = RequestParser(self.cfg, self.sock, self.client)
            self.parser.unreader = Received()
        self.parser.unreader.give(self.arrival.to_parse)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Takes connections in turn with its siblings; hands over what has come whole."""

    alive: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.turn = Turn(self.age)
        self.busy = 0  # requests that have a thread, or wait for one
        self.held = 0  # bytes
        self.resume_at: float | None = None  # when connections are taken again
        # Each in the order of the deadlines, for all in it were given the same time.
        self.waiting: dict[Wait, dict[Connection, None]] = {wait: {} for wait in Wait}
        self.seconds = {
            Wait.LINGER: LINGER,
            Wait.HEAD: HEAD,
            Wait.BODY: BODY,
            Wait.IDLE: self.cfg.keepalive,
        }

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what a proxy does in this product."""
        if cfg.is_ssl:
            raise errors.ConfigError("TLS is the proxy's work; leave the certificate out here.")

    def init_process(self) -> None:
        """Start as gunicorn does, with a thread more."""
        # First, because gunicorn's own does not return before the worker stops.
        self.alive_pool = ThreadPoolExecutor(max_workers=1)
        super().init_process()

    # The main loop --------------------------------------------------------------

    def run(self) -> None:
        """Serve until told to stop, or until the master is gone; then finish what has begun."""
        self.poller.register(
            self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks
        )
        with suppress(AttributeError, OSError):  # other systems look once a second
            master = os.pidfd_open(self.ppid)
            self.poller.register(master, selectors.EVENT_READ, self.orphaned)
        self.set_accept_enabled(True)
        while self.alive:
            self.one_turn()
            if self.alive and not self.is_parent_alive():
                self.alive = False
        self.stop()

    def one_turn(self) -> None:
        """Wait for something to happen, a second at most, and see to it."""
        self.notify()
        if self.alive:
            self.turn.tell(self.nr_conns, self.busy >= self.cfg.threads)
        now = time.monotonic()
        seconds = 1.0 if self.resume_at is None else max(0.0, self.resume_at - now)
        self.wait_for_and_dispatch_events(min(1.0, seconds))
        now = time.monotonic()
        if self.resume_at is not None and now >= self.resume_at and self.alive:
            self.resume_accepting()
        for wait, connections in self.waiting.items():
            while connections and (late := next(iter(connections))).deadline <= now:
                self.give_up(late, wait)

    def orphaned(self, master: int) -> None:
        """Stop: the master is gone, and a new one may want the address."""
        self.poller.unregister(master)
        os.close(master)
        self.log.info("The master process is gone; worker %s stops.", self.pid)
        self.alive = False

    def stop(self) -> None:
        """Take what has already connected, free the address, finish what has begun."""
        if self._accepting:
            self.set_accept_enabled(False)
        self.resume_at = None
        for listener in self.sockets:
            while self.take(listener):
                pass
            listener.close()
        self.turn.leave()
        end = time.monotonic() + self.cfg.graceful_timeout
        leave = time.monotonic() + LEAVE
        while self.nr_conns and time.monotonic() < end:
            for connections in self.waiting.values():
                for connection in connections:
                    connection.deadline = min(connection.deadline, leave)
            self.one_turn()
        self.tpool.shutdown(wait=False)
        self.alive_pool.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()

    # Connections come -----------------------------------------------------------

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, unless a worker that has fewer may do so."""
        self.turn.tell(self.nr_conns, self.busy >= self.cfg.threads)
        if self.turn.is_mine():
            self.take(listener)
        else:
            self.set_accept_enabled(False)
            self.resume_at = time.monotonic() + YIELD

    def resume_accepting(self) -> None:
        """Take what nobody whose turn it was has taken."""
        self.resume_at = None
        for listener in self.sockets:
            self.take(listener)
        self.set_accept_enabled(True)

    def take(self, listener: socket.socket) -> bool:
        """Accept a connection; true if there was one."""
        try:
            client, address = listener.accept()
        except OSError:  # another worker was faster, or the client has gone
            return False
        self.nr_conns += 1
        connection = Connection(self.cfg, client, address, listener.getsockname())
        self.register(connection, Wait.HEAD)
        if self.nr_conns > self.worker_connections:
            self.make_room()
        return True

    def make_room(self) -> None:
        """Give the connection up that has waited longest; those that send nothing whole first."""
        for wait, connections in self.waiting.items():
            if connections:
                self.give_up(next(iter(connections)), wait)
                return

    def make_memory(self) -> None:
        """The same for what is held of requests that have not come whole."""
        for wait in (Wait.BODY, Wait.HEAD):
            if self.waiting[wait]:
                self.give_up(next(iter(self.waiting[wait])), wait)
                return

    # Requests come --------------------------------------------------------------

    def register(self, connection: Connection, wait: Wait) -> None:
        """Wait for what comes next on a connection, with a new deadline."""
        connection.sock.setblocking(False)
        self.poller.register(
            connection.sock, selectors.EVENT_READ, partial(self.readable, connection)
        )
        self.put(connection, wait)

    def put(self, connection: Connection, wait: Wait) -> None:
        """Wait for something else, without a word to the poller."""
        if connection.wait is not None:
            del self.waiting[connection.wait][connection]
        connection.wait = wait
        connection.deadline = time.monotonic() + self.seconds[wait]
        self.waiting[wait][connection] = None

    def forget(self, connection: Connection) -> None:
        """Stop waiting for a connection."""
        if connection.wait is not None:
            self.poller.unregister(connection.sock)
            del self.waiting[connection.wait][connection]
            connection.wait = None

    def readable(self, connection: Connection, _socket: socket.socket) -> None:
        """Take in what has come."""
        if connection.wait is None:
            return  # given up earlier in this turn
        try:
            received = connection.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            received = b""
        if not received:
            self.drop(connection)
        elif connection.wait is Wait.LINGER:
            connection.lingered += len(received)
            if connection.lingered > LINGER_BYTES:
                self.drop(connection)
        else:
            self.held += len(received)
            connection.arrival.add(received)
            self.look(connection)
            if self.held > HELD:
                self.make_memory()

    def look(self, connection: Connection) -> None:
        """Hand a request over if it has come whole, or wait for what is missing."""
        arrival = connection.arrival
        if arrival.is_complete:
            self.forget(connection)
            self.enqueue_req(connection)
        elif arrival.has_head and connection.wait is not Wait.BODY:
            self.put(connection, Wait.BODY)
            if arrival.wants_continue:
                with suppress(OSError):
                    connection.sock.send(CONTINUE)
        elif connection.wait is Wait.IDLE:
            self.put(connection, Wait.HEAD)

    def give_up(self, connection: Connection, wait: Wait) -> None:
        """Close a connection that has waited long enough; say so to who has sent something."""
        if wait is Wait.BODY or (wait is Wait.HEAD and connection.arrival.received):
            with suppress(OSError):
                connection.sock.send(TOO_SLOW)
            self.linger(connection)
        else:
            self.drop(connection)

    def linger(self, connection: Connection) -> None:
        """Say that no more is coming, and read on until the client has noticed."""
        self.release(connection)
        try:
            connection.sock.shutdown(socket.SHUT_WR)
            if connection.wait is None:
                self.register(connection, Wait.LINGER)
            else:
                self.put(connection, Wait.LINGER)
        except OSError:
            self.drop(connection)

    def drop(self, connection: Connection) -> None:
        """Close a connection at once."""
        self.forget(connection)
        self.release(connection)
        self.nr_conns -= 1
        util.close(connection.sock)

    def release(self, connection: Connection, rest: bytes = b"") -> None:
        """Let go of a request that is done with; the rest begins the next."""
        self.held += len(rest) - len(connection.arrival.received)
        connection.arrival = Arrival(rest)

    # Requests are answered ------------------------------------------------------

    def enqueue_req(self, conn: Connection) -> None:
        """Give a request that has come whole to a thread."""
        self.busy += 1
        is_alive = conn.arrival.received.startswith(ALIVE)
        future = (self.alive_pool if is_alive else self.tpool).submit(self.handle, conn)
        # Connections are the main loop's alone, so a thread that is done only asks it to go on.
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish, conn, done))

    def handle_request(self, req: Any, conn: Connection) -> bool:
        """Answer within bounds; a body that was cut ends the connection with the answer."""
        conn.sock.settimeout(ANSWER)
        req._expected_100_continue = False  # said already, where it was to be said
        if conn.arrival.is_cut:
            req.force_close()  # what follows on it is the rest of this body
        try:
            return bool(super().handle_request(req, conn))
        except TimeoutError:
            self.log.info("A client did not take its answer in time.")
            return False

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        if keepalive:
            drop_rest(conn.parser.mesg.body)
        return bool(super()._keepalive_after(conn, keepalive))

    def finish(self, connection: Connection, done: Future[bool]) -> None:
        """Wait for the next request, if the connection stays open."""
        self.busy -= 1
        if done.cancelled() or done.exception() or not done.result():
            self.linger(connection)
            return
        self.release(connection, connection.parser.unreader.take_buffered())
        if not connection.arrival.received:
            self.register(connection, Wait.IDLE)
            return
        if not connection.arrival.is_complete:
            self.register(connection, Wait.HEAD)
        self.look(connection)

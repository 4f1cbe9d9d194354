"""Calls to addresses that an administrator typed: by https, to the public network, within bounds.

The name is resolved once, every address it has is looked at, and the connection goes to one that
was: a name that leads elsewhere a moment later gains nothing. No redirect is followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST = 2000  # characters of an address
PATIENCE = 10.0  # seconds for each step,
ALL = 15.0  # and for the whole call
ANSWER = 2048  # bytes that are read of an answer
SHOWN = 200  # characters of it
# Networks that lead on to IPv4 addresses, whichever those are.
_TUNNELS = [ipaddress.ip_network(text) for text in ("64:ff9b::/96", "2002::/16", "2001::/32")]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forbidden(Exception):
    """The address is not called; the text says why."""


@dataclass(frozen=True)
class Answer:
    """What came back. `text`: its beginning."""

    status: int
    text: str


class _Plain(http.client.HTTPConnection):
    """A connection to an address that was looked at before."""

    checked = ""
    kept: socket.socket | None = None  # the library forgets the socket before it has read it
    is_over = False

    def connect(self) -> None:
        """Connect to it, whatever the name leads to by now."""
        self.sock = self.kept = socket.create_connection((self.checked, self.port), self.timeout)
        if self.is_over:
            raise TimeoutError


class _Encrypted(http.client.HTTPSConnection):
    """The same, with a certificate for the name."""

    checked = ""
    kept: socket.socket | None = None  # the library forgets the socket before it has read it
    is_over = False

    def connect(self) -> None:
        """Connect to the address; the certificate must be the name's."""
        raw = socket.create_connection((self.checked, self.port), self.timeout)
        try:
            context = ssl.create_default_context()
            # The handshake afterwards, so that it can be cut off too.
            self.sock = self.kept = context.wrap_socket(
                raw, server_hostname=self.host, do_handshake_on_connect=False
            )
            if self.is_over:
                raise TimeoutError
            self.sock.do_handshake()
        except BaseException:
            raw.close()
            raise


def check(url: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and path of an address that may be called. Raises Forbidden.

    What its name leads to is looked at when it is called.
    """
    if len(url) > LONGEST:
        raise Forbidden(
            _("The address has more than %(longest)s characters.") % {"longest": f"{LONGEST:,}"}
        )
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Forbidden(_("The port in the address is no number.")) from None
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_NETWORKS):
        raise Forbidden(_("The address must begin with https://."))
    if not host or parts.username or parts.password or parts.fragment:
        raise Forbidden(_("The address must be a host and a path, without a user name or “#”."))
    if not url.isascii() or any(letter <= " " for letter in url):
        raise Forbidden(_("The address must be written in ASCII letters, without spaces."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path


def resolve(scheme: str, host: str, port: int, seconds: float) -> str:
    """Return an address of this host that may be called. Raises Forbidden, OSError."""
    found = _looked_up(host, port, seconds)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not (is_allowed(address) or (scheme == "https" and is_public(address))):
            text = (
                _("%(host)s leads to %(address)s, which is no public address.")
                if scheme == "https"
                else _("%(host)s leads to %(address)s, not by https.")
            )
            raise Forbidden(text % {"host": host, "address": address})
    return str(addresses[0])


def _looked_up(host: str, port: int, seconds: float) -> list[Any]:
    """What `getaddrinfo` finds, within so many seconds: it knows no bound itself.

    Raises OSError, UnicodeError.
    """
    answers: SimpleQueue[list[Any] | OSError | UnicodeError] = SimpleQueue()

    def look() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, OSError | UnicodeError):
        raise found
    return found


def is_public(address: Address) -> bool:
    """True if everybody means the same machine by it."""
    plain = getattr(address, "ipv4_mapped", None) or address
    is_tunnel = any(plain in network for network in _TUNNELS)
    return plain.is_global and not plain.is_multicast and not is_tunnel


def is_allowed(address: Address) -> bool:
    """True if WEBHOOK_NETWORKS allows it, public or not."""
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in ipaddress.ip_network(text) for text in settings.WEBHOOK_NETWORKS)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it. Raises Forbidden, OSError and http.client.HTTPException."""
    status, read = _call("POST", url, body, headers, most=ANSWER, seconds=ALL)
    return Answer(status, " ".join(read.decode("utf-8", "replace").split())[:SHOWN])


def get(url: str, *, most: int, seconds: float) -> tuple[int, bytes]:
    """Fetch what is there, of so many bytes at most; returns the status and the body.

    Raises Forbidden, also where there is more, OSError and http.client.HTTPException.
    """
    headers = {"User-Agent": "Promapp", "Accept": "application/json"}
    status, read = _call("GET", url, None, headers, most=most + 1, seconds=seconds)
    if len(read) > most:
        raise Forbidden(_("It answered more than %(most)s bytes.") % {"most": f"{most:,}"})
    return status, read


def _call(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    most: int,
    seconds: float,
) -> tuple[int, bytes]:
    """Call it, and read so many bytes of what comes back, all within so many seconds."""
    until = monotonic() + seconds
    step = min(PATIENCE, seconds)
    scheme, host, port, path = check(url)
    kind = _Encrypted if scheme == "https" else _Plain
    connection = kind(host, port, timeout=step)
    connection.checked = resolve(scheme, host, port, step)
    # Somebody who sends a byte now and then would otherwise be read for ever.
    end = threading.Timer(max(until - monotonic(), 0), _cut, [connection])
    end.daemon = True
    end.start()
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return response.status, response.read(most)
    finally:
        end.cancel()
        connection.close()


def _cut(connection: _Plain | _Encrypted) -> None:
    connection.is_over = True  # one that is not there yet ends as it comes
    if connection.kept is not None:
        with suppress(OSError):
            socket.socket.shutdown(connection.kept, socket.SHUT_RDWR)  # whatever TLS is at

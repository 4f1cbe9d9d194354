"""A tenant of an identity provider on loopback: it signs assertions, and serves its keys."""

from __future__ import annotations

import base64
import hmac
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from accounts.tokens.trust_acts import Identity
from tests.accounts.test_webhooks import certificate
from tests.receiver import Receiver

TENANT = "6f1b0c5e-3c36-4d7a-9d53-1f0f4a1b2c3d"
APP = "1d4bb0a8-2f5e-4c3e-8a0d-6a2d5e9b7c10"
SUBJECT = "a7c0e6de-93f5-4b07-8b87-0f0c1e2d3f40"
ISSUER = f"https://login.microsoftonline.com/{TENANT}/v2.0"


@cache
def rsa(name: str) -> RSAKey:
    """A key of this name; making one takes a while, so each is made once."""
    return RSAKey.generate_key(2048, {"kid": name})


@cache
def elliptic(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name})


class Tenant(ThreadingHTTPServer):
    """`keys`: those that it serves. `asked`: how often they were fetched."""

    daemon_threads = True

    def __init__(self, directory: Path) -> None:
        super().__init__(("127.0.0.1", 0), Keys)
        self.certificate = certificate(directory)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.keys: list[Any] = [rsa("first")]
        self.issuer = ISSUER
        self.body: bytes | None = None  # in place of the keys
        self.status = 200
        self.location = ""
        self.asked = 0
        self.goes_on = Event()
        self.goes_on.set()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def jwks_url(self) -> str:
        return f"https://{self.host}/{TENANT}/discovery/v2.0/keys"

    def identity(self, **changed: Any) -> Identity:
        """The four values that its portal shows."""
        given = {
            "issuer": ISSUER,
            "jwks_url": self.jwks_url,
            "audiences": (f"api://{APP}", APP, f"api://{APP}/promapp.example"),
            "subject": SUBJECT,
        }
        return Identity(**{**given, **changed})

    handle_error = Receiver.handle_error


class Keys(BaseHTTPRequestHandler):
    """One request for the keys."""

    server: Any

    def do_GET(self) -> None:
        """Answer as told."""
        self.server.asked += 1
        self.server.goes_on.wait(60)
        body = self.server.body
        if body is None:
            served = [
                {
                    "use": "sig",
                    "issuer": self.server.issuer.replace(TENANT, "{tenantid}"),
                    **one.as_dict(private=False),
                }
                for one in self.server.keys
            ]
            body = json.dumps({"keys": served}).encode()
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def claims(**changed: Any) -> dict[str, Any]:
    """What Entra claims; None takes a claim out."""
    now = int(time.time())
    given = {
        "iss": ISSUER,
        "aud": APP,
        "sub": SUBJECT,
        "oid": SUBJECT,
        "tid": TENANT,
        "azp": "00000014-0000-0000-c000-000000000000",
        "iat": now - 5,
        "nbf": now - 5,
        "exp": now + 3900,
        "uti": "x",
        "ver": "2.0",
    }
    return {name: value for name, value in {**given, **changed}.items() if value is not None}


def signed(
    content: Any = None, key: Any = None, header: dict[str, Any] | None = None, **changed: Any
) -> str:
    """An assertion. `header`: what is different there; `changed`: which claims are."""
    key = key or rsa("first")
    usual = {RSAKey: "RS256", ECKey: "ES256"}[type(key)]
    head = {"alg": usual, "kid": key.kid, "typ": "JWT", **(header or {})}
    head = {name: value for name, value in head.items() if value is not None}
    body = json.dumps(claims(**changed)) if content is None else content
    how = jws.JWSRegistry(algorithms=["RS256", "RS384", "ES256"]).get_alg(head["alg"])
    parts = [encoded(json.dumps(head)), encoded(body)]
    return ".".join([*parts, encoded(how.sign(".".join(parts).encode(), key))])


def encoded(part: str | bytes) -> str:
    """Base64 as a JWT has it."""
    raw = part.encode() if isinstance(part, str) else part
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed_by_secret(secret: bytes) -> str:
    """An assertion with HS256, as a library signs it that takes a public key for a secret."""
    parts = [encoded(json.dumps({"alg": "HS256", "kid": "first"})), encoded(json.dumps(claims()))]
    return ".".join([*parts, encoded(hmac.digest(secret, ".".join(parts).encode(), "sha256"))])


@contextmanager
def tenant(directory: Path) -> Iterator[Tenant]:
    """Serve for as long as the block lasts."""
    with Tenant(directory) as serving:
        Thread(target=serving.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield serving
        finally:
            serving.goes_on.set()
            serving.shutdown()

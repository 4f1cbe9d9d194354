"""What an assertion of a workload identity must hold to: RFC 7523 section 3, as Entra keeps it.

Each thing that is looked at is a `Check`, and all of them make the trace that the log shows. Until
the signature is known to be good, nothing that the assertion says is more than text.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from joserfc import jws
from joserfc.errors import JoseError

from . import signing_keys
from .trust_rows import LONGEST, FederatedTrust

LONGEST_ASSERTION = 16 * 1024  # characters
MOST_BRACKETS = 100  # opening ones in a part: it is nested no deeper, so that all of it can be told
LEEWAY = 60  # seconds
ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
SHOWN = 200  # characters of what was received
ABSENT = "nothing"
# Headers may be longer than the library lets them be, as some hold a certificate. It is not used.
_REGISTRY = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
_REGISTRY.max_header_length = LONGEST_ASSERTION


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `reason`: why an assertion that fails it is refused."""

    reason: str
    name: str
    expected: str
    received: str
    is_met: bool

    def __str__(self) -> str:
        if not self.expected:
            return f"{self.name}: {self.received}"
        if self.is_met:
            return f"{self.name}: as expected ({self.received})"
        return f"{self.name}: expected {self.expected}; received {self.received}"


@dataclass
class Verdict:
    """What came of an assertion: `checks` in their order, and what a good signature vouches for."""

    checks: list[Check] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    is_verified: bool = False  # the signature is good, and the issuer the expected one

    @property
    def failed(self) -> Check | None:
        """The first check that was not met."""
        return next((check for check in self.checks if not check.is_met), None)

    @property
    def trace(self) -> list[str]:
        """The checks in words, one a line."""
        return [str(check) for check in self.checks]

    def add(self, check: Check) -> bool:
        """Note a check; returns whether it is met."""
        self.checks.append(check)
        return check.is_met


def judge(assertion: str, trust: FederatedTrust) -> Verdict:
    """Look at an assertion. May fetch keys: not for a transaction; see `signing_keys.find`."""
    verdict = Verdict()
    try:
        header, claims = _parts(assertion)
    except ValueError:
        form = "three parts in Base64 of a signed JWT"
        is_long = len(assertion) > LONGEST_ASSERTION
        received = f"{len(assertion):,} characters" if is_long else "something else"
        verdict.add(Check("assertion_form", "form", form, received, is_met=False))
        return verdict
    if all(verdict.add(check) for check in _unsigned(header, claims, trust)) and all(
        verdict.add(check) for check in _signature(assertion, header, claims, trust)
    ):
        verdict.is_verified, verdict.claims = True, claims
        for check in (*_times(claims), *_identity(claims, trust)):
            verdict.add(check)
    return verdict


def party(claims: dict[str, Any]) -> Any:
    """The application that asked for the assertion: Entra calls it azp, and formerly appid."""
    return claims.get("azp", claims.get("appid"))


def told(value: Any) -> str:
    """A claim as text, not too long."""
    if value is None:
        return ABSENT
    text = plain(value if isinstance(value, str) else json.dumps(value))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def plain(text: str) -> str:
    """Text of an assertion without what no database stores, and on one line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[: LONGEST + 1])


def _parts(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, not verified. Raises ValueError."""
    if len(assertion) > LONGEST_ASSERTION or not assertion.isascii():
        raise ValueError
    header, claims, _signature = assertion.split(".")
    return _object(header), _object(claims)


def _object(part: str) -> dict[str, Any]:
    if "+" in part or "/" in part or "=" in part:
        raise ValueError
    text = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    if text.count(b"[") + text.count(b"{") > MOST_BRACKETS:
        raise ValueError
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError
    return found


def _unsigned(
    header: dict[str, Any], claims: dict[str, Any], trust: FederatedTrust
) -> Iterator[Check]:
    """What is looked at before a key is sought: whoever fails here has none fetched."""
    algorithm = header.get("alg")
    known = isinstance(algorithm, str) and algorithm in ALGORITHMS
    yield Check(
        "assertion_algorithm", "algorithm", " or ".join(ALGORITHMS), told(algorithm), is_met=known
    )
    critical = header.get("crit")  # RFC 7515 section 4.1.11: none is understood here
    if critical is not None:
        yield Check("assertion_form", "crit", ABSENT, told(critical), is_met=False)
    yield _exact("assertion_issuer", "issuer", trust.issuer, claims.get("iss"))


def _signature(
    assertion: str, header: dict[str, Any], claims: dict[str, Any], trust: FederatedTrust
) -> Iterator[Check]:
    kid = header.get("kid")
    is_text = isinstance(kid, str) and 0 < len(kid) <= LONGEST
    source, key = signing_keys.find(trust.jwks_url, str(kid)) if is_text else (None, None)
    expected = f"one of the keys at {trust.jwks_url}"
    if source and key is None and source.error:
        why = f"{told(kid)}. The keys could not be fetched: {source.error}"
        yield Check("assertion_keys_away", "key", expected, why, is_met=False)
    yield Check("assertion_key", "key", expected, told(kid), is_met=key is not None)
    if key is None:
        return
    issuer = key.get("issuer", trust.issuer).replace("{tenantid}", str(claims.get("tid", "")))
    yield _exact("assertion_key", "issuer of the key", trust.issuer, issuer)
    is_good = _is_signed(assertion, header, key)
    received = "a good one" if is_good else "another one"
    yield Check(
        "assertion_signature", "signature", f"one by the key {told(kid)}", received, is_met=is_good
    )


def _is_signed(assertion: str, header: dict[str, Any], key: dict[str, Any]) -> bool:
    if key.get("kty") != ALGORITHMS[header["alg"]]:
        return False
    try:
        public = signing_keys.public(key)
        jws.deserialize_compact(assertion, public, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError):
        return False
    return public is not None


def _times(claims: dict[str, Any]) -> Iterator[Check]:
    now = timezone.now().timestamp()
    clock = f"now {_moment(now)}, {LEEWAY} s more or less"
    ends = _number(claims.get("exp"))
    yield Check(
        "assertion_expired",
        "exp",
        f"a time after {clock}",
        _moment(ends),
        is_met=ends is not None and now < ends + LEEWAY,
    )
    for name in ("nbf", "iat"):
        begins = _number(claims.get(name))
        yield Check(
            "assertion_early",
            name,
            f"a time before {clock}",
            _moment(begins),
            is_met=begins is not None and begins <= now + LEEWAY,
        )


def _identity(claims: dict[str, Any], trust: FederatedTrust) -> Iterator[Check]:
    """Who it is about; of a pending trust the tenant alone is known."""
    if trust.tenant:
        yield _exact("assertion_tenant", "tenant (tid)", trust.tenant, claims.get("tid"))
    if trust.state == trust.State.PENDING:
        for name in ("aud", "sub", "oid"):
            yield Check("trust_pending", name, "", told(claims.get(name)), is_met=True)
        yield Check("trust_pending", "azp", "", told(party(claims)), is_met=True)
        return
    given = claims.get("aud")
    audiences = given if isinstance(given, list) else [given]
    yield Check(
        "assertion_audience",
        "audience (aud)",
        " or ".join(trust.audiences),
        told(given),
        is_met=any(isinstance(one, str) and one in trust.audiences for one in audiences),
    )
    yield _exact("assertion_subject", "subject (sub)", trust.subject, claims.get("sub"))
    if trust.object_id:
        yield _exact("assertion_object", "object id (oid)", trust.object_id, claims.get("oid"))
    if trust.party:
        yield _exact("assertion_party", "application (azp)", trust.party, party(claims))


def _exact(reason: str, name: str, expected: str, given: Any) -> Check:
    return Check(reason, name, expected, told(given), is_met=given == expected)


def _number(value: Any) -> float | None:
    """A NumericDate, RFC 7519 section 2."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        return float(value) if is_number and math.isfinite(value) else None
    except OverflowError:
        return None


def _moment(seconds: float | None) -> str:
    if seconds is None:
        return "no time"
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):
        return "no time that a clock shows"

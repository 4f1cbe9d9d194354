"""The keys by which identity providers sign: fetched within bounds, and kept in the database.

All processes read the same row. While the source is away its keys serve on, for some days; a key
that is in none of them opens nothing.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from accounts.models import FederatedTrust, KeySource
from accounts.work import outward
from accounts.work.outward import Forbidden

from .trust_rows import LONGEST

HOSTS = (
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoftonline.us",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
)
MOST_BYTES = 1024 * 1024
MOST_KEYS = 100
PATIENCE = 10.0  # seconds for all of a fetch,
IN_REQUEST = 5.0  # and of one for which a client waits
AGAIN_AFTER = timedelta(minutes=1)  # of one source, however many ask
FRESH_FOR = timedelta(hours=1)  # then scheduled work fetches them anew
SERVED_FOR = timedelta(days=7)  # while the source is away
SOURCES_A_RUN = 20
RSA_BITS = range(2048, 4096 + 1)


def check_url(url: str) -> None:
    """Raise Forbidden unless keys may be fetched from there: https, and a host of the list."""
    scheme, host, port, _path = outward.check(url)
    if len(url) > LONGEST:
        raise Forbidden(
            _("The address has more than %(longest)s characters.") % {"longest": LONGEST}
        )
    if scheme != "https":
        raise Forbidden(_("The address must begin with https://."))
    if (host if port == 443 else f"{host}:{port}") not in {*HOSTS, *settings.FEDERATION_HOSTS}:
        raise Forbidden(
            _("Keys are fetched from %(hosts)s alone. The setting FEDERATION_HOSTS adds others.")
            % {"hosts": ", ".join([*HOSTS, *settings.FEDERATION_HOSTS])}
        )


def find(url: str, kid: str) -> tuple[KeySource, dict[str, Any] | None]:
    """Return a source, and its key with this id if there is one that may be used.

    One query; a key that is not known is sought at the source, once a minute at most. Not for a
    transaction: that takes as long as the source does, IN_REQUEST at most.
    """
    source, _is_new = KeySource.objects.get_or_create(url=url)
    if (source.key(kid) is None or not _serves(source)) and _claim(source):
        _fetch(source, IN_REQUEST)
    return source, source.key(kid) if _serves(source) else None


def refresh() -> str:
    """Fetch the keys of all live trusts anew, and forget the others'; returns what was done."""
    trusts = FederatedTrust.objects.filter(revoked_at=None, client__revoked_at=None)
    wanted = set(trusts.values_list("jwks_url", flat=True))
    KeySource.objects.exclude(url__in=wanted).delete()
    known = set(KeySource.objects.values_list("url", flat=True))
    KeySource.objects.bulk_create(
        [KeySource(url=url) for url in sorted(wanted - known)], ignore_conflicts=True
    )
    old = Q(fetched_at=None) | Q(fetched_at__lte=timezone.now() - FRESH_FOR)
    due = KeySource.objects.filter(old).order_by(F("tried_at").asc(nulls_first=True))
    outcomes = [_fetch(source, PATIENCE) for source in due[:SOURCES_A_RUN] if _claim(source)]
    return f"{outcomes.count(True)} fetched, {outcomes.count(False)} failed"


def _serves(source: KeySource) -> bool:
    return source.fetched_at is not None and timezone.now() - source.fetched_at < SERVED_FOR


def _claim(source: KeySource) -> bool:
    """True for the one, of all processes, that is to fetch now."""
    moment = timezone.now()
    rested = Q(tried_at=None) | Q(tried_at__lte=moment - AGAIN_AFTER)
    # One far in the future was written by a clock that was ahead; one just ahead, by another who
    # asked at the same time.
    rested |= Q(tried_at__gt=moment + AGAIN_AFTER)
    row = KeySource.objects.filter(rested, pk=source.pk)
    return bool(row.update(tried_at=moment))


def _fetch(source: KeySource, seconds: float) -> bool:
    """Fetch and store; if that fails, say why in the row, and leave its keys."""
    try:
        check_url(source.url)  # the list may have become shorter
        status, body = outward.get(source.url, most=MOST_BYTES, seconds=seconds)
        if status != 200:
            raise ValueError(f"it answered {status}")
        source.keys = _read(body)
    except Forbidden as refusal:
        error = str(refusal)
    except TimeoutError:
        error = "It did not answer in time."
    except (OSError, http.client.HTTPException, ValueError) as failure:
        error = f"{type(failure).__name__}: {failure}"
    else:
        error, source.fetched_at = "", timezone.now()
    source.error = error.replace("\0", "")[:200]
    source.save(update_fields=["keys", "fetched_at", "error"])
    return not error


def _read(body: bytes) -> list[dict[str, Any]]:
    """Return the keys of a JWK Set, RFC 7517 section 5, that can be used. Raises ValueError."""
    try:
        document = json.loads(body)
    except RecursionError:
        raise ValueError("it is no JWK Set") from None
    found = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise ValueError("it is no JWK Set")
    if len(found) > MOST_KEYS:
        raise ValueError(f"it has more than {MOST_KEYS} keys")
    if not (keys := list(_usable(found))):
        raise ValueError("it has no key that can be used")
    return keys


def _usable(found: list[Any]) -> Iterator[dict[str, Any]]:
    for key in found:
        if not isinstance(key, dict) or key.get("use", "sig") != "sig":
            continue
        kept = {name: key[name] for name in _KEPT if isinstance(key.get(name), str)}
        if not kept.get("kid") or any(len(value) > 1024 for value in kept.values()):
            continue
        try:
            if public(kept):
                yield kept
        except (JoseError, ValueError):
            continue  # one that nobody can read is no reason to refuse the others


# `issuer`: which tenants a key of Microsoft's may sign for.
_KEPT = ("kid", "kty", "n", "e", "crv", "x", "y", "issuer")


def public(key: dict[str, Any]) -> RSAKey | ECKey | None:
    """Return a key to verify signatures by, if it is of a kind that is taken.

    Raises JoseError, ValueError.
    """
    if key.get("kty") == "RSA":
        if len(key.get("n", "")) * 6 < RSA_BITS.start:
            return None  # the library warns of it
        found = RSAKey.import_key({name: key.get(name, "") for name in ("kty", "n", "e")})
        return found if found.public_key.key_size in RSA_BITS else None
    if key.get("kty") == "EC" and key.get("crv") == "P-256":
        return ECKey.import_key({name: key.get(name, "") for name in ("kty", "crv", "x", "y")})
    return None

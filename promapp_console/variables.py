"""Variables of the environment that a site must have, and how a wrong one is explained."""

import ipaddress
import os
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from promapp_console.environment import data_directory


def required(
    name: str, example: str | Callable[[], str], in_development: str, *, is_debug: bool
) -> str:
    """Read a variable that production cannot do without. Raises ImproperlyConfigured."""
    if value := os.environ.get(name, "").strip():
        return value
    if is_debug:
        return in_development
    shown = example if isinstance(example, str) else example()
    raise ImproperlyConfigured(
        f"{name} is not set. Set it in the environment, for example: {name}={shown} "
        "(docs/configure.md lists every variable; for a first try, run: make run)."
    )


def public_url(text: str) -> str:
    """Check the address of the site. Raises ImproperlyConfigured, which says how to write it."""
    url = urlsplit(text.rstrip("/"))
    try:
        is_site = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:  # the port is no number
        is_site = False
    if not is_site or url.path or url.query or url.fragment or "@" in url.netloc:
        raise ImproperlyConfigured(
            "PUBLIC_URL must be the scheme, the host and, if it is not the usual one, the port "
            "under which this site is reached, and nothing more, "
            "for example: PUBLIC_URL=https://promapp.example.com"
        )
    return url.geturl()


def networks(texts: list[str]) -> list[str]:
    """Check WEBHOOK_NETWORKS. Raises ImproperlyConfigured."""
    for text in texts:
        try:
            ipaddress.ip_network(text)
        except ValueError:
            raise ImproperlyConfigured(
                f"WEBHOOK_NETWORKS: {text!r} is no network; write 10.0.0.0/8 or 192.0.2.7/32."
            ) from None
    return texts


def hosts(texts: list[str]) -> list[str]:
    """Check FEDERATION_HOSTS. Raises ImproperlyConfigured."""
    for text in texts:
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,252}(:[0-9]{1,5})?", text):
            raise ImproperlyConfigured(
                f"FEDERATION_HOSTS: {text!r} is no host; write login.example.com, in small letters."
            )
    return texts


def example_key() -> str:
    """How to set SECRET_KEY; a site that has a key must not get a second one."""
    kept = data_directory() / "secret-key"
    if kept.exists():
        return f"$(cat {kept})"
    return "$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"

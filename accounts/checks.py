"""Deployment mistakes in the site's address, its proxy and its mail."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.http.request import validate_host

NO_MAIL = {
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "locmem")
}


@register(Tags.security)
def check_public_url(**_: Any) -> Iterable[CheckMessage]:
    """The address that links and the Tenant URL are made of must be one that is answered."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    shown = f"[{host}]" if ":" in host else host
    if not validate_host(shown, settings.ALLOWED_HOSTS):
        yield Error(
            f"PUBLIC_URL names the host {shown}, which ALLOWED_HOSTS does not allow.",
            hint=f"Add {shown} to ALLOWED_HOSTS, or correct PUBLIC_URL.",
            id="accounts.E001",
        )


@register(Tags.security, deploy=True)
def check_allowed_hosts(**_: Any) -> Iterable[CheckMessage]:
    """With any host allowed, a forged Host header reaches the links in mails."""
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS allows every host name.",
            hint="Name the hosts under which this site is reached.",
            id="accounts.E002",
        )


@register(Tags.security, deploy=True)
def check_proxy(**_: Any) -> Iterable[CheckMessage]:
    """HTTPS ends at a proxy; unless it is trusted, every visitor has the proxy's address."""
    if settings.IS_HTTPS and not settings.TRUSTED_PROXY_COUNT:
        yield checks.Warning(
            "PUBLIC_URL is https, but TRUSTED_PROXY_COUNT is 0: rate limits and logs see the "
            "proxy's address instead of each visitor's.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies in front of gunicorn, mostly 1.",
            id="accounts.W001",
        )


@register(Tags.security, deploy=True)
def check_way_to_database(**_: Any) -> Iterable[CheckMessage]:
    """PostgreSQL's own default goes on in clear where the server offers no TLS."""
    database = settings.DATABASES["default"]
    hosts = str(database.get("HOST") or "").split(",")
    verifies = database.get("OPTIONS", {}).get("sslmode") in {"verify-ca", "verify-full"}
    if not verifies and not all(map(_is_here, hosts)):
        yield checks.Warning(
            "DATABASE_URL names another machine, and does not ask for its certificate.",
            hint="Add ?sslmode=verify-full&sslrootcert=/path/to/ca.pem to DATABASE_URL.",
            id="accounts.W003",
        )


@register(Tags.security, deploy=True)
def check_way_to_mail(**_: Any) -> Iterable[CheckMessage]:
    """Mails hold links that open an account."""
    is_smtp = settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
    is_safe = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or _is_here(settings.EMAIL_HOST)
    if is_smtp and not is_safe:
        yield checks.Warning(
            "EMAIL_URL names another machine, and sends mails there in clear.",
            hint="Begin EMAIL_URL with smtp+tls:// or smtp+ssl://.",
            id="accounts.W004",
        )


def _is_here(host: str | None) -> bool:
    """True for this machine: a socket, a loopback address or its name."""
    return not host or host in {"localhost", "::1"} or host.startswith(("/", "127."))


@register(Tags.security, deploy=True)
def check_mail(**_: Any) -> Iterable[CheckMessage]:
    """Without mail nobody can reset a forgotten password."""
    if settings.EMAIL_BACKEND in NO_MAIL:
        yield checks.Warning(
            "No mail is sent: nobody can reset a forgotten password.",
            hint="Set EMAIL_URL, for example EMAIL_URL=smtp+tls://user:password@mail.example.com:587",
            id="accounts.W002",
        )

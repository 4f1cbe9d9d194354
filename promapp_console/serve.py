"""`make run`: prepare this checkout and serve it, whatever is not configured yet.

Takes the environment of docs/configure.md and adds what is missing: a secret key, kept in the data
directory, and the host names of this machine. Then it migrates, collects static files, makes the
first administrator, says where everything is, and becomes gunicorn.
"""

import os
import socket
import sys
from io import StringIO
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

from promapp_console import environment
from promapp_console.environment import EVERY_ADDRESS, ROOT

LOCAL = {"localhost", "127.0.0.1", "::1"}


def main() -> None:
    """Prepare, announce and serve; returns only by raising SystemExit."""
    os.chdir(ROOT)
    key_was_given = bool(os.environ.get("SECRET_KEY"))
    environment.read_file()
    try:
        host, port = environment.address()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    # Bound before anything is printed, so that the address answers from then on.
    listener = _listen(host, port)
    environment.complete(host, port)
    environment.remember(key_was_given=key_was_given)
    try:
        _prepare()
        _announce(host)
    except (ImproperlyConfigured, CommandError, DatabaseError) as error:
        sys.exit(f"Cannot start: {error}")
    os.set_inheritable(listener.fileno(), True)
    serve = ["-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", "promapp_console.wsgi"]
    os.execv(sys.executable, [sys.executable, *serve])  # noqa: S606


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    every = host == "::" and socket.has_dualstack_ipv6()  # IPv4 too
    try:
        return socket.create_server((host, port), family=family, backlog=2048, dualstack_ipv6=every)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        sys.exit(
            f"Cannot listen on {host}, port {port}: {reason}. "
            "Choose another address, for example: make run PORT=8001"
        )


def _prepare() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _announce(host: str) -> None:
    administrator = StringIO()
    call_command("ensure_administrator", stdout=administrator)
    if os.environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"}:
        call_command("seed_demo", stdout=administrator)
    console = f"Console: {settings.PUBLIC_URL}/\nTenant URL: {settings.PUBLIC_URL}/api/scim\n"
    if host in EVERY_ADDRESS and urlsplit(settings.PUBLIC_URL).hostname in LOCAL:
        port = urlsplit(settings.PUBLIC_URL).port
        console += (
            "From other machines: start with the address they use, "
            f"make run HOST={host} PORT={port} PUBLIC_URL=http://ADDRESS:{port}\n"
        )
    # One write: whoever reads a line of it can read them all.
    sys.stdout.write(f"\n{console}{administrator.getvalue()}\n")
    sys.stdout.flush()
    connections.close_all()


if __name__ == "__main__":
    main()

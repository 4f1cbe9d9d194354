"""`make run`: prepare this checkout and serve it, whatever is not configured yet.

Takes the environment of docs/configure.md and adds what is missing: a secret key, kept in the data
directory, and the host names of this machine. Then it migrates, collects static files, makes the
first administrator, says where everything is, and becomes gunicorn.
"""

import os
import secrets
import socket
import sys
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import django
import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

ROOT = Path(__file__).resolve().parent.parent
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104


def main() -> None:
    """Prepare, announce and serve; returns only by raising SystemExit."""
    os.chdir(ROOT)
    if env_file := os.environ.get("PROMAPP_ENV_FILE"):
        environ.Env.read_env(env_file)
    host = os.environ.get("HOST") or "127.0.0.1"
    port = _port(os.environ.get("PORT") or "8000")
    # Bound before anything is printed, so that the address answers from then on.
    listener = _listen(host, port)
    complete_environment(host, port)
    try:
        _prepare()
        _announce()
    except (ImproperlyConfigured, CommandError, DatabaseError) as error:
        sys.exit(f"Cannot start: {error}")
    os.set_inheritable(listener.fileno(), True)
    serve = ["-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", "promapp_console.wsgi"]
    os.execv(sys.executable, [sys.executable, *serve])  # noqa: S606


def complete_environment(host: str, port: int) -> None:
    """Set the variables that production must have and a first start has not."""
    variables = os.environ
    variables["DJANGO_SETTINGS_MODULE"] = "promapp_console.settings"
    variables["DEBUG"] = "false"
    if not variables.get("PUBLIC_URL"):
        name = EVERY_ADDRESS.get(host, f"[{host}]" if ":" in host else host)
        variables["PUBLIC_URL"] = f"http://{name}:{port}"
    if not variables.get("ALLOWED_HOSTS"):
        names = [
            urlsplit(variables["PUBLIC_URL"]).hostname or "",
            "localhost",
            "127.0.0.1",
            "[::1]",
        ]
        if host in EVERY_ADDRESS:
            names.append(socket.gethostname())
        variables["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(names))
    if not variables.get("SECRET_KEY"):
        directory = Path(variables.get("PROMAPP_DATA_DIR") or ROOT / "var")
        variables["SECRET_KEY"] = kept_secret(directory / "secret-key")


def kept_secret(path: Path) -> str:
    """Return the secret in that file; draw one, for its owner's eyes alone, where there is none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
    return path.read_text().strip()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text} is no port: use a number from 1 to 65535.")
    return int(text)


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


def _announce() -> None:
    administrator = StringIO()
    call_command("ensure_administrator", stdout=administrator)
    if os.environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"}:
        call_command("seed_demo", stdout=administrator)
    console = f"Console: {settings.PUBLIC_URL}/\nTenant URL: {settings.PUBLIC_URL}/api/scim\n"
    # One write: whoever reads a line of it can read them all.
    sys.stdout.write(f"\n{console}{administrator.getvalue()}\n")
    sys.stdout.flush()
    connections.close_all()


if __name__ == "__main__":
    main()

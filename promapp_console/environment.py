"""The environment of a site that nobody has configured: what `make run` adds, kept for commands.

`make run` completes its environment and writes what the site came to be to `run.env`, beside
the kept secret key. `manage.py` without a configuration of its own takes it from there, so that its
commands act on the site that is being served, under the same key.
"""

import json
import os
import secrets
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
FILE = "run.env"
# What makes up a site: a command that knows these acts on the same one.
KEPT = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
    "PROMAPP_ENV_FILE",
    "PUBLIC_URL",
    "SECRET_KEY_FALLBACKS",
    "TRUSTED_PROXY_COUNT",
)
# Any of these says that somebody has configured the site: then nothing is guessed.
CONFIGURED = ("ALLOWED_HOSTS", "DEBUG", "PROMAPP_ENV_FILE", "PUBLIC_URL", "SECRET_KEY")


def complete(host: str, port: int) -> None:
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
        variables["SECRET_KEY"] = kept_secret(data_directory() / "secret-key")


def remember(*, key_was_given: bool) -> None:
    """Keep what makes up the site that is about to be served, for its owner's eyes alone."""
    site = {name: os.environ[name] for name in KEPT if os.environ.get(name)}
    if file := site.get("PROMAPP_ENV_FILE"):
        site["PROMAPP_ENV_FILE"] = str(Path(file).absolute())
    path = data_directory() / FILE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # one that others may read would stay so
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
        json.dump({"site": site, "key_was_given": key_was_given}, kept, indent=1)


def complete_for_command() -> None:
    """Complete the environment of a `manage.py` command where nothing is configured.

    What the command's own environment says comes first, then what `make run` kept. Raises
    ImproperlyConfigured where the site is served under a key that is not kept: under another
    one the command would make tokens that the site does not know.
    """
    if any(os.environ.get(name) for name in CONFIGURED):
        return
    path = data_directory() / FILE
    kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    if kept.get("key_was_given"):
        raise ImproperlyConfigured(
            "this site is served with a SECRET_KEY that was given to make run and is kept nowhere. "
            "Give the same SECRET_KEY to the command."
        )
    for name, value in kept.get("site", {}).items():
        os.environ.setdefault(name, value)
    read_file()
    complete(*address())


def read_file() -> None:
    """Add the variables of PROMAPP_ENV_FILE, if one is named; the environment itself wins."""
    if file := os.environ.get("PROMAPP_ENV_FILE"):
        environ.Env.read_env(file)


def address() -> tuple[str, int]:
    """Return HOST and PORT, or what stands for them. Raises ImproperlyConfigured."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 65536):
        raise ImproperlyConfigured(f"PORT={text} is no port: use a number from 1 to 65535.")
    return os.environ.get("HOST") or "127.0.0.1", int(text)


def data_directory() -> Path:
    """Where the database, the key and static files are kept unless told otherwise."""
    return Path(os.environ.get("PROMAPP_DATA_DIR") or ROOT / "var")


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

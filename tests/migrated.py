"""A migrated database that is kept from run to run: each worker begins with a copy of it.

Migrating takes seconds, more than most files of tests take. What is kept is named by a digest of
everything it came from, every migration above all: in a copy there is nothing left to migrate
(tests/test_migrated.py), and a change of any migration makes another one, from nothing. It is a
file on SQLite, and a template on PostgreSQL.
"""

import fcntl
import hashlib
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

OURS = re.compile(rb"^(?:from|import) ((?:accounts|scim)\.[\w.]+)", re.M)
BESIDE = ("", "-wal", "-shm")  # a log of changes that belongs to a former file would ruin the copy


@contextmanager
def database(connection: Any, *, anew: bool) -> Iterator[None]:
    """Let the connection work on a copy of its own, under the name of its test database."""
    former = connection.settings_dict["NAME"]
    own = connection.creation._get_test_db_name()
    is_file = connection.vendor == "sqlite"
    template = str(kept()) if is_file else f"migrated_{_digest()}"
    with _alone():  # the first worker migrates, the others wait for it
        if anew or not _exists(connection, template):
            _migrate(connection, template)
        if is_file:
            copy(Path(own))
        else:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{own}"')
                cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
    _point(connection, own)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(former, verbosity=0)
        if is_file:
            remove(Path(own))


def kept() -> Path:
    """Where the SQLite file of the present migrations is, or will be."""
    return Path(settings.DATA_DIR / f"migrated-{_digest()}.sqlite3")


def copy(target: Path) -> bool:
    """Put a copy of the file there, if there is one."""
    remove(target)
    if not (source := kept()).exists():
        return False
    shutil.copyfile(source, target)
    return True


def remove(database: Path) -> None:
    """Remove a file and what SQLite writes beside it."""
    for suffix in BESIDE:
        database.with_name(database.name + suffix).unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    with (settings.DATA_DIR / "migrated.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _exists(connection: Any, template: str) -> bool:
    if connection.vendor == "sqlite":
        return Path(template).exists()
    with connection._nodb_cursor() as cursor:
        return connection.creation._database_exists(cursor, template)


def _migrate(connection: Any, template: str) -> None:
    """Make the one that is copied, instead of any older one; half of it never has its name."""
    former, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    half, own = f"{template}_half", test["NAME"]
    test["NAME"] = half
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        test["NAME"] = own
    connection.close()
    _point(connection, former)
    if connection.vendor == "sqlite":
        for old in settings.DATA_DIR.glob("migrated-*.sqlite3"):
            old.unlink(missing_ok=True)
        Path(half).replace(template)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated\\_%'")
        for (old,) in cursor.fetchall():
            if old != half:
                cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{template}"')


def _point(connection: Any, name: str) -> None:
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _digest() -> str:
    digest = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for text in _sources():
        digest.update(text)
    return digest.hexdigest()[:16]


def _sources() -> Iterator[bytes]:
    """Every migration, and the modules of ours that they import."""
    ours: set[str] = set()
    for app in apps.get_app_configs():
        for path in _files(MigrationLoader.migrations_module(app.label)[0]):
            text = path.read_bytes()
            ours |= {name.decode() for name in OURS.findall(text)}
            yield text
    for name in sorted(ours):
        for path in _files(name):
            yield path.read_bytes()


def _files(module: str | None) -> list[Path]:
    try:
        spec = find_spec(module) if module else None
    except ModuleNotFoundError:  # an application without migrations
        spec = None
    if spec is None:
        return []
    if spec.submodule_search_locations:
        return sorted(Path(spec.submodule_search_locations[0]).glob("*.py"))
    return [Path(str(spec.origin))]

"""A migrated SQLite database that is kept from run to run: each worker begins with a copy of it.

Migrating takes two seconds, more than most files of tests take. What is kept is named by a digest
of everything it came from, so a change of any migration makes another one; and Django still
migrates the copy, as it does with any database that it finds.
"""

import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

OURS = re.compile(rb"^(?:from|import) ((?:accounts|scim)\.[\w.]+)", re.M)
BESIDE = ("", "-wal", "-shm")  # a log of changes that belongs to a former file would ruin the copy


def kept() -> Path:
    """Where the database of the present migrations is, or will be."""
    digest = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for text in _sources():
        digest.update(text)
    return settings.DATA_DIR / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def copy(target: Path) -> bool:
    """Put a copy there, if there is anything to copy."""
    remove(target)
    if not (source := kept()).exists():
        return False
    shutil.copyfile(source, target)
    return True


def keep(connection: Any) -> None:
    """Keep the connection's database, which has just been migrated, instead of any older one."""
    target = kept()
    for old in target.parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    half = target.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with closing(sqlite3.connect(half)) as copied:
        connection.connection.backup(copied)
    half.replace(target)


def remove(database: Path) -> None:
    """Remove a database and what SQLite writes beside it."""
    for suffix in BESIDE:
        database.with_name(database.name + suffix).unlink(missing_ok=True)


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

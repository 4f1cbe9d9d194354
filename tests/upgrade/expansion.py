"""What a migration must not do, because the code of the release before serves on while it runs.

Expand first; what nothing uses any more is taken away a release later (CONTRACTED).
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

from accounts.online_index import AddIndexOnline

from . import frozen

# Tables that hold a row for each person, request or mail.
GROWING = {
    "accounts.attributevalue",
    "accounts.auditentry",
    "accounts.group",
    "accounts.mail",
    "accounts.notice",
    "accounts.user",
    "scim.membershipchange",
    "scim.provisioningevent",
    "scim.visit",
}
# What may go: "accounts.model.field", and the release in which the code stopped using it.
CONTRACTED: dict[str, str] = {}


def new() -> list[Migration]:
    """Return the migrations of ours that no release holds yet."""
    loader = MigrationLoader(None)
    names = frozen.frozen()
    return [
        migration
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in frozen.APPS and f"{app}.{name}" not in names
    ]


def state_before(migration: Migration) -> ProjectState:
    """Return the models as the migration finds them."""
    key = (migration.app_label, migration.name)
    state: ProjectState = MigrationLoader(None).project_state(key, at_end=False)
    return state


def offences(migration: Migration, state: ProjectState) -> list[str]:
    """Say what in the migration breaks code that still serves, or keeps it waiting."""
    return list(_walk(migration, migration.operations, state.clone()))


def _walk(migration: Migration, steps: list[Any], state: ProjectState) -> Iterator[str]:
    for step in steps:
        inner = isinstance(step, operations.SeparateDatabaseAndState)
        if inner:
            yield from _walk(migration, step.database_operations, state.clone())
        else:
            for why in _refuse(step, migration, state):
                yield f"{migration.app_label}.{migration.name}: {step.describe()}: {why}"
        step.state_forwards(migration.app_label, state)


def _refuse(step: Any, migration: Migration, state: ProjectState) -> Iterator[str]:
    app = migration.app_label
    match step:
        case operations.AddField():
            if not (step.field.null or step.field.many_to_many or _has_default(step.field)):
                yield "old code's INSERTs lack the column; give it null or db_default"
        case operations.RemoveField():
            if f"{app}.{step.model_name_lower}.{step.name}" not in CONTRACTED:
                yield "old code reads the column; stop using it now, remove it a release later"
        case operations.RenameField() | operations.RenameModel() | operations.AlterModelTable():
            yield "old code uses the old name; add a new one beside it"
        case operations.DeleteModel():
            if f"{app}.{step.name_lower}" not in CONTRACTED:
                yield "old code reads the table; stop using it now, remove it a release later"
        case operations.AlterField():
            before = state.models[app, step.model_name_lower].get_field(step.name)
            yield from _altered(before, step.field)
        case AddIndexOnline():
            if migration.atomic:
                yield "its migration must say atomic = False"
        case operations.AddIndex() | operations.AddConstraint():
            if f"{app}.{step.model_name_lower}" in GROWING:
                yield "writers wait while it is built; use AddIndexOnline"


def _altered(before: Any, after: Any) -> Iterator[str]:
    if before.null and not after.null:
        yield "old code writes NULL"
    if _has_default(before) and not (_has_default(after) or after.null):
        yield "old code's INSERTs lean on the default"
    if after.unique and not before.unique:
        yield "writers wait while it is made unique, and old code may write the same twice"
    if _type(before) != _type(after) and not _is_wider(before, after):
        yield f"old code writes {_type(before)}, not {_type(after)}"


def _has_default(field: Any) -> bool:
    return field.db_default is not NOT_PROVIDED


def _type(field: Any) -> str:
    # A relation's own type needs the model that it leads to; its kind says enough.
    return type(field).__name__ if field.is_relation else str(field.db_type(connection))


def _is_wider(before: Any, after: Any) -> bool:
    texts = isinstance(before, models.CharField) and isinstance(after, models.CharField)
    relations = isinstance(before, models.ForeignKey) and isinstance(after, models.ForeignKey)
    return relations or (texts and (after.max_length or 0) >= (before.max_length or 0))

"""Migrations expand only: the release before serves on the new schema."""

from itertools import chain
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from accounts.online_index import AddIndexOnline

from . import expansion

BY_ACTION = models.Index(fields=["name"], name="accounts_by_name")


def before() -> ProjectState:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=50, null=True)),
        ("count", models.IntegerField(db_default=0, default=0)),
    ]
    for model in ("AuditEntry", "ScheduledJob"):
        operations.CreateModel(model, fields).state_forwards("accounts", state)
    return state


def offences(*steps: Any, atomic: bool = True) -> list[str]:
    migration = Migration("0099_new", "accounts")
    migration.operations, migration.atomic = list(steps), atomic
    return expansion.offences(migration, before())


def field(of: Any) -> operations.AddField:
    return operations.AddField("auditentry", "new", of)


def altered(name: str, of: Any) -> operations.AlterField:
    return operations.AlterField("auditentry", name, of)


def test_new_migrations_let_old_code_serve() -> None:
    found = (expansion.offences(new, expansion.state_before(new)) for new in expansion.new())
    assert list(chain.from_iterable(found)) == []


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (field(models.IntegerField(default=1)), "old code's INSERTs lack the column"),
        (field(models.BooleanField()), "old code's INSERTs lack the column"),
        (operations.RemoveField("auditentry", "name"), "old code reads the column"),
        (operations.RenameField("auditentry", "name", "title"), "old code uses the old name"),
        (operations.RenameModel("AuditEntry", "Entry"), "old code uses the old name"),
        (operations.AlterModelTable("AuditEntry", "entries"), "old code uses the old name"),
        (operations.DeleteModel("AuditEntry"), "old code reads the table"),
        (altered("name", models.CharField(max_length=50)), "old code writes NULL"),
        (altered("name", models.CharField(max_length=40, null=True)), "old code writes varchar(50"),
        (altered("name", models.IntegerField(null=True)), "old code writes varchar(50"),
        (altered("count", models.IntegerField(default=0)), "old code's INSERTs lean on"),
        (altered("count", models.IntegerField(db_default=0, unique=True)), "made unique"),
        (operations.AddIndex("auditentry", BY_ACTION), "writers wait"),
        (AddIndexOnline("auditentry", BY_ACTION), "atomic = False"),
        (
            operations.SeparateDatabaseAndState([operations.RemoveField("auditentry", "name")]),
            "old code reads the column",
        ),
    ],
)
def test_what_breaks_old_code_is_found(step: Any, why: str) -> None:
    [offence] = offences(step)
    assert why in offence


@pytest.mark.parametrize(
    "step",
    [
        field(models.IntegerField(null=True)),
        field(models.IntegerField(default=1, db_default=1)),
        altered("name", models.CharField(max_length=60, null=True)),
        altered("count", models.IntegerField(db_default=5)),
        operations.AddIndex("scheduledjob", BY_ACTION),
        operations.RunPython(operations.RunPython.noop),
    ],
)
def test_what_expands_is_let_through(step: Any) -> None:
    assert offences(step) == []


def test_an_index_is_built_outside_of_transactions() -> None:
    assert offences(AddIndexOnline("auditentry", BY_ACTION), atomic=False) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_and_taken_away_again() -> None:
    old = MigrationLoader(connection).project_state()
    new = old.clone()
    step = AddIndexOnline("auditentry", models.Index(fields=["address"], name="accounts_try"))
    step.state_forwards("accounts", new)
    with connection.schema_editor(atomic=False) as editor:
        step.database_forwards("accounts", editor, old, new)
        assert "accounts_try" in indexes()
        step.database_backwards("accounts", editor, new, old)
        assert "accounts_try" not in indexes()
    assert "address" in step.describe()


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "accounts_auditentry"))

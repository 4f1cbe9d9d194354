"""`manage.py check_database` finds what a restore has lost: real databases, really broken."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from accounts.work import soundness
from tests.outages import is_sqlite

from . import states


@pytest.fixture(scope="module")
def upgraded(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The name of a database that was upgraded, with rows in it."""
    directory = tmp_path_factory.mktemp("upgraded")
    with django_db_blocker.unblock(), states.empty_database(directory) as name:
        states.read(states.names()[-1]).load()
        call_command("migrate", verbosity=0)
        yield name


@pytest.fixture(autouse=True)
def database(tmp_path: Path, upgraded: str) -> Iterator[None]:
    """A copy of it."""
    with states.copied_database(tmp_path, upgraded):
        yield


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rows(query: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def found(**options: bool) -> list[str]:
    """Run the command on a database that is not whole; returns its lines."""
    output = StringIO()
    with pytest.raises(CommandError, match=r"not whole\. Stop the site and restore") as raised:
        call_command("check_database", stdout=output, **options)
    assert raised.value.returncode == 1
    return output.getvalue().splitlines()


def check_whole() -> None:
    output = StringIO()
    call_command("check_database", stdout=output)
    assert output.getvalue() == "The database is whole.\n"


def without_foreign_keys(*statements: str) -> None:
    """Do what foreign keys forbid, as a restore does that switches them off."""
    if is_sqlite():
        execute("PRAGMA foreign_keys = OFF", *statements, "PRAGMA foreign_keys = ON")
    else:
        execute("SET session_replication_role = replica", *statements)
        execute("RESET session_replication_role")


def test_a_database_that_was_upgraded_is_whole() -> None:
    check_whole()
    output = StringIO()
    call_command("check_database", sql=True, stdout=output)
    assert output.getvalue() == ""


INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexrelid::regclass::text FROM pg_index WHERE indexrelid IN "
    "(SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) "
    "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
}


def test_every_index_that_is_lost_is_found_and_made_again() -> None:
    before = len(states.present().constraints.splitlines())
    lost = [name for (name,) in rows(INDEXES[connection.vendor])]
    execute(*(f"DROP INDEX {name}" for name in lost))
    assert len(found()) == len(lost) > 60
    execute(*found(sql=True))
    check_whole()
    assert len(states.present().constraints.splitlines()) == before


CONSTRAINTS = (
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, "
    "conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"
)
COLUMNS = (
    "SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', attrelid::regclass, attname) "
    "FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attnum > 0 AND attnotnull "
    "AND relkind = 'r' AND relnamespace = 'public'::regnamespace AND attidentity = '' "
    "AND relname <> 'promapp_cache'"
)


def test_every_rule_that_is_lost_is_found_and_made_again() -> None:
    """PostgreSQL keeps them beside a table, so a restore can lose them. SQLite's are part of it."""
    if is_sqlite():
        return
    before = len(states.present().constraints.splitlines())
    lost = [statement for (statement,) in rows(CONSTRAINTS)]
    columns = [statement for (statement,) in rows(COLUMNS)]
    execute(*lost, *columns)
    texts = found()
    assert len(texts) >= len(lost) + len(columns) - 40  # the key of a table is never NULL anyhow
    assert "Missing: the primary key accounts_user.id." in texts
    assert (
        "Missing: the foreign key from accounts_accesstoken.owner_id to accounts_user.id." in texts
    )
    statements = found(sql=True)
    assert not [line for line in statements if line.startswith("--")]
    execute(*statements)
    check_whole()
    assert len(states.present().constraints.splitlines()) == before


def test_a_table_that_was_copied_by_its_rows_is_found() -> None:
    """It looks whole to whoever reads it, and has no key, no rule and no index."""
    without_foreign_keys(
        "CREATE TABLE copied AS SELECT * FROM accounts_mail",
        "DROP TABLE accounts_mail",
        "ALTER TABLE copied RENAME TO accounts_mail",
    )
    texts = found()
    assert texts[0] == "Missing: the primary key accounts_mail.id."
    assert "Missing: the index on accounts_mail.created_at." in texts
    assert "Missing: the Index accounts_mail_due of accounts_mail." in texts
    assert "Missing: the rule on the values of accounts_mail.attempts." in texts
    assert "Missing: the foreign key from accounts_mail.notice_id to accounts_notice.id." in texts
    assert all("accounts_mail" in text for text in texts)
    statements = found(sql=True)
    if is_sqlite():  # nothing can be added to a table but indexes
        assert f"-- {texts[0]}" in statements
    else:
        execute(*statements)
        check_whole()


def test_a_table_and_a_column_that_are_lost_are_found() -> None:
    without_foreign_keys("DROP TABLE accounts_knownnetwork", "DROP TABLE promapp_cache")
    execute("ALTER TABLE accounts_user DROP COLUMN title_key")
    assert found() == [
        "Missing: the table accounts_knownnetwork.",
        "Missing: the column accounts_user.title_key.",
        "Missing: the table promapp_cache. manage.py createcachetable makes it.",
    ]
    assert all(line.startswith("-- Missing") for line in found(sql=True))


def test_rows_that_lead_nowhere_are_found() -> None:
    without_foreign_keys("DELETE FROM accounts_notice")
    count = rows("SELECT count(*) FROM accounts_mail")[0][0]
    assert found() == [f"{count} rows of accounts_mail: notice_id is in no row of accounts_notice."]


def test_rows_that_were_restored_beside_others_are_found() -> None:
    """Without its keys, a table takes what a restore brings once more."""
    without_foreign_keys(
        "CREATE TABLE copied AS SELECT * FROM accounts_role",
        "DROP TABLE accounts_role",
        "ALTER TABLE copied RENAME TO accounts_role",
        "INSERT INTO accounts_role SELECT * FROM accounts_role",
    )
    lines = [line for line in found() if not line.startswith("Missing: ")]
    assert lines == [
        "1 values of accounts_role.id are in more than one row.",
        "1 values of accounts_role.scim_id are in more than one row.",
        "1 values of accounts_role.value_key, accounts_role.type_key are in more than one row.",
    ]


def test_a_file_that_is_damaged_is_found() -> None:
    if not is_sqlite():
        return
    execute(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, '\"created_at\"', '\"subject\"') "
        "WHERE name LIKE 'accounts_mail_created_at%'",
        "PRAGMA writable_schema = OFF",
    )
    connection.close()
    assert any(line.startswith("SQLite says: row 1 missing from index") for line in found())


SWITCHED_OFF = [
    (
        "ALTER TABLE accounts_mail DROP CONSTRAINT "
        "accounts_mail_notice_id_58fb5c96_fk_accounts_notice_id; "
        "ALTER TABLE accounts_mail ADD CONSTRAINT again FOREIGN KEY (notice_id) "
        "REFERENCES accounts_notice NOT VALID",
        "The rule again of accounts_mail was never checked for the rows that were there before it.",
    ),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'accounts_mail_due'::regclass",
        "The index accounts_mail_due of accounts_mail was not built to its end.",
    ),
    (
        "ALTER TABLE scim_visit DISABLE TRIGGER ALL",
        "Foreign keys from or to scim_visit are switched off.",
    ),
    (
        "ALTER SEQUENCE accounts_user_id_seq RESTART",
        "The next accounts_user.id that is drawn has been given already.",
    ),
    (
        "ALTER TABLE accounts_role ALTER COLUMN id DROP IDENTITY",
        "Missing: the sequence that accounts_role.id is drawn from.",
    ),
]


def test_what_is_there_but_does_not_hold_is_found() -> None:
    if is_sqlite():
        return
    execute(*(statement for statement, _ in SWITCHED_OFF))
    assert sorted(found()) == sorted(text for _, text in SWITCHED_OFF)
    execute(*found(sql=True))
    check_whole()


def test_before_the_migrations_nothing_is_compared() -> None:
    [newest] = MigrationLoader(connection).graph.leaf_nodes("accounts")
    MigrationRecorder(connection).record_unapplied(*newest)
    with pytest.raises(CommandError, match=re.escape("Run manage.py migrate first")):
        call_command("check_database")


def test_looking_changes_nothing() -> None:
    before = str(states.present())
    assert soundness.findings() == []
    assert str(states.present()) == before

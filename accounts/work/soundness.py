"""Whether the database has what the models declare, and no key in it leads nowhere.

A restore that went wrong leaves tables that can be read and written, but miss primary keys, foreign
keys or indexes for good. No migration looks for them, and no page shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.cache import caches
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Exists, OuterRef, Q


@dataclass(frozen=True)
class Finding:
    """What is wrong, in words, and the statement that mends it, where there is one."""

    text: str
    sql: str = ""


def unapplied() -> int:
    """How many migrations have not run: before that, nothing can be compared."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def findings() -> list[Finding]:
    """Return what is wrong: some queries for each table, which read all its rows."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        found = [item for model in _models() for item in Table(cursor, model, tables).findings()]
        look = _sqlite if connection.vendor == "sqlite" else _postgresql
        found = [*found, *_cache(cursor, tables), *look(cursor)]
    # Foreign keys lean on the keys of other tables: their statements come last.
    return sorted(found, key=lambda finding: " FOREIGN KEY " in finding.sql)


def _models() -> list[type[models.Model]]:
    ours = apps.get_models(include_auto_created=True)
    with_table = [model for model in ours if model._meta.managed and not model._meta.proxy]
    every: list[type[models.Model]] = [*with_table, MigrationRecorder.Migration]
    return sorted(every, key=lambda model: model._meta.db_table)


class Table:
    """The table of a model, compared with what the model declares."""

    def __init__(self, cursor: Any, model: type[models.Model], tables: set[str]) -> None:
        self.cursor = cursor
        self.model = model
        self.name = model._meta.db_table
        self.tables = tables
        self.editor: Any = connection.schema_editor(collect_sql=True, atomic=False)
        # Those with a name of their own are looked for by it, and stand for no other.
        self.named = [*model._meta.indexes, *model._meta.constraints]
        self.names = {item.name for item in self.named}

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with it."""
        if self.name not in self.tables:
            yield Finding(f"Missing: the table {self.name}.")
            return
        introspection: Any = connection.introspection
        self.present = introspection.get_constraints(self.cursor, self.name)
        described = introspection.get_table_description(self.cursor, self.name)
        self.nullable = {column.name: column.null_ok for column in described}
        fields: list[Any] = list(self.model._meta.local_concrete_fields)
        lacking = [field for field in fields if field.column not in self.nullable]
        self.is_whole = not lacking
        for field in lacking:
            yield Finding(f"Missing: the column {self._of(field)}.")
        for field in fields:
            if field not in lacking:
                yield from self._column(field)
                yield from self._index(field)
                if field.remote_field and field.db_constraint:
                    yield from self._relation(field)
        yield from self._together()
        for item in self.named:
            if item.name not in self.present:
                sql = item.create_sql(self.model, self.editor)
                yield _missing(f"{type(item).__name__} {item.name} of {self.name}", sql)
                if isinstance(item, models.UniqueConstraint):
                    fields = [self.model._meta.get_field(name) for name in item.fields]
                    yield from self._doubles(*fields, within=item.condition)

    def _column(self, field: Any) -> Iterator[Finding]:
        alter = f"ALTER TABLE {_quoted(self.name)}"
        if field.primary_key:
            if not self._has("primary_key", field):
                sql = f"{alter} ADD PRIMARY KEY ({_quoted(field.column)})"
                yield _missing(f"primary key {self._of(field)}", sql)
                yield from self._doubles(field)
        elif not field.null and self.nullable[field.column]:
            sql = f"{alter} ALTER COLUMN {_quoted(field.column)} SET NOT NULL"
            yield _missing(f"rule that {self._of(field)} is never NULL", sql)
        if (check := field.db_check(connection)) and not self._has("check", field):
            name = self.editor._create_index_name(self.name, [field.column], suffix="_check")
            sql = self.editor._create_check_sql(self.model, name, check)
            yield _missing(f"rule on the values of {self._of(field)}", sql)
        if connection.vendor == "postgresql" and isinstance(field, models.AutoField):
            yield from self._next_key(field)

    def _index(self, field: Any) -> Iterator[Finding]:
        if field.unique and not field.primary_key and not self._has("unique", field):
            sql = self.editor._create_unique_sql(self.model, [field])
            yield _missing(f"rule that {self._of(field)} is unique", sql)
            yield from self._doubles(field)
        if field.db_index and not field.unique and not self._has("index", field):
            sql = self.editor._create_index_sql(self.model, fields=[field])
            yield _missing(f"index on {self._of(field)}", sql)
        # PostgreSQL has another one to look for beginnings.
        like = getattr(self.editor, "_create_like_index_sql", None)
        sql = like(self.model, field) if like else None
        if sql and not self._has("index", field, ending=LIKE):
            yield _missing(f"index on the beginning of {self._of(field)}", sql)

    def _relation(self, field: Any) -> Iterator[Finding]:
        target = field.target_field
        to = (target.model._meta.db_table, target.column)
        if to[0] not in self.tables:
            return
        if not any(
            one["foreign_key"] == to and one["columns"] == [field.column]
            for one in self.present.values()
        ):
            make = self.editor._create_fk_sql
            is_sqlite = connection.vendor == "sqlite"  # the keys are part of its tables
            sql = "" if is_sqlite else make(self.model, field, "_fk_%(to_table)s_%(to_column)s")
            yield _missing(f"foreign key from {self._of(field)} to {to[0]}.{to[1]}", sql)
        if not self.is_whole:
            return
        there = target.model._base_manager.filter(**{target.attname: OuterRef(field.attname)})
        given = self.model._base_manager.filter(**{f"{field.attname}__isnull": False})
        if count := given.filter(~Exists(there)).count():
            yield Finding(f"{count} rows of {self.name}: {field.column} is in no row of {to[0]}.")

    def _together(self) -> Iterator[Finding]:
        for names in self.model._meta.unique_together:
            fields = [self.model._meta.get_field(name) for name in names]
            if not self._has("unique", *fields):
                sql = self.editor._create_unique_sql(self.model, fields)
                of = ", ".join(self._of(field) for field in fields)
                yield _missing(f"rule that {of} are unique together", sql)
                yield from self._doubles(*fields)

    def _next_key(self, field: Any) -> Iterator[Finding]:
        """A key that is drawn and given already fails the INSERT."""
        introspection: Any = connection.introspection
        drawn = [
            one["name"]
            for one in introspection.get_sequences(self.cursor, self.name)
            if one["column"] == field.column
        ]
        table, column = _quoted(self.name), _quoted(field.column)
        self.cursor.execute(f"SELECT max({column}) FROM {table}")  # noqa: S608
        highest = self.cursor.fetchone()[0] or 0
        if not drawn:
            start = f"(START WITH {highest + 1})"
            sql = f"ALTER TABLE {table} ALTER COLUMN {column} ADD GENERATED BY DEFAULT AS IDENTITY"
            yield _missing(f"sequence that {self._of(field)} is drawn from", f"{sql} {start}")
            return
        self.cursor.execute(
            f"SELECT last_value + is_called::int FROM {_quoted(drawn[0])}"  # noqa: S608
        )
        if self.cursor.fetchone()[0] <= highest:
            text = f"The next {self._of(field)} that is drawn has been given already."
            yield Finding(text, f"SELECT setval('{_quoted(drawn[0])}', {highest});")

    def _doubles(self, *fields: Any, within: Q | None = None) -> Iterator[Finding]:
        """Where nothing keeps values apart, a restore may have put rows beside those there."""
        if not self.is_whole:
            return
        given = {f"{field.attname}__isnull": False for field in fields}
        rows = self.model._base_manager.filter(within or Q(), **given).order_by()
        several = rows.values(*(field.attname for field in fields)).annotate(rows=Count("*"))
        if count := several.filter(rows__gt=1).count():
            of = ", ".join(self._of(field) for field in fields)
            yield Finding(f"{count} values of {of} are in more than one row.")

    def _has(self, kind: str, *fields: Any, ending: str = "") -> bool:
        columns = [field.column for field in fields]
        return any(
            # SQLite's rules name a column as often as it stands in them.
            one[kind]
            and list(dict.fromkeys(one["columns"])) == columns
            and name.endswith(LIKE) == (ending == LIKE)
            for name, one in self.present.items()
            if name not in self.names
        )

    def _of(self, field: Any) -> str:
        return f"{self.name}.{field.column}"


LIKE = "_like"  # how Django ends the names of such indexes


def _missing(what: str, sql: object) -> Finding:
    """`sql`: to a table that is there, SQLite adds indexes alone."""
    can_add = connection.vendor == "postgresql" or str(sql).startswith("CREATE")
    return Finding(f"Missing: the {what}.", f"{sql};" if can_add else "")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _cache(cursor: Any, tables: set[str]) -> Iterator[Finding]:
    """The table of the cache has no model."""
    introspection: Any = connection.introspection
    for table in filter(None, (getattr(cache, "_table", "") for cache in caches.all())):
        if table not in tables:
            yield Finding(f"Missing: the table {table}. manage.py createcachetable makes it.")
            continue
        present = introspection.get_constraints(cursor, table).values()
        for kind, what, sql in (
            ("primary_key", "primary key", f"ALTER TABLE {table} ADD PRIMARY KEY (cache_key)"),
            ("index", "index", f"CREATE INDEX {table}_expires ON {table} (expires)"),
        ):
            if not any(one[kind] and not (kind == "index" and one["unique"]) for one in present):
                yield _missing(f"{what} of {table}", sql)


def _sqlite(cursor: Any) -> Iterator[Finding]:
    cursor.execute("PRAGMA integrity_check")
    for (text,) in cursor.fetchall():
        if text != "ok":
            yield Finding(f"SQLite says: {text}.")


def _postgresql(cursor: Any) -> Iterator[Finding]:
    for query, text, sql in _SWITCHED_OFF:
        cursor.execute(query)
        for table, name in cursor.fetchall():
            yield Finding(text.format(table, name), sql.format(table, name))


# What is there, but does not hold: the query gives tables and names, ready for a statement.
_SWITCHED_OFF = (
    (
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint "
        "WHERE NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1, 2",
        "The rule {1} of {0} was never checked for the rows that were there before it.",
        "ALTER TABLE {0} VALIDATE CONSTRAINT {1};",
    ),
    (
        "SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index "
        "JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace ORDER BY 1, 2",
        "The index {1} of {0} was not built to its end.",
        "REINDEX INDEX {1};",
    ),
    (
        "SELECT DISTINCT tgrelid::regclass::text, '' FROM pg_trigger "
        "JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE tgenabled = 'D' AND relnamespace = current_schema()::regnamespace ORDER BY 1",
        "Foreign keys from or to {0} are switched off.",
        "ALTER TABLE {0} ENABLE TRIGGER ALL;",
    ),
)

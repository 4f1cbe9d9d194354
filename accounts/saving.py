"""Rows that are saved by statements compiled once, as those that are read are.

The ORM's `save()` stays what it is, with its signals, defaults and checks; the two steps of it that
talk to the database are done here. Both are Django's own methods, without documentation: a test
compares what is stored with what plain Django stores.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any

from django.db import connections, models, router
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery, UpdateQuery

from . import prepared
from .folding import CodePointField, FoldedField
from .statements import Cache

FEW = 8  # rows of one INSERT; more are rare, and need no statement kept
_TEXTS = {models.CharField, models.TextField, CodePointField, FoldedField}
_statements = Cache()


class Compiled(models.Model):
    """A model whose INSERT and UPDATE of one row are compiled once for each set of columns."""

    class Meta:
        abstract = True

    def _do_insert(
        self, manager: Any, using: str, fields: Any, returning_fields: Any, raw: bool
    ) -> Any:
        if raw or returning_fields[:1] != [manager.model._meta.pk]:
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        return _insert(manager.model, [self], fields, using)

    def _do_update(
        self,
        base_qs: Any,
        using: Any,
        pk_val: Any,
        values: Any,
        update_fields: Any,
        forced_update: bool,
    ) -> Any:
        if not values or self._meta.select_on_save:
            return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)
        return _update(base_qs, using, pk_val, values) > 0


def changed(row: models.Model, before: Mapping[str, Any]) -> list[str]:
    """The names of the fields that differ from what `vars(row)` was, for `update_fields`."""
    now = vars(row)
    return [
        field.name
        for field in row._meta.concrete_fields
        if now[field.attname] != before[field.attname]
    ]


def update(row: models.Model, names: Collection[str]) -> None:
    """Update fields of a row at hand, of its model's own table; no signal is sent."""
    model = type(row)
    fields: list[Any] = [
        field for field in model._meta.local_concrete_fields if field.name in names
    ]
    values = [(field, None, field.pre_save(row, add=False)) for field in fields]
    _update(model._base_manager.all(), router.db_for_write(model), row.pk, values)


def insert_many(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Insert rows of one model; few at once by a compiled statement.

    `ignore_conflicts`: as of `bulk_create`.
    """
    model = type(rows[0])
    using = router.db_for_write(model)
    if len(rows) > FEW:
        model._default_manager.bulk_create(rows, ignore_conflicts=ignore_conflicts)
        return
    fields = _fields(model)
    conflicts = OnConflict.IGNORE if ignore_conflicts else None
    _insert(model, rows, fields, using, conflicts)


def insert(model: type[models.Model], values: Mapping[str, Any]) -> Any:
    """Insert a row of the log, of which no instance is needed; no signal is sent.

    `values`: by the names of the columns' attributes, such as `token_id`; what is not named has
    its field's default. Returns the primary key.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    fields = _fields(model)
    ready = [
        _ready(
            field,
            values[field.attname] if field.attname in values else field.get_default(),
            connection,
        )
        for field in fields
    ]
    sql, _ = _statements.get(
        (using, model, "a row"), lambda: _compiled(model, [model(**values)], fields, using, None)
    )
    with connection.cursor() as cursor:
        prepared.execute(cursor, sql, ready)
        return cursor.fetchone()[0]


def insert_alike(
    model: type[models.Model], common: Mapping[str, Any], columns: Mapping[str, Sequence[Any]]
) -> None:
    """Insert rows of the log that differ in some columns alone; no signal is sent.

    `common`: what all of them have; `columns`: lists of one length, not empty. By the names of the
    columns' attributes; what is named in neither is NULL. PostgreSQL takes all of them in one
    statement, SQLite in pieces whose sizes are powers of two, for which statements are kept.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    fields = _fields(model)
    count = len(next(iter(columns.values())))
    ready = [
        [_ready(field, value, connection) for value in columns[field.attname]]
        if field.attname in columns
        else [_ready(field, common.get(field.attname), connection)] * count
        for field in fields
    ]
    blank = model(**dict.fromkeys(field.attname for field in fields))
    most = 1 << (connection.ops.bulk_batch_size(fields, range(count)).bit_length() - 1)
    place = 0
    with connection.cursor() as cursor:
        while place < count:
            size = min(1 << ((count - place).bit_length() - 1), most)
            sql, is_by_column = _statements.get(
                (using, model, "alike", size),
                partial(_compiled, model, [blank] * size, fields, using, None, is_asked=False),
            )
            if is_by_column:  # of however many rows
                cursor.execute(sql, [column[place:] for column in ready])
                return
            piece = [column[place : place + size] for column in ready]
            prepared.execute(cursor, sql, list(chain.from_iterable(zip(*piece, strict=True))))
            place += size


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    """The fields of the model's own table that are given a value."""
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


def _insert(
    model: type[models.Model],
    rows: Sequence[models.Model],
    fields: Sequence[Any],
    using: str,
    conflicts: OnConflict | None = None,
) -> list[tuple[Any, ...]]:
    """Insert rows into the table of one model. Returns the primary key of each.

    What else `save()` asks to be returned, as the database has a default for it, is what was given.
    """
    connection = connections[using]
    values = [
        _ready(field, field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    # A value that is an expression, such as a default of the database's, is part of the SQL.
    if any(hasattr(value, "resolve_expression") for value in values):
        manager: Any = model._base_manager
        returning = None if conflicts else [model._meta.pk]
        found: Any = manager._insert(
            rows, fields=fields, returning_fields=returning, using=using, on_conflict=conflicts
        )
        return list(found or [])
    shape = (using, model, tuple(field.attname for field in fields), len(rows), conflicts)
    sql, is_by_column = _statements.get(
        shape, lambda: _compiled(model, rows, fields, using, conflicts)
    )
    width = len(fields)
    with connection.cursor() as cursor:
        if is_by_column:  # PREPARE would have to know what an array of NULL alone is of
            cursor.execute(sql, [values[column::width] for column in range(width)])
        else:
            prepared.execute(cursor, sql, values)
        return [] if conflicts else list(cursor.fetchall())


def _ready(field: Any, value: Any, connection: Any) -> Any:
    """The value as the database's driver takes it: a plain text as it is, which most are."""
    if type(value) is str and type(field) in _TEXTS:
        return value
    return field.get_db_prep_save(value, connection)


def _compiled(
    model: type[models.Model],
    rows: Sequence[models.Model],
    fields: Sequence[Any],
    using: str,
    conflicts: OnConflict | None,
    *,
    is_asked: bool = True,
) -> tuple[str, bool]:
    """The SQL, and whether it wants a list for each column: PostgreSQL does for several rows.

    `is_asked`: for the primary keys, where conflicts are none.
    """
    query = InsertQuery(model, on_conflict=conflicts)
    query.insert_values(list(fields), list(rows))
    compiler: Any = query.get_compiler(using)
    compiler.returning_fields = [model._meta.pk] if is_asked and not conflicts else None
    [(sql, parameters)] = compiler.as_sql()
    return sql, len(parameters) < len(rows) * len(fields)


def _update(base: Any, using: str, pk: Any, values: Any) -> int:
    """Update one row; `values` as `save()` makes them. Returns how many rows there were."""
    connection = connections[using]
    if any(hasattr(value, "resolve_expression") for _, _, value in values):
        number: int = base.filter(pk=pk)._update(values)
        return number
    ready = [(field, _ready(field, value, connection)) for field, _, value in values]

    def compile_() -> str:
        query = base.filter(pk=pk).query.chain(UpdateQuery)
        query.add_update_fields(values)
        sql, _ = query.get_compiler(using).as_sql()
        return str(sql)

    # NULL is part of the SQL.
    shape = (using, base.model, tuple((field.attname, value is None) for field, value in ready))
    operands = [value for _, value in ready if value is not None]
    sql = _statements.get(shape, compile_)
    with connection.cursor() as cursor:
        key = base.model._meta.pk.get_db_prep_value(pk, connection)
        prepared.execute(cursor, sql, [*operands, key])
        return int(cursor.rowcount)

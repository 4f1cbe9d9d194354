"""SELECTs that are compiled once and run often.

Most of what a small query costs is the ORM, which builds the same SQL anew each time. Here its own
compiler builds it once, from a queryset with stand-ins in the place of what changes; what is kept
says where the operands go. Rows come as tuples, in the order of `values_list`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import Query

from . import prepared

MOST = 512  # statements of one cache; clients choose filters, so it must have an end
Row = tuple[Any, ...]


class Statement:
    """SQL with places for operands, and what makes Python's values of the database's."""

    def __init__(
        self,
        queryset: QuerySet[Any, Any],
        stand_ins: Sequence[Any],
        kind: type[Query] | None = None,
    ) -> None:
        """Compile `queryset.values_list(…)`, unsliced; or, of another kind, what it makes of it.

        Each of `stand_ins` must be found among its parameters: raises LookupError for one that the
        ORM made something else of.
        """
        self.alias = queryset.db
        query = queryset.query.chain(kind) if kind else queryset.query
        compiler = query.get_compiler(self.alias)
        self.sql = ""
        self.parameters: list[Any] = []
        self.places: dict[int, int] = {}  # which parameter is which operand
        self.converters: list[tuple[int, list[Any], Any]] = []
        try:
            self.sql, parameters = compiler.as_sql()
        except EmptyResultSet:  # nothing can match
            if stand_ins:
                raise LookupError("Whether anything can match depends on the operands.") from None
            return
        self.parameters = list(parameters)
        places = {stand_in: number for number, stand_in in enumerate(stand_ins)}
        for at, parameter in enumerate(self.parameters):
            if isinstance(parameter, str | int) and parameter in places:
                self.places[at] = places[parameter]
        if set(self.places.values()) != set(range(len(stand_ins))):
            raise LookupError("A stand-in was not found among the parameters.")
        if kind:
            return
        found = compiler.get_converters([column for column, _, _ in compiler.select])
        self.converters = [(index, *found[index]) for index in found]

    def execute(self, operands: Sequence[Any]) -> int:
        """Run it; returns how many rows it was about."""
        with connections[self.alias].cursor() as cursor:
            self._run(cursor, self.sql, operands)
            return int(cursor.rowcount)

    def _run(self, cursor: Any, sql: str, operands: Sequence[Any]) -> None:
        parameters = self.parameters.copy()
        for at, number in self.places.items():
            parameters[at] = operands[number]
        prepared.execute(cursor, sql, parameters, self.places)

    def rows(self, operands: Sequence[Any], low: int = 0, high: int | None = None) -> list[Row]:
        """Run it; `low` and `high` cut a piece out, as slicing does. One query."""
        if not self.sql:
            return []
        connection = connections[self.alias]
        sql = self.sql
        if low or high is not None:
            sql = f"{sql} {connection.ops.limit_offset_sql(low, high)}"
        with connection.cursor() as cursor:
            self._run(cursor, sql, operands)
            rows: list[Row] = cursor.fetchall()
        return self._converted(rows, connection) if self.converters else rows

    def _converted(self, rows: list[Row], connection: Any) -> list[Row]:
        converted = [list(row) for row in rows]
        for index, converters, column in self.converters:
            for row in converted:
                value = row[index]
                for converter in converters:
                    value = converter(value, column, connection)
                row[index] = value
        return list(map(tuple, converted))


class Cache:
    """Statements by their shape: whatever decides about the SQL, but for the operands."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Any] = {}

    def get(self, shape: Hashable, compile_: Callable[[], Any]) -> Any:
        """Return what `compile_` made of this shape, once; it may be None."""
        try:
            return self.kept[shape]
        except KeyError:
            made = compile_()
        if len(self.kept) >= MOST:
            self.kept.clear()
        self.kept[shape] = made
        return made

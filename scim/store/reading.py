"""The rows of documents: statements that are compiled once for each projection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.sql import DeleteQuery

from accounts import statements
from accounts.models import AttributeValue, User
from accounts.statements import Row, Statement
from scim.table.attributes import Storage

from .storage import MODELS, ROW_SOURCES, Membership, Plan

ANY_ID = "any id"
_PLACE = 2  # columns that say where an element stands
_FIRST_KEY = 2_000_000_000  # stand-ins for primary keys count on from here
_statements = statements.Cache()
T = TypeVar("T")


class Instances(Statement):
    """A statement of whole rows of a model, and what is annotated to them."""

    def __init__(self, queryset: QuerySet[Any, Any], stand_ins: Sequence[Any]) -> None:
        super().__init__(queryset, stand_ins)
        self.model = queryset.model
        self.names = [field.attname for field in self.model._meta.concrete_fields]
        self.annotations = list(queryset.query.annotation_select)

    def only(self, operands: Sequence[Any]) -> Any | None:
        """Return the one row that a unique key finds, or None."""
        for row in self.rows(operands):
            width = len(self.names)
            found = self.model.from_db(self.alias, self.names, row[:width])
            for name, value in zip(self.annotations, row[width:], strict=True):
                setattr(found, name, value)
            return found
        return None


def by_id(layout: Plan, scim_id: str) -> list[Row]:
    """The row with an id, or none: primary key, version, and the columns of the plan."""

    def compiled() -> Statement:
        return Statement(_wide(layout).filter(scim_id=ANY_ID), [ANY_ID])

    statement: Statement = _statements.get((layout, "id"), compiled)
    return statement.rows([scim_id])


def by_keys(layout: Plan, keys: Sequence[int]) -> list[Row]:
    """The rows with these primary keys, in any order, as `by_id`."""
    if not keys:
        return []
    padded = _padded(keys)

    def compiled() -> Statement:
        stand_ins = range(_FIRST_KEY, _FIRST_KEY + len(padded))
        return Statement(_wide(layout).filter(pk__in=stand_ins), stand_ins)

    statement: Statement = _statements.get((layout, "keys", len(padded)), compiled)
    return statement.rows(padded)


def elements(
    layout: Plan, storages: Sequence[Storage], owners: Sequence[int], most: int | None = None
) -> list[Row]:
    """The elements of these resources in these tables, in order, at most one more than `most`.

    Each is the attribute's name, the owner's primary key, and the columns of the plan for these
    tables; what another table has is None. Several tables are read for one resource alone.
    """
    padded = _padded(owners)

    def compiled() -> Statement:
        stand_ins = range(_FIRST_KEY, _FIRST_KEY + len(padded))
        first, *others = [_rows(layout, storage, storages, stand_ins) for storage in storages]
        together = first.union(*others, all=True) if others else first
        return Statement(together, stand_ins)

    shape = (layout, tuple(storages), len(padded))
    statement: Statement = _statements.get(shape, compiled)
    rows = statement.rows(padded, high=None if most is None else most + 1)
    if len(storages) == 1:
        return rows
    # A union has no order, but each row says where it stands.
    return [row[:-_PLACE] for row in sorted(rows, key=lambda row: row[-_PLACE:])]


def _rows(
    layout: Plan, storage: Storage, storages: Sequence[Storage], owners: Sequence[int]
) -> QuerySet[Any, Any]:
    """The elements of one table, in the columns of all of `storages`."""
    source, own = ROW_SOURCES[storage], layout.columns_of(storage)
    names = [found.attribute.name for found in layout.lists[storage]]
    columns: list[Any] = ["attribute" if source.has_attribute_column else Value(names[0])]
    columns.append(source.owner)
    for column in layout.columns_of(*storages):
        columns.append(column if column in own else Value(None, CharField()))
    rows = source.rows(owners, names)
    if len(storages) > 1:
        rows = rows.order_by()
        columns += ["position" if source.has_attribute_column else Value(0), "pk"]
    return rows.values_list(*columns)


def named_members(group: int, scim_ids: Collection[str]) -> list[Row]:
    """The users with these ids: id, primary key, user name, and whether the group has them."""
    if not scim_ids:
        return []
    padded = _padded(scim_ids)

    def compiled() -> Statement:
        any_ids = [f"any id {number}" for number in range(len(padded))]
        present = Membership.objects.filter(group_id=_FIRST_KEY, user_id=OuterRef("pk"))
        rows = User.objects.filter(scim_id__in=any_ids).order_by()
        names = ("scim_id", "pk", "username", Exists(present))
        return Statement(rows.values_list(*names), [_FIRST_KEY, *any_ids])

    statement: Statement = _statements.get(("members", len(padded)), compiled)
    return statement.rows([group, *padded])


def delete_elements(owner: int, names: Sequence[str]) -> None:
    """Delete the elements of these attributes of a user; nothing refers to them."""
    padded = _padded(names)

    def compiled() -> Statement:
        any_names = [f"any name {number}" for number in range(len(padded))]
        rows = AttributeValue.objects.filter(user_id=_FIRST_KEY, attribute__in=any_names)
        return Statement(rows.order_by(), [_FIRST_KEY, *any_names], DeleteQuery)

    statement: Statement = _statements.get(("delete", len(padded)), compiled)
    statement.execute([owner, *padded])


def delete_members(group: int, users: Sequence[int]) -> None:
    """Take these users out of a group."""
    padded = _padded(users)

    def compiled() -> Statement:
        any_users = range(_FIRST_KEY + 1, _FIRST_KEY + 1 + len(padded))
        rows = Membership.objects.filter(group_id=_FIRST_KEY, user_id__in=any_users)
        return Statement(rows.order_by(), [_FIRST_KEY, *any_users], DeleteQuery)

    statement: Statement = _statements.get(("out", len(padded)), compiled)
    statement.execute([group, *padded])


def _wide(layout: Plan) -> QuerySet[Any, Any]:
    manager: Any = MODELS[layout.resource_type.name]._default_manager
    rows: QuerySet[Any, Any] = manager.order_by().values_list(*names(layout))
    return rows


def names(layout: Plan) -> tuple[str, ...]:
    """What a row consists of: primary key, version, and the columns of the plan."""
    return ("pk", "version", *layout.columns)


def _padded(keys: Iterable[T]) -> list[T]:
    """The keys, the last repeated, so that few statements serve lists of any length."""
    given = list(keys)
    length = 1 << (len(given) - 1).bit_length()  # the next power of two
    return given + given[-1:] * (length - len(given))

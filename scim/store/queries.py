"""From a filter's syntax tree to a QuerySet.

The only module that knows SQLite from PostgreSQL. Text is compared by its folded key where the
attribute is not caseExact, by code point, and so with the same result on both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate, Left, Right, StrIndex
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Lookup,
)

from accounts import folding, statements
from accounts.folding import KEY_LENGTH
from accounts.models import Group
from accounts.people import rights
from scim.language import filters, matching, paths
from scim.table.attributes import Attribute, ResourceType, Storage
from scim.table.errors import InvalidFilter

from . import lookups
from .reading import ANY_ID, Instances
from .shapes import Slot
from .storage import ENDPOINTS, MODELS, ROW_SOURCES

_LARGEST_INDEX = 2**31 - 1
_locking = statements.Cache()

FALSE = Q(pk__in=[])
TRUE = ~FALSE  # an empty IN is false for every row, and Django leaves it out of the SQL

_LOOKUPS: dict[str, type[Lookup[Any]]] = {
    "exact": Exact,
    "gt": GreaterThan,
    "gte": GreaterThanOrEqual,
    "lt": LessThan,
    "lte": LessThanOrEqual,
}


def resources(
    resource_type: ResourceType, node: filters.Node | None = None, *, is_lenient: bool = False
) -> QuerySet[Any]:
    """Return the resources that match a filter, unordered.

    `is_lenient`: attributes that the type lacks are unassigned rather than an error, for searches
    over several types. Raises InvalidFilter.
    """
    queryset = MODELS[resource_type.name]._default_manager.order_by()
    if node is None:
        return queryset
    lookups.check(node, resource_type)
    condition = _Compiler(resource_type, is_lenient).compile(node)
    return queryset.filter(lookups.bounded(condition))


@dataclass(frozen=True)
class _Compiler:
    """Makes a condition on the table of one resource type. Raises InvalidFilter."""

    resource_type: ResourceType
    is_lenient: bool

    def compile(self, node: filters.Node) -> Q:
        match node:
            case filters.And(nodes):
                return _join([self.compile(inner) for inner in nodes], Q.AND)
            case filters.Or(nodes):
                return _join([self.compile(inner) for inner in nodes], Q.OR)
            case filters.Not(inner):
                return ~self.compile(inner)
            case filters.ValuePath(name, inner):
                return self.value_path(name, inner)
            case filters.Present(name):
                return self.leaf(name, "pr", None)
            case filters.Comparison(name, operator, value):
                return self.leaf(name, operator, value)

    def is_lacking(self, name: str) -> bool:
        return self.is_lenient and paths.resolve(name, self.resource_type) is None

    def value_path(self, name: str, node: filters.Node) -> Q:
        if self.is_lacking(name):
            return FALSE
        return _compile_value_path(name, node, self.resource_type)

    def leaf(self, name: str, operator: str, value: Any) -> Q:
        if self.is_lacking(name):
            holds = operator == "ne" if value is not None else operator == "eq"
            return TRUE if holds else FALSE
        return _compile_leaf(name, operator, value, self.resource_type)


def _join(conditions: list[Q], connector: str) -> Q:
    joined = conditions[0]
    for condition in conditions[1:]:
        joined = joined & condition if connector == Q.AND else joined | condition
    return joined


def _compile_leaf(name: str, operator: str, value: Any, resource_type: ResourceType) -> Q:
    path = paths.resolve_for_filter(name, resource_type)
    attribute, sub = path.attribute, path.sub
    if attribute is None:
        raise paths.unknown(name, resource_type)
    if attribute.returned == "never":
        raise InvalidFilter(f"'{path}' is never shown, so it cannot be searched.")
    if attribute.storage in ROW_SOURCES:
        return _compile_element(attribute, sub, operator, value)
    if attribute.storage is Storage.SCHEMAS:
        return _compile_schemas(operator, value, resource_type)
    leaf = sub or attribute
    if attribute.is_complex and not sub:
        present = _join([_condition(part, "pr", None) for part in attribute.sub], Q.OR)
        if operator == "pr":
            return present
        if value is None and operator in filters.EQUALITY:
            return ~present if operator == "eq" else present
        # `manager eq "…"` asks for its value, as Entra's reference check does.
        leaf = attribute.find("value") or attribute
    if "__" in leaf.column:
        return _compile_elsewhere(leaf, operator, value, MODELS[resource_type.name])
    return _condition(leaf, operator, value)


def _compile_elsewhere(attribute: Attribute, operator: str, value: Any, model: type[Model]) -> Q:
    """A column of a resource that may be missing, such as the manager's name.

    Looked up over there: under `or` and `not`, Django's joins lose rows that have none.
    """
    if operator == "ne":
        return ~_compile_elsewhere(attribute, "eq", value, model)
    if operator == "eq" and value is None:
        return ~_compile_elsewhere(attribute, "pr", None, model)
    relation, _, column = attribute.column.partition("__")
    other: Any = model._meta.get_field(relation).related_model
    rows = other._default_manager.filter(
        _condition(replace(attribute, column=column), operator, value)
    )
    return Q(**{f"{relation}__in": rows.order_by().values("pk")})


def _compile_element(attribute: Attribute, sub: Attribute | None, operator: str, value: Any) -> Q:
    """A multi-valued attribute without brackets: any element matches, for `ne` none is equal."""
    if operator == "ne":
        return ~_compile_element(attribute, sub, "eq", value)
    if operator == "eq" and value is None:
        return ~_compile_element(attribute, sub, "pr", None)
    if operator == "pr" and sub is None:
        return _owners(attribute, TRUE)
    leaf = sub or attribute.find("value")
    if leaf is None:
        matching.comparable(attribute, operator, value)
        raise InvalidFilter(
            f"'{attribute.name}' has parts; name one of them, such as "
            f"{attribute.name}.{attribute.sub[0].name}."
        )
    return _owners(attribute, _condition(leaf, operator, value))


def _compile_value_path(name: str, node: filters.Node, resource_type: ResourceType) -> Q:
    path = paths.resolve_for_filter(name, resource_type)
    attribute = path.attribute
    if attribute is None or attribute.storage not in ROW_SOURCES or path.sub:
        raise InvalidFilter(f"'{name}' is not multi-valued, so it takes no brackets.")
    matching.check(node, attribute)
    return _owners(attribute, element_condition(node, attribute))


def element_condition(node: filters.Node, attribute: Attribute) -> Q:
    """Return the condition on one row of a multi-valued attribute. Raises InvalidFilter."""
    match node:
        case filters.And(nodes):
            return _join([element_condition(inner, attribute) for inner in nodes], Q.AND)
        case filters.Or(nodes):
            return _join([element_condition(inner, attribute) for inner in nodes], Q.OR)
        case filters.Not(inner):
            return ~element_condition(inner, attribute)
        case filters.Present(name):
            return _condition(matching.find_sub(attribute, name), "pr", None)
        case filters.Comparison(name, operator, value):
            return _condition(matching.find_sub(attribute, name), operator, value)
    raise InvalidFilter("Brackets cannot stand inside other brackets.")


def _owners(attribute: Attribute, condition: Q) -> Q:
    """Resources that own an element for which the condition holds.

    An IN-subquery on SQLite: EXISTS was a hundred times slower there among 100,000 users. On
    PostgreSQL, NOT IN of a million elements, too many for its hash table, reads all of them for
    each user; NOT EXISTS is a join.
    """
    source = ROW_SOURCES[attribute.storage]
    rows = source.having(attribute).filter(condition).order_by()
    if connection.vendor == "sqlite":
        return Q(pk__in=rows.values(source.owner))
    return Q(Exists(rows.filter(**{source.owner: OuterRef("pk")})))


def _compile_schemas(operator: str, value: Any, resource_type: ResourceType) -> Q:
    """`schemas eq "urn:…"`: the core schema is on every resource, an extension where it is used."""
    if operator not in {"eq", "ne", "pr"}:
        raise InvalidFilter(f"'schemas' can be compared with eq, ne and pr only, not {operator}.")
    if operator == "ne":
        return ~_compile_schemas("eq", value, resource_type)
    schema = resource_type.schemas.get(str(value).lower())
    if operator == "pr" or schema is resource_type.schema:
        return TRUE
    if schema is None:
        return FALSE
    names = [f"{schema.id}:{attribute.name}" for attribute in schema.attributes]
    return _join([_compile_leaf(name, "pr", None, resource_type) for name in names], Q.OR)


def _condition(attribute: Attribute, operator: str, value: Any) -> Q:
    """Compare one column, of the resource or of an element, with an operand."""
    if operator == "ne":
        return ~_condition(attribute, "eq", value)
    if attribute.storage is Storage.CONSTANT:
        holds = operator == "pr" or matching.compare(attribute, operator, attribute.constant, value)
        return TRUE if holds else FALSE
    if attribute.storage in {Storage.REFERENCE, Storage.VERSION}:
        return _made_condition(attribute, operator, value)
    if operator == "pr":
        return _present(attribute)
    if isinstance(value, Slot) and attribute.is_text:
        value.attribute = attribute
        return Q(**{attribute.key_column: str(value)})
    operand = matching.comparable(attribute, operator, value)
    if operand is None:
        return ~_present(attribute)
    if attribute.is_text:
        return _text_condition(attribute, operator, operand)
    lookup = "exact" if operator == "eq" else {"ge": "gte", "le": "lte"}.get(operator, operator)
    return Q(**{f"{attribute.column}__{lookup}": operand})


def _present(attribute: Attribute) -> Q:
    if attribute.is_text:
        return Q(**{f"{attribute.column}__gt": ""})  # leaves out NULL of a join too
    return Q(**{f"{attribute.column}__isnull": False})


def _text_condition(attribute: Attribute, operator: str, operand: str) -> Q:
    column = attribute.key_column
    if attribute.is_folded and operator not in {"co", "ew"}:
        operand = operand[:KEY_LENGTH]  # as the key was cut off
    if operand == "":
        # No stored value is empty: "" is in each, before each, and equal to none.
        return _present(attribute) if operator in {"co", "sw", "ew", "gt", "ge"} else FALSE
    match operator:
        case "eq":
            return Q(**{column: operand})
        case "co":
            return _where(StrIndex(_text(column), Value(operand)), "gt", 0)
        case "sw":
            # The comparisons beside it, which say no more, are what lets the index be walked.
            prefix = _where(Left(_text(column), len(operand)), "exact", operand)
            if not attribute.is_folded:
                return prefix
            prefix &= Q(**{f"{column}__gte": operand})
            end = folding.after(operand)
            return prefix & Q(**{f"{column}__lt": end}) if end else prefix
        case "ew":
            return _where(Right(_text(column), len(operand)), "exact", operand)
    lookup = {"gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}[operator]
    return _where(by_code_point(attribute), lookup, operand) & _present(attribute)


def _where(expression: Combinable, lookup: str, operand: Any) -> Q:
    """A condition on an expression; NULL counts as false, also under `not`."""
    return Q(_LOOKUPS[lookup](expression, operand))


def _text(column: str) -> Combinable:
    """The column; across a join that may find nothing, the empty text stands for NULL."""
    return Coalesce(F(column), Value("")) if "__" in column else F(column)


def by_code_point(attribute: Attribute) -> Combinable:
    """The column; text is ordered by code point, as folded keys are by their own collation."""
    if not attribute.is_text:
        return F(attribute.column)
    column = _text(attribute.key_column)
    if attribute.is_folded or connection.vendor == "sqlite":
        return column
    return Collate(column, "C")  # PostgreSQL would order by the site's language


def _made_condition(attribute: Attribute, operator: str, value: Any) -> Q:
    """`$ref`, `location` and `version`, which are made from a column."""
    present = Q(**{f"{attribute.column}__isnull": False})
    if operator == "pr":
        return present
    if operator == "eq" and value is None:
        return ~present
    if operator != "eq":
        raise InvalidFilter(
            f"'{attribute.name}' can be compared with eq, ne and pr only, not {operator}."
        )
    if attribute.storage is Storage.VERSION:
        digits = str(value).removeprefix("W/").strip('"')
        return Q(**{attribute.column: int(digits)}) if _is_small(digits) else FALSE
    uri = str(value).rstrip("/")
    _, found, identifier = uri.rpartition(ENDPOINTS[attribute.reference_types[0]])
    return Q(**{attribute.column: identifier}) if found and identifier else FALSE


def _is_small(digits: str) -> bool:
    has_few = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LARGEST_INDEX))
    return has_few and int(digits) <= _LARGEST_INDEX


def locked(resource_type: ResourceType, scim_id: str, *, for_deletion: bool = False) -> Any | None:
    """Return one resource for writing, or None; PostgreSQL locks its row.

    Membership changes of others may go on meanwhile, as the lock leaves the key alone; not for a
    deletion, which a membership added in between would make fail. Whether a group grants
    permissions is read with it.
    """

    def compiled() -> Instances:
        manager: Any = MODELS[resource_type.name]._default_manager
        queryset = manager.filter(scim_id=ANY_ID).order_by()
        if manager.model is Group:
            queryset = rights.of_groups(queryset)
        if connection.features.has_select_for_update:
            queryset = queryset.select_for_update(of=("self",), no_key=not for_deletion)
        return Instances(queryset, [ANY_ID])

    rows: Instances = _locking.get((resource_type.name, for_deletion), compiled)
    return rows.only([scim_id])

"""Lists: RFC 7644 sections 3.4.2 and 3.4.3, over one resource type or all of them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from . import coercion, documents, filters, paging, paths, projection, provider, queries
from .attributes import ResourceType
from .coercion import Document
from .errors import InvalidCount, InvalidFilter, InvalidSyntax, InvalidValue

URN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


@dataclass(frozen=True)
class SearchRequest:
    """What a client asks of a list; `cursor` is None where it pages by index."""

    filter: filters.Node | None = None
    filter_text: str = ""
    sort_by: str = ""
    descending: bool = False
    start: int = 1  # 1-based
    count: int = paging.DEFAULT_COUNT
    cursor: str | None = None
    attributes: str = ""
    excluded: str = ""


def from_query(parameters: QueryDict) -> SearchRequest:
    """Read the query parameters of a GET. Raises InvalidFilter, InvalidValue or InvalidCount."""
    return _read({name.lower(): str(parameters[name]) for name in parameters})


def from_body(body: Document) -> SearchRequest:
    """Read a SearchRequest body. Raises InvalidSyntax, InvalidFilter or InvalidValue."""
    coercion.check_schemas(body, URN)
    fields = {}
    for name, value in body.items():
        if isinstance(value, list) and name.lower() in {"attributes", "excludedattributes"}:
            value = ",".join(str(item) for item in value)
        if value is not None and name.lower() != "schemas":
            if not isinstance(value, str | int) or isinstance(value, bool):
                raise InvalidSyntax(f"'{name}' cannot be {coercion.shown(value)}.")
            fields[name.lower()] = str(value)
    return _read(fields)


def _read(fields: dict[str, str]) -> SearchRequest:
    text = fields.get("filter", "").strip()
    cursor = fields.get("cursor")
    if cursor is not None and "startindex" in fields:
        raise InvalidValue("Send either 'startIndex' or 'cursor', not both.")
    sort_order = fields.get("sortorder", "").lower()
    if sort_order not in {"", "ascending", "descending"}:
        raise InvalidValue(f"'sortOrder' is ascending or descending, not '{sort_order[:40]}'.")
    return SearchRequest(
        filter=filters.parse(text) if text else None,
        filter_text=text,
        sort_by=fields.get("sortby", "").strip(),
        descending=sort_order == "descending",
        start=_integer(fields.get("startindex"), "startIndex", 1),
        count=_count(fields.get("count"), cursor),
        cursor=cursor,
        attributes=fields.get("attributes", ""),
        excluded=fields.get("excludedattributes", ""),
    )


def _count(text: str | None, cursor: str | None) -> int:
    """RFC 9865 has an error of its own for the page size."""
    if cursor is None:
        return _integer(text, "count", paging.DEFAULT_COUNT)
    try:
        count = _integer(text, "count", paging.DEFAULT_COUNT)
    except InvalidValue as error:
        raise InvalidCount(error.detail) from None
    if count < 1:
        raise InvalidCount(f"With a cursor 'count' is 1 to {paging.MAX_COUNT}, not {count}.")
    return min(count, paging.MAX_COUNT)


def _integer(text: str | None, name: str, default: int) -> int:
    if not text:
        return default
    try:
        return int(text[:12])
    except ValueError:
        raise InvalidValue(f"'{name}' must be a whole number, not '{text[:40]}'.") from None


def search(types: Sequence[ResourceType], request: SearchRequest) -> Document:
    """Return the ListResponse of a search.

    A few queries for each type, however many match. Raises InvalidFilter, InvalidValue,
    InvalidCursor or ExpiredCursor.
    """
    if len(types) == 1:
        return _search_one(types[0], request)
    return _search_all(types, request)


def _search_one(table: ResourceType, request: SearchRequest) -> Document:
    shown = projection.parse(request.attributes, request.excluded, table)
    matching = queries.resources(table, request.filter)
    ordering = paging.order(request.sort_by, request.descending, table)
    if request.cursor is None:
        page = paging.by_index(matching, ordering, request.start, request.count)
    else:
        said = f"{table.name}\n{request.filter_text}\n{request.sort_by}\n{request.descending}"
        page = paging.by_cursor(matching, ordering, request.cursor, request.count, said)
    loaded = _load(table, page.keys, shown)
    return provider.list_response([loaded[key] for key in page.keys if key in loaded], page)


def _load(
    table: ResourceType, keys: list[int], shown: projection.Projection
) -> dict[int, Document]:
    if not keys:
        return {}
    rows = queries.resources(table).filter(pk__in=keys)
    return documents.load(rows, table, provider.endpoint_url(), shown)


def _search_all(types: Sequence[ResourceType], request: SearchRequest) -> Document:
    """Search several types at once; what one type lacks is unassigned there (3.4.2.1)."""
    if request.cursor is not None:
        raise InvalidValue("Cursors work on one resource type: search /Users or /Groups.")
    for name in filters.names(request.filter) if request.filter else ():
        if not any(paths.resolve(name, table) for table in types):
            raise InvalidFilter(f"'{name[:200]}' is an attribute of no resource here.")
    found = {
        table.name: queries.resources(table, request.filter, is_lenient=True) for table in types
    }
    start, count = max(request.start, 1), min(max(request.count, 0), paging.MAX_COUNT)
    places = list(_places(types, found, request, start - 1 + count))[start - 1 :]
    loaded: dict[tuple[str, int], Document] = {}
    for table in types:
        shown = projection.parse(request.attributes, request.excluded, table)
        keys = [key for name, key in places if name == table.name]
        loaded.update(
            ((table.name, key), document) for key, document in _load(table, keys, shown).items()
        )
    total = sum(rows.count() for rows in found.values())
    resources = [loaded[place] for place in places if place in loaded]
    return provider.list_response(resources, paging.Page(total, [], start=start))


def _places(
    types: Sequence[ResourceType],
    found: dict[str, QuerySet[Any]],
    request: SearchRequest,
    limit: int,
) -> Iterator[tuple[str, int]]:
    """The first `limit` resources of all types in order, as type name and primary key."""
    streams = []
    for table in types:
        ordering = _ordering(table, types, request)
        rows = ordering.apply(found[table.name]).values_list(*ordering.names)[:limit]
        if ordering.leaf:
            stream = [((row[0], "" if row[0] else row[1]), table.name, row[2]) for row in rows]
        else:
            stream = [((1, ""), table.name, row[0]) for row in rows]
        streams.append(stream)
    merged = heapq.merge(*streams, key=lambda item: item[0], reverse=request.descending)
    for _, name, key in islice(merged, limit):
        yield name, key


def _ordering(
    table: ResourceType, types: Sequence[ResourceType], request: SearchRequest
) -> paging.Order:
    """A type that lacks the attribute keeps its natural order; one at least must have it."""
    try:
        return paging.order(request.sort_by, request.descending, table)
    except InvalidValue:
        if any(paths.resolve(request.sort_by, other) for other in types):
            return paging.Order(descending=request.descending)
        raise

"""Lists: RFC 7644 sections 3.4.2 and 3.4.3, over one resource type or all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from . import coercion, documents, filters, paging, paths, projection, provider, queries
from .attributes import ResourceType
from .coercion import Document
from .errors import InvalidCount, InvalidFilter, InvalidSyntax, InvalidValue, ScimError

URN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
_LISTS = frozenset({"attributes", "excludedattributes"})
_FIELDS = _LISTS | {"filter", "sortby", "sortorder", "startindex", "count", "cursor"}
_INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*")


@dataclass(frozen=True)
class SearchRequest:
    """What a client asks of a list; `cursor` is None where it pages by index."""

    filter: filters.Node | None = None
    filter_text: str = ""
    sort_by: str = ""
    descending: bool = False
    start: int | None = None  # 1-based
    count: int | None = None
    cursor: str | None = None
    attributes: str = ""
    excluded: str = ""


def from_query(parameters: QueryDict) -> SearchRequest:
    """Read the query parameters of a GET. Raises InvalidFilter, InvalidValue or InvalidCount."""
    return _read(parameters_of(parameters))


def parameters_of(parameters: QueryDict) -> dict[str, str]:
    """The query parameters by their names in lower case; of a list, all that were sent count."""
    return {
        name.lower(): ",".join(parameters.getlist(name))
        if name.lower() in _LISTS
        else str(parameters[name])
        for name in parameters
    }


def from_body(body: Document) -> SearchRequest:
    """Read a SearchRequest body. Raises InvalidSyntax, InvalidFilter or InvalidValue."""
    coercion.check_schemas(body, URN)
    fields = {}
    for name, value in body.items():
        if name.lower() not in _FIELDS or value is None:
            continue
        if isinstance(value, list) and name.lower() in _LISTS:
            value = ",".join(item for item in value if isinstance(item, str))
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise InvalidSyntax(f"'{name}' of a search cannot be {coercion.shown(value)}.")
        fields[name.lower()] = str(value)
    return _read(fields)


def _read(fields: dict[str, str]) -> SearchRequest:
    text = fields.get("filter", "").strip()
    if fields.get("filter") and not text:
        raise InvalidFilter(
            'The filter is blank. Say what to search, such as userName eq "ada@example.com", or '
            "leave 'filter' out to list all."
        )
    cursor = fields.get("cursor")
    if cursor is not None and "startindex" in fields:
        raise InvalidValue("Send either 'startIndex' or 'cursor', not both.")
    sort_order = fields.get("sortorder", "").lower()
    if sort_order not in {"", "ascending", "descending"}:
        raise InvalidValue(f"'sortOrder' is ascending or descending, not '{sort_order[:40]}'.")
    # RFC 9865 section 2.1 has an error of its own for the page size.
    bad_count = InvalidValue if cursor is None else InvalidCount
    return SearchRequest(
        filter=filters.parse(text) if text else None,
        filter_text=text,
        sort_by=fields.get("sortby", "").strip(),
        descending=sort_order == "descending",
        start=_integer(fields.get("startindex"), "startIndex", InvalidValue),
        count=_integer(fields.get("count"), "count", bad_count),
        cursor=cursor,
        attributes=fields.get("attributes", ""),
        excluded=fields.get("excludedattributes", ""),
    )


def _integer(text: str | None, name: str, error: type[ScimError]) -> int | None:
    if not text:
        return None
    if not _INTEGER.fullmatch(text):
        raise error(f"'{name}' must be a whole number, not '{text[:40]}'.")
    return int(text[:12])


def search(types: Sequence[ResourceType], request: SearchRequest) -> Document:
    """Return the ListResponse of a search over one resource type or several.

    A few queries for each type, however many match. Raises InvalidFilter, InvalidValue,
    InvalidCursor, ExpiredCursor or InvalidCount.
    """
    streams = _streams(types, request)
    if request.cursor is None:
        start = 1 if request.start is None else request.start
        count = paging.DEFAULT_COUNT if request.count is None else request.count
        page = paging.by_index(streams, start, count)
    else:
        asked = (request.filter_text, request.sort_by, request.descending)
        said = "\n".join(map(str, (*(table.name for table in types), *asked)))
        page = paging.by_cursor(streams, request.cursor, request.count, said)
    return provider.list_response(_load(types, page, request), page)


def _streams(types: Sequence[ResourceType], request: SearchRequest) -> list[paging.Stream]:
    """What matches of each type. What one of several types lacks is unassigned there (3.4.2.1)."""
    is_lenient = len(types) > 1
    if is_lenient and request.filter:
        for name in filters.names(request.filter):
            if not any(paths.resolve(name, table) for table in types):
                raise InvalidFilter(
                    f"'{name[:200]}' is an attribute of no resource here, so it cannot be searched."
                )
    return [
        paging.Stream(
            rank,
            queries.resources(table, request.filter, is_lenient=is_lenient),
            _order(table, types, request),
        )
        for rank, table in enumerate(types)
    ]


def _order(
    table: ResourceType, types: Sequence[ResourceType], request: SearchRequest
) -> paging.Order:
    """A type that lacks the attribute keeps its natural order; one at least must have it."""
    name = request.sort_by
    is_lacking = bool(name) and paths.resolve(name, table) is None
    if is_lacking and any(paths.resolve(name, other) for other in types):
        return paging.Order(descending=request.descending)
    return paging.order(name, request.descending, table)


def _load(
    types: Sequence[ResourceType], page: paging.Page, request: SearchRequest
) -> list[Document]:
    """The documents of a page, in its order; what was deleted meanwhile is left out."""
    loaded: dict[tuple[int, int], Document] = {}
    for rank, table in enumerate(types):
        shown = projection.parse(request.attributes, request.excluded, table)
        keys = [place.pk for place in page.places if place.rank == rank]
        if keys:
            rows = queries.resources(table).filter(pk__in=keys)
            found = documents.load(rows, table, provider.endpoint_url(), shown)
            loaded |= {(rank, key): document for key, document in found.items()}
    wanted = ((place.rank, place.pk) for place in page.places)
    return [loaded[key] for key in wanted if key in loaded]

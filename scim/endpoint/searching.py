"""Lists: RFC 7644 sections 3.4.2 and 3.4.3, over one resource type or all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from scim.language import coercion, filters, paths, projection
from scim.language.coercion import Document
from scim.language.projection import Projection
from scim.store import documents, paging
from scim.store.cursors import Place
from scim.store.storage import plan
from scim.table.attributes import ResourceType
from scim.table.errors import InvalidCount, InvalidFilter, InvalidSyntax, InvalidValue, ScimError

from . import discovery

URN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
_LISTS = frozenset({"attributes", "excludedattributes"})
_FIELDS = _LISTS | {"filter", "sortby", "sortorder", "startindex", "count", "cursor"}
MAX_ELEMENTS = 100_000  # of all lists of attributes on one page, unless one resource has more
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
    loader = _Loader(types, request)
    streams = _streams(loader.types, request)
    if request.cursor is None:
        start = 1 if request.start is None else request.start
        count = paging.DEFAULT_COUNT if request.count is None else request.count
        page = paging.by_index(streams, start, count, loader.load)
    else:
        asked = (request.filter_text, request.sort_by, request.descending)
        said = "\n".join(map(str, (*(table.name for table in types), *asked)))
        page = paging.by_cursor(streams, request.cursor, request.count, said, loader.load)
    return discovery.list_response(loader.of(page), page)


def _streams(
    shown: Sequence[tuple[ResourceType, Projection]], request: SearchRequest
) -> list[paging.Stream]:
    """What matches of each type. What one of several types lacks is unassigned there (3.4.2.1)."""
    types = [table for table, _ in shown]
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
            table,
            request.filter,
            _order(table, types, request),
            is_lenient,
            # Of several types most of what is found first is not shown.
            None if is_lenient else plan(table, projected),
        )
        for rank, (table, projected) in enumerate(shown)
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


class _Loader:
    """The documents of one page: of as many of its resources as one answer can hold.

    A page may have fewer than were asked for (RFC 7644 section 3.4.2.4): a thousand groups may
    have millions of members.
    """

    def __init__(self, types: Sequence[ResourceType], request: SearchRequest) -> None:
        self.types = [
            (table, projection.parse(request.attributes, request.excluded, table))
            for table in types
        ]
        self.loaded: dict[tuple[int, int], Document] = {}

    def load(self, places: list[Place]) -> int:
        """Load the resources at these places, from the first on; returns how many, one at least."""
        number = len(places)
        try:
            self._load(places)
        except documents.TooManyElements:
            while number > 1 and self._count(places[:number]) > MAX_ELEMENTS:
                number //= 2
            self._load(places[:number], is_bounded=False)
        return number

    def of(self, page: paging.Page) -> list[Document]:
        """The documents of a page, in its order; what was deleted meanwhile is left out."""
        wanted = ((place.rank, place.pk) for place in page.places)
        return [self.loaded[key] for key in wanted if key in self.loaded]

    def _load(self, places: list[Place], is_bounded: bool = True) -> None:
        most = MAX_ELEMENTS if is_bounded and len(places) > 1 else None
        for rank, (table, shown) in enumerate(self.types):
            chosen = [place for place in places if place.rank == rank]
            rows = [place.row for place in chosen if place.row]  # of all of them, or of none
            base = discovery.endpoint_url()
            if rows:
                found = documents.of_rows(rows, table, base, shown, most)
            else:
                found = documents.load([place.pk for place in chosen], table, base, shown, most)
            self.loaded |= {(rank, key): document for key, document in found.items()}

    def _count(self, places: list[Place]) -> int:
        """The elements of these resources, counted no further than tells that they are too many."""
        count = 0
        for rank, (table, shown) in enumerate(self.types):
            keys = [place.pk for place in places if place.rank == rank]
            if keys and count <= MAX_ELEMENTS:
                count += documents.count_elements(keys, table, shown, MAX_ELEMENTS + 1)
        return count

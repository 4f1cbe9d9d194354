"""The API's pages: a cursor in `next` leads to the following one."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from promapp_console.lists import keyset
from promapp_console.lists.fields import LARGEST_ID
from scim.table.dates import parse_date_time

CURSOR, LIMIT = "cursor", "limit"
USUAL, MOST = 50, 200
LONGEST_CURSOR = 2000  # characters


@dataclass(frozen=True)
class CursorOrder(keyset.Order):
    """The order of a list, and cursors that name a place in it."""

    of_time: bool = False  # the column holds times, not text

    def cursor(self, row: Model) -> str:
        """Return what names a row's place."""
        value = getattr(row, self.column)
        text = json.dumps(
            [value.isoformat() if self.of_time else value, row.pk], separators=(",", ":")
        )
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def at(self, cursor: str) -> keyset.Place:
        """Read a cursor. Raises NotFound."""
        try:
            # Padding was left out for the address's sake; Python passes over what is too much.
            text = base64.urlsafe_b64decode(cursor.encode() + b"==").decode()
            value, key = json.loads(text)
            moment = parse_date_time(value) if self.of_time else value
            is_ours = isinstance(moment, datetime if self.of_time else str)
            if not is_ours or "\0" in value or not 0 < key <= LARGEST_ID:
                raise ValueError
            value.encode()  # halves of surrogate pairs fail here
        except (ValueError, TypeError, RecursionError):
            raise NotFound(
                "This cursor leads nowhere. Take the address in `next` as it is, or begin anew "
                "without a cursor."
            ) from None
        return moment, int(key)


class KeysetPagination(BasePagination):
    """Shows `limit` rows of a view's list, in the view's `order`, and where the next ones are."""

    next_link: str | None = None

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any]:
        """Return the rows of the page that the request asks for: one query.

        Where the view has the list as several sets, one for each of them.
        """
        order: CursorOrder = view.order
        limit = _limit(request.query_params.get(LIMIT))
        cursor = request.query_params.get(CURSOR, "")
        page = keyset.cut(view.sets(queryset), order, limit, order.at(cursor) if cursor else None)
        if page.has_next:
            address = request.build_absolute_uri()
            self.next_link = replace_query_param(address, CURSOR, order.cursor(page.rows[-1]))
        return page.rows

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page."""
        return Response({"next": self.next_link, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the page."""
        link = {
            "type": "string",
            "format": "uri",
            "nullable": True,
            "description": "The address of the next page; null on the last one.",
        }
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameters."""
        return [
            _parameter(
                CURSOR,
                "Where the page begins: part of the address in `next`.",
                {"type": "string", "minLength": 1, "maxLength": LONGEST_CURSOR},
            ),
            _parameter(
                LIMIT,
                "How many rows a page has at most.",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            ),
        ]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    where = {"name": name, "in": "query", "required": False}
    return {**where, "description": description, "schema": schema}


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= MOST):
        raise ValidationError({LIMIT: [f"Give a number from 1 to {MOST}."]})
    return int(text)

"""The API's description of itself, and the answer to every address that it does not hold."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from .base import ApiView


@cache
def document() -> dict[str, Any]:
    """Return the description; it is the same until the next start."""
    described: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return described


class SchemaView(ApiView):
    """This description."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """Return the description of this API, in OpenAPI."""
        return Response(document())


class Nowhere(ApiView):
    """Every other address: an error in JSON, for those who may ask."""

    schema = None

    def get(self, request: Request) -> Response:
        """Answer 404."""
        raise NotFound(
            f"There is nothing at '{request.path_info[:200]}'. /api/v1/ lists the addresses; they "
            "have no slash at the end."
        )

    post = get

    def parameters(self) -> list[str]:
        return list(self.request.query_params)

"""What all views of the API have in common."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from .paging import CURSOR, LIMIT, CursorOrder


class ApiView(APIView):
    """What all have in common: nothing is cached, and no parameter is overlooked."""

    http_method_names = ["get", "head", "post"]

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Cache-Control": "no-store"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who asks, then what for."""
        super().initial(request, *args, **kwargs)
        if errors := self._misleading(request):
            raise ValidationError(errors)

    def _misleading(self, request: Request) -> dict[str, list[str]]:
        """What would answer with everything, though the client asked for something."""
        known = self.parameters()
        text = f"Known are {', '.join(known)}." if known else "None is known here."
        errors = {}
        for name, values in sorted(request.query_params.lists()):
            if name not in known:
                errors[name] = [f"No such parameter. {text}"]
            elif "" in values:
                errors[name] = ["Give a value, or leave the parameter out."]
        return errors

    def parameters(self) -> list[str]:
        """The names that the query string may hold."""
        return []


class ListView(ApiView, generics.ListAPIView[Any]):
    """A filtered list in pages."""

    filterset_class: type[FilterSet]
    order: CursorOrder

    def sets(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        """The rows that are asked for, as sets that together are the list."""
        return [rows]

    def parameters(self) -> list[str]:
        return [*self.filterset_class.base_filters, CURSOR, LIMIT]

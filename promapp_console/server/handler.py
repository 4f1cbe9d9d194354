"""The WSGI application: Django's, with a request that can always be made, and told of."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import QueryDict
from django.utils.functional import cached_property


class Request(WSGIRequest):
    """A request whose query may have more parameters than Django takes apart."""

    @cached_property
    def GET(self) -> QueryDict:  # type: ignore[override]  # noqa: N802 (Django's name)
        """The parameters of the query. Raises TooManyFieldsSent, once.

        The page that tells of it, which looks at them too, has none.
        """
        try:
            query: QueryDict = vars(WSGIRequest)["GET"].func(self)
        except TooManyFieldsSent:
            self.__dict__["GET"] = QueryDict()
            raise
        return query

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Do not look at the query yet, as Django does for a charset: nobody could answer."""
        with suppress(TooManyFieldsSent):
            super()._set_content_type_params(meta)  # type: ignore[misc]
        self.__dict__.pop("GET", None)


class Handler(WSGIHandler):
    """Makes such requests."""

    request_class = Request

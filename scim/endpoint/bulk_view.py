"""`/Bulk` over HTTP: each operation goes through the view of its own address."""

from __future__ import annotations

import time
from typing import cast

from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError, InterfaceError
from django.http import QueryDict
from django.urls import Resolver404, resolve

from accounts.work.outages import Outage, log, outage_of
from scim.log.recording import Exchange
from scim.store.storage import ENDPOINTS
from scim.table.errors import InvalidValue, NotFound, ScimError, Unavailable
from scim.table.responses import ScimResponse

from . import authentication, bulk, discovery
from .base import EndpointView, ScimRequest, too_many_parameters
from .entrance import canonical_path
from .views import ReadView

# What each operation's event says of the client.
OF_THE_CLIENT = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT")


class BulkView(EndpointView):
    """`/Bulk`: RFC 7644 section 3.7."""

    is_one_write = False  # a lock for all of it would keep others waiting
    cpu = began = 0.0  # seconds
    done = 0
    end: ScimError | None = None  # why no more operations are carried out

    def methods(self) -> list[str]:
        """Bulk requests are posted."""
        return ["POST"]

    def post(self, request: ScimRequest) -> ScimResponse:
        """Carry out each operation in a transaction of its own, with an event of its own."""
        exchange: Exchange = request.scim
        operations, fail_on_errors = bulk.parse(exchange.document)
        self.cpu, self.began = time.thread_time(), time.perf_counter()
        response = ScimResponse(bulk.run(operations, fail_on_errors, self.perform))
        if self.end:
            self.record_end(self.end, len(operations))
        return response

    def has_ended(self) -> ScimError | None:
        """Why the operation is not carried out, if that has to be.

        The first is: a client that sends the rest again always gets on.
        """
        is_over = (
            time.thread_time() - self.cpu > bulk.MAX_CPU
            or time.perf_counter() - self.began > bulk.MAX_TIME
        )
        if self.done and not self.end and is_over:
            self.end = Unavailable(
                "This operation was not carried out: the bulk request took as long as one may "
                "before its turn came. Send it and the others with this status again; what has "
                "another status needs no repetition."
            )
        if self.done and not self.end:
            self.end = self.refusal()
        return self.end

    def refusal(self) -> ScimError | None:
        """Why the token does not open the door any more: each operation counts as a request."""
        exchange = self.request.scim
        try:
            authentication.let_in(self.request, exchange)
        except ScimError as error:
            return type(error)(
                f"This operation was not carried out, as each counts as a request. {error.detail}",
                reason=error.reason,
            )
        except (DatabaseError, InterfaceError) as error:
            exchange.outage = outage_of(error)
            if exchange.outage is None:
                raise
            log(exchange.outage, error)
            return Unavailable.of(exchange.outage)
        return None

    def end_by_outage(self, outage: Outage) -> None:
        """Carry nothing more out. What was done is answered; Unavailable if that is nothing."""
        self.request.scim.outage = outage
        self.end = Unavailable.of(outage)
        if self.done == 1:
            raise self.end

    def record_end(self, end: ScimError, number: int) -> None:
        """One event for all operations that were not carried out."""
        left = number - self.done
        whole = type(end)(f"{left:,} of {number:,} operations were not carried out. {end.detail}")
        self.request.scim.reason = end.reason
        self.record_unchanged(self.request.scim, self.request, whole.to_response())

    def perform(self, operation: bulk.BulkOperation, refusal: ScimError | None) -> bulk.Outcome:
        """Carry out one operation through the view of its address, and record a failure."""
        if end := self.has_ended():
            return bulk.Outcome(end.status, error=end.to_dict())
        self.done += 1
        inner = self.inner_request(operation)
        exchange: Exchange = inner.scim
        response = self.answer_inner(inner, refusal)
        if exchange.outage in {Outage.AWAY, Outage.READ_ONLY}:
            self.end_by_outage(exchange.outage)
        error = None
        if response.status_code >= 400:
            self.record_unchanged(exchange, inner, response)
            error = response.document
        return bulk.Outcome(
            response.status_code,
            self.location(exchange),
            response.get("ETag", ""),
            exchange.resource_id,
            error,
        )

    def inner_request(self, operation: bulk.BulkOperation) -> ScimRequest:
        """The request that the operation stands for."""
        outer: Exchange = self.request.scim
        # Half of a surrogate pair cannot stand in an address; spelt out it leads nowhere.
        address = operation.path.encode("utf-8", "backslashreplace").decode()
        path, _, query = address.partition("?")
        inner = cast("ScimRequest", ScimRequest())
        inner.method = operation.method
        inner.path = inner.path_info = canonical_path(f"/api/scim/{path}")
        sent = self.request.META
        inner.META = {name: sent[name] for name in OF_THE_CLIENT if name in sent}
        inner.META["QUERY_STRING"] = query
        if operation.version:
            inner.META["HTTP_IF_MATCH"] = operation.version
        inner.content_type = "application/scim+json"
        inner.scim = Exchange(
            request_id=outer.request_id,
            token=outer.token,
            is_operation=True,
            operation_body=operation.data,
        )
        return inner

    def answer_inner(self, inner: ScimRequest, refusal: ScimError | None) -> ScimResponse:
        """Answer below authentication, which is the bulk request's own."""
        try:
            inner.GET = QueryDict(inner.META["QUERY_STRING"])
            match = resolve(inner.path_info)
        except TooManyFieldsSent:
            return too_many_parameters().to_response()
        except Resolver404:
            return NotFound(f"There is nothing at '{inner.path_info[:200]}'.").to_response()
        view_class = getattr(match.func, "view_class", None)
        if view_class is None or not issubclass(view_class, ReadView):
            return InvalidValue(
                f"A bulk operation is on a resource, such as /Users or /Groups/2819c223-…, not on "
                f"'{inner.path_info[:200]}'."
            ).to_response()
        view: ReadView = view_class()
        view.setup(inner, **match.kwargs)
        if refusal:
            view.describe(inner)
            return refusal.to_response()
        return view.answer(inner)

    def location(self, exchange: Exchange) -> str:
        """The URL of the operation's resource, unless that is still to be created."""
        if not exchange.resource_id or bulk.is_reference(exchange.resource_id):
            return ""
        place = f"{ENDPOINTS[exchange.resource_type]}{exchange.resource_id}"
        return discovery.endpoint_url() + place

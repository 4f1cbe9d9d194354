"""The order of a request: the one place that every request to the endpoint passes.

The token is let in; method, type and size are checked; the body is read; then, for a write, one
transaction for the verb and its event. What waits for the client, or for the processor alone, comes
before the transaction, so no lock is held meanwhile. What may fail without harm comes after it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.http import HttpRequest, UnreadablePostError
from django.views.generic import View

from accounts.addresses import client_address
from accounts.tokens import use
from accounts.work import asides
from accounts.work.outages import Outage, log, outage_of
from scim.language.coercion import Document
from scim.log import recording, visits
from scim.log.recording import Exchange
from scim.table.errors import (
    Conflict,
    InternalError,
    InvalidSyntax,
    ScimError,
    Unavailable,
)
from scim.table.responses import ScimResponse

from . import authentication, bodies, negotiation

logger = logging.getLogger(__name__)
ACTIONS = {
    "POST": recording.Action.CREATE,
    "PUT": recording.Action.UPDATE,
    "PATCH": recording.Action.UPDATE,
    "DELETE": recording.Action.DELETE,
}
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
# Reads are not recorded, but for these answers; a 404 is a match that found nothing.
RECORDED_READS = frozenset({400, 401, 403, 429, *range(500, 600)})


class ScimRequest(HttpRequest):
    """A request of the endpoint: Django's, with what happens to it on the way."""

    scim: Exchange


class EndpointView(View):
    """An address of the endpoint: a verb is a method of that name, as in Django's views."""

    request: ScimRequest
    is_search = False  # a POST that writes nothing
    is_one_write = True  # False where each part of the request is a write of its own

    def methods(self) -> list[str]:
        """The methods of this address, in upper case."""
        return ["GET", "HEAD"]

    def describe(self, request: ScimRequest) -> None:
        """Say what the request is about, for the log, whatever becomes of it."""

    def shape(self, request: ScimRequest) -> None:
        """Read what the answer is to show."""

    def prepare(self, request: ScimRequest) -> None:
        """Do what takes long and needs no database. No transaction is open."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> ScimResponse:
        """Answer one request, record it, and note that its token was used."""
        asked = cast("ScimRequest", request)
        exchange = asked.scim = Exchange(getattr(request, "request_id", "") or str(uuid.uuid4()))
        response = self.answer(asked)
        if not exchange.has_event and self._is_recorded(exchange, asked, response.status_code):
            self.record_unchanged(exchange, asked, response)
        # Whoever was not let in has used no token. A visit looks at when it was used before.
        if exchange.token and not exchange.outage and response.status_code not in {401, 403}:
            visits.note(exchange.token)
            use.record(exchange.token, client_address(request))
        response["X-Request-ID"] = exchange.request_id
        return response

    def answer(self, request: ScimRequest) -> ScimResponse:
        """Keep the order, and turn whatever goes wrong into a SCIM error.

        An operation of a bulk request has been let in, and parsed, with the request.
        """
        exchange = request.scim
        try:
            if not exchange.is_operation:
                authentication.let_in(request, exchange)
            self.describe(request)
            self.shape(request)
            negotiation.check_method(request.method or "", self.methods())
            negotiation.check_accept(request.headers.get("Accept", ""))
            bodies.check_size(request)
            if request.method in WITH_BODY:
                exchange.document = self._document(request)
            verb: Callable[[ScimRequest], ScimResponse]  # of HEAD too: `setup` made it that of GET
            verb = getattr(self, (request.method or "").lower())
            if request.method not in ACTIONS or self.is_search or not self.is_one_write:
                return verb(request)
            self.prepare(request)
            with transaction.atomic():  # the change and its event, or neither
                response = verb(request)
                recording.record(exchange, request, response)
            exchange.has_event = True
            return response
        except ScimError as error:
            exchange.reason = error.reason
            return error.to_response()
        except TooManyFieldsSent:
            return too_many_parameters().to_response()
        except UnreadablePostError:
            return InvalidSyntax(
                "The connection broke off before the whole body had come. Send it again."
            ).to_response()
        except Exception as error:
            return self._failure(exchange, error).to_response()

    def _document(self, request: ScimRequest) -> Document:
        """The body, read and parsed. No transaction is open."""
        if request.scim.is_operation:
            return bodies.checked(request.scim.operation_body)
        return bodies.load(request)

    def _failure(self, exchange: Exchange, error: Exception) -> ScimError:
        """What the client is told of an error that is not its own."""
        if isinstance(error, IntegrityError):  # PostgreSQL checks foreign keys at the end
            return Conflict(
                "Another request changed the same resource, or deleted what this one refers to, "
                "at the same time. Try again."
            )
        if isinstance(error, DatabaseError | InterfaceError):
            exchange.outage = outage_of(error)
        if exchange.outage:
            log(exchange.outage, error)
            return Unavailable.of(exchange.outage)
        logger.error("Request %s failed.", exchange.request_id, exc_info=error)
        return InternalError(
            "Something went wrong here, and nothing was changed. The site's log has it under "
            f"request id {exchange.request_id}."
        )

    def record_unchanged(
        self, exchange: Exchange, request: ScimRequest, response: ScimResponse
    ) -> None:
        """Record what changed nothing; a database that is away leaves the answer as it is."""
        if exchange.outage in {Outage.AWAY, Outage.READ_ONLY}:
            return
        if exchange.outage:
            asides.write(
                "Recording a request", lambda: recording.record(exchange, request, response)
            )
            return
        try:
            recording.record(exchange, request, response)
        except (DatabaseError, InterfaceError) as error:
            exchange.outage = outage_of(error)
            if exchange.outage is None:
                raise
            log(exchange.outage, error, "Recording a request")

    def _is_recorded(self, exchange: Exchange, request: ScimRequest, status: int) -> bool:
        """Writes that failed, reads that are told, Test Connections.

        A bulk request that was answered has the events of its operations.
        """
        if request.method in ACTIONS and not self.is_search:
            return status >= 400
        return exchange.records_test or status in RECORDED_READS


def too_many_parameters() -> ScimError:
    """The error for an address that Django does not take apart."""
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    return InvalidSyntax(f"The address has more than {most} parameters; send fewer.")

"""What every address of the endpoint does: errors, one transaction for a write, the log."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from django_scim import views as django_scim_views

from accounts.addresses import client_address
from accounts.work import asides
from accounts.work.outages import Outage, log, outage_of
from scim.language.coercion import Document
from scim.log import recording, visits
from scim.table.errors import (
    CONTENT_TYPE,
    Conflict,
    InternalError,
    InvalidSyntax,
    ScimError,
    Unavailable,
)

from . import bodies, negotiation

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


class Errors(View):
    """Innermost: the request as it comes, then one transaction for a write.

    What went wrong becomes a SCIM error before django-scim2 sees it. Everything that waits for the
    client, or that can be said without the database, comes before the transaction.
    """

    is_search = False  # a POST that writes nothing
    is_one_write = True  # False where each part of the request is a write of its own

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, or raise to django-scim2 what nobody foresaw."""
        try:
            return self.answer(request, *args, **kwargs)
        except ScimError as error:
            return error.to_response()
        except TooManyFieldsSent:
            return too_many_parameters().to_response()
        except UnreadablePostError:
            return InvalidSyntax(
                "The connection broke off before the whole body had come. Send it again."
            ).to_response()
        except IntegrityError:  # PostgreSQL checks foreign keys at the end
            return Conflict(
                "Another request changed the same resource, or deleted what this one refers to, "
                "at the same time. Try again."
            ).to_response()
        except (DatabaseError, InterfaceError) as error:
            exchange: recording.Exchange = request.scim  # type: ignore[attr-defined]
            exchange.outage = outage_of(error)
            if exchange.outage is None:
                raise
            log(exchange.outage, error)
            return Unavailable.of(exchange.outage).to_response()

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the method, the answer's type and the size, read the body, and call the verb."""
        negotiation.check_method(request.method or "", self.methods(**kwargs))
        negotiation.check_accept(request.headers.get("Accept", ""))
        self.read(request)
        if request.method in ACTIONS and self.is_one_write and not self.is_search:
            self.prepare(request, **kwargs)
            return self._write(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def read(self, request: HttpRequest) -> None:
        """Read the body, once, and put its document on the exchange. No transaction is open."""
        exchange: recording.Exchange = request.scim  # type: ignore[attr-defined]
        bodies.check_size(request)
        if request.method in WITH_BODY:
            is_parsed = exchange.is_operation
            exchange.document = bodies.checked(exchange.data) if is_parsed else bodies.load(request)

    def prepare(self, request: HttpRequest, **kwargs: Any) -> None:
        """Do what takes long and needs no database. No transaction is open."""

    def _write(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All or nothing: the change and its event, of a bulk operation too."""
        exchange: recording.Exchange = request.scim  # type: ignore[attr-defined]
        with transaction.atomic():
            response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                recording.record(exchange, request, response)
        return response

    def methods(self, **kwargs: Any) -> list[str]:
        """The methods of this address, in upper case."""
        return ["GET", "HEAD"]


class EndpointView(django_scim_views.SCIMView, Errors):  # type: ignore[misc]
    """Outermost: the clock, the token, the log, and what is noted of the use.

    django-scim2 lets the token in, calls `Errors`, and answers what is raised through it.
    """

    http_method_names = View.http_method_names  # `methods` says which of them an address has

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer one request and record it."""
        exchange = recording.Exchange()
        exchange.request_id = getattr(request, "request_id", exchange.request_id)
        request.scim = exchange  # type: ignore[attr-defined]
        response = self._checked(super().dispatch(request, *args, **kwargs), exchange)
        if self._is_recorded(exchange, request, response.status_code):
            self._record(exchange, request, response)
        if exchange.token and not exchange.outage and response.status_code not in {401, 403}:
            visits.note(exchange.token)
            exchange.token.record_use(client_address(request))
        return self._finished(response, exchange)

    def _record(
        self, exchange: recording.Exchange, request: HttpRequest, response: HttpResponse
    ) -> None:
        """Record what changed nothing; a database that fails now leaves the answer as it is."""
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

    def _is_recorded(self, exchange: recording.Exchange, request: HttpRequest, status: int) -> bool:
        """A write that was carried out has its event by now."""
        if request.method in ACTIONS and not self.is_search:
            return status >= 400
        return exchange.is_test_connection or status in RECORDED_READS

    def _checked(self, response: HttpResponse, exchange: recording.Exchange) -> HttpResponse:
        """Replace django-scim2's answer to an exception that nobody foresaw."""
        if response.status_code == 500:
            logger.error("Request %s failed.", exchange.request_id)
            return InternalError(
                "Something went wrong here, and nothing was changed. The site's log has it under "
                f"request id {exchange.request_id}."
            ).to_response()
        return response

    def _finished(self, response: HttpResponse, exchange: recording.Exchange) -> HttpResponse:
        if response.content:
            response["Content-Type"] = CONTENT_TYPE
        if exchange.etag and response.status_code < 300:
            response["ETag"] = exchange.etag
        response["X-Request-ID"] = exchange.request_id
        return response


def too_many_parameters() -> ScimError:
    """The error for an address that Django does not take apart."""
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    return InvalidSyntax(f"The address has more than {most} parameters; send fewer.")


def scim_response(document: Document, status: int = 200) -> HttpResponse:
    """Return a document as a response."""
    return HttpResponse(json.dumps(document), status=status, content_type=CONTENT_TYPE)

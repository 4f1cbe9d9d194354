"""The endpoint's views: django-scim2's, with our look-up, lists, errors and log around them."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from django_scim import views as django_scim_views

from accounts.addresses import client_address

from . import bodies, documents, events, filters, operations, paging, projection, provider, queries
from .adapters import GroupAdapter, ResourceAdapter, UserAdapter
from .attributes import ResourceType
from .coercion import Document
from .errors import (
    CONTENT_TYPE,
    Conflict,
    Forbidden,
    InternalError,
    MethodNotAllowed,
    NotFound,
    NotImplementedHere,
    PreconditionFailed,
    ScimError,
    Unavailable,
)
from .schemas import RESOURCE_TYPES
from .sources import MODELS, entity_tag

logger = logging.getLogger(__name__)
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Errors(View):
    """Innermost: turns what went wrong into a SCIM error before django-scim2 sees it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, or raise to django-scim2 what nobody foresaw."""
        try:
            return self.answer(request, *args, **kwargs)
        except ScimError as error:
            return error.to_response()
        except IntegrityError:
            return Conflict(
                "Another request changed the same resource at the same time. Try again."
            ).to_response()
        except OperationalError:
            logger.exception("The database did not answer in time.")
            return Unavailable(
                "The database is busy. Try again in a moment.", headers={"Retry-After": "5"}
            ).to_response()

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the method and the size, and call the verb."""
        methods = self.methods(**kwargs)
        if request.method not in methods:
            raise MethodNotAllowed(
                f"{request.method} is not possible here; {', '.join(methods)} are.",
                headers={"Allow": ", ".join(methods)},
            )
        bodies.check_size(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def methods(self, **kwargs: Any) -> list[str]:
        """The methods of this address, in upper case."""
        return ["GET", "HEAD"]


class EndpointView(django_scim_views.SCIMView, Errors):  # type: ignore[misc]
    """Outermost: the clock, one transaction for each write, the log."""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer one request and record it."""
        exchange = events.Exchange()
        request.scim = exchange  # type: ignore[attr-defined]
        if request.method in WRITES:
            response = self._write(request, *args, **kwargs)
        else:
            response = self._checked(super().dispatch(request, *args, **kwargs), exchange)
            if response.status_code in {400, 401, 403} or response.status_code >= 500:
                record(exchange, request, response)
        if exchange.token and response.status_code not in {401, 403}:
            exchange.token.record_use(client_address(request))
        return self._finished(response, exchange)

    def _write(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All or nothing: django-scim2 answers exceptions itself, so the status decides."""
        exchange: events.Exchange = request.scim  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                response = self._checked(super().dispatch(request, *args, **kwargs), exchange)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                else:
                    record(exchange, request, response)
        except IntegrityError:  # PostgreSQL checks foreign keys at the end
            response = Conflict(
                "Another request deleted what this one refers to. Try again."
            ).to_response()
        if response.status_code >= 400:
            record(exchange, request, response)
        return response

    def _checked(self, response: HttpResponse, exchange: events.Exchange) -> HttpResponse:
        """Replace django-scim2's answer to an exception that nobody foresaw."""
        if response.status_code == 500:
            logger.error("Request %s failed.", exchange.request_id)
            return InternalError(
                "Something went wrong here, and nothing was changed. The site's log has it under "
                f"request id {exchange.request_id}."
            ).to_response()
        return response

    def _finished(self, response: HttpResponse, exchange: events.Exchange) -> HttpResponse:
        if response.content:
            response["Content-Type"] = CONTENT_TYPE
        if exchange.etag and response.status_code < 300:
            response["ETag"] = exchange.etag
        response["X-Request-ID"] = exchange.request_id
        return response

    def load_body(self, body: bytes) -> Document:
        """Return the JSON object of the request. Raises a ScimError."""
        return bodies.load(self.request, body)


def record(exchange: events.Exchange, request: HttpRequest, response: HttpResponse) -> None:
    """Write the request's event, with what the error says."""
    error = json.loads(response.content) if response.status_code >= 400 else {}
    events.record(
        exchange,
        request,
        status=response.status_code,
        scim_type=error.get("scimType", ""),
        detail=error.get("detail", ""),
    )


def scim_response(document: Document, status: int = 200) -> HttpResponse:
    """Return a document as a response."""
    return HttpResponse(json.dumps(document), status=status, content_type=CONTENT_TYPE)


class ResourcesView(
    django_scim_views.GetView,  # type: ignore[misc]
    django_scim_views.PostView,  # type: ignore[misc]
    django_scim_views.PutView,  # type: ignore[misc]
    django_scim_views.PatchView,  # type: ignore[misc]
    django_scim_views.DeleteView,  # type: ignore[misc]
    EndpointView,
):
    """The resources of one type: RFC 7644 sections 3.3 to 3.6."""

    adapter: type[ResourceAdapter]

    @property
    def scim_adapter(self) -> type[ResourceAdapter]:
        return self.adapter

    @property
    def model_cls(self) -> Any:
        return MODELS[self.table.name]

    @property
    def table(self) -> ResourceType:
        return self.adapter.table

    def methods(self, uuid: str | None = None, **kwargs: Any) -> list[str]:
        """A collection can be listed and added to; a resource can be changed."""
        if uuid is None:
            return ["GET", "HEAD", "POST"]
        return ["GET", "HEAD", "PUT", "PATCH", "DELETE"]

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the projection first: what is not shown is not queried."""
        request.projection = projection.parse(  # type: ignore[attr-defined]
            request.GET.get("attributes", ""),
            request.GET.get("excludedAttributes", ""),
            self.table,
        )
        return super().answer(request, *args, **kwargs)

    def get_object(self) -> Any:
        """Return the resource. Raises NotFound, or PreconditionFailed for another version."""
        identifier = self.kwargs["uuid"]
        exchange: events.Exchange = self.request.scim  # type: ignore[attr-defined]
        exchange.resource_type, exchange.resource_id = self.table.name, identifier
        if self.request.method in WRITES:
            exchange.action = events.Action.UPDATE
            if self.request.method == "DELETE":
                exchange.action = events.Action.DELETE
            resource = queries.locked(self.table, identifier)
        else:
            resource = queries.resources(self.table).filter(scim_id=identifier).first()
        if resource is None:
            raise NotFound(f"There is no {self.table.name} with the id '{identifier[:100]}' here.")
        wanted = self.request.headers.get("If-Match", "")
        if wanted and not _names(wanted, resource.version):
            raise PreconditionFailed(
                f"The {self.table.name} is at version {entity_tag(resource.version)} by now; "
                "fetch it again before changing it."
            )
        return resource

    def get_single(self, request: HttpRequest) -> HttpResponse:
        """Answer with the resource, or 304 where the client has this version."""
        resource = self.get_object()
        known = request.headers.get("If-None-Match", "")
        if known and _names(known, resource.version):
            return HttpResponse(status=304, headers={"ETag": entity_tag(resource.version)})
        adapter = self.adapter(resource, request)
        response = scim_response(adapter.to_dict())
        response["Location"] = adapter.location
        return response

    def get_many(self, request: HttpRequest) -> HttpResponse:
        """Answer with a list: filter, order, one page."""
        return scim_response(search(self.table, request.GET, request.projection))  # type: ignore[attr-defined]

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry out operations; django-scim2's own refuses an empty list of them."""
        body = self.load_body(request.body)
        adapter = self.adapter(self.get_object(), request)
        adapter.handle_operations(operations.parse(body, self.table))
        return self.patched(adapter)

    def patched(self, adapter: ResourceAdapter) -> HttpResponse:
        """The answer to a PATCH: the resource as it is now."""
        response = scim_response(adapter.to_dict())
        response["Location"] = adapter.location
        return response


def search(table: ResourceType, parameters: Any, shown: projection.Projection) -> Document:
    """Return a ListResponse. `parameters`: a mapping of the query's texts."""
    text = parameters.get("filter", "")
    matching = queries.resources(table, filters.parse(text) if text.strip() else None)
    descending = parameters.get("sortOrder", "").lower() == "descending"
    matching = paging.ordered(matching, table, parameters.get("sortBy", "").strip(), descending)
    start = paging.integer(parameters.get("startIndex"), "startIndex", 1)
    count = paging.integer(parameters.get("count"), "count", paging.DEFAULT_COUNT)
    page = paging.page(matching, start, count)
    loaded = {}
    if page.keys:
        rows = queries.resources(table).filter(pk__in=page.keys)
        loaded = documents.load(rows, table, provider.endpoint_url(), shown)
    found = [loaded[key] for key in page.keys if key in loaded]
    return provider.list_response(found, total=page.total, start=page.start)


def _names(header: str, version: int) -> bool:
    """True if an If-Match or If-None-Match header names this version; weak or not."""
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return bool(tags & {"*", f'"{version}"'})


class UsersView(ResourcesView):
    """`/Users`"""

    adapter = UserAdapter


class GroupsView(ResourcesView):
    """`/Groups`"""

    adapter = GroupAdapter

    def patched(self, adapter: ResourceAdapter) -> HttpResponse:
        """204, as Entra advises: a group may have thousands of members."""
        if self.request.GET.get("attributes"):
            return super().patched(adapter)
        return HttpResponse(status=204)


class RootView(EndpointView):
    """`/api/scim` itself, which holds nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say where to go on."""
        raise NotImplementedHere(
            "This is the Tenant URL. Ask for /Users, /Groups, /Schemas, /ResourceTypes or "
            "/ServiceProviderConfig below it."
        )


class ServiceProviderConfigView(
    EndpointView,
    django_scim_views.ServiceProviderConfigView,  # type: ignore[misc]
):
    """`/ServiceProviderConfig`"""


class DiscoveryView(EndpointView):
    """A list of discovery documents, and each by its id: RFC 7644 section 4."""

    def get(self, request: HttpRequest, uuid: str | None = None) -> HttpResponse:
        """Answer with all or one; a filter is refused, as the RFC asks."""
        if request.GET.get("filter"):
            raise Forbidden("Discovery documents cannot be filtered; ask without 'filter'.")
        found = self.documents()
        if uuid:
            return scim_response(provider.one_of(found, uuid))
        return scim_response(provider.list_response(found, total=len(found), start=1))

    def documents(self) -> list[Document]:
        raise NotImplementedError


class ResourceTypesView(DiscoveryView):
    """`/ResourceTypes`"""

    def documents(self) -> list[Document]:
        return [provider.resource_type_document(item) for item in RESOURCE_TYPES]


class SchemasView(DiscoveryView):
    """`/Schemas`"""

    def documents(self) -> list[Document]:
        return provider.schemas()

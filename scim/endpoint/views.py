"""The endpoint's addresses: django-scim2's verbs over our look-up, lists and documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django_scim import views as django_scim_views

from accounts.models import AccessToken
from scim.language import connection_test, filters, operations, projection
from scim.language.coercion import Document
from scim.log import recording
from scim.store import paging, passwords, queries
from scim.store.storage import MODELS, entity_tag
from scim.table.attributes import ResourceType
from scim.table.errors import Forbidden, NotFound, PreconditionFailed
from scim.table.schemas import RESOURCE_TYPES

from . import discovery, searching
from .base import ACTIONS, EndpointView, scim_response
from .resources import (
    EntitlementAdapter,
    GroupAdapter,
    ReadAdapter,
    ResourceAdapter,
    RoleAdapter,
    UserAdapter,
)


class ReadView(django_scim_views.GetView, EndpointView):  # type: ignore[misc]
    """The resources of one type, to be read: RFC 7644 section 3.4."""

    adapter: type[ReadAdapter]

    @property
    def scim_adapter(self) -> type[ReadAdapter]:
        return self.adapter

    @property
    def model_cls(self) -> Any:
        return MODELS[self.table.name]

    @property
    def table(self) -> ResourceType:
        return self.adapter.table

    def describe(self, request: HttpRequest, uuid: str = "", **kwargs: Any) -> None:
        """Note for the log what the request is about, whatever becomes of it."""
        exchange: recording.Exchange = request.scim  # type: ignore[attr-defined]
        exchange.resource_type = self.table.name
        exchange.resource_id = uuid or ""
        exchange.action = ACTIONS.get(request.method or "", recording.Action.QUERY)

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the projection first: what is not shown is not queried."""
        self.describe(request, **kwargs)
        asked = searching.parameters_of(request.GET)
        request.projection = projection.parse(  # type: ignore[attr-defined]
            asked.get("attributes", ""),
            asked.get("excludedattributes", ""),
            self.table,
        )
        return super().answer(request, *args, **kwargs)

    def get_object(self) -> Any:
        """Return the resource. Raises NotFound, or PreconditionFailed for another version."""
        identifier = self.kwargs["uuid"]
        resource = self.find(identifier) if filters.is_storable(identifier) else None
        if resource is None:
            raise NotFound(
                f"There is no {self.table.name} with the id '{identifier[:100]}' here. It "
                f"was deleted, or the id is of another site: look it up in {self.table.endpoint}."
            )
        self.check_version(resource.version)
        return resource

    def check_version(self, version: int) -> None:
        """Raise PreconditionFailed: RFC 7644 section 3.14, RFC 9110 section 13.1."""
        wanted = self.request.headers.get("If-Match", "")
        unwanted = self.request.headers.get("If-None-Match", "")
        is_read = self.request.method in {"GET", "HEAD"}
        if (wanted and not _names(wanted, version)) or (
            unwanted and not is_read and _names(unwanted, version)
        ):
            raise PreconditionFailed(
                f"The {self.table.name} is at version {entity_tag(version)} by now, which is not "
                f"what the request's If-Match or If-None-Match asks for. Fetch it again before "
                "changing it."
            )

    def find(self, identifier: str) -> Any | None:
        """Look a resource up."""
        return queries.only(queries.resources(self.table).filter(scim_id=identifier))

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
        asked = searching.from_query(request.GET)
        found = searching.search([self.table], asked)
        if not found["totalResults"] and connection_test.is_test_connection(asked.filter):
            recording.tested(request.scim)  # type: ignore[attr-defined]
        return scim_response(found)


class RolesView(ReadView):
    """`/Roles`: draft-ietf-scim-roles-entitlements-01."""

    adapter = RoleAdapter


class EntitlementsView(ReadView):
    """`/Entitlements`: draft-ietf-scim-roles-entitlements-01."""

    adapter = EntitlementAdapter


class ResourcesView(django_scim_views.DeleteView, ReadView):  # type: ignore[misc]
    """The resources of one type, to be read and written: RFC 7644 sections 3.3 to 3.6."""

    adapter: type[ResourceAdapter]

    def methods(self, uuid: str | None = None, **kwargs: Any) -> list[str]:
        """A collection can be listed and added to; a resource can be changed."""
        if uuid is None:
            return ["GET", "HEAD", "POST"]
        return ["GET", "HEAD", "PUT", "PATCH", "DELETE"]

    def prepare(self, request: HttpRequest, **kwargs: Any) -> None:
        """Hash a password that comes along: that takes a third of a second."""
        exchange: recording.Exchange = request.scim  # type: ignore[attr-defined]
        if passwords.are_ignored():
            return
        for password in passwords.sent(exchange.document, self.table, request.method or ""):
            exchange.hashes[password] = make_password(password)

    def find(self, identifier: str) -> Any | None:
        """Look a resource up; a write locks it."""
        if self.request.method in ACTIONS:
            is_deletion = self.request.method == "DELETE"
            return queries.locked(self.table, identifier, for_deletion=is_deletion)
        return super().find(identifier)

    # django-scim2's own verbs read the body when the resource is locked already, and its PATCH
    # refuses an empty list of operations.

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Create a resource."""
        return self.stored(self.adapter(self.model_cls(), request), 201)

    def put(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Replace a resource."""
        return self.stored(self.adapter(self.get_object(), request), 200)

    def stored(self, adapter: ResourceAdapter, status: int) -> HttpResponse:
        """Store the document of the request, and answer with the resource."""
        document = self.request.scim.document  # type: ignore[attr-defined]
        adapter.validate_dict(document)
        adapter.from_dict(document)
        adapter.save()
        response = scim_response(adapter.to_dict(), status)
        response["Location"] = adapter.location
        return response

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry out operations."""
        adapter = self.adapter(self.get_object(), request)
        document = request.scim.document  # type: ignore[attr-defined]
        adapter.handle_operations(operations.parse(document, self.table))
        return self.patched(adapter)

    def patched(self, adapter: ResourceAdapter) -> HttpResponse:
        """The answer to a PATCH: the resource as it is now."""
        response = scim_response(adapter.to_dict())
        response["Location"] = adapter.location
        return response


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
        if self.request.projection.only is not None:  # type: ignore[attr-defined]
            return super().patched(adapter)
        adapter.exchange.etag = entity_tag(adapter.obj.version)
        return HttpResponse(status=204)


class MeView(UsersView):
    """`/Me`: the user who owns the token, RFC 7644 section 3.11."""

    def methods(self, uuid: str | None = None, **kwargs: Any) -> list[str]:
        """What is possible with a user."""
        return super().methods(uuid="me")

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as the user's own address would."""
        self.kwargs["uuid"] = request.scim.token.owner.scim_id  # type: ignore[attr-defined]
        return super().answer(request, uuid=self.kwargs["uuid"])


class SearchView(EndpointView):
    """`/.search` and `/Users/.search`: RFC 7644 section 3.4.3. Also `GET` of all types."""

    is_search = True
    types: tuple[ResourceType, ...] = RESOURCE_TYPES
    allowed: tuple[str, ...] = ("POST",)

    def methods(self, **kwargs: Any) -> list[str]:
        """A search is posted; the root can be asked with GET too."""
        return list(self.allowed)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Search with query parameters."""
        return scim_response(searching.search(self.types, searching.from_query(request.GET)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Search with a SearchRequest."""
        asked = searching.from_body(request.scim.document)  # type: ignore[attr-defined]
        return scim_response(searching.search(self.types, asked))


def refuse_filter(request: HttpRequest) -> None:
    """Raise Forbidden for a filter on a discovery document: RFC 7644 section 4."""
    if request.GET.get("filter"):
        raise Forbidden("Discovery documents cannot be filtered; ask without 'filter'.")


class ServiceProviderConfigView(
    EndpointView,
    django_scim_views.ServiceProviderConfigView,  # type: ignore[misc]
):
    """`/ServiceProviderConfig`"""

    http_method_names = ["get", "head"]  # django-scim2's own leaves HEAD out

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the configuration."""
        refuse_filter(request)
        response: HttpResponse = super().get(request)
        return response


class DiscoveryView(EndpointView):
    """A list of discovery documents, and each by its id: RFC 7644 section 4."""

    def get(self, request: HttpRequest, uuid: str | None = None) -> HttpResponse:
        """Answer with those that are listed, or with any by its id."""
        refuse_filter(request)
        if uuid:
            known = [*self.documents(RESOURCE_TYPES), *self.unlisted()]
            return scim_response(discovery.one_of(known, uuid))
        is_okta = request.scim.token.client == AccessToken.Client.OKTA  # type: ignore[attr-defined]
        found = self.documents([item for item in RESOURCE_TYPES if item.is_listed or is_okta])
        return scim_response(discovery.list_response(found, paging.Page(len(found), [], start=1)))

    def documents(self, types: Sequence[ResourceType]) -> list[Document]:
        raise NotImplementedError

    def unlisted(self) -> list[Document]:
        """What is found by its id alone."""
        return []


class ResourceTypesView(DiscoveryView):
    """`/ResourceTypes`"""

    def documents(self, types: Sequence[ResourceType]) -> list[Document]:
        return [discovery.resource_type_document(item) for item in types]


class SchemasView(DiscoveryView):
    """`/Schemas`"""

    def documents(self, types: Sequence[ResourceType]) -> list[Document]:
        return discovery.schemas(types)

    def unlisted(self) -> list[Document]:
        return discovery.metaschemas()

"""The endpoint's addresses, and the verbs of each: RFC 7644 section 3.2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import AccessToken
from scim.language import connection_test, filters, operations, projection
from scim.language.coercion import Document
from scim.log import recording
from scim.store import paging, passwords, queries
from scim.store.storage import MODELS, entity_tag
from scim.table.attributes import ResourceType
from scim.table.errors import Forbidden, NotFound, PreconditionFailed
from scim.table.responses import ScimResponse
from scim.table.schemas import RESOURCE_TYPES

from . import discovery, searching
from .base import ACTIONS, EndpointView, ScimRequest
from .resources import (
    EntitlementAdapter,
    GroupAdapter,
    ReadAdapter,
    ResourceAdapter,
    RoleAdapter,
    UserAdapter,
)


class ReadView(EndpointView):
    """The resources of one type, to be read: RFC 7644 section 3.4."""

    adapter: type[ReadAdapter]

    @property
    def table(self) -> ResourceType:
        return self.adapter.table

    @property
    def identifier(self) -> str:
        """The id in the address; empty where it is of all resources."""
        return self.kwargs.get("uuid") or ""

    def describe(self, request: ScimRequest) -> None:
        exchange = request.scim
        exchange.resource_type = self.table.name
        exchange.resource_id = self.identifier
        exchange.action = ACTIONS.get(request.method or "", recording.Action.QUERY)

    def shape(self, request: ScimRequest) -> None:
        """Read the projection: what is not shown is not queried."""
        asked = searching.parameters_of(request.GET)
        request.projection = projection.parse(
            asked.get("attributes", ""),
            asked.get("excludedattributes", ""),
            self.table,
        )

    def get(self, request: ScimRequest) -> ScimResponse:
        """Answer with one resource, or with a list."""
        return self.get_one(request) if self.identifier else self.get_many(request)

    def get_object(self) -> Any:
        """Return the resource. Raises NotFound, or PreconditionFailed for another version."""
        identifier = self.identifier
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

    def get_one(self, request: ScimRequest) -> ScimResponse:
        """Answer with the resource, or 304 where the client has this version."""
        resource = self.get_object()
        known = request.headers.get("If-None-Match", "")
        if known and _names(known, resource.version):
            return ScimResponse(status=304, headers={"ETag": entity_tag(resource.version)})
        return self.adapter(resource, request).response()

    def get_many(self, request: ScimRequest) -> ScimResponse:
        """Answer with a list: filter, order, one page."""
        asked = searching.from_query(request.GET)
        found = searching.search([self.table], asked)
        if not found["totalResults"] and connection_test.is_test_connection(asked.filter):
            recording.tested(request.scim)
        return ScimResponse(found)


class RolesView(ReadView):
    """`/Roles`: draft-ietf-scim-roles-entitlements-01."""

    adapter = RoleAdapter


class EntitlementsView(ReadView):
    """`/Entitlements`: draft-ietf-scim-roles-entitlements-01."""

    adapter = EntitlementAdapter


class ResourcesView(ReadView):
    """The resources of one type, to be read and written: RFC 7644 sections 3.3 to 3.6."""

    adapter: type[ResourceAdapter]

    def methods(self) -> list[str]:
        """A collection can be listed and added to; a resource can be changed."""
        if self.identifier:
            return ["GET", "HEAD", "PUT", "PATCH", "DELETE"]
        return ["GET", "HEAD", "POST"]

    def prepare(self, request: ScimRequest) -> None:
        """Hash a password that comes along: that takes a third of a second."""
        exchange = request.scim
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

    def post(self, request: ScimRequest) -> ScimResponse:
        """Create a resource."""
        new: Any = MODELS[self.table.name]()
        adapter = self.adapter(new, request)
        adapter.replace(request.scim.document)
        return adapter.response(201)

    def put(self, request: ScimRequest) -> ScimResponse:
        """Replace a resource."""
        adapter = self.adapter(self.get_object(), request)
        adapter.replace(request.scim.document)
        return adapter.response()

    def patch(self, request: ScimRequest) -> ScimResponse:
        """Carry out operations."""
        adapter = self.adapter(self.get_object(), request)
        adapter.patch(operations.parse(request.scim.document, self.table))
        return self.patched(adapter)

    def patched(self, adapter: ResourceAdapter) -> ScimResponse:
        """The answer to a PATCH: the resource as it is now."""
        return adapter.response()

    def delete(self, request: ScimRequest) -> ScimResponse:
        """Delete a resource."""
        self.adapter(self.get_object(), request).delete()
        return ScimResponse(status=204)


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

    def patched(self, adapter: ResourceAdapter) -> ScimResponse:
        """204, as Entra advises: a group may have thousands of members."""
        if self.request.projection.only is not None:
            return super().patched(adapter)
        adapter.exchange.etag = entity_tag(adapter.obj.version)
        return ScimResponse(status=204)


class MeView(UsersView):
    """`/Me`: the user who owns the token, RFC 7644 section 3.11."""

    @property
    def identifier(self) -> str:
        """The owner's id: answers are as the user's own address would give them."""
        token = self.request.scim.token
        return token.owner.scim_id if token and token.owner else ""


class SearchView(EndpointView):
    """`/.search` and `/Users/.search`: RFC 7644 section 3.4.3. Also `GET` of all types."""

    is_search = True
    types: tuple[ResourceType, ...] = RESOURCE_TYPES
    allowed: tuple[str, ...] = ("POST",)

    def methods(self) -> list[str]:
        """A search is posted; the root can be asked with GET too."""
        return list(self.allowed)

    def get(self, request: ScimRequest) -> ScimResponse:
        """Search with query parameters."""
        return ScimResponse(searching.search(self.types, searching.from_query(request.GET)))

    def post(self, request: ScimRequest) -> ScimResponse:
        """Search with a SearchRequest."""
        asked = searching.from_body(request.scim.document)
        return ScimResponse(searching.search(self.types, asked))


def refuse_filter(request: ScimRequest) -> None:
    """Raise Forbidden for a filter on a discovery document: RFC 7644 section 4."""
    if request.GET.get("filter"):
        raise Forbidden("Discovery documents cannot be filtered; ask without 'filter'.")


class ServiceProviderConfigView(EndpointView):
    """`/ServiceProviderConfig`"""

    def get(self, request: ScimRequest) -> ScimResponse:
        """Answer with the configuration."""
        refuse_filter(request)
        return ScimResponse(discovery.service_provider_config())


class DiscoveryView(EndpointView):
    """A list of discovery documents, and each by its id: RFC 7644 section 4."""

    def get(self, request: ScimRequest) -> ScimResponse:
        """Answer with those that are listed, or with any by its id."""
        refuse_filter(request)
        if identifier := self.kwargs.get("uuid"):
            known = [*self.documents(RESOURCE_TYPES), *self.unlisted()]
            return ScimResponse(discovery.one_of(known, identifier))
        token = request.scim.token
        is_okta = token is not None and token.client == AccessToken.Client.OKTA
        found = self.documents([item for item in RESOURCE_TYPES if item.is_listed or is_okta])
        return ScimResponse(discovery.list_response(found, paging.Page(len(found), [], start=1)))

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

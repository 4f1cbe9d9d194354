"""The endpoint's addresses, and the verbs of each: RFC 7644 section 3.2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import AccessToken, Group, User
from scim.language import (
    coercion,
    connection_test,
    filters,
    membership,
    operations,
    projection,
)
from scim.language.coercion import Document
from scim.language.membership import Split
from scim.log import recording
from scim.log.recording import Outcome
from scim.store import documents, paging, passwords, queries
from scim.table.attributes import ResourceType
from scim.table.errors import Forbidden, NotFound, PreconditionFailed, ScimError
from scim.table.responses import ScimResponse, entity_tag
from scim.table.schemas import (
    ENTITLEMENT_TYPE,
    GROUP_TYPE,
    RESOURCE_TYPES,
    ROLE_TYPE,
    USER_TYPE,
)

from . import discovery, searching
from .base import ACTIONS, WITH_BODY, EndpointView, ScimRequest
from .writes import GroupWrite, UserWrite, Write


class ReadView(EndpointView):
    """The resources of one type, to be read: RFC 7644 section 3.4."""

    table: ResourceType
    shown = projection.EVERYTHING

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
        if not request.GET:
            return
        asked = searching.parameters_of(request.GET)
        self.shown = projection.parse(
            asked.get("attributes", ""),
            asked.get("excludedattributes", ""),
            self.table,
        )

    def get(self, request: ScimRequest) -> ScimResponse:
        """Answer with one resource, or with a list."""
        return self.get_one(request) if self.identifier else self.get_many(request)

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

    def get_one(self, request: ScimRequest) -> ScimResponse:
        """Answer with the resource, or 304 where the client has this version."""
        scim_id = self.storable_identifier()
        found = documents.one(scim_id, self.table, discovery.endpoint_url(), self.shown)
        if found is None:
            raise self.not_found()
        version, document = found
        self.check_version(version)
        known = request.headers.get("If-None-Match", "")
        if known and _names(known, version):
            return ScimResponse(status=304, headers={"ETag": entity_tag(version)})
        return ScimResponse(document, headers=self.headers_of(self.identifier, version))

    def storable_identifier(self) -> str:
        """The id in the address. Raises NotFound for one that no row can have."""
        if not filters.is_storable(self.identifier):
            raise self.not_found()
        return self.identifier

    def not_found(self) -> NotFound:
        """The error for an id that there is not."""
        return NotFound(
            f"There is no {self.table.name} with the id '{self.identifier[:100]}' here. It "
            f"was deleted, or the id is of another site: look it up in {self.table.endpoint}."
        )

    def headers_of(self, scim_id: str, version: int) -> dict[str, str]:
        """The headers that go with one resource."""
        location = f"{discovery.endpoint_url()}{self.table.endpoint}/{scim_id}"
        return {"Location": location, "ETag": entity_tag(version)}

    def get_many(self, request: ScimRequest) -> ScimResponse:
        """Answer with a list: filter, order, one page."""
        asked = searching.from_query(request.GET)
        found = searching.search([self.table], asked)
        if not found["totalResults"] and connection_test.is_test_connection(asked.filter):
            recording.note_test(request.scim)
        return ScimResponse(found)


class RolesView(ReadView):
    """`/Roles`: draft-ietf-scim-roles-entitlements-01."""

    table = ROLE_TYPE


class EntitlementsView(ReadView):
    """`/Entitlements`: draft-ietf-scim-roles-entitlements-01."""

    table = ENTITLEMENT_TYPE


class ResourcesView(ReadView):
    """The resources of one type, to be read and written: RFC 7644 sections 3.3 to 3.6."""

    write_type: type[Write]
    parsed: Any = None  # the body: a canonical document, or the Split of a PATCH
    parse_error: ScimError | None = None
    hashes: Mapping[str, str] = {}  # of the passwords in the body; replaced, never changed

    def methods(self) -> list[str]:
        """A collection can be listed and added to; a resource can be changed."""
        if self.identifier:
            return ["GET", "HEAD", "PUT", "PATCH", "DELETE"]
        return ["GET", "HEAD", "POST"]

    def prepare(self, request: ScimRequest) -> None:
        """Read the body, and hash a password that comes along: that takes a third of a second.

        What is wrong with the body is kept until `begin` knows whose it is, for the log.
        """
        if request.method not in WITH_BODY:
            return
        try:
            self.parsed = self.read(request.scim.document)
        except ScimError as error:
            self.parse_error = error
            return
        if not passwords.are_ignored():
            sent = passwords.sent(request.scim.document, self.table, request.method)
            self.hashes = {password: make_password(password) for password in sent}

    def read(self, document: Document) -> Document | Split:
        """Bring the body to its canonical form. Raises InvalidSyntax and other errors of it."""
        if self.request.method == "PATCH":
            return membership.split(operations.parse(document, self.table))
        return coercion.coerce_resource(document, self.table)

    def begin(self, resource: User | Group) -> Write:
        """Begin a write; the exchange knows how far it came, whatever becomes of it."""
        exchange = self.request.scim
        write = self.write_type(resource, self.table, exchange.token, self.hashes)
        exchange.outcome = write.outcome
        if self.parse_error:
            raise self.parse_error
        return write

    def begin_on_existing(self) -> Write:
        """Begin a write to the resource of the address, which is locked for it.

        Raises NotFound, or PreconditionFailed for another version.
        """
        is_deletion = self.request.method == "DELETE"
        identifier = self.storable_identifier()
        resource = queries.locked(self.table, identifier, for_deletion=is_deletion)
        if resource is None:
            raise self.not_found()
        self.check_version(resource.version)
        return self.begin(resource)

    def post(self, request: ScimRequest) -> ScimResponse:
        """Create a resource."""
        write = self.begin(self.write_type.model())
        return self.answer_to_write(write.replace(self.parsed), 201)

    def put(self, request: ScimRequest) -> ScimResponse:
        """Replace a resource."""
        return self.answer_to_write(self.begin_on_existing().replace(self.parsed))

    def patch(self, request: ScimRequest) -> ScimResponse:
        """Carry out operations."""
        return self.answer_to_patch(self.begin_on_existing().patch(self.parsed))

    def answer_to_patch(self, outcome: Outcome) -> ScimResponse:
        """The answer to a PATCH: the resource as it is now."""
        return self.answer_to_write(outcome)

    def delete(self, request: ScimRequest) -> ScimResponse:
        """Delete a resource."""
        self.begin_on_existing().delete()
        return ScimResponse(status=204)

    def answer_to_write(self, outcome: Outcome, status: int = 200) -> ScimResponse:
        """Answer a write with the resource; an operation of a bulk request without it."""
        request, resource, document = self.request, outcome.resource, {}
        request.scim.resource_id = resource.scim_id
        if not request.scim.is_operation:
            document = documents.of(
                resource,
                outcome.stored,
                self.table,
                discovery.endpoint_url(),
                self.shown,
            )
        return ScimResponse(document, status, self.headers_of(resource.scim_id, resource.version))


def _names(header: str, version: int) -> bool:
    """True if an If-Match or If-None-Match header names this version; weak or not."""
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return bool(tags & {"*", f'"{version}"'})


class UsersView(ResourcesView):
    """`/Users`"""

    table = USER_TYPE
    write_type = UserWrite


class GroupsView(ResourcesView):
    """`/Groups`"""

    table = GROUP_TYPE
    write_type = GroupWrite

    def answer_to_patch(self, outcome: Outcome) -> ScimResponse:
        """204, as Entra advises: a group may have thousands of members."""
        if self.shown.only is not None:
            return super().answer_to_patch(outcome)
        return ScimResponse(status=204, headers={"ETag": entity_tag(outcome.resource.version)})


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

"""From documents to people and groups: what a write means beyond its columns."""

from __future__ import annotations

from django.db import IntegrityError

from accounts.lifecycle import activation
from accounts.models import NO_ADDRESS, Group, Identified, User, now
from accounts.work import mails
from accounts.work.audit import Actor as AuditActor
from scim.language import coercion, patch
from scim.language.coercion import Document
from scim.language.operations import Operation
from scim.language.projection import Projection
from scim.log.recording import Action
from scim.store import documents, members, passwords
from scim.store.storage import entity_tag
from scim.table.attributes import ResourceType
from scim.table.errors import Conflict, Uniqueness
from scim.table.responses import ScimResponse
from scim.table.schemas import ENTITLEMENT_TYPE, GROUP_TYPE, ROLE_TYPE, USER_TYPE

from . import rights
from .base import ScimRequest
from .discovery import endpoint_url

# Membership is kept by `members`; it is never part of a document that is changed and stored.
STORED = Projection(without=frozenset({("", "groups", ""), ("", "members", "")}))


class ReadAdapter:
    """One resource of one request, to be shown."""

    table: ResourceType

    def __init__(self, obj: Identified, request: ScimRequest) -> None:
        self.obj = obj
        self.request = request
        self.exchange = request.scim
        self.exchange.resource_type = self.table.name
        if obj.pk:
            self.exchange.concerns(obj)

    @property
    def location(self) -> str:
        return f"{endpoint_url()}{self.table.endpoint}/{self.obj.scim_id}"

    def response(self, status: int = 200) -> ScimResponse:
        """Answer with the resource as stored, in the projection the request asks for.

        An operation of a bulk request answers without it.
        """
        self.exchange.etag = entity_tag(self.obj.version)
        document = {} if self.exchange.is_operation else self.document()
        return ScimResponse(document, status, {"Location": self.location})

    def document(self) -> Document:
        """The resource in the projection that the request asks for."""
        return self._load(self.request.projection)

    def _load(self, projection: Projection) -> Document:
        queryset = type(self.obj)._default_manager.filter(pk=self.obj.pk).order_by()
        loaded = documents.load(queryset, self.table, endpoint_url(), projection)
        return loaded[self.obj.pk]


class RoleAdapter(ReadAdapter):
    """A role that users can have."""

    table = ROLE_TYPE


class EntitlementAdapter(ReadAdapter):
    """Something that users can be entitled to."""

    table = ENTITLEMENT_TYPE


class ResourceAdapter(ReadAdapter):
    """One resource of one request, to be shown or written."""

    obj: User | Group

    def __init__(self, obj: User | Group, request: ScimRequest) -> None:
        super().__init__(obj, request)
        self.old: Document = {}
        self.new: Document = {}
        self.is_new, self.is_written = obj.pk is None, False

    def document(self) -> Document:
        """The resource; after a write made from what was stored, without reading it back."""
        if not self.is_written:
            return super().document()
        shown, base = self.request.projection, endpoint_url()
        return documents.of(self.obj, self.new, self.table, base, shown, is_new=self.is_new)

    def replace(self, body: Document) -> None:
        """Carry out a POST or PUT. Raises InvalidSyntax, InvalidValue, and as `store`."""
        self.is_written = True
        self.exchange.action = Action.UPDATE if self.obj.pk else Action.CREATE
        self.new = coercion.coerce_resource(body, self.table)
        self.exchange.name = self.exchange.name or str(self.new.get(self.name_attribute, ""))
        self.exchange.external_id = self.exchange.external_id or self.new.get("externalId", "")
        coercion.check_required(self.new, self.table)
        if self.obj.pk:  # to tell what a PUT changes
            self.old = self._load(STORED)
        self.store()

    def patch(self, operations: list[Operation]) -> None:
        """Carry out a PATCH. Raises what `patch.apply` raises, and as `store`."""
        self.is_written = True
        self.exchange.action = Action.UPDATE
        self.old = self._load(STORED)
        self.new = patch.apply(self.old, operations)
        before = coercion.count_all(self.old, self.table)
        coercion.check_all(self.new, self.table, before)
        self.store()

    # What follows is common to all writes.

    name_attribute = ""

    def store(self) -> None:
        """Write the difference between the old and the new document, if there is one.

        Raises Conflict for what is not the identity provider's to change, and Uniqueness.
        """
        self.admit()
        documents.check_names(self.old, self.new, self.table)
        self.check()
        changes = documents.differences(self.old, self.new, self.table)
        self.exchange.changes += changes
        if not (changes or self.exchange.linked or self.has_more_to_store()):
            return
        documents.assign(self.obj, self.table, self.new)
        self.before_save()
        self.insert_or_update()
        self.after_save()
        rights.tell(self.obj, self.exchange, changes)
        self.exchange.concerns(self.obj)

    def admit(self) -> None:
        """Let the identity provider write: its own resources, and local ones without rights.

        The first write links a local account or group. Raises Conflict as `rights.admit`.
        """
        rights.admit(self.obj, self.exchange)
        if not self.obj.is_provisioned or self.obj.provisioned_by_id is None:
            self.exchange.linked = self.obj.pk is not None
            self.obj.is_provisioned = True
            self.obj.provisioned_by = self.exchange.token

    def check(self) -> None:
        """Look at the new document before anything is set."""
        rights.check(self.obj, self.exchange, self.new)

    def has_more_to_store(self) -> bool:
        return False

    def before_save(self) -> None:
        """Set what follows from the document."""

    def after_save(self) -> None:
        """Store what lies in other tables."""

    def insert_or_update(self) -> None:
        """Write the row. Raises Uniqueness."""
        if self.obj.pk:
            self.obj.version += 1
            self.obj.last_modified = now()
        try:
            self.obj.save()
        except IntegrityError:
            # The transaction is over; the only constraints a document can break are unique ones.
            name = self.new.get(self.name_attribute, "")
            raise Uniqueness(
                f"Another {self.table.name.lower()} already has the {self.name_attribute} "
                f"'{name}' (case, outer blanks and full-width or other forms of letters make no "
                f"difference). Match by {self.name_attribute}, or change it at the source."
            ) from None

    def delete(self) -> None:
        """Delete the resource. Raises Conflict."""
        self.exchange.action = Action.DELETE
        self.admit()
        rights.check(self.obj, self.exchange)
        self.before_delete()
        rights.tell(self.obj, self.exchange, [])
        self.obj.delete()

    def before_delete(self) -> None:
        """See to what must not outlive the resource."""


class UserAdapter(ResourceAdapter):
    """A user."""

    table = USER_TYPE
    name_attribute = "userName"
    obj: User

    def has_more_to_store(self) -> bool:
        return "password" in self.new

    def check(self) -> None:
        """Name the action in Entra's words; keep one administrator."""
        active = self.new.get("active")
        if self.old and active is not None and active != self.obj.is_active:
            self.exchange.action = Action.ENABLE if active else Action.DISABLE
        super().check()
        if self.exchange.action == Action.DISABLE:
            self._keep_one_administrator()

    def before_save(self) -> None:
        """Follow the document: the e-mail address for sign-in, the manager, the password."""
        self._resolve_manager()
        if rights.credentials_are_kept(self.obj):
            self._note_what_is_kept()
        else:
            rights.take_credentials(self.obj)
            self._move_address()
            self._set_password()

    def after_save(self) -> None:
        """Store multi-valued attributes; a disabled user loses sessions and tokens at once."""
        documents.save_values(self.obj, self.table, self.old, self.new)
        if self.exchange.action == Action.DISABLE:
            self._end_access("was disabled by the identity provider")

    def before_delete(self) -> None:
        """End what the user had open."""
        self._keep_one_administrator()
        self._end_access("was deleted by the identity provider")

    def _keep_one_administrator(self) -> None:
        """Raise Conflict if nobody else could manage the site."""
        try:
            activation.keep_one([self.obj])
        except activation.LastAdministrator:
            self.exchange.reason = "last_administrator"
            raise Conflict(
                f"'{self.obj.username}' is the last active administrator of this site and cannot "
                "be disabled or deleted by provisioning. Make somebody else an administrator, and "
                "a superuser if this one is, first."
            ) from None

    def _end_access(self, why: str) -> None:
        ended = activation.end_access(self.obj, why)
        if any(ended.values()):
            self.exchange.notes.append(activation.ended_in_words(ended))

    def _sign_in_email(self) -> str:
        """The primary e-mail address, else the one for work, else the first."""
        sent = [item for item in self.new.get("emails", []) if item.get("value")]
        emails = [item for item in sent if not item["value"].endswith(NO_ADDRESS)]
        emails.sort(key=lambda item: (not item.get("primary"), item.get("type") != "work"))
        longest = User._meta.get_field("email").max_length or 254
        address: str = emails[0]["value"] if emails else ""
        return address if len(address) <= longest else ""

    def _resolve_manager(self) -> None:
        """Point at the manager where the id is one of ours; it is kept as sent all the same."""
        known = self.obj.manager.scim_id if self.obj.manager else ""
        if self.obj.manager_value != known:
            self.obj.manager = User.objects.filter(scim_id=self.obj.manager_value).first()
        if self.obj.pk and self.obj.manager_id == self.obj.pk:
            self.obj.manager = self.obj  # with the name that this request gives it

    def _move_address(self) -> None:
        former, self.obj.email = self.obj.email, self._sign_in_email()
        # Where nobody signs in with a password the address opens nothing, and many move at once.
        if self.obj.pk and former != self.obj.email and self.obj.has_usable_password():
            by = AuditActor(None, "the identity provider")
            mails.address_changed(self.obj, by, former)

    def _note_what_is_kept(self) -> None:
        if "password" in self.new:
            self.exchange.notes.append("The password was not set: the user is an administrator.")
        if any(change["attribute"] == "emails" for change in self.exchange.changes):
            self.exchange.notes.append(
                "The addresses were stored, but the one for sign-in, reset and notices was left "
                "alone: the user is an administrator."
            )

    def _set_password(self) -> None:
        password = self.new.get("password")
        if password and passwords.are_ignored():
            self.exchange.notes.append("The password was not set: this site takes none by SCIM.")
        elif password:
            passwords.check(password, self.obj)
            self.obj.set_password(password, self.exchange.hashes.get(password, ""))
            self.exchange.changes.append({"attribute": "password", "old": None, "new": "(hidden)"})
        if not (self.obj.pk or self.obj.password):
            self.obj.set_unusable_password()


class GroupAdapter(ResourceAdapter):
    """A group."""

    table = GROUP_TYPE
    name_attribute = "displayName"
    obj: Group

    def patch(self, operations: list[Operation]) -> None:
        """Members are changed as a set; the rest as a document."""
        self.exchange.action = Action.UPDATE
        rest = [operation for operation in operations if not members.is_membership(operation)]
        if rest:
            super().patch(rest)
        else:
            self.admit()
        adds = self.exchange.token is not None and self.exchange.token.replace_members_adds
        outcomes = [
            members.apply(self.obj, operation, replace_adds=adds)
            for operation in members.steps(list(filter(members.is_membership, operations)))
        ]
        self._membership_changed(outcomes)

    def replace(self, body: Document) -> None:
        """Carry out a POST or PUT: the group, then its members."""
        super().replace(body)
        self._membership_changed([members.replace(self.obj, self.new)])

    def _membership_changed(self, outcomes: list[members.Outcome]) -> None:
        """Give one new version to all that a request changed."""
        self.exchange.notes += [outcome.note for outcome in outcomes if outcome.note]
        changes = [change for outcome in outcomes for change in outcome.changes]
        rights.check_members(self.obj, changes, self.exchange)
        if changes:
            rights.tell(self.obj, self.exchange, changes)
        is_stored = bool(self.exchange.changes)
        if not is_stored and self.exchange.linked:
            self.obj.save(update_fields=["is_provisioned", "provisioned_by"])
        if not is_stored and (changes or self.exchange.linked):
            self.obj.touch()
        self.exchange.changes += changes

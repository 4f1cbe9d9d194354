"""One write to a person or a group: what it means beyond its columns.

A `Write` is made for one resource; `replace`, `patch` or `delete` carries it out and returns the
`Outcome`, from which the answer and the event are made. It knows no request.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError

from accounts import saving
from accounts.lifecycle import activation
from accounts.models import NO_ADDRESS, AccessToken, Group, User, now
from accounts.work import mails
from accounts.work.audit import Actor
from scim.language import coercion, membership, patch
from scim.language.coercion import Document
from scim.language.membership import Split
from scim.log.recording import Action, Outcome
from scim.store import documents, members, passwords
from scim.table.attributes import ResourceType
from scim.table.errors import Conflict, Uniqueness

from . import rights
from .discovery import endpoint_url


class Write:
    """One write to one resource, which is locked, or new.

    `token`: whose request it is. `hashes`: of passwords that came with it, made beforehand.
    """

    model: type[User | Group]
    name_attribute: str
    resource: User | Group

    def __init__(
        self,
        resource: User | Group,
        table: ResourceType,
        token: AccessToken | None,
        hashes: Mapping[str, str],
    ) -> None:
        self.resource, self.table = resource, table
        self.token = token
        self.hashes = hashes
        self.is_new = resource.pk is None
        self.is_stamped = self.is_new  # has the version that this write gives it
        self.before = dict(vars(resource))
        self.old: Document = {}
        self.new: Document = {}
        self.outcome = Outcome(resource, Action.CREATE if self.is_new else Action.UPDATE)
        if not self.is_new:
            self._note_name()

    def replace(self, new: Document) -> Outcome:
        """Carry out a POST or PUT of a canonical document. Raises InvalidValue, and as `store`."""
        self.new = new
        if self.is_new:  # one that is refused is known by what it was to be called
            self.outcome.name = str(self.new.get(self.name_attribute, ""))
            self.outcome.external_id = self.new.get("externalId", "")
        coercion.check_required(self.new, self.table)
        if not self.is_new:  # to tell what a PUT changes
            self.old = documents.stored(self.resource, self.table, endpoint_url())
        self.store()
        return self.outcome

    def patch(self, asked: Split) -> Outcome:
        """Carry out a PATCH. Raises what `patch.apply` raises, and as `store`."""
        self.old = documents.stored(self.resource, self.table, endpoint_url())
        self.new = patch.apply(self.old, asked.operations)
        before = coercion.count_all(self.old, self.table)
        coercion.check_all(self.new, self.table, before)
        self.store()
        return self.outcome

    def delete(self) -> Outcome:
        """Delete the resource. Raises Conflict."""
        self.outcome.action = Action.DELETE
        self.admit()
        rights.check(self.resource, Action.DELETE)
        self.before_delete()
        self.outcome.notes += rights.tell(self.resource, Action.DELETE, [])
        self.resource.delete()
        return self.outcome

    # What follows is common to all writes.

    def store(self) -> None:
        """Write the difference between the old and the new document, if there is one.

        Raises Conflict for what is not the identity provider's to change, and Uniqueness.
        """
        self.admit()
        documents.check_names(self.old, self.new, self.table)
        self.check()
        changes = documents.differences(self.old, self.new, self.table)
        self.outcome.changes += changes
        self.outcome.stored = documents.with_memberships(self.new, self.old, self.table)
        if not (changes or self.outcome.linked or self.has_more_to_store()):
            return
        documents.assign(self.resource, self.table, self.new)
        self.before_save()
        self.insert_or_update()
        self.after_save()
        self.outcome.notes += rights.tell(self.resource, self.outcome.action, changes)
        self._note_name()

    def admit(self) -> None:
        """Let the identity provider write: its own resources, and local ones without rights.

        The first write links a local account or group; one that an administrator has linked, or
        whose token is gone, comes under this token. Raises Conflict as `rights.admit`.
        """
        rights.admit(self.resource)
        if not self.resource.is_provisioned or self.resource.provisioned_by_id is None:
            self.outcome.linked = not self.is_new
            self.resource.is_provisioned = True
            self.resource.provisioned_by = self.token

    def check(self) -> None:
        """Look at the new document before anything is set."""
        rights.check(self.resource, self.outcome.action, self.new)

    def has_more_to_store(self) -> bool:
        return False

    def before_save(self) -> None:
        """Set what follows from the document."""

    def insert_or_update(self) -> None:
        """Write the row; of one that was there, the columns that changed. Raises Uniqueness."""
        if not self.is_new:
            self.stamp()
        try:
            if self.is_new:
                self.resource.save()
            else:
                self.resource.save_changes(self.before)
        except IntegrityError:
            # The transaction is over. The only constraints that a document can break are unique
            # ones: an empty name has been refused before.
            name = self.new.get(self.name_attribute, "")
            raise Uniqueness(
                f"Another {self.table.name.lower()} already has the {self.name_attribute} "
                f"'{name}' (case, outer blanks and full-width or other forms of letters make no "
                f"difference). Match by {self.name_attribute}, or change it at the source."
            ) from None

    def stamp(self) -> None:
        """Give the resource its next version. The row is locked, so nobody else gives it that."""
        self.is_stamped = True
        self.resource.version += 1
        self.resource.last_modified = now()

    def after_save(self) -> None:
        """Store what lies in other tables."""

    def before_delete(self) -> None:
        """See to what must not outlive the resource."""

    def _note_name(self) -> None:
        self.outcome.name = str(self.resource)
        self.outcome.external_id = self.resource.external_id


class UserWrite(Write):
    """A write to a user."""

    model = User
    name_attribute = "userName"
    resource: User

    def has_more_to_store(self) -> bool:
        return "password" in self.new

    def check(self) -> None:
        """Name the action in Entra's words; keep one administrator."""
        active = self.new.get("active")
        if self.old and active is not None and active != self.resource.is_active:
            self.outcome.action = Action.ENABLE if active else Action.DISABLE
        super().check()
        if self.outcome.action == Action.DISABLE:
            self._keep_one_administrator()

    def before_save(self) -> None:
        """Follow the document: the e-mail address for sign-in, the manager, the password."""
        self._resolve_manager()
        if rights.credentials_are_kept(self.resource):
            self._note_what_is_kept()
        else:
            rights.take_credentials(self.resource)
            self._move_address()
            self._set_password()

    def after_save(self) -> None:
        """Store multi-valued attributes; a disabled user loses sessions and tokens at once."""
        documents.save_values(self.resource, self.table, self.old, self.new)
        if self.outcome.action == Action.DISABLE:
            self._end_access("was disabled by the identity provider")

    def before_delete(self) -> None:
        """End what the user had open."""
        self._keep_one_administrator()
        self._end_access("was deleted by the identity provider")

    def _keep_one_administrator(self) -> None:
        """Raise Conflict if nobody else could manage the site."""
        user = self.resource
        try:
            activation.keep_one([user])
        except activation.LastAdministrator:
            raise Conflict(
                f"'{user.username}' is the last active administrator of this site and cannot be "
                "disabled or deleted by provisioning. Make somebody else an administrator, and a "
                "superuser if this one is, first.",
                reason="last_administrator",
            ) from None

    def _end_access(self, why: str) -> None:
        ended = activation.end_access(self.resource, why)
        if any(ended.values()):
            self.outcome.notes.append(activation.ended_in_words(ended))

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
        user = self.resource
        known = user.manager.scim_id if user.manager else ""
        if user.manager_value != known:
            user.manager = User.objects.filter(scim_id=user.manager_value).first()
        if user.pk and user.manager_id == user.pk:
            user.manager = user  # with the name that this request gives it

    def _move_address(self) -> None:
        user = self.resource
        former, user.email = user.email, self._sign_in_email()
        # Where nobody signs in with a password the address opens nothing, and many move at once.
        if user.pk and former != user.email and user.has_usable_password():
            mails.address_changed(user, Actor(None, "the identity provider"), former)

    def _note_what_is_kept(self) -> None:
        notes = self.outcome.notes
        if "password" in self.new:
            notes.append("The password was not set: the user is an administrator.")
        if any(change["attribute"] == "emails" for change in self.outcome.changes):
            notes.append(
                "The addresses were stored, but the one for sign-in, reset and notices was left "
                "alone: the user is an administrator."
            )

    def _set_password(self) -> None:
        user, password = self.resource, self.new.get("password")
        if password and passwords.are_ignored():
            self.outcome.notes.append("The password was not set: this site takes none by SCIM.")
        elif password:
            passwords.check(password, user)
            user.set_password(password, self.hashes.get(password, ""))
            change = {"attribute": "password", "old": None, "new": "(hidden)"}
            self.outcome.changes.append(change)
        if not (user.pk or user.password):
            user.set_unusable_password()


class GroupWrite(Write):
    """A write to a group."""

    model = Group
    name_attribute = "displayName"
    resource: Group
    # What a write sets of a group whose members alone have changed.
    _BESIDE_MEMBERS = ("version", "last_modified", "is_provisioned", "provisioned_by")

    def patch(self, asked: Split) -> Outcome:
        """Members are changed as a set; the rest as a document."""
        if asked.operations:
            super().patch(asked)
        else:
            self.admit()
        adds = self.token is not None and self.token.replace_members_adds
        self._follow(members.carry_out(self.resource, asked.steps, replace_adds=adds))
        return self.outcome

    def replace(self, new: Document) -> Outcome:
        """Carry out a POST or PUT: the group, then its members."""
        super().replace(new)
        self._follow([members.replace(self.resource, membership.ids(new.get("members", [])))])
        return self.outcome

    def before_delete(self) -> None:
        """Note whose membership ends with the group."""
        self.outcome.tell(self.resource.pk, members.leaving(self.resource))

    def _follow(self, effects: list[members.Effect]) -> None:
        """Say what became of the members; one new version for all that a request changed."""
        changes = [change for effect in effects for change in effect.changes]
        for effect in effects:
            self.outcome.tell(self.resource.pk, effect)
        rights.check_members(self.resource, self.outcome.action, changes)
        if changes:
            self.outcome.notes += rights.tell(self.resource, self.outcome.action, changes)
        if not self.is_stamped and (changes or self.outcome.linked):
            self.stamp()
            saving.update(self.resource, self._BESIDE_MEMBERS)
        self.outcome.changes += changes

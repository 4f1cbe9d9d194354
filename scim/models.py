"""The provisioning log, and what is kept beside it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.lifecycle import provenance
from accounts.models import AccessToken, Group, User
from accounts.references import Reference
from accounts.work import audit
from accounts.work.audit import AuditEntry, By


class ProvisioningEventQuerySet(models.QuerySet["ProvisioningEvent"]):
    """Sets of events."""

    def without_bodies(self) -> ProvisioningEventQuerySet:
        """Leave the bodies in the database: a list needs none, and they are large."""
        return self.defer("request_body", "response_body")


class ProvisioningEvent(models.Model):
    """One request of an identity provider and what came of it. Written by `log.recording` alone."""

    class Action(models.TextChoices):
        """Entra's words for what happens to an object, and ours for what it does not log."""

        CREATE = "Create", _("Create")
        UPDATE = "Update", _("Update")
        DISABLE = "Disable", _("Disable")
        ENABLE = "Enable", _("Enable")
        DELETE = "Delete", _("Delete")
        QUERY = "Query", _("Query")
        OTHER = "Other", _("Other")

    class Result(models.TextChoices):
        SUCCESS = "Success", _("Success")
        FAILURE = "Failure", _("Failure")
        SKIPPED = "Skipped", _("Skipped (nothing to change)")
        REJECTED = "Rejected", _("Rejected (not let in)")

    created_at = models.DateTimeField(default=timezone.now)
    request_id = models.CharField(max_length=64, db_index=True)
    token = models.ForeignKey(
        AccessToken, models.SET_NULL, null=True, blank=True, related_name="events"
    )
    action = models.CharField(max_length=16, choices=Action.choices)
    result = models.CharField(max_length=16, choices=Result.choices)
    linked = models.BooleanField(
        default=False, help_text="A local account or group came under the identity provider."
    )
    resource_type = models.CharField(max_length=32, blank=True, default="")
    resource_id = models.CharField("SCIM id", max_length=64, blank=True, default="")
    # Who is meant is in `resource_id` too; these lead to the row while it is there.
    user = Reference(settings.AUTH_USER_MODEL, related_name="provisioning_events")
    group = Reference(Group, related_name="provisioning_events")
    name = models.CharField(
        max_length=512, blank=True, default="", help_text="userName or displayName at the time."
    )
    external_id = models.CharField(max_length=512, blank=True, default="")
    # [{"attribute": "name.givenName", "old": "A", "new": "B"}, …]
    changes = models.JSONField("modified properties", default=list, blank=True)
    notes = models.TextField(
        blank=True, default="", help_text="What else an administrator should know."
    )
    method = models.CharField(max_length=16)
    path = models.CharField(max_length=2048)
    status = models.PositiveSmallIntegerField()
    scim_type = models.CharField(max_length=32, blank=True, default="")
    reason = models.CharField(
        max_length=32, blank=True, default="", help_text="Why it was refused, as one word."
    )
    detail = models.TextField(blank=True, default="")
    duration_ms = models.FloatField("duration (ms)", default=0)
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=256, blank=True, default="", db_default="")
    # JSON as `redaction` leaves it; text, because a database's own JSON forgets the order of keys.
    request_body = models.TextField(blank=True, default="", db_default="")
    response_body = models.TextField(blank=True, default="", db_default="")
    is_test_connection = models.BooleanField(
        "Test Connection",
        default=False,
        db_default=False,
        help_text="A look-up that only tries the connection.",
    )
    occurrences = models.PositiveIntegerField(
        default=1,
        db_default=1,
        help_text="How many rejected requests like this one the entry stands for.",
    )

    objects = ProvisioningEventQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["resource_id", "-created_at"], name="scim_event_resource"),
            models.Index(fields=["result", "-created_at"], name="scim_event_result"),
            models.Index(fields=["action", "-created_at"], name="scim_event_action"),
            # Holds all that is counted, so that counting reads no row.
            models.Index(
                fields=[
                    "created_at",
                    "action",
                    "result",
                    "resource_type",
                    "token",
                    "occurrences",
                ],
                name="scim_event_count",
            ),
            models.Index(
                fields=["token", "-created_at"],
                condition=Q(is_test_connection=True),
                name="scim_event_test_connection",
            ),
            # What is rare among millions: a walk along the time would read all of them for it.
            models.Index(
                fields=["result", "action", "resource_type", "-created_at"],
                condition=~Q(result="Success"),
                name="scim_event_kind",
            ),
            models.Index(
                fields=["reason", "-created_at"], condition=~Q(reason=""), name="scim_event_reason"
            ),
            models.Index(
                fields=["scim_type", "-created_at"],
                condition=~Q(scim_type=""),
                name="scim_event_scim_type",
            ),
            models.Index(
                fields=["status", "-created_at"],
                condition=Q(status__gte=400),
                name="scim_event_status",
            ),
            # A search for those who never came to be, or are gone.
            models.Index(
                fields=["name"], condition=Q(user=None, group=None), name="scim_event_no_ones_name"
            ),
            models.Index(
                fields=["external_id"],
                condition=Q(user=None, group=None),
                name="scim_event_no_ones_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.resource_type} {self.name}: {self.result}".replace("  ", " ")

    @property
    def request_document(self) -> Any:
        """The request's body as it was kept, None where there was none."""
        return _read(self.request_body)

    @property
    def response_document(self) -> Any:
        """The answer's body as it was kept, None where there was none."""
        return _read(self.response_body)


def _read(kept: str) -> Any:
    """A body that was kept; older rows may hold Infinity, which JSON has no number for."""
    return json.loads(kept, parse_constant=str) if kept else None


class MembershipChange(models.Model):
    """Somebody who was put into a group or taken out of it. Written by `log.memberships` alone."""

    created_at = models.DateTimeField()  # that of the event or the entry: it finds their rows
    event = Reference(ProvisioningEvent, related_name="membership_changes", db_index=False)
    entry = Reference(AuditEntry, related_name="+", db_index=False)
    user = Reference(settings.AUTH_USER_MODEL, related_name="+", db_index=False)
    group = Reference(Group, related_name="+", db_index=False)
    is_added = models.BooleanField(help_text="Put in; otherwise taken out.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="scim_membership_user"),
            models.Index(fields=["group", "-created_at"], name="scim_membership_group"),
            # Since when somebody is in a group: the last change of the two.
            models.Index(fields=["user", "group", "-created_at"], name="scim_membership_pair"),
            models.Index(fields=["created_at"], name="scim_membership_time"),
        ]

    def __str__(self) -> str:
        return f"{'+' if self.is_added else '-'}{self.user_id} in group {self.group_id}"


class DailyCount(models.Model):
    """How many events of one kind a day had (UTC); outlives the log. `counters` adds them up."""

    day = models.DateField()
    key_id = models.CharField(
        max_length=8, blank=True, default="", help_text="Of the access token; empty if unknown."
    )
    resource_type = models.CharField(max_length=32, blank=True, default="")
    action = models.CharField(max_length=16, choices=ProvisioningEvent.Action.choices)
    result = models.CharField(max_length=16, choices=ProvisioningEvent.Result.choices)
    count = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "key_id", "resource_type", "action", "result"],
                name="scim_dailycount_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.action} {self.resource_type} {self.result}: {self.count}"


class Visit(models.Model):
    """A client that came with a usable token after some quiet minutes; `visits` notes it."""

    token = models.ForeignKey(AccessToken, models.CASCADE, related_name="visits")
    started_at = models.DateTimeField(help_text="To the minute.")

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["started_at", "token"], name="scim_visit_unique")
        ]

    def __str__(self) -> str:
        return f"{self.token} at {self.started_at:%Y-%m-%d %H:%M}"


class LinkRequestQuerySet(models.QuerySet["LinkRequest"]):
    """Sets of link requests."""

    def waiting(self) -> LinkRequestQuerySet:
        """The open ones, without resources that were linked in another way meanwhile."""
        is_open = self.unlinked().filter(state=LinkRequest.State.OPEN)
        return is_open.select_related("user", "group", "token")

    def unlinked(self) -> LinkRequestQuerySet:
        """Those whose resource still needs somebody's yes, whatever was decided."""
        with_rights = Q(user__is_staff=True) | Q(user__is_superuser=True)
        return self.filter(
            Q(user__is_provisioned=False)
            | Q(with_rights, user__rights_linked=False)
            | Q(group__rights_linked=False)
        )


class LinkRequest(models.Model):
    """A local user or group with rights that an identity provider tried to write to.

    It waits for an administrator's yes. The identity provider tries again on its own, so what it
    wanted need not be kept.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        DISMISSED = "dismissed", _("Dismissed")

    UNDECIDED = (State.OPEN, State.DISMISSED)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="link_requests",
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="link_requests"
    )
    token = models.ForeignKey(AccessToken, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    count = models.PositiveIntegerField(default=1, help_text="How often it was tried.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = LinkRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, group__isnull=False) | Q(user__isnull=False, group=None),
                name="scim_linkrequest_one_resource",
            ),
            # A dismissed request stays the one of its resource: it must not come back.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["open", "dismissed"]),
                name="scim_linkrequest_one_of_user",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(state__in=["open", "dismissed"]),
                name="scim_linkrequest_one_of_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource}: {self.get_state_display()}"

    @property
    def resource(self) -> User | Group | None:
        return self.user or self.group

    def approve(self, by: By, **choices: bool) -> bool:
        """Link the resource, so that the next try succeeds; False if it was decided before.

        `choices`: what the identity provider may do to it, as `provenance.link` has them. One that
        was dismissed can still be approved; one whose resource was linked in another way counts as
        decided. Raises PermissionDenied unless `by` is an administrator, and as `provenance.link`.
        """
        return self._decide(by, self.State.APPROVED, self.UNDECIDED, choices)

    def dismiss(self, by: By) -> bool:
        """Leave it local, and stop asking; False if it was decided before. Raises as `approve`."""
        return self._decide(by, self.State.DISMISSED, (self.State.OPEN,), {})

    @transaction.atomic
    def _decide(
        self, by: By, state: State, undecided: tuple[State, ...], choices: dict[str, bool]
    ) -> bool:
        actor = audit.Actor.of(by)
        if actor.user is None or not actor.user.is_administrator:
            raise PermissionDenied("Only an administrator may decide link requests.")
        row = LinkRequest.objects.unlinked().filter(pk=self.pk, state__in=undecided)
        if not row.update(state=state, decided_by=actor.user, decided_at=timezone.now()):
            return False
        self.refresh_from_db()
        if self.resource and state == self.State.APPROVED:
            provenance.link(self.resource, actor, audit.Action.LINK_APPROVED, choices)
        else:
            audit.record(actor, audit.Action.LINK_DISMISSED, self.resource)
        return True

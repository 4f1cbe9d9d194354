"""The provisioning log, and what is kept beside it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import AccessToken, Group


class ProvisioningEventQuerySet(models.QuerySet["ProvisioningEvent"]):
    """Sets of events."""

    def without_bodies(self) -> ProvisioningEventQuerySet:
        """Leave the bodies in the database: a list needs none, and they are large."""
        return self.defer("request_body", "response_body")


class ProvisioningEvent(models.Model):
    """One request of an identity provider and what came of it. Written by `events` alone."""

    class Action(models.TextChoices):
        """Entra's words for what happens to an object, and ours for what it does not log."""

        CREATE = "Create"
        UPDATE = "Update"
        DISABLE = "Disable"
        ENABLE = "Enable"
        DELETE = "Delete"
        QUERY = "Query"
        OTHER = "Other"

    class Result(models.TextChoices):
        SUCCESS = "Success"
        FAILURE = "Failure"
        SKIPPED = "Skipped", "Skipped (nothing to change)"
        REJECTED = "Rejected", "Rejected (not let in)"

    created_at = models.DateTimeField(default=timezone.now, db_index=True)
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
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="provisioning_events",
    )
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="provisioning_events"
    )
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
        max_length=32, blank=True, default="", help_text="Why the request was not let in."
    )
    detail = models.TextField(blank=True, default="")
    duration_ms = models.FloatField("duration (ms)", default=0)
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=256, blank=True, default="")
    # JSON as `redaction` leaves it; text, because a database's own JSON forgets the order of keys.
    request_body = models.TextField(blank=True, default="")
    response_body = models.TextField(blank=True, default="")
    is_test_connection = models.BooleanField(
        "Test Connection", default=False, help_text="A look-up that only tries the connection."
    )
    occurrences = models.PositiveIntegerField(
        default=1, help_text="How many rejected requests like this one the entry stands for."
    )

    objects = ProvisioningEventQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["resource_id", "-created_at"], name="scim_event_resource"),
            models.Index(fields=["result", "-created_at"], name="scim_event_result"),
            models.Index(fields=["action", "-created_at"], name="scim_event_action"),
            models.Index(
                fields=["token", "-created_at"],
                condition=Q(is_test_connection=True),
                name="scim_event_test_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.resource_type} {self.name}: {self.result}".replace("  ", " ")

    @property
    def request_document(self) -> Any:
        """The request's body as it was kept, None where there was none."""
        return json.loads(self.request_body) if self.request_body else None

    @property
    def response_document(self) -> Any:
        """The answer's body as it was kept, None where there was none."""
        return json.loads(self.response_body) if self.response_body else None


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

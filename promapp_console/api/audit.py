"""The audit log: who did what in the console, for whoever keeps logs elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import generics, serializers

from accounts.models import AuditEntry
from promapp_console.lists import keyset
from promapp_console.lists.filters import AuditFilterSet

from .base import ApiView, ListView
from .paging import CursorOrder
from .serializers import UserReferenceSerializer


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    """One thing that somebody did; names as they were at the time."""

    actor = UserReferenceSerializer(
        read_only=True, allow_null=True, help_text="Who, if that is a user who still exists."
    )
    detail = serializers.DictField(read_only=True, help_text="What else was noted, by action.")

    class Meta:
        model = AuditEntry
        fields = [
            "id",
            "created_at",
            "actor",
            "actor_name",
            "address",
            "action",
            "action_label",
            "object_type",
            "object_id",
            "object_name",
            "detail",
        ]
        read_only_fields = fields


class AuditList(ListView):
    """What was done in the console, newest first."""

    queryset = AuditEntry.objects.select_related("actor")
    serializer_class = AuditEntrySerializer
    filterset_class = AuditFilterSet
    order = CursorOrder("created_at", descending=True, of_time=True)

    def sets(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        return keyset.parts(rows, action=self.request.query_params.getlist("action"))


class AuditDetail(ApiView, generics.RetrieveAPIView[AuditEntry]):
    """One entry of the audit log."""

    queryset = AuditEntry.objects.select_related("actor")
    serializer_class = AuditEntrySerializer

"""Who was put into which group and who was taken out, by which request or by whom."""

from __future__ import annotations

from rest_framework import serializers

from promapp_console.lists.filters import MembershipFilterSet
from scim.models import MembershipChange

from .base import ListView
from .paging import CursorOrder
from .serializers import GroupReferenceSerializer, UserReferenceSerializer


class MembershipChangeSerializer(serializers.ModelSerializer[MembershipChange]):
    """Somebody who was put into a group, or taken out of it."""

    is_added = serializers.BooleanField(read_only=True, help_text="True: put in; false: taken out.")
    event = serializers.IntegerField(
        source="event_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the event that did it; null if an administrator did.",
    )
    entry = serializers.IntegerField(
        source="entry_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the audit entry, if an administrator did it; else null.",
    )
    user = UserReferenceSerializer(
        read_only=True, allow_null=True, help_text="Who, if the user still exists."
    )
    group = GroupReferenceSerializer(
        read_only=True, allow_null=True, help_text="The group, if it still exists."
    )

    class Meta:
        model = MembershipChange
        fields = ["id", "created_at", "is_added", "user", "group", "event", "entry"]
        read_only_fields = fields


class MembershipChangeList(ListView):
    """Who was put into groups and taken out, newest first."""

    queryset = MembershipChange.objects.select_related("user", "group")
    serializer_class = MembershipChangeSerializer
    filterset_class = MembershipFilterSet
    order = CursorOrder("created_at", descending=True, of_time=True)

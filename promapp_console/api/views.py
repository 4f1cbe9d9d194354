"""Provisioning events, users and groups."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from rest_framework import generics

from accounts.models import Group, User
from promapp_console.lists import filters
from promapp_console.provisioning.diagnosis import diagnose
from scim.models import ProvisioningEvent

from . import serializers
from .base import ApiView, ListView
from .paging import CursorOrder


class EventList(ListView):
    """Provisioning events, newest first."""

    queryset = ProvisioningEvent.objects.without_bodies().select_related("token").defer("changes")
    serializer_class = serializers.EventSerializer
    filterset_class = filters.EventFilterSet
    order = CursorOrder("created_at", descending=True, of_time=True)

    def sets(self, rows: QuerySet[Any]) -> list[QuerySet[Any]]:
        asked = self.request.query_params
        return filters.event_sets(
            rows,
            search=asked.get("search", ""),
            show=asked.get("show", ""),
            result=asked.getlist("result"),
            action=asked.getlist("action"),
        )


class EventDetail(ApiView, generics.RetrieveAPIView[ProvisioningEvent]):
    """One provisioning event: its modified properties, a diagnosis if it failed, both bodies."""

    queryset = ProvisioningEvent.objects.select_related("token")
    serializer_class = serializers.EventDetailSerializer

    def get_object(self) -> ProvisioningEvent:
        """Return the event, with `diagnosis`."""
        event: Any = super().get_object()
        event.diagnosis = diagnose(event)
        return event  # type: ignore[no-any-return]


class UserList(ListView):
    """Users, by user name."""

    queryset = User.objects.select_related("provisioned_by")
    serializer_class = serializers.UserSerializer
    filterset_class = filters.UserFilterSet
    order = CursorOrder("username_key")


class UserDetail(ApiView, generics.RetrieveAPIView[User]):
    """One user with their groups."""

    queryset = User.objects.select_related("provisioned_by", "manager")
    serializer_class = serializers.UserDetailSerializer
    lookup_field = "scim_id"
    lookup_url_kwarg = "id"

    def get_object(self) -> User:
        """Return the user, with `member_of`."""
        user: Any = super().get_object()
        user.member_of = Group.objects.filter(user=user)
        return user  # type: ignore[no-any-return]


class GroupList(ListView):
    """Groups, by name."""

    serializer_class = serializers.GroupSerializer
    filterset_class = filters.GroupFilterSet
    order = CursorOrder("display_name_key")

    def get_queryset(self) -> Any:
        return with_member_count()


class GroupDetail(ApiView, generics.RetrieveAPIView[Group]):
    """One group. Its members are the users filtered by it: `/api/v1/users?group=…`."""

    serializer_class = serializers.GroupSerializer
    lookup_field = "scim_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> Any:
        return with_member_count()


def with_member_count() -> Any:
    """Groups with `member_count`; it is counted for the rows of a page alone."""
    memberships: Any = User.groups.through.objects.filter(group_id=OuterRef("pk")).order_by()
    counts = memberships.values("group_id").annotate(count=Count("*")).values("count")
    groups: Any = Group.objects
    return groups.select_related("provisioned_by").annotate(
        member_count=Coalesce(Subquery(counts), 0)
    )

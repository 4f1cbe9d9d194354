"""Statistics, and whether all is well."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Group, User
from accounts.work import schedule
from promapp_console.provisioning.connection import Connection, State, connection
from promapp_console.provisioning.counters import statistics
from promapp_console.provisioning.status import token_health
from scim.models import LinkRequest

from .base import ApiView

OK, ATTENTION = "ok", "attention"


class TallySerializer(serializers.Serializer[Any]):
    """How often each thing was done."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    disabled = serializers.IntegerField()
    enabled = serializers.IntegerField()
    deleted = serializers.IntegerField()
    failed = serializers.IntegerField()
    rejected = serializers.IntegerField()
    skipped = serializers.IntegerField()


class CountersSerializer(serializers.Serializer[Any]):
    """For all, for users and for groups; rejected requests are on neither."""

    total = TallySerializer()
    users = TallySerializer()
    groups = TallySerializer()


class DaySerializer(serializers.Serializer[Any]):
    """The counters of one day (UTC)."""

    day = serializers.DateField()
    counters = CountersSerializer()


class StatisticsSerializer(serializers.Serializer[Any]):
    """Statistics to date; `users` and `groups` are how many are managed now."""

    users = serializers.IntegerField()
    groups = serializers.IntegerField()
    to_date = CountersSerializer()
    last_24_hours = CountersSerializer()
    days = DaySerializer(many=True, help_text="The last 30, today last.")


class CheckSerializer(serializers.Serializer[Any]):
    """One thing that was looked at."""

    name = serializers.CharField()
    status = serializers.ChoiceField(["ok", "attention"])
    detail = serializers.CharField(help_text="What was found, and what to do.")


class HealthSerializer(serializers.Serializer[Any]):
    """Whether something needs attention."""

    status = serializers.ChoiceField(["ok", "attention"])
    connection = serializers.ChoiceField([state.value for state in State])
    last_call_at = serializers.DateTimeField(
        allow_null=True, help_text="When an identity provider was last let in."
    )
    checks = CheckSerializer(many=True)


class StatisticsView(ApiView):
    """Statistics to date."""

    @extend_schema(responses=StatisticsSerializer)
    def get(self, request: Request) -> Response:
        """Return what was done to date, within 24 hours, and on each of the last 30 days."""
        counted = statistics()
        figures = {
            "users": User.objects.filter(is_provisioned=True).count(),
            "groups": Group.objects.filter(is_provisioned=True).count(),  # type: ignore[misc]
            "to_date": counted.to_date,
            "last_24_hours": counted.last_24_hours,
            "days": counted.days,
        }
        return Response(StatisticsSerializer(figures).data)


class HealthView(ApiView):
    """Health."""

    @extend_schema(responses=HealthSerializer)
    def get(self, request: Request) -> Response:
        """Return whether something needs attention, and what.

        An answer at all says that the site runs and its database answers; for a monitor that
        signs nobody in there are /healthz and /readyz.
        """
        found = connection()
        checks = [_connection(found), _scim_tokens(), _link_requests(), _scheduled_work()]
        is_well = all(check["status"] == OK for check in checks)
        health = {
            "status": OK if is_well else ATTENTION,
            "connection": found.state.value,
            "last_call_at": found.last_good_call.at if found.last_good_call else None,
            "checks": checks,
        }
        return Response(HealthSerializer(health).data)


def _check(name: str, detail: str, *, is_well: bool) -> dict[str, str]:
    return {"name": name, "status": OK if is_well else ATTENTION, "detail": detail}


def _connection(found: Connection) -> dict[str, str]:
    """Whether the identity provider calls, and is let in."""
    is_well = found.state not in {State.FAILING, State.REJECTED}
    remedy = f" {found.diagnosis.next}" if found.diagnosis else ""
    return _check("connection", found.sentence + remedy, is_well=is_well)


def _scim_tokens() -> dict[str, str]:
    """Whether an identity provider can go on: one query."""
    tokens = token_health()
    urgent = [item for item in tokens if item.needs_attention]
    if urgent:
        told = (f"{item.token.description} ({item.token.hint}): {item.sentence}" for item in urgent)
        return _check("scim_tokens", " ".join(told), is_well=False)
    working = sum(item.token.works for item in tokens)
    if not working:
        detail = "No Scim token works. Create one under My Profile, Access Tokens."
        return _check("scim_tokens", detail, is_well=False)
    return _check("scim_tokens", f"Scim tokens that work: {working}.", is_well=True)


def _link_requests() -> dict[str, str]:
    """Whether somebody waits for an administrator's yes: one query."""
    count = LinkRequest.objects.waiting().count()
    detail = f"Accounts and groups that wait to be linked by an administrator: {count}."
    return _check("link_requests", detail, is_well=not count)


def _scheduled_work() -> dict[str, str]:
    """Whether mails are sent and old entries removed: two queries at most."""
    if schedule.scheduled_overdue():
        detail = (
            "Scheduled work has not run for a day, so no mail is sent. The server's "
            "log says why; with SCHEDULED_WORK=off a timer is to do it."
        )
        return _check("scheduled_work", detail, is_well=False)
    return _check("scheduled_work", "Nothing is overdue.", is_well=True)

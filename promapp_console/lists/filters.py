"""What the lists of the console can be narrowed by: the pages and the API share these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessToken, AuditEntry, Group, User
from accounts.people import search
from accounts.work import audit
from scim.models import MembershipChange, ProvisioningEvent

from . import keyset
from .fields import IdFilter, MomentFilter, SearchFilter, WordFilter, YesNoFilter, described

Action = ProvisioningEvent.Action
Result = ProvisioningEvent.Result
TYPE_CHOICES = [("User", _("User")), ("Group", _("Group"))]
MOST_PEOPLE = 200  # of each name or address that begins alike, whose events a search finds
MOST_GROUPS = 50  # likewise
MOST_GONE = 100  # people or groups of one name that are gone, whose events a search finds
CHANGED = (Result.SUCCESS, Result.FAILURE, Result.REJECTED)
CHANGES = "changes"  # a page shows these at first: Entra's look-ups drown the rest


class Choices(filters.MultipleChoiceFilter):
    """One of several words, or any of those that are given."""

    def __init__(self, field_name: str, choices: Any, help_text: str, label: Any = None) -> None:
        super().__init__(field_name, choices=choices, help_text=help_text, label=label)
        described(self, enum=[value for value, label in choices])

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        """Narrow by equality where that is enough: indexes of what is rare are for that."""
        if len(value) == 1:
            return qs.filter(**{str(self.field_name): value[0]})
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class EventFilterSet(filters.FilterSet):
    """Narrows the provisioning log."""

    search = SearchFilter(
        help_text="The beginning of any word of a user's names and addresses, or of a group's "
        "name; or a whole externalId or SCIM id; or a whole request id. Of people who begin "
        f"alike, the events of the first {MOST_PEOPLE} are found, of groups of the first "
        f"{MOST_GROUPS}.",
    )
    show = filters.ChoiceFilter(
        label=_("Show"),
        method="narrow",
        choices=[(CHANGES, _("Changes and failures"))],
        empty_label=_("Everything"),
        help_text="`changes` leaves out what changed nothing, such as look-ups.",
    )
    result: Any = Choices(
        "result", Result.choices, "What came of it; may be given several times.", _("Result")
    )
    action: Any = Choices(
        "action", Action.choices, "What was done; may be given several times.", _("Action")
    )
    resource_type = filters.ChoiceFilter(choices=TYPE_CHOICES, help_text="Users or groups.")
    status: Any = IdFilter("status", help_text="The HTTP status of the answer.")
    reason: Any = WordFilter("reason", help_text="Why it was refused: an event's `reason`.")
    scim_type: Any = WordFilter("scim_type", help_text="The scimType of the error.")
    is_test_connection: Any = YesNoFilter(
        "is_test_connection", help_text="Was a Test Connection, or not."
    )
    token: Any = IdFilter("token", help_text="The id of the access token that was used.")
    date_from = MomentFilter(
        "created_at", at_end=False, label=_("From"), help_text="The first day, or moment (UTC)."
    )
    date_to = MomentFilter(
        "created_at", at_end=True, label=_("To"), help_text="The last day, or moment (UTC)."
    )

    class Meta:
        model = ProvisioningEvent
        fields: list[str] = []

    def find(self, queryset: QuerySet[Any], _name: str, term: str) -> QuerySet[Any]:
        """Narrow to what a search term may mean."""
        return queryset.filter(pk__in=matching_events(term))

    def narrow(self, queryset: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Leave out what changed nothing."""
        return queryset.filter(result__in=CHANGED)


class UserFilterSet(filters.FilterSet):
    """Narrows the list of users."""

    search = SearchFilter(help_text=search.USER_HELP)
    is_active = YesNoFilter("is_active", help_text="May sign in, or not.")
    is_administrator = YesNoFilter(
        "is_staff", help_text="Has the role of an administrator, or not; disabled ones count too."
    )
    is_provisioned = YesNoFilter(
        "is_provisioned", help_text="Managed by the identity provider, or local."
    )
    group = filters.UUIDFilter(
        field_name="groups",
        method="in_group",
        label=_("Group"),
        help_text="The id of a group: its members.",
    )
    described(group, format="uuid")

    class Meta:
        model = User
        fields: list[str] = []

    def find(self, queryset: QuerySet[Any], _name: str, term: str) -> QuerySet[Any]:
        """Narrow to what a search term may mean."""
        return queryset.filter(pk__in=search.keys(term))

    def in_group(self, queryset: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Narrow to the members of one group.

        Its key is looked up first: from that the database knows whether they are few or many.
        """
        groups: QuerySet[Any] = Group._default_manager.all()
        group = groups.filter(scim_id=str(value)).only("pk").first()
        return queryset.filter(**{name: group.pk}) if group else queryset.none()


class GroupFilterSet(filters.FilterSet):
    """Narrows the list of groups."""

    search = SearchFilter(help_text=search.GROUP_HELP)
    is_provisioned = YesNoFilter(
        "is_provisioned", help_text="Managed by the identity provider, or local."
    )

    class Meta:
        model = Group
        fields: list[str] = []

    def find(self, queryset: QuerySet[Any], _name: str, term: str) -> QuerySet[Any]:
        """Narrow to what a search term may mean."""
        return queryset.filter(pk__in=search.groups(term).order_by().values("pk"))


class MembershipFilterSet(filters.FilterSet):
    """Narrows who was put into groups and taken out."""

    event: Any = IdFilter(
        "event", method="of_event", help_text="The id of an event: whom it put in and took out."
    )
    user = filters.UUIDFilter(
        field_name="user", method="of", label=_("User"), help_text="The id of a user."
    )
    group = filters.UUIDFilter(
        field_name="group", method="of", label=_("Group"), help_text="The id of a group."
    )
    is_added = YesNoFilter("is_added", help_text="Was put in, or taken out.")
    date_from: Any = MomentFilter(
        "created_at", at_end=False, label=_("From"), help_text="The first day, or moment (UTC)."
    )
    date_to: Any = MomentFilter(
        "created_at", at_end=True, label=_("To"), help_text="The last day, or moment (UTC)."
    )
    described(user, format="uuid")
    described(group, format="uuid")

    class Meta:
        model = MembershipChange
        fields: list[str] = []

    def of_event(self, queryset: QuerySet[Any], _name: str, value: int) -> QuerySet[Any]:
        """Narrow to what one event did; its time finds the rows."""
        event = ProvisioningEvent.objects.filter(pk=value).only("created_at").first()
        return (
            queryset.filter(created_at=event.created_at, event=event) if event else queryset.none()
        )

    def of(self, queryset: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Narrow to one user or group, whose key is looked up first."""
        model: Any = User if name == "user" else Group
        found = model._default_manager.filter(scim_id=str(value)).only("pk").first()
        return queryset.filter(**{name: found.pk}) if found else queryset.none()


class TokenFilterSet(filters.FilterSet):
    """Narrows the list of access tokens."""

    scope = filters.ChoiceFilter(
        choices=AccessToken.Scope.choices, help_text="What the token is for."
    )
    is_ended = YesNoFilter(
        "pk", method="narrow", label=_("Ended"), help_text="Revoked or expired, or not."
    )

    class Meta:
        model = AccessToken
        fields: list[str] = []

    def narrow(self, queryset: Any, _name: str, value: bool) -> Any:
        """Leave out those that still work, or those that do not."""
        return queryset.ended() if value else queryset.live()


class AuditFilterSet(filters.FilterSet):
    """Narrows the audit log."""

    actor: Any = WordFilter(
        "actor_name", help_text="Who: the user name at the time, or the name of a program."
    )
    action: Any = Choices(
        "action", audit.Action.choices, "What was done; may be given several times.", _("Action")
    )
    object_type: Any = WordFilter(
        "object_type", help_text="To what kind of thing, such as accounts.user."
    )
    object_id: Any = WordFilter("object_id", help_text="To which one: an entry's `object_id`.")
    date_from: Any = MomentFilter(
        "created_at", at_end=False, label=_("From"), help_text="The first day, or moment (UTC)."
    )
    date_to: Any = MomentFilter(
        "created_at", at_end=True, label=_("To"), help_text="The last day, or moment (UTC)."
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []


def event_sets(
    events: QuerySet[Any], *, search: str, show: str, result: Sequence[str], action: Sequence[str]
) -> list[QuerySet[Any]]:
    """Events that were narrowed so, as sets that are each read along an index.

    Of a search its few keys lead to the rows: it is done once.
    """
    if search:
        return [events]
    if show and not result:
        result = CHANGED
    return keyset.parts(events, result=result, action=action)


def matching_events(term: str) -> QuerySet[Any, Any]:
    """Keys of events that a search term may mean, through indexed columns alone.

    People and groups that still exist are found first, and then what was done to them, such as
    that they were put into a group; events of those who never came to be by the name or external
    id of the time, and of those who are gone by what tells of their end: the event of the delete,
    or the entry in the audit log.
    """
    events = ProvisioningEvent.objects.order_by()
    nobodys = (Q(user=None, group=None, name=term), Q(user=None, group=None, external_id=term))
    ids = [term.lower(), *_ended(nobodys)]
    gone = [*_deleted_here(audit.Action.USER_DELETED, term), *_former_keys(ids)]
    arms = [
        events.filter(match).values("pk")
        for match in (
            Q(request_id=term),
            Q(resource_id__in=ids),
            Q(user__in=search.keys(term, MOST_PEOPLE)),
            Q(group__in=_groups(term)[:MOST_GROUPS]),
            *nobodys,
            Q(user__in=gone),
            Q(group__in=_deleted_here(audit.Action.GROUP_DELETED, term)),
        )
    ]
    arms += [_moving(search.keys(term, MOST_PEOPLE)), _moving(gone)]
    return arms[0].union(*arms[1:])


def _ended(nobodys: Iterable[Q]) -> list[str]:
    """Return the SCIM ids of those who were deleted by that name or external id; two queries."""
    deletes = ProvisioningEvent.objects.order_by().filter(action=Action.DELETE)
    return [
        scim_id
        for match in nobodys
        for scim_id in deletes.filter(match).values_list("resource_id", flat=True)[:MOST_GONE]
    ]


def _former_keys(ids: Sequence[str]) -> list[int]:
    """Return the keys that people with these SCIM ids have or had; one query."""
    events = ProvisioningEvent.objects.order_by().filter(resource_id__in=ids)
    keys = events.filter(user__isnull=False).values_list("user_id", flat=True)
    return list(keys.distinct()[: 2 * MOST_GONE])


def _moving(people: QuerySet[Any, Any] | list[int]) -> QuerySet[Any, Any]:
    """Keys of the events that put these people into a group or took them out."""
    moves = MembershipChange.objects.order_by().filter(event__isnull=False, user__in=people)
    return moves.values("event_id")


def _groups(term: str) -> QuerySet[Any]:
    return search.groups(term).order_by("display_name_key").values("pk")


def is_wide(term: str) -> bool:
    """True if a term means so many people or groups that `matching_events` leaves some out."""
    if not term:
        return False
    return search.is_wide(term, MOST_PEOPLE) or _groups(term)[MOST_GROUPS:][:1].exists()


def _deleted_here(action: str, term: str) -> list[int]:
    """Return the keys of people or groups that an administrator deleted under that name."""
    entries = AuditEntry.objects.order_by("-pk").filter(action=action, object_name=term)
    keys = entries.values_list("object_id", flat=True)[:MOST_GONE]
    return [int(key) for key in keys if key.isdecimal()]

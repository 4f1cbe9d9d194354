"""Changes of memberships are found by an index, however many there are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from scim.models import MembershipChange, ProvisioningEvent
from tests.factories import make_group
from tests.scim.test_indexes import plan

pytestmark = pytest.mark.django_db

ASKED = [
    ("/api/v1/membership-changes", "scim_membership_time"),
    ("/api/v1/membership-changes?date_to=2020-01-01", "scim_membership_time"),
    ("/api/v1/membership-changes?event={event}", "scim_membership_time"),
    ("/api/v1/membership-changes?user={user}", "scim_membership_user"),
    ("/api/v1/membership-changes?group={group}", "scim_membership_group"),
    ("/api/v1/membership-changes?user={user}&group={group}", "scim_membership_pair"),
    ("/users/{user}/?timeline=groups", "scim_membership_user"),
    ("/users/{user}/", "scim_membership_pair"),
    ("/groups/{group}/?timeline=groups", "scim_membership_time"),
    ("/provisioning/log/{event}/", "scim_membership_time"),
    ("/provisioning/log/?search={user}", "scim_membership_user"),
]


@pytest.fixture(scope="module")
def filled(rows: None) -> dict[str, Any]:
    """Thousands of changes, and what the database needs to know of them."""
    users = User.objects.bulk_create(
        User(username=f"user{number}", is_provisioned=True) for number in range(300)
    )
    groups = [make_group(f"Group {number}", users[0]) for number in range(30)]
    begin = timezone.now()
    events = ProvisioningEvent.objects.bulk_create(
        ProvisioningEvent(
            action="Update",
            result="Success",
            resource_type="Group",
            resource_id=groups[number % 30].scim_id,
            group=groups[number % 30],
            created_at=begin + timedelta(seconds=number),
            status=204,
        )
        for number in range(1000)
    )
    MembershipChange.objects.bulk_create(
        MembershipChange(
            created_at=event.created_at,
            event=event,
            user=users[(event.pk * 7 + number) % 300],
            group_id=event.group_id,
            is_added=number > 1,
        )
        for event in events
        for number in range(5)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"user": users[0].scim_id, "group": groups[0].scim_id, "event": events[500].pk}


@pytest.mark.parametrize(("path", "index"), ASKED)
def test_nothing_is_found_by_reading_all(
    client: Client, administrator: User, filled: dict[str, Any], path: str, index: str
) -> None:
    client.force_login(administrator)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path.format(**filled)).status_code == 200
    asked = [query["sql"] for query in captured if "scim_membershipchange" in query["sql"]]
    found = [plan(sql) for sql in asked]
    # Of two indexes that begin alike, PostgreSQL takes the one that lies better among few rows.
    wanted = index if connection.vendor == "sqlite" else "scim_membership_"
    assert any(wanted in each for each in found), found
    for each in found:
        assert "SCAN scim_membershipchange\n" not in f"{each}\n"
        assert "Seq Scan on scim_membershipchange" not in each

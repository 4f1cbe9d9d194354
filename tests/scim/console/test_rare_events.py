"""What is rare in a long log, or among many users, is found by an index of its own."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from scim.models import ProvisioningEvent
from tests.scim.test_indexes import plan

pytestmark = pytest.mark.django_db

ASKED = [
    ("/provisioning/log/?status=418", "scim_event_status"),
    ("/provisioning/log/?reason=nothing", "scim_event_reason"),
    ("/provisioning/log/?scim_type=nothing", "scim_event_scim_type"),
    ("/provisioning/log/?result=Skipped&resource_type=Group", "scim_event_kind"),
    ("/provisioning/log/?result=Failure&action=Delete", "scim_event_"),
    ("/provisioning/log/?result=Failure&action=Create&resource_type=Group", "scim_event_kind"),
    ("/provisioning/log/?result=Failure&result=Rejected", "scim_event_"),
    ("/provisioning/log/?result=Failure&result=Rejected&period=night", "scim_event_"),
    ("/provisioning/log/?action=Delete&action=Enable", "scim_event_action"),
    ("/api/v1/events?status=418", "scim_event_status"),
    ("/api/v1/events?result=Failure&result=Rejected", "scim_event_"),
    ("/admin/scim/provisioningevent/?result__exact=Rejected&action__exact=Create", "scim_event_"),
    ("/users/?provenance=local", "accounts_user_local"),
    ("/users/?provenance=local&role=user&sort=changed", "accounts_user_local"),
    ("/api/v1/users?is_provisioned=false", "accounts_user_local"),
]


@pytest.fixture(scope="module")
def filled(rows: None) -> None:
    """What is common, and what the database needs to know of it."""
    User.objects.bulk_create(
        User(username=f"user{number}", is_provisioned=True) for number in range(3000)
    )
    kinds = [("Update", "Success", "User"), ("Create", "Failure", "User")]
    kinds += [("Update", "Skipped", "User"), ("Update", "Success", "Group")]
    ProvisioningEvent.objects.bulk_create(
        ProvisioningEvent(
            action=action,
            result=result,
            resource_type=kind,
            status=409 if result == "Failure" else 200,
            reason="refused" if result == "Failure" else "",
            scim_type="uniqueness" if result == "Failure" else "",
        )
        for action, result, kind in kinds * 2000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("path", "index"), ASKED)
def test_nothing_is_found_by_reading_all(
    client: Client, administrator: User, path: str, index: str
) -> None:
    client.force_login(administrator)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    # Pages ask for 51 and one for a total; what else is asked finds one row by its key.
    asked = [
        query["sql"]
        for query in captured.captured_queries
        if re.search(r"LIMIT (51|101|10001|10000)\b", query["sql"])
    ]
    assert asked
    for sql in asked:
        found = plan(sql)
        # SQLite takes a partial index only where the query repeats its condition.
        if connection.vendor == "postgresql" or "_key" in found or "local" in index:
            assert index in found, found

"""Deleting somebody leaves the logs as they are, however much they say of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.lifecycle import provenance
from accounts.models import AuditEntry, Group, User
from accounts.work import audit
from promapp_console.lists.filters import matching_events
from scim.models import ProvisioningEvent
from tests.admin_pages import page_url
from tests.factories import make_user
from tests.scim.endpoint_client import GROUP, PATCH_OP, USER, EndpointClient

pytestmark = pytest.mark.django_db
LOGS = {AuditEntry._meta.db_table, ProvisioningEvent._meta.db_table}


@contextmanager
def logs_only_grow() -> Iterator[None]:
    """Fail if a statement changes or deletes what stands in a log."""
    with CaptureQueriesContext(connection) as queries:
        yield
    statements = [query["sql"] for query in queries]
    written = {sql.split('"')[1] for sql in statements if sql.startswith(("UPDATE", "DELETE"))}
    assert written & LOGS == set()


def made(api: EndpointClient, path: str, name: str) -> Any:
    body = {"schemas": [USER], "userName": name, "emails": [{"type": "work", "value": name}]}
    if path == "/Groups":
        body = {"schemas": [GROUP], "displayName": name}
    document = api.expect(201, "POST", path, body)
    change = {"op": "add", "path": "externalId", "value": f"id of {name}"}
    api.send("PATCH", f"{path}/{document['id']}", {"schemas": [PATCH_OP], "Operations": [change]})
    return document


@pytest.mark.parametrize("path", ["/Users", "/Groups"])
def test_a_delete_over_scim_changes_no_event(
    api: EndpointClient, administrator: User, path: str
) -> None:
    document = made(api, path, "gone@promapp.example")
    if path == "/Users":
        audit.record(User.objects.get(scim_id=document["id"]), audit.Action.SIGNED_IN)
    with logs_only_grow():
        api.expect(204, "DELETE", f"{path}/{document['id']}")
    found = ProvisioningEvent.objects.filter(
        pk__in=matching_events("gone@promapp.example")
    ).order_by("pk")
    assert [event.action for event in found] == ["Create", "Update", "Delete"]
    assert {(event.user, event.group) for event in found} == {(None, None)}
    browser = Client()
    browser.force_login(administrator)
    for event in found:
        for url in (reverse("provisioning-event", args=[event.pk]), page_url(event)):
            assert browser.get(url).status_code == 200
    for entry in AuditEntry.objects.all():
        assert browser.get(page_url(entry)).status_code == 200


@pytest.mark.parametrize("is_group", [False, True])
def test_a_delete_in_django_admin_changes_no_entry(
    api: EndpointClient, administrator: User, is_group: bool
) -> None:
    document = made(api, "/Groups" if is_group else "/Users", "gone@promapp.example")
    model: Any = Group if is_group else User
    row = model.objects.get(scim_id=document["id"])
    provenance.detach(row, by="a test")
    browser = Client()
    browser.force_login(administrator)
    with logs_only_grow():
        assert browser.post(page_url(row, "delete"), {"post": "yes"}).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()
    found = ProvisioningEvent.objects.filter(
        pk__in=matching_events("gone@promapp.example")
    ).order_by("pk")
    assert [event.action for event in found] == ["Create", "Update"]


def test_an_entry_outlives_who_did_it(administrator: User) -> None:
    leaver = make_user("leaver")
    entry = audit.record(leaver, audit.Action.SIGNED_IN)
    key = leaver.pk
    leaver.delete()
    entry = AuditEntry.objects.get(pk=entry.pk)
    assert (entry.actor_id, entry.actor, entry.actor_name) == (key, None, "leaver")
    assert AuditEntry.objects.select_related("actor").get(pk=entry.pk).actor is None


@pytest.mark.parametrize(
    ("app", "name"), [("accounts", "0019_audit_reference"), ("scim", "0010_event_references")]
)
def test_going_back_forgets_who_is_gone(api: EndpointClient, app: str, name: str) -> None:
    document = made(api, "/Users", "gone@promapp.example")
    stays = made(api, "/Users", "stays@promapp.example")
    for one in (document, stays):
        audit.record(User.objects.get(scim_id=one["id"]), audit.Action.SIGNED_IN)
    api.expect(204, "DELETE", f"/Users/{document['id']}")
    loader = MigrationLoader(connection)
    forget = loader.get_migration(app, name).operations[-1]
    state = loader.project_state((app, name))
    forget.database_backwards(app, connection.schema_editor(), state, state)
    left = AuditEntry.objects.values_list("actor", flat=True) if app == "accounts" else None
    if left is None:
        left = ProvisioningEvent.objects.values_list("user", flat=True)
    keys = set(User.objects.values_list("pk", flat=True))
    assert {key for key in left if key is not None} <= keys
    assert User.objects.get(scim_id=stays["id"]).pk in left


def test_a_role_that_may_only_add_to_the_audit_log_suffices(api: EndpointClient) -> None:
    document = made(api, "/Users", "gone@promapp.example")
    audit.record(User.objects.get(scim_id=document["id"]), audit.Action.SIGNED_IN)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE ROLE promapp_least")
            tables = "ON ALL TABLES IN SCHEMA public TO promapp_least"
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE {tables}")
            cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO promapp_least")
            cursor.execute("REVOKE UPDATE, DELETE ON accounts_auditentry FROM promapp_least")
            cursor.execute("SET ROLE promapp_least")
        else:  # knows no roles; a trigger refuses as one would
            for act in ("UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TRIGGER no_{act} BEFORE {act} ON accounts_auditentry "
                    "BEGIN SELECT RAISE(ABORT, 'may only add'); END"
                )
    try:
        api.expect(204, "DELETE", f"/Users/{document['id']}")
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

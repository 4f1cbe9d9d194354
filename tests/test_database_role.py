"""The database role of docs/deploy.md that serves, but owns nothing, has all that it needs."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from accounts.work.audit import AuditEntry
from accounts.work.outages import for_operator
from scim.models import ProvisioningEvent
from tests.scim.endpoint_client import EndpointClient

DEPLOY = Path(__file__).resolve().parent.parent / "docs/deploy.md"
FORBIDDEN = [
    "UPDATE accounts_auditentry SET actor_name = 'somebody else'",
    "DELETE FROM accounts_auditentry",
    "DELETE FROM django_migrations",
    "DROP TABLE accounts_auditentry",
    "CREATE TABLE more (id integer)",
]


def grants() -> list[str]:
    block = re.search(r"```sql\n(.*?)```", DEPLOY.read_text(), re.S)
    assert block
    return [statement.strip() for statement in block[1].split(";") if statement.strip()]


def test_the_role_can_do_what_the_site_does_and_no_more(db: None, secret: str) -> None:
    statements = grants()
    assert all(
        statement.startswith(("GRANT", "REVOKE", "ALTER DEFAULT")) for statement in statements
    )
    if connection.vendor == "sqlite":  # it has no roles
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute("CREATE ROLE promapp_serving")
        for statement in statements:
            cursor.execute(re.sub(r"\bpromapp\b", f'"{owner}"', statement))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE promapp_serving")
    api, browser = EndpointClient(secret), Client()
    made = api.create_user("grace", password="tram geese 7")
    path = f"/Users/{made['id']}"
    api.patch(path, {"op": "replace", "path": "displayName", "value": "Grace"})
    api.create_group("Team", made["id"])
    signed_in = browser.post("/sign-in/", {"login": "grace", "password": "tram geese 7"})
    assert signed_in.status_code == 302
    assert browser.get("/profile/").status_code == 200
    api.expect(204, "DELETE", path)
    call_command("run_scheduled", verbosity=0)
    assert ProvisioningEvent.objects.count() == 4
    assert AuditEntry.objects.exists()
    for statement in FORBIDDEN:
        with (
            pytest.raises(ProgrammingError) as raised,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert "Run the command as the role that owns the tables" in str(for_operator(raised.value))
    with pytest.raises(ProgrammingError) as raised, transaction.atomic():
        call_command("check_database")
    assert "permission denied for sequence" in str(for_operator(raised.value))

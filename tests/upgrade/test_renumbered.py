"""A site that applied migrations under former names is upgraded like any other."""

from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from accounts.migration_names import RENAMED
from accounts.models import User

pytestmark = pytest.mark.django_db

# What sites had applied, in the order of the commits that named them so.
FIRST = [
    "0020_audit_scope",
    "0021_audit_log",
    "0022_outbox",
    "0023_token_rotation",
    "0024_known_networks",
    "0025_scheduled_jobs",
]
LISTS = ["0030_role_entitlement", "0031_accesstoken_replace_members_adds"]
LAST = [
    *FIRST,
    "0026_user_provisioned_index",
    *LISTS,
    "0032_people_lists",
    "0033_audit_indexes",
    "0034_audit_user_index",
]
EARLIER = [*FIRST, "0025_people_lists", "0026_user_provisioned_index", *LISTS, "0030_audit_indexes"]


def recorded() -> set[str]:
    rows = MigrationRecorder(connection).migration_qs
    return set(rows.filter(app="accounts").values_list("name", flat=True))


def pending() -> list[str]:
    executor = MigrationExecutor(connection)
    return [str(one) for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def as_before(former: list[str], *, stray: tuple[str, ...] = ()) -> None:
    """Record migrations as a site of that time has them."""
    recorder = MigrationRecorder(connection)
    for name in former:
        recorder.record_unapplied("accounts", RENAMED[name])
        recorder.record_applied("accounts", name)
    for name in stray:
        recorder.record_applied("accounts", name)


@pytest.mark.parametrize("former", [LAST, FIRST, [*FIRST, *LISTS], EARLIER])
@pytest.mark.parametrize("stray", [(), ("0004_audit_scope",)])
def test_former_names_are_taken_for_the_present_ones(
    user: User, former: list[str], stray: tuple[str, ...]
) -> None:
    names = recorded()
    as_before(former, stray=stray)
    assert recorded() != names
    output = StringIO()
    call_command("migrate", stdout=output)
    assert recorded() == names
    assert pending() == []
    assert f"Recorded {len(former)} renumbered migrations" in output.getvalue()
    assert User.objects.filter(pk=user.pk).exists()


def test_looking_alone_writes_nothing() -> None:
    as_before(LAST)
    names = recorded()
    for look in ("check_unapplied", "plan"):
        # Here the newer ones are applied as well, which Django finds odd.
        with suppress(SystemExit, InconsistentMigrationHistory):
            call_command("migrate", stdout=StringIO(), **{look: True})
        assert recorded() == names


def test_nothing_is_said_where_nothing_was_renumbered() -> None:
    output = StringIO()
    call_command("migrate", stdout=output)
    assert "renumbered" not in output.getvalue()


def test_every_present_name_is_a_migration() -> None:
    assert set(RENAMED.values()) <= recorded()
    assert not set(RENAMED) & recorded()

"""Migrations of `accounts` that were renumbered after sites had applied them.

Such a site knows them by their former names, so Django would apply them once more and fail:
"relation already exists". Names that stand are frozen since; see tests/upgrade.
"""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

APP = "accounts"
RENAMED = {
    "0020_audit_scope": "0004_audit_scope",
    "0021_audit_log": "0005_audit_log",
    "0022_outbox": "0006_outbox",
    "0023_token_rotation": "0007_token_rotation",
    "0024_known_networks": "0008_known_networks",
    "0025_scheduled_jobs": "0009_scheduled_jobs",
    "0026_user_provisioned_index": "0010_user_provisioned_index",
    "0030_role_entitlement": "0011_role_entitlement",
    "0031_accesstoken_replace_members_adds": "0012_accesstoken_replace_members_adds",
    "0025_people_lists": "0013_people_lists",
    "0032_people_lists": "0013_people_lists",
    "0030_audit_indexes": "0014_audit_indexes",
    "0033_audit_indexes": "0014_audit_indexes",
    "0034_audit_user_index": "0015_audit_user_index",
}


def mend(connection: BaseDatabaseWrapper) -> list[str]:
    """Record what was applied under its present name; returns the former names that were there.

    Also where an upgrade broke off and left a migration under both names.
    """
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return []
    with transaction.atomic(using=connection.alias):
        rows = recorder.migration_qs.filter(app=APP)
        applied = set(rows.values_list("name", flat=True))
        former = [name for name in RENAMED if name in applied]
        for name in former:
            row = rows.filter(name=name)
            if RENAMED[name] in applied:
                row.delete()
            else:
                row.update(name=RENAMED[name])
                applied.add(RENAMED[name])
    return former

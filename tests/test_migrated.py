"""The copy that tests begin with is what migrating would have made."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal


def test_nothing_is_left_to_migrate(db: None) -> None:
    call_command("migrate", check_unapplied=True, verbosity=0)  # exits with 1 otherwise


def test_every_permission_is_there(db: None) -> None:
    kept = Permission.objects.count(), ContentType.objects.count()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert (Permission.objects.count(), ContentType.objects.count()) == kept

"""Deleting a user no longer changes what the audit log says of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations
from django.db.models import Exists, OuterRef

import accounts.references


def forget_gone(apps, schema_editor):
    """The constraint that returns admits nobody who is not there."""
    database = schema_editor.connection.alias
    users = apps.get_model('accounts', 'User').objects.using(database).filter(pk=OuterRef('actor_id'))
    entries = apps.get_model('accounts', 'AuditEntry').objects.using(database)
    entries.filter(~Exists(users), actor_id__isnull=False).update(actor_id=None)


class Migration(migrations.Migration):

    dependencies = [('accounts', '0018_token_defaults')]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='actor',
            field=accounts.references.Reference(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_gone),
    ]

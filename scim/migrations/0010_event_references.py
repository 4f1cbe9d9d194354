"""Deleting a user or group no longer changes all of their events."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations
from django.db.models import Exists, OuterRef

import accounts.references


def forget_gone(apps, schema_editor):
    """The constraints that return admit nobody who is not there."""
    database = schema_editor.connection.alias
    events = apps.get_model('scim', 'ProvisioningEvent').objects.using(database)
    for column, model in (('user_id', 'User'), ('group_id', 'Group')):
        rows = apps.get_model('accounts', model).objects.using(database).filter(pk=OuterRef(column))
        events.filter(~Exists(rows), **{f'{column}__isnull': False}).update(**{column: None})


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('scim', '0009_event_defaults'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='provisioningevent',
            name='user',
            field=accounts.references.Reference(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='provisioning_events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='provisioningevent',
            name='group',
            field=accounts.references.Reference(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='provisioning_events', to='accounts.group'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_gone),
    ]

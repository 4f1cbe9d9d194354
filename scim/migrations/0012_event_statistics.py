from django.db import migrations

# Which actions come with which results: else PostgreSQL takes skipped requests about groups for
# frequent, as either is, and reads millions of events to find the fifty that there are not.
_ADD = """
CREATE STATISTICS IF NOT EXISTS scim_event_kinds (mcv)
ON result, action, resource_type FROM scim_provisioningevent
"""
_REMOVE = "DROP STATISTICS IF EXISTS scim_event_kinds"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_ADD)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_REMOVE)


class Migration(migrations.Migration):

    dependencies = [
        ('scim', '0011_rare_events'),
    ]

    operations = [
        migrations.RunPython(add, remove),
    ]

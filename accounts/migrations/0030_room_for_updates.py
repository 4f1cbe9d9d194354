from django.db import migrations

# Room in each page for the next version of a row: an update that finds none there has to write
# into each of the table's indexes. For pages that are filled from now on.
_LEAVE = "ALTER TABLE accounts_user SET (fillfactor = 85)"
_FILL = "ALTER TABLE accounts_user RESET (fillfactor)"


def leave(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_LEAVE)


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FILL)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0029_notification_address'),
    ]

    operations = [
        migrations.RunPython(leave, fill),
    ]

"""The table of the shared cache, which counts attempts to sign in."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def remove(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS promapp_cache")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_token_nonce")]
    operations = [migrations.RunPython(create, remove)]

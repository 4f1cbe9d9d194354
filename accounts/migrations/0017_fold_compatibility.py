"""The keys of stored names by the new rule: NFKC, and without what nobody can see."""

import logging

from django.db import migrations

from accounts.rekeying import rekey

MODELS = ("User", "Group", "AttributeValue", "Role", "Entitlement")
logger = logging.getLogger("accounts.rekeying")


def forwards(apps, schema_editor):
    for name in MODELS:
        for twin in rekey(apps.get_model("accounts", name)):
            logger.warning(
                "%s looks like another one's name and keeps its own key; rename or delete it "
                "(manage.py check_names lists them)",
                twin,
            )


def backwards(apps, schema_editor):
    for name in MODELS:
        list(rekey(apps.get_model("accounts", name), earlier=True))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0016_name_rules")]
    operations = [migrations.RunPython(forwards, backwards)]

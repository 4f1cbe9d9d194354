"""Who may make Scim tokens, and who may take tokens over; nothing in a table changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_guess_counts")]

    operations = [
        migrations.AlterModelOptions(
            name="accesstoken",
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [
                    ("add_scim_token", "Can create and rotate Scim access tokens"),
                    ("take_over_token", "Can take over the access tokens of others"),
                ],
            },
        ),
    ]

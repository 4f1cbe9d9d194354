"""Columns of access tokens that came later get defaults in the database, for older code."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0017_fold_compatibility')]

    operations = [
        migrations.AlterField(
            model_name='accesstoken',
            name='ended_with_owner',
            field=models.BooleanField(db_default=False, default=False, help_text='Revoked because its owner left; may be taken over.'),
        ),
        migrations.AlterField(
            model_name='accesstoken',
            name='replace_members_adds',
            field=models.BooleanField(db_default=False, default=False, help_text="Take nobody out of a group when the identity provider replaces its members. For one that sends a group's members one at a time, each as a replacement of all: in its log every member is provisioned, yet the group ends up with the last one alone.", verbose_name='replace members adds'),
        ),
    ]

"""Columns of events that came later get defaults in the database, for older code."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('scim', '0008_daily_count')]

    operations = [
        migrations.AlterField(
            model_name='provisioningevent',
            name='user_agent',
            field=models.CharField(blank=True, db_default='', default='', max_length=256),
        ),
        migrations.AlterField(
            model_name='provisioningevent',
            name='request_body',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AlterField(
            model_name='provisioningevent',
            name='response_body',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AlterField(
            model_name='provisioningevent',
            name='is_test_connection',
            field=models.BooleanField(db_default=False, default=False, help_text='A look-up that only tries the connection.', verbose_name='Test Connection'),
        ),
        migrations.AlterField(
            model_name='provisioningevent',
            name='occurrences',
            field=models.PositiveIntegerField(db_default=1, default=1, help_text='How many rejected requests like this one the entry stands for.'),
        ),
    ]

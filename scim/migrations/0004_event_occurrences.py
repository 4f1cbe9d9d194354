from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('scim', '0003_event_is_test_connection')]

    operations = [
        migrations.AddField(
            model_name='provisioningevent',
            name='occurrences',
            field=models.PositiveIntegerField(default=1, help_text='How many rejected requests like this one the entry stands for.'),
        ),
    ]

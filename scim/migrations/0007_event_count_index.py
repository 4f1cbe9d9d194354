import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('scim', '0006_link_request')]

    operations = [
        migrations.AddIndex(
            model_name='provisioningevent',
            index=models.Index(fields=['created_at', 'action', 'result', 'resource_type', 'token', 'occurrences'], name='scim_event_count'),
        ),
        migrations.AlterField(  # the new index serves what this one did
            model_name='provisioningevent',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]

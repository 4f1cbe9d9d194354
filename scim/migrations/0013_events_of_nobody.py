from django.db import migrations, models

from accounts.online_index import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('scim', '0012_event_statistics'),
    ]

    operations = [
        AddIndexOnline(
            model_name='provisioningevent',
            index=models.Index(condition=models.Q(('group', None), ('user', None)), fields=['name'], name='scim_event_no_ones_name'),
        ),
        AddIndexOnline(
            model_name='provisioningevent',
            index=models.Index(condition=models.Q(('group', None), ('user', None)), fields=['external_id'], name='scim_event_no_ones_id'),
        ),
    ]

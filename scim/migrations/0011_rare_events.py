from django.db import migrations, models

from accounts.online_index import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('scim', '0010_event_references'),
    ]

    operations = [
        AddIndexOnline(
            model_name='provisioningevent',
            index=models.Index(condition=models.Q(('result', 'Success'), _negated=True), fields=['result', 'action', 'resource_type', '-created_at'], name='scim_event_kind'),
        ),
        AddIndexOnline(
            model_name='provisioningevent',
            index=models.Index(condition=models.Q(('reason', ''), _negated=True), fields=['reason', '-created_at'], name='scim_event_reason'),
        ),
        AddIndexOnline(
            model_name='provisioningevent',
            index=models.Index(condition=models.Q(('scim_type', ''), _negated=True), fields=['scim_type', '-created_at'], name='scim_event_scim_type'),
        ),
        AddIndexOnline(
            model_name='provisioningevent',
            index=models.Index(condition=models.Q(('status__gte', 400)), fields=['status', '-created_at'], name='scim_event_status'),
        ),
    ]

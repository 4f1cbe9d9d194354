from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('scim', '0002_event_bodies')]

    operations = [
        migrations.AddField(
            model_name='provisioningevent',
            name='is_test_connection',
            field=models.BooleanField(default=False, help_text='A look-up that only tries the connection.', verbose_name='Test Connection'),
        ),
        migrations.AddIndex(
            model_name='provisioningevent',
            index=models.Index(condition=models.Q(('is_test_connection', True)), fields=['token', '-created_at'], name='scim_event_test_connection'),
        ),
    ]

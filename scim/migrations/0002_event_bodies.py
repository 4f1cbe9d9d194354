from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('scim', '0001_initial')]

    operations = [
        migrations.AddField(
            model_name='provisioningevent',
            name='user_agent',
            field=models.CharField(blank=True, default='', max_length=256),
        ),
        migrations.AddField(
            model_name='provisioningevent',
            name='request_body',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='provisioningevent',
            name='response_body',
            field=models.TextField(blank=True, default=''),
        ),
    ]

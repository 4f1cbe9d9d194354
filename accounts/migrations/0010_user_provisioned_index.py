from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0009_scheduled_jobs')]

    operations = [
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('is_provisioned', True)), fields=['is_provisioned', 'is_active'], name='accounts_user_provisioned'),
        ),
    ]

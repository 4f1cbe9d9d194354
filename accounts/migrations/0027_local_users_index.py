from django.db import migrations, models

from accounts.online_index import AddIndexOnline


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('accounts', '0026_certain_time'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        AddIndexOnline(
            model_name='user',
            index=models.Index(condition=models.Q(('is_provisioned', False)), fields=['username_key'], name='accounts_user_local'),
        ),
    ]

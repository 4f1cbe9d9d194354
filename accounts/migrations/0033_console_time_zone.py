import accounts.zones
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0032_webhooks'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='console_time_zone',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, validators=[accounts.zones.validate], verbose_name='time zone of the console'),
        ),
    ]

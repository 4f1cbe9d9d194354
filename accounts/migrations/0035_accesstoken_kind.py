from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0034_console_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='accesstoken',
            name='kind',
            field=models.CharField(choices=[('secret', 'Secret Token'), ('client', 'OAuth 2.0 client')], db_default='secret', default='secret', max_length=16),
        ),
        migrations.AddConstraint(
            model_name='accesstoken',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'client'), _negated=True), ('digest', ''), _connector='OR'), name='accounts_client_has_no_secret'),
        ),
    ]

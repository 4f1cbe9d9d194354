import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('accounts', '0001_initial'), ('scim', '0004_event_occurrences')]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(help_text='To the minute.')),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='accounts.accesstoken')),
            ],
            options={
                'ordering': ['-started_at'],
                'constraints': [models.UniqueConstraint(fields=('started_at', 'token'), name='scim_visit_unique')],
            },
        ),
    ]

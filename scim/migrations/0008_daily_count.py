from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('scim', '0007_event_count_index')]

    operations = [
        migrations.CreateModel(
            name='DailyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('key_id', models.CharField(blank=True, default='', help_text='Of the access token; empty if unknown.', max_length=8)),
                ('resource_type', models.CharField(blank=True, default='', max_length=32)),
                ('action', models.CharField(choices=[('Create', 'Create'), ('Update', 'Update'), ('Disable', 'Disable'), ('Enable', 'Enable'), ('Delete', 'Delete'), ('Query', 'Query'), ('Other', 'Other')], max_length=16)),
                ('result', models.CharField(choices=[('Success', 'Success'), ('Failure', 'Failure'), ('Skipped', 'Skipped (nothing to change)'), ('Rejected', 'Rejected (not let in)')], max_length=16)),
                ('count', models.PositiveBigIntegerField()),
            ],
            options={
                'ordering': ['day', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('day', 'key_id', 'resource_type', 'action', 'result'), name='scim_dailycount_unique')],
            },
        ),
    ]

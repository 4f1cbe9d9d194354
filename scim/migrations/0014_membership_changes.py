import accounts.references
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0032_webhooks'),
        ('scim', '0013_events_of_nobody'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MembershipChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField()),
                ('is_added', models.BooleanField(help_text='Put in; otherwise taken out.')),
                ('entry', accounts.references.Reference(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.auditentry')),
                ('event', accounts.references.Reference(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='membership_changes', to='scim.provisioningevent')),
                ('group', accounts.references.Reference(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.group')),
                ('user', accounts.references.Reference(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['user', '-created_at'], name='scim_membership_user'), models.Index(fields=['group', '-created_at'], name='scim_membership_group'), models.Index(fields=['user', 'group', '-created_at'], name='scim_membership_pair'), models.Index(fields=['created_at'], name='scim_membership_time')],
            },
        ),
    ]

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('scim', '0005_visit'),
    ]

    operations = [
        migrations.AlterField(
            model_name='provisioningevent',
            name='reason',
            field=models.CharField(blank=True, default='', help_text='Why it was refused, as one word.', max_length=32),
        ),
        migrations.CreateModel(
            name='LinkRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Open'), ('approved', 'Approved'), ('dismissed', 'Dismissed')], default='open', max_length=16)),
                ('first_seen', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_seen', models.DateTimeField(default=django.utils.timezone.now)),
                ('count', models.PositiveIntegerField(default=1, help_text='How often it was tried.')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='link_requests', to='accounts.group')),
                ('token', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.accesstoken')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='link_requests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-last_seen', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('user', None)), models.Q(('group', None), ('user__isnull', False)), _connector='OR'), name='scim_linkrequest_one_resource'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'dismissed'])), fields=('user',), name='scim_linkrequest_one_of_user'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'dismissed'])), fields=('group',), name='scim_linkrequest_one_of_group'),
                ],
            },
        ),
    ]

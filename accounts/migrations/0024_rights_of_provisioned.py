from django.db import migrations
from django.db.models import Q

BATCH = 5000


def mark(apps, schema_editor):
    """Say which accounts SCIM has written to, and link those with rights as they were until now.

    Administrators among them would be held from now on. Where no other superuser is left, they are
    not marked, because nobody could let them in again; SCIM changes nothing that opens them any more.
    """
    User = apps.get_model('accounts', 'User')
    Group = apps.get_model('accounts', 'Group')
    AuditEntry = apps.get_model('accounts', 'AuditEntry')
    detached = AuditEntry.objects.filter(action='provenance.detached', object_type='accounts.user')
    once = {int(key) for key in detached.values_list('object_id', flat=True) if key.isdigit()}
    with_rights = Q(is_staff=True) | Q(is_superuser=True)

    User.objects.filter(with_rights, is_provisioned=True).update(rights_linked=True)
    granting = Group.permissions.through.objects.values('group_id')
    Group.objects.filter(is_provisioned=True, pk__in=granting).update(rights_linked=True)

    keys = set(
        User.objects.filter(Q(is_provisioned=True) | ~Q(external_id=''))
        .order_by()
        .values_list('pk', flat=True)
    )
    keys = sorted(keys | once)
    for start in range(0, len(keys), BATCH):
        rows = User.objects.filter(pk__in=keys[start : start + BATCH])
        rows.update(credentials_from_scim=True)
    able = User.objects.filter(is_active=True, is_staff=True, is_superuser=True)
    if not able.filter(credentials_from_scim=False).exists():
        able.update(credentials_from_scim=False)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0023_rights_choices'),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]

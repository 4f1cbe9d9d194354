"""What the upgrade makes of accounts with rights that SCIM could write until then."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from accounts.lifecycle import provenance
from accounts.models import Group, User
from tests.factories import make_administrator, make_group, make_user

pytestmark = pytest.mark.django_db
mark = import_module("accounts.migrations.0024_rights_of_provisioned").mark


def marked() -> set[str]:
    return set(User.objects.filter(credentials_from_scim=True).values_list("username", flat=True))


@pytest.fixture
def people(db: None) -> None:
    """Everybody whom SCIM writes, or wrote, and who was never its own."""
    provisioned: dict[str, Any] = {"is_provisioned": True}
    make_user("provisioned", **provisioned)
    make_user("matched", external_id="x")
    make_user("local")
    former = make_user("detached", **provisioned)
    provenance.detach(former, by="a test")
    make_administrator("boss", **provisioned)
    make_user("staff", is_staff=True, **provisioned)


def test_who_may_have_been_written_is_marked(people: None) -> None:
    make_administrator("root")
    granting = make_group("Editors", is_provisioned=True)
    granting.permissions.add(Permission.objects.all()[0])
    make_group("Readers", is_provisioned=True)
    mark(apps, None)
    assert marked() == {"provisioned", "matched", "detached", "boss", "staff"}
    linked = User.objects.filter(rights_linked=True, scim_may_disable=True)
    assert set(linked.values_list("username", flat=True)) == {"boss", "staff"}
    assert [group.display_name for group in Group.objects.filter(rights_linked=True)] == ["Editors"]
    assert [user.username for user in User.objects.administrators()] == ["root"]


def test_nobody_is_locked_out_of_a_site_without_a_local_superuser(people: None) -> None:
    make_administrator("gone", is_active=False)
    mark(apps, None)
    assert marked() == {"provisioned", "matched", "detached", "staff"}
    assert [user.username for user in User.objects.administrators()] == ["boss"]

"""Linking and detaching: each is one act, with its rule and its audit entry."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from accounts.lifecycle import provenance
from accounts.models import AuditEntry, Group, User
from tests.factories import make_administrator, make_group, make_user

pytestmark = pytest.mark.django_db
Resource = User | Group
ACTS: tuple[Callable[..., Any], ...] = (provenance.link, provenance.detach)


def group_with_rights() -> Group:
    group = make_group("Editors")
    group.permissions.add(Permission.objects.all()[0])
    return group


@pytest.fixture(params=[lambda: make_administrator("boss"), group_with_rights])
def resource(request: pytest.FixtureRequest, db: None) -> Resource:
    """A user or group with rights, which the identity provider keeps."""
    made: Resource = request.param()
    provenance.link(made, by="a test")
    return made


def state(resource: Resource) -> dict[str, Any]:
    names = ["is_provisioned", "rights_linked", "provisioned_by", *resource.CHOICES]
    return type(resource)._default_manager.filter(pk=resource.pk).values(*names).get()


@pytest.mark.parametrize("act", ACTS)
def test_who_is_no_superuser_hands_no_rights_over(
    resource: Resource, act: Callable[..., Any]
) -> None:
    before, entries = state(resource), AuditEntry.objects.count()
    with pytest.raises(PermissionDenied):
        act(resource, by=make_user("staff", is_staff=True))
    assert (state(resource), AuditEntry.objects.count()) == (before, entries)


@pytest.mark.parametrize("act", ACTS)
def test_an_ordinary_account_needs_no_superuser(act: Callable[..., Any]) -> None:
    ada = make_user("ada")
    staff = make_user("staff", is_staff=True)
    act(ada, by=staff)
    assert AuditEntry.objects.about(ada).get().actor == staff


def test_what_a_page_read_before_is_read_again(administrator: User) -> None:
    """Rights that were given since then are linked, and need a superuser."""
    ada = make_user("ada")
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    with pytest.raises(PermissionDenied):
        provenance.link(ada, by=make_user("staff", is_staff=True))
    provenance.link(User(pk=ada.pk), by=administrator, choices={"scim_may_rename": True})
    now = state(ada)
    assert (now["rights_linked"], now["scim_may_rename"]) == (True, True)
    assert AuditEntry.objects.about(ada).get().detail == {
        "may": ["scim_may_disable", "scim_may_rename"]
    }


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_without_an_audit_entry(
    resource: Resource, act: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(resource)
    monkeypatch.setattr(AuditEntry, "save", _full_disk)
    choices = {"choices": {"scim_may_delete": True}} if act is provenance.link else {}
    with pytest.raises(OSError, match="no space"):
        act(resource, by="a test", **choices)
    assert state(resource) == before


def _full_disk(*_args: object, **_options: object) -> None:
    raise OSError("no space")

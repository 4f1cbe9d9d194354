"""What is done to users and groups in Django admin stands in the audit log."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db.models.deletion import Collector
from django.test import Client

from accounts.models import AuditEntry, Group, User
from promapp_console.admin import records
from tests.admin_pages import act, filled_in, page_url, submit
from tests.factories import make_group, make_token, make_user

pytestmark = pytest.mark.django_db
NEW = {"username": "new", "password1": "a horse battery", "password2": "a horse battery"}


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who is signed in."""
    client.force_login(administrator)
    return client


def log() -> list[tuple[str, str, dict[str, Any]]]:
    """What, to what and how, oldest first."""
    entries = AuditEntry.objects.order_by("pk")
    return [(entry.action, entry.object_name, entry.detail) for entry in entries]


def test_a_user_is_made_changed_and_deleted(ada: Client, administrator: User) -> None:
    ada.post("/admin/accounts/user/add/", NEW)
    user = User.objects.get(username="new")
    submit(ada, user, title="Boss", nick_name="Nick")
    submit(ada, user)
    ada.post(page_url(user, "delete"), {"post": "yes"})
    assert log() == [
        ("user.created", "new", {}),
        ("user.changed", "new", {"fields": ["nick_name", "title"]}),
        ("user.deleted", "new", {"sessions": 0, "tokens": 0}),
    ]
    assert {entry.actor for entry in AuditEntry.objects.all()} == {administrator}


@pytest.mark.parametrize("kind", ["user", "group", "factor"])
def test_what_could_not_be_deleted_is_not_said_to_be(
    ada: Client, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user("ada")
    row: Any = user
    if kind == "group":
        row = make_group("Editors")
    elif kind == "factor":
        row = Authenticator.objects.create(user=user, type="totp", data={})
    monkeypatch.setattr(Collector, "delete", _full_disk)
    with pytest.raises(OSError, match="no space"):
        act(ada, "delete_selected", row, post="yes")
    assert not log()
    assert not LogEntry.objects.exists()


def _full_disk(*_args: object, **_options: object) -> None:
    raise OSError("no space")


def test_rights_are_recorded_with_what_they_were(ada: Client, user: User) -> None:
    permission = Permission.objects.get(codename="add_logentry")
    submit(ada, user, is_staff="on", user_permissions=[permission.pk])
    submit(ada, user, is_staff=None, is_superuser="on", user_permissions=[])
    name = user.username
    assert log() == [
        (
            "user.rights_changed",
            name,
            {"is_staff": "no → yes", "added": ["add_logentry"], "removed": []},
        ),
        (
            "user.rights_changed",
            name,
            {
                "is_staff": "yes → no",
                "is_superuser": "no → yes",
                "added": [],
                "removed": ["add_logentry"],
            },
        ),
    ]


def test_disabling_and_enabling(ada: Client, user: User) -> None:
    make_token(user)
    submit(ada, user, is_active=None)
    submit(ada, user, is_active="on")
    act(ada, "disable", user, confirmed="yes")
    name, none = user.username, {"sessions": 0, "tokens": 0}
    told = [line for line in log() if line[0].startswith("user.")]
    assert told == [
        ("user.disabled", name, {"sessions": 0, "tokens": 1}),
        ("user.enabled", name, {}),
        ("user.disabled", name, none),
    ]


def test_linking_and_detaching(ada: Client, user: User) -> None:
    group = make_group("Staff")
    for target in (user, group):
        act(ada, "link_to_identity_provider", target, confirmed="yes")
        act(ada, "detach_from_identity_provider", target, confirmed="yes")
    former = {"former": "Managed by the identity provider"}
    assert log() == [
        ("provenance.linked", user.username, {}),
        ("provenance.detached", user.username, former),
        ("provenance.linked", "Staff", {}),
        ("provenance.detached", "Staff", former),
    ]


def test_a_password_that_is_set(ada: Client, user: User) -> None:
    address = f"/admin/accounts/user/{user.pk}/password/"
    sent = {"usable_password": "true", **NEW}
    ada.post(address, {**sent, "password2": "another"})
    assert log() == []
    ada.post(address, sent)
    assert log() == [("password.set", user.username, {})]
    assert ada.get("/admin/accounts/user/4711/password/").status_code == 404


def test_groups(ada: Client, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "NAMES_KEPT", 1)
    permission = Permission.objects.get(codename="add_logentry")
    sent = filled_in(ada.get("/admin/accounts/group/add/"))
    ada.post("/admin/accounts/group/add/", {**sent, "display_name": "Staff"})
    group = Group.objects.get()
    other = make_user("zoe")
    submit(ada, group, add_members=[user.pk, other.pk])
    submit(ada, group, remove_members=[other.pk], permissions=[permission.pk])
    act(ada, "delete_selected", group, post="yes")
    first = min(user.username, "zoe")
    assert log() == [
        ("group.created", "Staff", {}),
        (
            "group.changed",
            "Staff",
            {"fields": ["add_members"], "added": [first], "added_in_all": 2},
        ),
        ("group.changed", "Staff", {"fields": ["remove_members"], "removed": ["zoe"]}),
        ("group.rights_changed", "Staff", {"added": ["add_logentry"], "removed": []}),
        ("group.deleted", "Staff", {}),
    ]


def test_what_is_refused_is_not_recorded(ada: Client, administrator: User) -> None:
    submit(ada, administrator, is_staff=None)
    act(ada, "delete_selected", administrator, post="yes")
    assert log() == []


def test_the_first_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMAPP_ADMIN_USERNAME", "first")
    call_command("ensure_administrator")
    assert log() == [("user.created", "first", {})]
    assert AuditEntry.objects.get().actor_name == "manage.py ensure_administrator"

"""The link inbox: who waits for an administrator's yes, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.lifecycle import provenance
from accounts.models import AccessToken, AuditEntry, Group, User
from scim.log import inbox
from scim.models import LinkRequest, ProvisioningEvent
from tests.factories import make_administrator, make_group, make_user
from tests.scim.endpoint_client import EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
RENAME: dict[str, Any] = {"op": "replace", "path": "displayName", "value": "Somebody"}
Resource = User | Group


def local_administrator() -> User:
    return make_administrator("boss")


def group_with_rights() -> Group:
    group = make_group("Editors")
    group.permissions.add(Permission.objects.all()[0])
    return group


def path_of(resource: Resource) -> str:
    return f"/{type(resource).__name__}s/{resource.scim_id}"


@pytest.fixture(params=[local_administrator, group_with_rights])
def resource(request: pytest.FixtureRequest, db: None) -> Resource:
    """A local user or group with rights."""
    made: Resource = request.param()
    return made


def test_a_refused_write_comes_into_the_inbox(api: EndpointClient, resource: Resource) -> None:
    api.patch(path_of(resource), RENAME, status=409)
    found = LinkRequest.objects.get()
    assert found.resource == resource
    assert (found.state, found.count, found.token) == ("open", 1, AccessToken.objects.get())
    assert found.decided_by is None
    event = ProvisioningEvent.objects.get()
    assert (event.status, event.reason, event.resource_id) == (409, "link_needed", resource.scim_id)
    resource.refresh_from_db()
    assert not resource.is_provisioned


def test_every_kind_of_write_counts_on_one_request(api: EndpointClient, resource: Resource) -> None:
    path = path_of(resource)
    api.patch(path, RENAME, status=409)
    LinkRequest.objects.update(last_seen=timezone.now() - timedelta(days=1))
    api.expect(409, "DELETE", path)
    name = "userName" if isinstance(resource, User) else "displayName"
    api.expect(409, "PUT", path, {name: "Somebody"})
    bulk = {"Operations": [{"method": "DELETE", "path": path}]}
    assert api.expect(200, "POST", "/Bulk", bulk)["Operations"][0]["status"] == "409"
    if isinstance(resource, Group):
        member = {"op": "add", "path": "members", "value": [{"value": make_user().scim_id}]}
        api.patch(path, member, status=409)
    found = LinkRequest.objects.get()
    assert found.count == (5 if isinstance(resource, Group) else 4)
    assert timezone.now() - found.last_seen < timedelta(minutes=1)
    assert found.first_seen < found.last_seen


def test_an_ordinary_account_needs_nobody(api: EndpointClient) -> None:
    api.patch(path_of(make_user("ada")), RENAME)
    api.patch(path_of(make_group("Readers")), RENAME)
    assert not LinkRequest.objects.exists()


def test_after_the_yes_the_next_write_succeeds(
    api: EndpointClient, resource: Resource, administrator: User
) -> None:
    api.patch(path_of(resource), RENAME, status=409)
    found = LinkRequest.objects.get()
    assert found.approve(administrator) is True
    assert (found.state, found.decided_by) == ("approved", administrator)
    assert found.decided_at is not None
    api.patch(path_of(resource), RENAME)
    resource.refresh_from_db()
    assert resource.is_provisioned
    assert resource.provisioned_by == AccessToken.objects.get()
    event = ProvisioningEvent.objects.latest("pk")
    assert (event.result, event.linked) == ("Success", True)
    assert found.approve(administrator) is False
    assert found.dismiss(administrator) is False
    # Detached and tried again, it has to be asked again.
    provenance.detach(resource, by="a test")
    api.patch(path_of(resource), RENAME, status=409)
    assert LinkRequest.objects.filter(state="open").count() == 1
    assert LinkRequest.objects.count() == 2


def test_who_was_linked_elsewhere_does_not_wait(api: EndpointClient, resource: Resource) -> None:
    api.patch(path_of(resource), RENAME, status=409)
    assert [item.resource for item in LinkRequest.objects.waiting()] == [resource]
    provenance.link(resource, by="a test")
    assert not LinkRequest.objects.waiting()
    api.patch(path_of(resource), RENAME)
    resource.refresh_from_db()
    provenance.detach(resource, by="a test")
    api.patch(path_of(resource), RENAME, status=409)
    assert LinkRequest.objects.waiting().get().count == 2


def test_what_is_dismissed_stays_so_and_is_counted(
    api: EndpointClient, resource: Resource, administrator: User
) -> None:
    api.patch(path_of(resource), RENAME, status=409)
    found = LinkRequest.objects.get()
    assert found.dismiss(administrator) is True
    api.patch(path_of(resource), RENAME, status=409)
    found = LinkRequest.objects.get()
    assert (found.state, found.count) == ("dismissed", 2)
    resource.refresh_from_db()
    assert not resource.is_provisioned
    assert found.approve(administrator) is True  # on second thoughts
    api.patch(path_of(resource), RENAME)


@pytest.mark.parametrize("verb", ["approve", "dismiss"])
def test_nothing_is_decided_without_an_audit_entry(
    resource: Resource, verb: str, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.note(resource, None)
    monkeypatch.setattr(AuditEntry, "save", _full_disk)
    with pytest.raises(OSError, match="no space"):
        getattr(LinkRequest.objects.get(), verb)(administrator)
    resource.refresh_from_db()
    assert not resource.is_provisioned
    assert LinkRequest.objects.get().state == "open"


def _full_disk(*_args: object, **_options: object) -> None:
    raise OSError("no space")


@pytest.mark.parametrize("verb", ["approve", "dismiss"])
def test_a_decision_and_who_took_it_are_one_act(
    resource: Resource, verb: str, administrator: User
) -> None:
    inbox.note(resource, None)
    assert getattr(LinkRequest.objects.get(), verb)(administrator)
    entry = AuditEntry.objects.get()
    action = "link.approved" if verb == "approve" else "link.dismissed"
    assert (entry.action, entry.actor) == (action, administrator)
    assert (entry.object_id, entry.object_name) == (str(resource.pk), str(resource))


@pytest.mark.parametrize("verb", ["approve", "dismiss"])
def test_a_resource_that_was_linked_elsewhere_is_decided(
    resource: Resource, verb: str, administrator: User
) -> None:
    inbox.note(resource, None)
    provenance.link(resource, by="a test")
    assert getattr(LinkRequest.objects.get(), verb)(administrator) is False
    assert [entry.action for entry in AuditEntry.objects.all()] == ["provenance.linked"]


@pytest.mark.parametrize("verb", ["approve", "dismiss"])
def test_strangers_decide_nothing(resource: Resource, verb: str) -> None:
    inbox.note(resource, None)
    found = LinkRequest.objects.get()
    former = make_administrator("former", is_active=False)
    for by in (make_user("ada"), make_user("root", is_superuser=True), former):
        with pytest.raises(PermissionDenied):
            getattr(found, verb)(by)
    found.refresh_from_db()
    assert found.state == "open"


def test_who_is_no_superuser_may_only_dismiss(resource: Resource) -> None:
    inbox.note(resource, None)
    found = LinkRequest.objects.get()
    staff = make_user("staff", is_staff=True)
    with pytest.raises(PermissionDenied):
        found.approve(staff)
    assert found.dismiss(staff) is True


def test_the_request_goes_with_its_resource(resource: Resource) -> None:
    inbox.note(resource, None)
    resource.delete()
    assert not LinkRequest.objects.exists()


def test_the_database_keeps_one_for_each_resource(resource: Resource) -> None:
    inbox.note(resource, None)
    which = {"user" if isinstance(resource, User) else "group": resource}
    for fields in (which, {}, {"user": make_user("x"), "group": make_group("x")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LinkRequest.objects.create(**fields)


def test_a_race_for_the_first_note_is_counted(
    resource: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both see no request; the second finds the first one's when it inserts its own."""
    inbox.note(resource, None)
    real = inbox._count
    calls: list[int] = []

    def count(*given: Any) -> int:
        calls.append(1)
        return 0 if len(calls) == 1 else real(*given)

    monkeypatch.setattr(inbox, "_count", count)
    inbox.note(resource, None)
    assert LinkRequest.objects.get().count == 2

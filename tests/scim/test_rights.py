"""Accounts and groups with rights: what SCIM may do to them, and what it can never reach."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.lifecycle import activation, provenance
from accounts.models import Group, Mail, User
from accounts.sign_in import resets
from scim.models import LinkRequest, ProvisioningEvent
from tests.factories import PASSWORD, make_administrator, make_group, make_token, make_user
from tests.scim.endpoint_client import BULK, PATCH_OP, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
EVIL = "attacker@evil.example"
STOLEN = "stolen it all, twice over"


def replace(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def patch_of(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


def by_patch(api: EndpointClient, user: User, attributes: dict[str, Any]) -> None:
    operations = [replace(name, value) for name, value in attributes.items()]
    api.send("PATCH", f"/Users/{user.scim_id}", patch_of(*operations))


def by_patch_without_path(api: EndpointClient, user: User, attributes: dict[str, Any]) -> None:
    body = patch_of({"op": "Add", "value": {k.upper(): v for k, v in attributes.items()}})
    api.send("PATCH", f"/Users/{user.scim_id}", body)


def by_filtered_path(api: EndpointClient, user: User, attributes: dict[str, Any]) -> None:
    operations = [
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": EVIL},
        *(replace(name, value) for name, value in attributes.items() if name != "emails"),
    ]
    api.send("PATCH", f"/Users/{user.scim_id}", patch_of(*operations))


def by_put(api: EndpointClient, user: User, attributes: dict[str, Any]) -> None:
    body = {"schemas": [USER], "userName": user.username, **attributes}
    api.send("PUT", f"/Users/{user.scim_id}", body)


def by_bulk(api: EndpointClient, user: User, attributes: dict[str, Any]) -> None:
    body = {"schemas": [USER], "userName": user.username, **attributes}
    operation = {"method": "PUT", "path": f"/Users/{user.scim_id}", "data": body}
    api.send("POST", "/Bulk", {"schemas": [BULK], "Operations": [operation]})


def by_me(api: EndpointClient, user: User, attributes: dict[str, Any]) -> None:
    own = EndpointClient(make_token(user)[1]) if user.is_administrator else api
    body = {"schemas": [USER], "userName": user.username, **attributes}
    own.send("PUT", "/Me" if own is not api else f"/Users/{user.scim_id}", body)


Write = Callable[[EndpointClient, User, dict[str, Any]], None]
WRITES = [by_patch, by_patch_without_path, by_filtered_path, by_put, by_bulk, by_me]
CREDENTIALS = {
    "emails": [{"value": EVIL, "type": "work", "primary": True}],
    "password": STOLEN,
    "title": "Dr",
}


@pytest.fixture(params=WRITES)
def write(request: pytest.FixtureRequest) -> Write:
    """A way to write attributes of a user."""
    way: Write = request.param
    return way


@pytest.fixture
def boss(db: None) -> User:
    """A provisioned administrator who was confirmed as one."""
    return make_administrator("boss", is_provisioned=True, email="boss@promapp.example")


def raise_by_orm(user: User) -> None:
    """The way around everything: rights straight into the row."""
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()


def signs_in(username: str, password: str) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": password})
    return client.get(reverse("profile")).status_code == 200


def reset_mails(address: str) -> int:
    mail.outbox.clear()
    assert Client().post(reverse("account_reset_password"), {"email": address}).status_code == 302
    resets.deliver()
    return len([item for item in mail.outbox if "/password/reset/" in str(item.body)])


# Credentials


def test_scim_writes_nothing_that_opens_an_administrator(
    api: EndpointClient, boss: User, write: Write
) -> None:
    write(api, boss, CREDENTIALS)
    boss.refresh_from_db()
    assert (boss.email, boss.title) == ("boss@promapp.example", "Dr")
    assert boss.check_password(PASSWORD)
    assert not boss.check_password(STOLEN)
    assert not boss.credentials_from_scim
    assert EVIL in [item["value"] for item in api.get(f"/Users/{boss.scim_id}")["emails"]]
    assert (reset_mails(EVIL), reset_mails("boss@promapp.example")) == (0, 1)
    event = ProvisioningEvent.objects.latest("pk")
    assert "The password was not set" in event.notes
    assert "reset and notices was left alone" in event.notes


def test_rights_from_anywhere_open_nothing_that_scim_set(api: EndpointClient, write: Write) -> None:
    """Set a password and an address on an ordinary user, and wait for the promotion."""
    shown = api.create_user("eve")
    eve = User.objects.get(scim_id=shown["id"])
    write(api, eve, CREDENTIALS)
    assert signs_in("eve", STOLEN)
    assert reset_mails(EVIL) == 1
    raise_by_orm(eve)
    assert eve.is_held
    assert not eve.is_administrator
    assert not signs_in("eve", STOLEN)
    assert reset_mails(EVIL) == 0
    write(api, eve, {"title": "Again"})
    raise_by_orm(eve)
    assert not signs_in("eve", STOLEN)


def test_a_session_that_began_before_is_over(api: EndpointClient) -> None:
    api.create_user("eve", password=STOLEN)
    client = Client()
    client.post(reverse("account_login"), {"login": "eve", "password": STOLEN})
    assert client.get(reverse("profile")).status_code == 200
    raise_by_orm(User.objects.get(username="eve"))
    assert client.get(reverse("profile")).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 302


def test_no_way_in_leads_anywhere_while_rights_are_held(api: EndpointClient) -> None:
    """A passkey ends in a session like this one."""
    api.create_user("eve")
    eve = User.objects.get(username="eve")
    raise_by_orm(eve)
    client = Client()
    client.force_login(eve)
    assert client.get(reverse("profile")).status_code == 302
    client.force_login(eve)
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_password_that_was_changed_or_reset_before_opens_nothing(api: EndpointClient) -> None:
    """Whoever has SCIM's password or reads SCIM's mailbox can make it look like their own."""
    api.create_user("eve", password=STOLEN, emails=[{"value": EVIL}])
    client = Client()
    client.post(reverse("account_login"), {"login": "eve", "password": STOLEN})
    own = "a new one of her own"
    data = {"oldpassword": STOLEN, "password1": own, "password2": own}
    client.post(reverse("account_change_password"), data)
    assert signs_in("eve", own)
    assert reset_mails(EVIL) == 1
    link = next(line for line in str(mail.outbox[0].body).split() if "/password/reset/" in line)
    raise_by_orm(User.objects.get(username="eve"))
    assert not signs_in("eve", own)
    late = Client()
    form = late.get("/" + link.split("/", 3)[3], follow=True)
    last = "and another one after that"
    late.post(form.request["PATH_INFO"], {"password1": last, "password2": last})
    assert not signs_in("eve", last)
    assert late.get(reverse("profile")).status_code == 302


def test_a_held_account_counts_as_no_administrator(
    api: EndpointClient, administrator: User
) -> None:
    api.create_user("eve", emails=[{"value": EVIL}])
    eve = User.objects.get(username="eve")
    raise_by_orm(eve)
    assert list(User.objects.administrators()) == [administrator]
    assert activation.lack_without([administrator]) == activation.LAST
    _, secret = make_token(administrator)
    User.objects.filter(username="eve").update(is_staff=False, is_superuser=False)
    raise_by_orm(eve)
    administrator.access_tokens.update(owner=eve)
    assert EndpointClient(secret).send("GET", "/Users").status_code == 401


def test_demotion_gives_the_account_back_and_a_cycle_gains_nothing(
    api: EndpointClient, boss: User, write: Write
) -> None:
    User.objects.filter(pk=boss.pk).update(is_staff=False, is_superuser=False)
    boss.refresh_from_db()
    write(api, boss, CREDENTIALS)
    boss.refresh_from_db()
    assert boss.email == EVIL
    raise_by_orm(boss)
    assert not signs_in("boss", STOLEN)
    provenance.detach(boss, by="a test")
    provenance.link(boss, by="a test")
    assert not signs_in("boss", STOLEN)
    assert reset_mails(EVIL) == 0


def test_each_write_is_told_once_an_hour(
    api: EndpointClient, boss: User, administrator: User, write: Write
) -> None:
    for _ in range(3):
        write(api, boss, CREDENTIALS)
    told = Mail.objects.filter(notice__kind="provisioning_rights")
    assert {item.recipient for item in told} == {administrator.email, boss.email}
    assert told.count() == 2
    assert "title" in told[0].body
    assert EVIL not in told[0].body
    events = ProvisioningEvent.objects.filter(resource_id=boss.scim_id)
    assert all("all administrators are told" in event.notes for event in events)
    by_patch(api, make_user("ordinary"), CREDENTIALS)
    assert told.count() == 2


def test_the_end_of_an_administrator_is_told(api: EndpointClient, boss: User) -> None:
    provenance.link(boss, by="a test", choices={"scim_may_delete": True})
    api.expect(204, "DELETE", f"/Users/{boss.scim_id}")
    assert Mail.objects.filter(notice__kind="provisioning_rights", body__contains="Delete").exists()


# What has to be allowed

DEEDS: dict[str, tuple[str, Any]] = {
    "scim_may_disable": ("PATCH", patch_of(replace("active", False))),
    "scim_may_enable": ("PATCH", patch_of(replace("active", "True"))),
    "scim_may_rename": ("PUT", {"schemas": [USER], "userName": "chief"}),
    "scim_may_delete": ("DELETE", None),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_waits_for_the_link_and_is_allowed_by_itself(
    api: EndpointClient, boss: User, deed: str
) -> None:
    User.objects.filter(pk=boss.pk).update(is_active=deed != "scim_may_enable")
    path, (method, body) = f"/Users/{boss.scim_id}", DEEDS[deed]
    before = User.objects.values_list("username", "is_active").get(pk=boss.pk)
    answer = api.expect(409, method, path, body)
    assert "nobody has let provisioning" in answer["detail"]
    assert LinkRequest.objects.waiting().get().resource == boss
    assert ProvisioningEvent.objects.latest("pk").reason == "link_needed"
    others = {name: name != deed for name in DEEDS}
    User.objects.filter(pk=boss.pk).update(rights_linked=True, **others)
    answer = api.expect(409, method, path, body)
    assert "provisioning may not" in answer["detail"]
    assert ProvisioningEvent.objects.latest("pk").reason == "rights_kept"
    assert not LinkRequest.objects.waiting()
    operation = {"method": method, "path": path, "data": body}
    bulk = api.expect(200, "POST", "/Bulk", {"schemas": [BULK], "Operations": [operation]})
    assert bulk["Operations"][0]["status"] == "409"
    assert User.objects.values_list("username", "is_active").get(pk=boss.pk) == before
    User.objects.filter(pk=boss.pk).update(**{deed: True})
    assert api.send(method, path, body).status_code in {200, 204}


def test_a_linked_administrator_may_leave(api: EndpointClient, boss: User) -> None:
    provenance.link(boss, by="a test")
    api.patch(f"/Users/{boss.scim_id}", replace("active", False))
    api.patch(f"/Users/{boss.scim_id}", replace("active", True), status=409)
    boss.refresh_from_db()
    assert not boss.is_active


def test_what_changes_nothing_needs_nobody(api: EndpointClient, boss: User) -> None:
    """Okta sends the whole user; user names are compared without regard to case."""
    body = {"schemas": [USER], "userName": "BOSS", "active": True, "title": "Dr"}
    api.expect(200, "PUT", f"/Users/{boss.scim_id}", body)
    assert not LinkRequest.objects.exists()


# Groups


@pytest.fixture(params=[False, True])
def editors(request: pytest.FixtureRequest, db: None) -> Group:
    """A provisioned group that was given permissions later; linked with them, or not."""
    group = make_group("Editors", is_provisioned=True, rights_linked=request.param)
    group.user_set.add(make_user("old"))
    group.permissions.add(Permission.objects.all()[0])
    return group


@pytest.mark.parametrize("method", ["PATCH add", "PATCH replace", "PATCH filtered", "PUT", "Bulk"])
def test_a_group_with_permissions_gets_no_members(
    api: EndpointClient, editors: Group, method: str
) -> None:
    eve = api.create_user("eve")
    path, value = f"/Groups/{editors.scim_id}", [{"value": eve["id"]}]
    whole = {"displayName": "Editors", "members": value}
    old = User.objects.get(username="old").scim_id
    filtered = {"op": "replace", "path": f'members[value eq "{old}"]', "value": value}
    sent: dict[str, tuple[str, Any]] = {
        "PATCH add": ("PATCH", patch_of({"op": "add", "path": "MEMBERS", "value": value})),
        "PATCH replace": ("PATCH", patch_of(replace("members", value))),
        "PATCH filtered": ("PATCH", patch_of(filtered)),
        "PUT": ("PUT", whole),
    }
    if method == "Bulk":
        body = {"Operations": [{"method": "PUT", "path": path, "data": whole}]}
        answer = api.expect(200, "POST", "/Bulk", {"schemas": [BULK], **body})
        assert answer["Operations"][0]["status"] == "409"
    else:
        api.expect(409, sent[method][0], path, sent[method][1])
    # Nor from the user's side: RFC 7643 section 4.1.2 has `groups` read-only.
    api.send("PATCH", f"/Users/{eve['id']}", patch_of(replace("groups", [{"value": "x"}])))
    assert list(editors.user_set.values_list("username", flat=True)) == ["old"]


def test_members_leave_a_linked_group_and_its_name_changes(
    api: EndpointClient, editors: Group
) -> None:
    path, is_linked = f"/Groups/{editors.scim_id}", editors.rights_linked
    api.patch(path, replace("displayName", "Writers"), status=204 if is_linked else 409)
    api.patch(path, {"op": "remove", "path": "members"}, status=204 if is_linked else 409)
    assert editors.user_set.exists() is not is_linked
    assert LinkRequest.objects.waiting().exists() is not is_linked
    api.expect(409, "DELETE", path)
    Group.objects.filter(pk=editors.pk).update(scim_may_delete=True)
    api.expect(204 if is_linked else 409, "DELETE", path)


@pytest.mark.parametrize("attribute", ["manager", "roles", "entitlements", "groups"])
def test_what_names_something_grants_nothing(
    api: EndpointClient, boss: User, attribute: str
) -> None:
    group = make_group("Editors", boss)
    group.permissions.add(Permission.objects.all()[0])
    value: Any = [{"value": "admin"}, {"value": group.scim_id}]
    if attribute == "manager":
        attribute = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
        value = {"value": boss.scim_id}
    shown = api.create_user("eve")
    body = patch_of(replace(attribute, value))
    api.send("PATCH", f"/Users/{shown['id']}", body)
    eve = User.objects.get(username="eve")
    assert not eve.has_rights
    assert not eve.get_all_permissions()

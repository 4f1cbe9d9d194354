"""Users over HTTP: created, read, changed, disabled, linked, deleted."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import AccessToken, User
from scim.models import ProvisioningEvent
from scim.table.dates import parse_date_time
from tests.factories import PASSWORD, make_administrator, make_group, make_token, make_user
from tests.scim.endpoint_client import ENTERPRISE, PATCH_OP, SITE, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]

# The body of Microsoft's documentation, with every attribute it maps by default.
FULL: dict[str, Any] = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "Ada.Byron#EXT#@tenant.onmicrosoft.com",
    "active": True,
    "displayName": "Ada Byron",
    "title": None,
    "preferredLanguage": None,
    "emails": [{"primary": True, "type": "work", "value": "Ada.Byron@tenant.com"}],
    "addresses": [
        {
            "type": "work",
            "primary": False,
            "formatted": "12 St James's Square\nLondon",
            "streetAddress": "12 St James's Square",
            "locality": "London",
            "region": "Middlesex",
            "postalCode": "SW1Y 4JH",
            "country": None,
        }
    ],
    "phoneNumbers": [
        {"type": "work", "primary": True, "value": "+44 (0)20 7946-0000"},
        {"type": "mobile", "value": "+44 7700 900000"},
        {"type": "fax", "value": "020 7946 0001"},
    ],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Lady Ada Byron", "familyName": "Byron", "givenName": "Ada"},
    "roles": [],
    ENTERPRISE: {
        "employeeNumber": "701984",
        "department": "Analytical Engines",
        "manager": {"value": "no-such-user"},
    },
}


def expected_of(sent: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """What the whole answer to FULL must be, with the id and times that were given."""
    expected = {key: value for key, value in sent.items() if value not in (None, [])}
    expected["addresses"] = [
        {key: value for key, value in sent["addresses"][0].items() if value is not None}
    ]
    created, modified = shown["meta"]["created"], shown["meta"]["lastModified"]
    return {
        **expected,
        "id": shown["id"],
        "meta": {
            "resourceType": "User",
            "created": created,
            "lastModified": modified,
            "location": f"{SITE}/api/scim/Users/{shown['id']}",
            "version": 'W/"1"',
        },
    }


def test_a_full_user_comes_back_as_sent(api: EndpointClient) -> None:
    response = api.send("POST", "/Users", FULL)
    shown = response.json()
    assert response.status_code == 201
    assert response["Location"] == shown["meta"]["location"]
    assert response["ETag"] == 'W/"1"'
    assert shown == expected_of(FULL, shown)
    assert api.get(f"/Users/{shown['id']}") == shown
    assert api.get("/Users", filter=f'id eq "{shown["id"]}"')["Resources"] == [shown]
    moment = parse_date_time(shown["meta"]["created"])
    assert moment
    assert abs(timezone.now() - moment) < timedelta(minutes=1)
    assert shown["meta"]["lastModified"] == shown["meta"]["created"]


def test_the_smallest_user(api: EndpointClient) -> None:
    shown = api.expect(201, "POST", "/Users", {"schemas": [USER], "userName": "u"})
    assert {key: value for key, value in shown.items() if key not in {"id", "meta"}} == {
        "schemas": [USER],
        "userName": "u",
        "active": True,
    }
    user = User.objects.get(scim_id=shown["id"])
    assert not user.has_usable_password()
    assert user.is_provisioned
    assert not (user.is_staff)
    assert not (user.is_superuser)


@pytest.mark.parametrize(
    "name",
    ["a", "x" * 254, "O'Brien+tag@x.com", "žofie@példa.hu", "日本", "a b", '"quoted\\"', "😀"],
)
def test_any_user_name_is_kept_found_and_unique(api: EndpointClient, name: str) -> None:
    created = api.create_user(name)
    assert created["userName"] == name
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    for asked in (quoted, quoted.upper(), quoted.lower()):
        assert api.names("/Users", filter=f'userName eq "{asked}"') == [name]
    answer = api.expect(409, "POST", "/Users", {"schemas": [USER], "userName": name.upper()})
    assert answer["scimType"] == "uniqueness"
    assert "already has the userName" in answer["detail"]


def test_put_clears_what_it_leaves_out(api: EndpointClient) -> None:
    shown = api.expect(201, "POST", "/Users", FULL)
    path = f"/Users/{shown['id']}"
    sent = {"schemas": [USER], "id": "other", "userName": "ada", "groups": [], "title": "Dr"}
    replaced = api.expect(200, "PUT", path, sent)
    meta = replaced.pop("meta")
    assert replaced == {
        "schemas": [USER],
        "id": shown["id"],
        "userName": "ada",
        "title": "Dr",
        "active": True,
    }
    assert meta["version"] == 'W/"2"'
    assert meta["created"] == shown["meta"]["created"]


def test_put_without_active_disables_nobody_and_enables_nobody(api: EndpointClient) -> None:
    shown = api.create_user("ada", active=False)
    path = f"/Users/{shown['id']}"
    assert api.expect(200, "PUT", path, {"schemas": [USER], "userName": "b"})["active"] is False
    api.expect(200, "PUT", path, {"schemas": [USER], "userName": "b", "active": True})
    assert api.expect(200, "PUT", path, {"schemas": [USER], "userName": "c"})["active"] is True


def test_put_never_creates(api: EndpointClient) -> None:
    answer = api.expect(404, "PUT", "/Users/no-such-id", {"schemas": [USER], "userName": "x"})
    assert answer["detail"] == (
        "There is no User with the id 'no-such-id' here. It was deleted, or the id is of another "
        "site: look it up in /Users."
    )
    assert not User.objects.filter(username="x").exists()


def test_nothing_changed_is_no_new_version(api: EndpointClient) -> None:
    shown = api.expect(201, "POST", "/Users", FULL)
    path = f"/Users/{shown['id']}"
    assert api.expect(200, "PUT", path, FULL) == shown
    assert api.patch(path, {"op": "Replace", "path": "active", "value": "True"}) == shown
    assert api.patch(path) == shown
    results = ProvisioningEvent.objects.filter(resource_id=shown["id"]).values_list("result")
    assert [row[0] for row in results] == ["Skipped", "Skipped", "Skipped", "Success"]


def test_a_duplicate_name_by_patch_or_put_changes_nothing(api: EndpointClient) -> None:
    api.create_user("first")
    second = api.create_user("second", displayName="S")
    path = f"/Users/{second['id']}"
    change = {"op": "replace", "value": {"displayName": "T", "userName": "FIRST"}}
    assert api.patch(path, change, status=409)["scimType"] == "uniqueness"
    api.expect(409, "PUT", path, {"schemas": [USER], "userName": "First"})
    assert api.get(path) == second


def test_a_patch_is_all_or_nothing(api: EndpointClient) -> None:
    shown = api.create_user("ada")
    good = {"op": "replace", "path": "displayName", "value": "Ada"}
    bad = {"op": "replace", "path": "colour", "value": "red"}
    answer = api.patch(f"/Users/{shown['id']}", good, bad, status=400)
    assert answer["scimType"] == "invalidPath"
    assert api.get(f"/Users/{shown['id']}") == shown


# Versions


def test_versions_guard_reads_and_writes(api: EndpointClient) -> None:
    path = f"/Users/{api.create_user('ada')['id']}"
    body = {"Operations": [{"op": "replace", "path": "title", "value": "Dr"}]}
    for stale in ('W/"2"', '"7", W/"8"', "nonsense"):
        response = api.send("PATCH", path, body, **{"If-Match": stale})
        assert response.status_code == 412
        assert 'at version W/"1" by now' in response.json()["detail"]
    assert api.send("PATCH", path, body, **{"If-Match": 'W/"1"'})["ETag"] == 'W/"2"'
    assert api.send("DELETE", path, **{"If-Match": 'W/"1"'}).status_code == 412
    for known in ('W/"2"', '"2"', "*", 'W/"1", W/"2"'):
        response = api.send("GET", path, **{"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response["ETag"] == 'W/"2"'
    assert api.send("GET", path, **{"If-None-Match": 'W/"1"'}).status_code == 200
    assert api.send("DELETE", path, **{"If-Match": "*"}).status_code == 204


# Managers

SET = [
    {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "ID"},
    {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": {"value": "ID"}},
    {"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": [{"$ref": None, "value": "ID"}]},
    {"op": "Add", "path": "manager", "value": [{"$ref": f"{SITE}/Users/ID", "value": "ID"}]},
    {"op": "replace", "path": f"{ENTERPRISE}:manager.value", "value": "ID"},
    {"op": "add", "value": {f"{ENTERPRISE}:manager": "ID"}},
    {"op": "replace", "value": {f"{ENTERPRISE}:manager": {"value": "ID"}}},
    {"op": "replace", "value": {ENTERPRISE: {"manager": {"value": "ID"}}}},
]
UNSET = [
    {"op": "Remove", "path": f"{ENTERPRISE}:manager"},
    {"op": "remove", "path": f"{ENTERPRISE}:manager.value"},
    {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": ""},
    {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": None},
    {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": {"value": ""}},
    {"op": "replace", "value": {f"{ENTERPRISE}:manager": ""}},
    {"op": "remove", "path": ENTERPRISE},
]


def naming(operation: dict[str, Any], identifier: str) -> dict[str, Any]:
    """The operation with ID replaced, in its value, however deep."""

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put(item) for key, item in value.items()}
        if isinstance(value, list):
            return [put(item) for item in value]
        return value.replace("ID", identifier) if isinstance(value, str) else value

    return {**operation, "value": put(operation["value"])}


@pytest.mark.parametrize("operation", SET)
def test_a_manager_is_set_and_changed(api: EndpointClient, operation: dict[str, Any]) -> None:
    path = f"/Users/{api.create_user('ada')['id']}"
    for name, display in (("first", {"displayName": "First"}), ("second", {})):
        manager = api.create_user(name, **display)
        shown = api.patch(path, naming(operation, manager["id"]))
        assert shown["schemas"] == [USER, ENTERPRISE]
        assert shown[ENTERPRISE] == {
            "manager": {
                "value": manager["id"],
                "$ref": f"{SITE}/api/scim/Users/{manager['id']}",
                **display,
            }
        }
        assert api.get(path) == shown
        found = api.names("/Users", filter=f"manager eq {manager['id']}", attributes="userName")
        assert found == ["ada"]


@pytest.mark.parametrize("operation", SET)
def test_an_unknown_manager_is_kept_as_sent(api: EndpointClient, operation: dict[str, Any]) -> None:
    path = f"/Users/{api.create_user('ada')['id']}"
    shown = api.patch(path, naming(operation, "SomebodyElse"))
    assert shown[ENTERPRISE] == {"manager": {"value": "SomebodyElse"}}


@pytest.mark.parametrize("operation", UNSET)
def test_a_manager_is_taken_away(api: EndpointClient, operation: dict[str, Any]) -> None:
    manager = api.create_user("boss")["id"]
    user = api.create_user("ada", **{ENTERPRISE: {"manager": {"value": manager}}})
    assert user[ENTERPRISE]["manager"]["value"] == manager
    shown = api.patch(f"/Users/{user['id']}", operation)
    assert shown["schemas"] == [USER]
    assert ENTERPRISE not in shown
    assert api.get(f"/Users/{user['id']}") == shown


def test_the_reference_check_of_entra(api: EndpointClient) -> None:
    manager = api.create_user("boss")["id"]
    user = api.create_user("ada", **{ENTERPRISE: {"manager": manager}})["id"]
    for text in (
        f"id eq {user} and manager eq {manager}",
        f"manager eq {manager} and id eq {user}",
    ):
        found = api.get("/Users", filter=text, attributes="id")
        assert found["Resources"] == [{"schemas": [USER], "id": user}]
    assert api.names("/Users", filter=f"id eq {manager} and manager eq {user}") == []


def test_a_manager_of_oneself_is_shown_with_the_new_name(api: EndpointClient) -> None:
    ada = api.create_user("ada", displayName="Ada")
    ada |= {"displayName": "Ada L.", ENTERPRISE: {"manager": {"value": ada["id"]}}}
    path = f"/Users/{ada['id']}"
    answer = api.expect(200, "PUT", path, ada)
    assert answer[ENTERPRISE]["manager"]["displayName"] == "Ada L."
    assert api.get(path) == answer
    renamed = api.patch(path, {"op": "replace", "path": "displayName", "value": "A."})
    assert renamed[ENTERPRISE]["manager"]["displayName"] == "A."
    assert api.get(path) == renamed


def test_a_deleted_manager_leaves_the_report(api: EndpointClient) -> None:
    manager = api.create_user("boss")["id"]
    user = api.create_user("ada", **{ENTERPRISE: {"manager": manager}})["id"]
    api.expect(204, "DELETE", f"/Users/{manager}")
    assert api.get(f"/Users/{user}")[ENTERPRISE] == {"manager": {"value": manager}}


# Disable, restore, delete

DISABLE: list[dict[str, Any]] = [
    {"op": "Replace", "path": "active", "value": "False"},
    {"op": "Add", "path": "active", "value": "False"},
    {"op": "replace", "path": "active", "value": False},
    {"op": "replace", "value": {"active": False}},
    {"op": "Replace", "value": {"active": "false"}},
    {"op": "Replace", "path": "active", "value": [{"$ref": None, "value": "False"}]},
    {"op": "replace", "path": f"{USER}:active", "value": False},
]


@pytest.mark.parametrize("operation", DISABLE)
def test_disabling_ends_access_and_keeps_memberships(
    api: EndpointClient, operation: dict[str, Any]
) -> None:
    user = make_user("ada", is_provisioned=True)
    other = make_user("bob")
    group = make_group("Engineers", user, other, is_provisioned=True)
    browser, others = Client(), Client()
    for client, owner in ((browser, user), (others, other)):
        client.force_login(owner)
        UserSession.objects.create(user=owner, session_key=client.session.session_key, ip="::1")
    token, secret = make_token(user)
    path = f"/Users/{user.scim_id}"
    shown = api.patch(path, operation)
    assert shown["active"] is False
    assert api.get(path) == shown
    assert api.names("/Users", filter='userName eq "ADA"') == ["ada"]
    assert [item["value"] for item in shown["groups"]] == [group.scim_id]
    assert not browser.session.get("_auth_user_id")
    assert others.session.get("_auth_user_id")
    assert [session.user for session in UserSession.objects.all()] == [other]
    token.refresh_from_db()
    assert token.revoked_at
    assert token.revoked_reason == "its owner was disabled by the identity provider"
    assert EndpointClient(secret).send("GET", "/Users").status_code == 401
    event = ProvisioningEvent.objects.get(resource_id=user.scim_id)
    assert (event.action, event.result) == ("Disable", "Success")
    assert event.notes == "1 session and 1 token were ended."
    assert {"attribute": "active", "old": True, "new": False} in event.changes


def test_restoring_brings_back_the_user_but_no_access(api: EndpointClient) -> None:
    user = make_user("ada", is_provisioned=True)
    group = make_group("Engineers", user)
    token, _ = make_token(user)
    path = f"/Users/{user.scim_id}"
    api.patch(path, DISABLE[0])
    shown = api.patch(path, {"op": "Replace", "path": "active", "value": "True"})
    assert shown["active"] is True
    assert [item["value"] for item in shown["groups"]] == [group.scim_id]
    token.refresh_from_db()
    assert token.revoked_at
    actions = ProvisioningEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["Disable", "Enable"]


def test_put_disables_too(api: EndpointClient) -> None:
    user = make_user("ada", is_provisioned=True)
    token, _ = make_token(user)
    body = {"schemas": [USER], "userName": "ada", "active": False}
    assert api.expect(200, "PUT", f"/Users/{user.scim_id}", body)["active"] is False
    token.refresh_from_db()
    assert token.revoked_at


def test_deleting_is_for_good(api: EndpointClient) -> None:
    shown = api.create_user("ada")
    user = User.objects.get(scim_id=shown["id"])
    group = make_group("Engineers", user)
    token, _ = make_token(user)
    path = f"/Users/{shown['id']}"
    response = api.send("DELETE", path)
    assert (response.status_code, response.content) == (204, b"")
    for method in ("GET", "DELETE", "PATCH", "PUT"):
        body = {"schemas": [PATCH_OP if method == "PATCH" else USER], "userName": "ada"}
        answer = api.expect(404, method, path, {**body, "Operations": []})
        assert answer["detail"].startswith(f"There is no User with the id '{shown['id']}' here.")
    assert api.names("/Users", filter='userName eq "ada"') == []
    assert not group.user_set.exists()
    token.refresh_from_db()
    assert (bool(token.revoked_at), token.owner, token.owner_name) == (True, None, "ada")
    assert api.create_user("ada")["id"] != shown["id"]
    event = ProvisioningEvent.objects.filter(action="Delete", result="Success").get()
    assert (event.resource_id, event.name, event.user) == (shown["id"], "ada", None)


# Local accounts

WRITES: list[tuple[str, Any]] = [
    ("PATCH", {"Operations": [{"op": "replace", "path": "title", "value": "Dr"}]}),
    ("PATCH", {"Operations": [{"op": "replace", "path": "active", "value": False}]}),
    ("PATCH", {"Operations": [{"op": "replace", "path": "password", "value": "stolen it all"}]}),
    ("PATCH", {"Operations": []}),
    ("PUT", {"schemas": [USER], "userName": "taken over"}),
    ("DELETE", None),
]


@pytest.mark.parametrize(("method", "body"), WRITES)
@pytest.mark.parametrize("rights", [{"is_staff": True}, {"is_superuser": True}])
def test_a_local_administrator_is_left_alone(
    api: EndpointClient, method: str, body: Any, rights: dict[str, bool]
) -> None:
    boss = make_user("boss", **rights)
    before = User.objects.filter(pk=boss.pk).values().get()
    document = api.get(f"/Users/{boss.scim_id}")
    answer = api.expect(409, method, f"/Users/{boss.scim_id}", body)
    assert answer["detail"].startswith(
        "'boss' is a local administrator, whom provisioning does not"
    )
    assert "scimType" not in answer
    assert User.objects.filter(pk=boss.pk).values().get() == before
    assert api.get(f"/Users/{boss.scim_id}") == document
    event = ProvisioningEvent.objects.get(resource_id=boss.scim_id)
    assert (event.result, event.status, event.linked) == ("Failure", 409, False)


@pytest.mark.parametrize(("method", "body"), WRITES[:5])
def test_the_first_write_links_a_local_account(api: EndpointClient, method: str, body: Any) -> None:
    user = make_user("local", email="local@promapp.example")
    [found] = api.get("/Users", filter='userName eq "LOCAL"')["Resources"]
    assert found["emails"] == [{"value": "local@promapp.example", "type": "work", "primary": True}]
    assert not User.objects.get(pk=user.pk).is_provisioned
    api.expect(200, method, f"/Users/{user.scim_id}", body)
    user.refresh_from_db()
    assert user.is_provisioned
    assert user.provisioned_by == AccessToken.objects.get()
    event = ProvisioningEvent.objects.get(resource_id=user.scim_id)
    assert (event.result, event.linked) == ("Success", True)
    api.patch(f"/Users/{user.scim_id}", {"op": "replace", "path": "nickName", "value": "L"})
    assert not ProvisioningEvent.objects.order_by("pk").last().linked  # type: ignore[union-attr]


def test_a_refused_write_links_nothing(api: EndpointClient) -> None:
    user = make_user("local")
    make_user("taken")
    change = {"op": "replace", "path": "userName", "value": "taken"}
    api.patch(f"/Users/{user.scim_id}", change, status=409)
    user.refresh_from_db()
    assert not user.is_provisioned
    assert not ProvisioningEvent.objects.get().linked


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT"])
def test_the_last_administrator_stays(method: str) -> None:
    User.objects.administrators().update(is_active=False)
    boss = make_administrator("boss", is_provisioned=True, rights_linked=True, scim_may_delete=True)
    _, secret = make_token(boss)
    api = EndpointClient(secret)
    body = {"schemas": [PATCH_OP], "Operations": [DISABLE[0]]}
    if method == "PUT":
        body = {"schemas": [USER], "userName": "boss", "active": False}
    answer = api.expect(409, method, f"/Users/{boss.scim_id}", body)
    assert answer["detail"].startswith("'boss' is the last active administrator of this site")
    boss.refresh_from_db()
    assert boss.is_administrator
    make_administrator("other", is_active=False)
    make_user("staffless", is_superuser=True)
    api.expect(409, method, f"/Users/{boss.scim_id}", body)
    make_administrator("deputy")
    response = api.send(method, f"/Users/{boss.scim_id}", body)
    assert response.status_code == (204 if method == "DELETE" else 200)
    assert api.send("GET", "/Users").status_code == 401  # it was the owner of the token


@pytest.mark.parametrize("name", ["is_staff", "isStaff", "is_superuser", "user_permissions"])
def test_scim_grants_no_rights(api: EndpointClient, name: str) -> None:
    sent: dict[str, Any] = {name: True, "roles": [{"value": "admin"}], "groups": [{"value": "1"}]}
    shown = api.create_user("ada", userType="admin", **sent)
    path = f"/Users/{shown['id']}"
    api.expect(200, "PUT", path, {"schemas": [USER], "userName": "ada", **sent})
    api.patch(path, {"op": "add", "value": sent})
    answer = api.patch(path, {"op": "add", "path": name, "value": True}, status=400)
    assert answer["scimType"] == "invalidPath"
    user = User.objects.get(scim_id=shown["id"])
    assert not (user.is_staff)
    assert not (user.is_superuser)
    assert not (user.user_permissions.exists())
    assert not user.groups.exists()


# Passwords


def test_a_password_is_set_and_never_shown(api: EndpointClient) -> None:
    shown = api.create_user("ada", password="first secret 1")
    path = f"/Users/{shown['id']}"
    user = User.objects.get(scim_id=shown["id"])
    assert user.check_password("first secret 1")
    assert "password" not in shown
    for operation in (
        {"op": "replace", "path": "password", "value": "second secret 2"},
        {"op": "replace", "value": {"password": "second secret 2"}},
    ):
        assert "password" not in api.patch(path, operation)
    user.refresh_from_db()
    assert user.check_password("second secret 2")
    body = {"schemas": [USER], "userName": "ada", "password": "third secret 3"}
    assert "password" not in api.expect(200, "PUT", path, body)
    api.expect(200, "PUT", path, {"schemas": [USER], "userName": "ada"})
    user.refresh_from_db()
    assert user.check_password("third secret 3")
    assert "password" not in api.get(path, attributes="password,userName")
    for text in ('password eq "x"', "password pr", 'password sw "md5"'):
        answer = api.expect(400, "GET", "/Users", query={"filter": text})
        assert answer["scimType"] == "invalidFilter"
    api.expect(400, "GET", "/Users", query={"sortBy": "password"})
    everything = repr(list(ProvisioningEvent.objects.values()))
    assert "secret" not in everything
    assert "md5$" not in everything


def test_a_password_never_touches_an_administrators(api: EndpointClient) -> None:
    boss = make_administrator("boss", is_provisioned=True)
    change = {"op": "replace", "value": {"password": "new one 123", "title": "Dr"}}
    shown = api.patch(f"/Users/{boss.scim_id}", change)
    assert shown["title"] == "Dr"
    boss.refresh_from_db()
    assert boss.check_password(PASSWORD)
    event = ProvisioningEvent.objects.get()
    assert event.notes.startswith("The password was not set: the user is an administrator.")
    assert event.changes == [{"attribute": "title", "old": None, "new": "Dr"}]


def test_permissions_of_a_linked_account_stay(api: EndpointClient) -> None:
    user = make_user("ada", is_provisioned=True)
    user.user_permissions.add(Permission.objects.all()[0])
    api.expect(200, "PUT", f"/Users/{user.scim_id}", {"schemas": [USER], "userName": "ada"})
    assert user.user_permissions.count() == 1


def test_the_sign_in_address_follows(api: EndpointClient) -> None:
    emails: list[dict[str, Any]] = [
        {"value": "h@x", "type": "home"},
        {"value": "w@x", "type": "work"},
    ]
    shown = api.create_user("ada", emails=emails)
    user = User.objects.get(scim_id=shown["id"])
    assert user.email == "w@x"
    path = f"/Users/{shown['id']}"
    api.patch(path, {"op": "replace", "path": 'emails[type eq "home"].primary', "value": True})
    user.refresh_from_db()
    assert user.email == "h@x"
    api.patch(path, {"op": "remove", "path": "emails"})
    user.refresh_from_db()
    assert user.email == ""

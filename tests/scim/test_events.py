"""The provisioning log: one event for each write and each rejected request, in its transaction."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection

from accounts import saving
from accounts.models import AccessToken, Group, User
from scim.log.redaction import MAX_LENGTH
from scim.models import ProvisioningEvent
from tests.factories import make_user
from tests.scim.endpoint_client import ENTERPRISE, GROUP, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]


def last() -> ProvisioningEvent:
    return ProvisioningEvent.objects.latest("pk")


def test_a_create_says_all(api: EndpointClient) -> None:
    shown = api.create_user(
        "ada", externalId="e1", name={"givenName": "Ada"}, password="s3cret!-words"
    )
    event = ProvisioningEvent.objects.get()
    user = User.objects.get(scim_id=shown["id"])
    assert (event.action, event.result, event.status) == ("Create", "Success", 201)
    assert (event.resource_type, event.resource_id) == ("User", shown["id"])
    assert (event.name, event.external_id, event.user, event.group) == ("ada", "e1", user, None)
    assert event.token == AccessToken.objects.get()
    assert (event.method, event.path) == ("POST", "/api/scim/Users")
    assert (event.scim_type, event.reason, event.detail, event.linked) == ("", "", "", False)
    assert event.address == "127.0.0.1"
    assert event.duration_ms > 0
    assert event.changes == [
        {"attribute": "externalId", "old": None, "new": "e1"},
        {"attribute": "userName", "old": None, "new": "ada"},
        {"attribute": "name.givenName", "old": None, "new": "Ada"},
        {"attribute": "password", "old": None, "new": "(hidden)"},
    ]


def test_an_update_says_what_changed(api: EndpointClient) -> None:
    path = f"/Users/{api.create_user('ada', title='A', emails=[{'value': 'a@x'}])['id']}"
    response = api.send(
        "PATCH",
        path,
        {
            "Operations": [
                {"op": "Replace", "path": "title", "value": "B"},
                {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "R"},
                {"op": "Add", "path": "emails", "value": [{"value": "b@x"}]},
            ]
        },
    )
    event = last()
    assert event.request_id == response["X-Request-ID"]
    assert (event.action, event.result, event.status) == ("Update", "Success", 200)
    assert event.changes == [
        {"attribute": "title", "old": "A", "new": "B"},
        {
            "attribute": "emails",
            "old": [{"value": "a@x"}],
            "new": [{"value": "a@x"}, {"value": "b@x"}],
        },
        {"attribute": f"{ENTERPRISE}:department", "old": None, "new": "R"},
    ]


def test_one_event_for_each_write_and_none_for_reads(api: EndpointClient) -> None:
    user = api.create_user("ada")["id"]
    group = api.create_group("Engineers", user)["id"]
    for path in ("/Users", f"/Users/{user}", "/Groups", "/Schemas", "/ServiceProviderConfig"):
        api.get(path)
    api.expect(404, "GET", "/Users/no-such-id")
    api.patch(f"/Groups/{group}", {"op": "remove", "path": f'members[value eq "{user}"]'})
    api.expect(200, "PUT", f"/Groups/{group}", {"schemas": [GROUP], "displayName": "Inventors"})
    api.expect(204, "DELETE", f"/Groups/{group}")
    api.expect(204, "DELETE", f"/Users/{user}")
    events = ProvisioningEvent.objects.order_by("pk")
    rows = events.values_list("action", "result", "resource_type", "name", "status")
    assert list(rows) == [
        ("Create", "Success", "User", "ada", 201),
        ("Create", "Success", "Group", "Engineers", 201),
        ("Update", "Success", "Group", "Engineers", 204),
        ("Update", "Success", "Group", "Inventors", 200),
        ("Delete", "Success", "Group", "Inventors", 204),
        ("Delete", "Success", "User", "ada", 204),
    ]
    assert events[2].changes == [{"attribute": "members", "old": ["ada"], "new": None}]


REJECTED: list[tuple[str, str, Any, int, str, str, str]] = [
    ("POST", "/Users", {"schemas": [USER], "userName": ""}, 400, "invalidValue", "Create", ""),
    ("POST", "/Users", {"schemas": [USER], "userName": "ADA"}, 409, "uniqueness", "Create", "ADA"),
    ("POST", "/Users", b"{", 400, "invalidSyntax", "Create", ""),
    ("POST", "/Users", b"x" * 1_100_000, 413, "", "Create", ""),
    ("GET", '/Users?filter=colour eq "red"', None, 400, "invalidFilter", "Query", ""),
    ("DELETE", "/Users/no-such-id", None, 404, "", "Delete", ""),
    ("PATCH", "/Users/ID", {"Operations": "x"}, 400, "invalidSyntax", "Update", "ada"),
    (
        "PATCH",
        "/Users/ID",
        {"Operations": [{"op": "add", "path": "x", "value": 1}]},
        400,
        "invalidPath",
        "Update",
        "ada",
    ),
    ("PUT", "/Users/ID", {"schemas": [USER]}, 400, "invalidValue", "Update", "ada"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "scim_type", "action", "name"), REJECTED
)
def test_every_rejected_request_is_there(
    api: EndpointClient,
    method: str,
    path: str,
    body: Any,
    status: int,
    scim_type: str,
    action: str,
    name: str,
) -> None:
    user = make_user("ada", is_provisioned=True)
    answer = api.expect(status, method, path.replace("ID", user.scim_id), body)
    event = ProvisioningEvent.objects.get()
    assert (event.result, event.status, event.scim_type) == ("Failure", status, scim_type)
    assert (event.action, event.resource_type) == (action, "User")
    assert event.detail == answer["detail"]
    assert event.name == name
    assert event.changes == []
    assert event.token == AccessToken.objects.get()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_no_event_no_write(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch, method: str, kind: str
) -> None:
    name = "userName" if kind == "Users" else "displayName"
    create = api.create_user if kind == "Users" else api.create_group
    shown = create("ada")
    before = (User.objects.count(), Group.objects.count(), ProvisioningEvent.objects.count())

    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(saving, "insert", fail)
        body: dict[str, Any] = {"schemas": [USER if kind == "Users" else GROUP], name: "bob"}
        if method == "PATCH":
            body = {"Operations": [{"op": "replace", "path": name, "value": "bob"}]}
        path = f"/{kind}" if method == "POST" else f"/{kind}/{shown['id']}"
        response = api.http.generic(
            method,
            f"/api/scim{path}",
            json.dumps(body),
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {api.secret}"},
        )
    assert response.status_code == 500
    assert response["Content-Type"] == "application/scim+json; charset=utf-8"
    document = response.json()
    assert document["status"] == "500"
    assert "no room" not in document["detail"]
    assert api.get(f"/{kind}/{shown['id']}") == shown
    after = (User.objects.count(), Group.objects.count(), ProvisioningEvent.objects.count())
    assert after == before


def test_nothing_secret_is_in_any_row(api: EndpointClient) -> None:
    secrets = ["Pa55-word-one", "Pa55-word-two", "Pa55-word-three", api.secret]
    path = f"/Users/{api.create_user('ada', password=secrets[0])['id']}"
    api.patch(path, {"op": "replace", "path": "password", "value": secrets[1]})
    api.patch(path, {"op": "replace", "value": {"password": secrets[2]}})
    api.patch(path, {"op": "replace", "path": "password", "value": [secrets[1], "x"]}, status=400)
    api.patch(path, {"op": "remove", "path": "password", "value": secrets[1]})
    api.expect(400, "GET", "/Users", query={"filter": f'password eq "{secrets[0]}"'})
    api.send("GET", f"/Users?access_token={api.secret}", Authorization="")
    api.send("GET", f"/Users?filter=userName eq {api.secret} or", Authorization="Bearer x")
    api.send("POST", f"/Users/{api.secret}", {"a": 1})
    api.send("DELETE", f"/Users/{api.secret}")
    api.send("DELETE", f"/Users/Bearer%20{api.secret}")
    everything = repr(list(ProvisioningEvent.objects.values()))
    for secret in secrets:
        assert secret not in everything
    assert ProvisioningEvent.objects.count() >= 9
    table = ProvisioningEvent._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        rows = repr(cursor.fetchall())
    assert "pmp_scim" not in rows.replace("pmp_scim_…", "")


def test_what_no_database_keeps_is_left_out_of_the_log(api: EndpointClient) -> None:
    for path in ("/Users/a%00b", "/Users/%ff%fe", "/Users?filter=%00", "/Users?sortBy=a%00b"):
        api.send("DELETE" if "?" not in path else "GET", path)
    api.send(
        "POST", "/Users", {"schemas": [USER], "userName": "a\x00\ud800b", "externalId": "\x00"}
    )
    assert ProvisioningEvent.objects.count() == 5
    assert "\x00" not in repr(list(ProvisioningEvent.objects.values()))


def test_changes_are_bounded_like_bodies(api: EndpointClient) -> None:
    """A change list was kept whole: events of hundreds of kilobytes."""
    many = [{"value": f"{'x' * 60}{number}", "type": "work"} for number in range(900)]
    path = f"/Users/{api.create_user('ada', emails=many, roles=many)['id']}"
    created = last()
    emails = next(item for item in created.changes if item["attribute"] == "emails")
    assert emails["old"] is None
    assert emails["new"][:2] == many[:2]
    assert emails["new"][-1] == f"… {900 - len(emails['new']) + 1} more"
    api.patch(path, {"op": "remove", "path": "emails"}, {"op": "remove", "path": "roles"})
    assert last().changes[0]["new"] is None
    api.create_user("bob", addresses=[{"formatted": "y" * 2048}] * 2, title="Dr")
    for event in ProvisioningEvent.objects.all():
        assert len(json.dumps(event.changes, ensure_ascii=False)) <= MAX_LENGTH


@pytest.mark.long
def test_changes_and_notes_of_many_operations_are_bounded(api: EndpointClient) -> None:
    users = [make_user() for _ in range(120)]
    path = f"/Groups/{api.create_group('All', *(user.scim_id for user in users))['id']}"
    members = [{"value": users[0].scim_id}]
    clear = {"op": "remove", "path": "members"}
    everybody = [{"value": user.scim_id} for user in users]
    swap = [
        {"op": "replace", "path": "members", "value": members},
        {"op": "replace", "path": "members", "value": everybody[1:]},
    ]
    api.patch(path, *swap * 45)
    event = last()
    assert len(json.dumps(event.changes, ensure_ascii=False)) <= MAX_LENGTH
    assert event.changes[-1]["attribute"].endswith(" more")
    assert event.notes.count("The members were replaced") == 1
    api.patch(path, {"op": "add", "path": "members", "value": members}, clear)
    names = last().changes[1]["old"]
    assert len(names) == 101
    assert names[100] == "… 20 more"

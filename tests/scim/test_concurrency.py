"""Many requests at once, in real threads with connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from pytest_django import Settings

from accounts.models import AttributeValue, Group, User
from scim.models import ProvisioningEvent
from scim.store.storage import Membership
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.endpoint_client import USER, EndpointClient

pytestmark = pytest.mark.django_db(transaction=True)
MOST_AT_ONCE = 40  # threads, each with a connection of its own
PATIENCE = 60  # seconds


@pytest.fixture
def together(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[HttpResponse]]:
    """Sends requests at the same moment, each in a thread; answers in their order.

    None gives up, however busy the machine is: what is lost is asked here, not how soon.
    """
    _, secret = make_token()
    settings.DATABASE_LOCK_TIMEOUT = PATIENCE
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", PATIENCE)

    def send_all(requests: list[tuple[str, str, Any]]) -> list[HttpResponse]:
        at_once = min(len(requests), MOST_AT_ONCE)
        barrier = Barrier(at_once, timeout=30)

        def send(request: tuple[str, str, Any]) -> HttpResponse:
            try:
                return EndpointClient(secret).send(*request)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(at_once, initializer=barrier.wait) as pool:
            return list(pool.map(send, requests))

    return send_all


def statuses(answers: list[HttpResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def member_patch(op: str, user: User) -> dict[str, Any]:
    value = [{"$ref": None, "value": user.scim_id}]
    return {"Operations": [{"op": op, "path": "members", "value": value}]}


def test_two_creates_of_one_name(together: Any) -> None:
    names = ["ada", "ADA", "Ada", "aDa"]
    bodies = [{"schemas": [USER], "userName": name, "emails": [{"value": name}]} for name in names]
    answers = together([("POST", "/Users", body) for body in bodies])
    assert statuses(answers) == [201, 409, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["scimType"] == "uniqueness"
    assert User.objects.filter(username_key="ada").count() == 1
    assert AttributeValue.objects.filter(attribute="emails", value_key="ada").count() == 1
    results = ProvisioningEvent.objects.values_list("result", flat=True)
    assert sorted(results) == ["Failure", "Failure", "Failure", "Success"]


def test_forty_members_at_once(together: Any) -> None:
    users = [make_user(f"user{number}") for number in range(40)]
    group = make_group("Engineers", is_provisioned=True)
    path = f"/Groups/{group.scim_id}"
    answers = together([("PATCH", path, member_patch("Add", user)) for user in users])
    assert statuses(answers) == [204] * 40
    assert set(group.user_set.all()) == set(users)
    group.refresh_from_db()
    assert group.version == 41
    assert ProvisioningEvent.objects.filter(result="Success").count() == 40
    leaving, joining = users[:10], [make_user(f"new{number}") for number in range(10)]
    requests = [("PATCH", path, member_patch("Remove", user)) for user in leaving]
    requests += [("PATCH", path, member_patch("Add", user)) for user in joining]
    assert statuses(together(requests)) == [204] * 20
    assert set(group.user_set.all()) == {*users[10:], *joining}


def test_two_hundred_members_of_one_group(together: Any) -> None:
    """One user in each request, as Entra sends them; more than a server works on at once."""
    users = [make_user(f"user{number}") for number in range(200)]
    group = make_group("Engineers", is_provisioned=True)
    path = f"/Groups/{group.scim_id}"
    answers = together([("PATCH", path, member_patch("Add", user)) for user in users])
    assert statuses(answers) == [204] * 200
    assert set(group.user_set.all()) == set(users)
    group.refresh_from_db()
    assert group.version == 201
    assert sorted(answer["ETag"] for answer in answers) == sorted(
        f'W/"{version}"' for version in range(2, 202)
    )
    assert ProvisioningEvent.objects.filter(result="Success").count() == 200


def test_the_same_member_at_once(together: Any) -> None:
    user = make_user("ada")
    group = make_group("Engineers", is_provisioned=True)
    request = ("PATCH", f"/Groups/{group.scim_id}", member_patch("Add", user))
    assert statuses(together([request] * 8)) == [204] * 8
    assert Membership.objects.count() == 1
    results = sorted(ProvisioningEvent.objects.values_list("result", flat=True))
    assert results == ["Skipped"] * 7 + ["Success"]


def test_different_attributes_of_one_user(together: Any) -> None:
    """None is lost: each request reads what the one before it wrote."""
    user = make_user("ada", is_provisioned=True)
    names = ["title", "nickName", "displayName", "locale", "timezone", "userType"]
    operations = [{"op": "replace", "path": name, "value": name} for name in names]
    operations += [
        {"op": "add", "path": "phoneNumbers", "value": [{"value": str(number)}]}
        for number in range(6)
    ]
    path = f"/Users/{user.scim_id}"
    answers = together([("PATCH", path, {"Operations": [item]}) for item in operations])
    assert statuses(answers) == [200] * 12
    user.refresh_from_db()
    assert [user.title, user.nick_name, user.display_name] == ["title", "nickName", "displayName"]
    assert [user.locale, user.time_zone, user.user_type] == ["locale", "timezone", "userType"]
    phones = user.values.filter(attribute="phoneNumbers").values_list("value", flat=True)
    assert sorted(phones) == ["0", "1", "2", "3", "4", "5"]


def test_one_version_wins(together: Any) -> None:
    group = make_group("Engineers", is_provisioned=True)
    path = f"/Groups/{group.scim_id}"
    requests = [
        ("PATCH", path, {"Operations": [{"op": "replace", "path": "externalId", "value": str(n)}]})
        for n in range(6)
    ]
    answers = together(requests)
    assert statuses(answers) == [204] * 6
    group.refresh_from_db()
    assert group.version == 7


def test_deleting_while_adding(together: Any) -> None:
    users = [make_user(f"user{number}", is_provisioned=True) for number in range(6)]
    group = make_group("Engineers", is_provisioned=True)
    path = f"/Groups/{group.scim_id}"
    requests: list[tuple[str, str, Any]] = []
    for user in users:
        requests.append(("PATCH", path, member_patch("Add", user)))
        requests.append(("DELETE", f"/Users/{user.scim_id}", None))
    answers = together(requests)
    assert [answer.status_code for answer in answers[1::2]] == [204] * 6
    # Added just before, unknown by then, or gone in between.
    assert {answer.status_code for answer in answers[::2]} <= {204, 400, 409}
    assert not Membership.objects.exists()
    assert User.objects.filter(username__startswith="user").count() == 0


def test_deleting_twice_at_once(together: Any) -> None:
    user = make_user("ada", is_provisioned=True)
    request = ("DELETE", f"/Users/{user.scim_id}", None)
    assert statuses(together([request] * 4)) == [204, 404, 404, 404]


def test_one_administrator_is_left(together: Any) -> None:
    """Two that disable each other's last colleague: one of them fails, and says so."""
    User.objects.update(is_provisioned=True, rights_linked=True)
    other = make_administrator("other", is_provisioned=True, rights_linked=True)
    boss = User.objects.exclude(pk=other.pk).get()
    body = {"Operations": [{"op": "replace", "path": "active", "value": False}]}
    answers = together([("PATCH", f"/Users/{user.scim_id}", body) for user in (boss, other)])
    assert User.objects.administrators().count() >= 1  # type: ignore[attr-defined]
    # The token is the boss's: whoever comes second may find it dead.
    assert set(statuses(answers)) <= {200, 401, 409}
    assert 200 in statuses(answers)


def test_groups_of_one_name(together: Any) -> None:
    body = {"displayName": "Engineers"}
    assert statuses(together([("POST", "/Groups", body)] * 4)) == [201, 409, 409, 409]
    assert Group.objects.count() == 1

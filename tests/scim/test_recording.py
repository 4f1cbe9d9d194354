"""What the log keeps of requests beyond the change itself, and what it does not write."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import AccessToken, User
from scim.log import recording, rejections
from scim.log.rejections import Rejections
from scim.models import ProvisioningEvent, Visit
from tests.factories import make_group, make_token
from tests.scim.endpoint_client import ERROR, PATCH_OP, USER, EndpointClient

pytestmark = pytest.mark.django_db


GUID = "5d48a0a8-1d6f-4e8e-9d54-5a1f3f0c2b7e"


def last() -> ProvisioningEvent:
    return ProvisioningEvent.objects.latest("pk")


# Bodies


def test_a_create_keeps_both_bodies_without_the_password(api: EndpointClient) -> None:
    body = {"schemas": [USER], "userName": "ada", "password": "Pa55-word", "pin": "1234"}
    response = api.send("POST", "/Users", body, **{"User-Agent": "Entra/1.0" + "x" * 300})
    event = last()
    assert event.request_document == {**body, "password": "(hidden)", "pin": "(hidden)"}
    assert event.response_document == response.json()
    assert event.user_agent == ("Entra/1.0" + "x" * 300)[:256]


def test_a_patch_keeps_its_operations(api: EndpointClient) -> None:
    user = api.create_user("ada")
    operations = [
        {"op": "Replace", "path": "title", "value": "Dr"},
        {"op": "Replace", "path": "password", "value": "Pa55-word"},
    ]
    shown = api.patch(f"/Users/{user['id']}", *operations)
    event = last()
    assert event.request_document == {
        "schemas": [PATCH_OP],
        "Operations": [operations[0], {**operations[1], "value": "(hidden)"}],
    }
    assert event.response_document == shown


def test_an_error_keeps_its_answer(api: EndpointClient) -> None:
    answer = api.expect(400, "POST", "/Users", {"schemas": [USER], "title": "x"})
    event = last()
    assert event.request_document == {"schemas": [USER], "title": "x"}
    assert event.response_document == answer
    assert answer["schemas"] == [ERROR]


def test_what_was_never_read_is_not_kept(api: EndpointClient) -> None:
    api.expect(400, "POST", "/Users", b'{"userName": "ada", "password": "Pa55-word"')
    assert last().request_body == ""
    assert last().request_document is None
    EndpointClient("").expect(401, "POST", "/Users", {"userName": "ada"})
    assert last().request_body == ""
    group = api.create_group("Engineers")["id"]
    api.patch(f"/Groups/{group}", {"op": "replace", "path": "externalId", "value": "e"})
    assert last().response_body == ""
    assert last().response_document is None


def test_a_bulk_operation_keeps_its_own_part(api: EndpointClient) -> None:
    data = {"schemas": [USER], "userName": "ada", "password": "Pa55-word"}
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "1", "data": data},
        {"method": "DELETE", "path": "/Users/none"},
    ]
    with override_settings(TRUSTED_PROXY_COUNT=1):
        headers = {"User-Agent": "Okta SCIM Client", "X-Forwarded-For": "203.0.113.9"}
        api.send("POST", "/Bulk", {"Operations": operations}, **headers)
    created, deleted = ProvisioningEvent.objects.order_by("pk")
    assert created.request_document == {**data, "password": "(hidden)"}
    assert deleted.status == 404
    assert (created.user_agent, created.address) == ("Okta SCIM Client", "203.0.113.9")


def test_a_secret_hidden_by_percent_signs_reaches_no_row(api: EndpointClient) -> None:
    api.send("GET", "/Users?filter=%70assword%20eq%20%22Pa55-word%22")
    api.send("PATCH", "/Users/none?x=%2570assword%3DPa55-word", {"Operations": []})
    user = api.create_user("ada")["id"]
    path = 'password[value eq "Pa55-word"'
    api.patch(f"/Users/{user}", {"op": "add", "path": path, "value": "Pa55-word"}, status=400)
    assert ProvisioningEvent.objects.count() == 4
    assert "Pa55-word" not in repr(list(ProvisioningEvent.objects.values()))


# Test Connection


@pytest.mark.parametrize(
    "text",
    [
        f'userName eq "{GUID}"',
        f'USERNAME eq "{GUID.upper()}"',
        f'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "{GUID}"',
        'userName eq "AzureAD_Test-8c2d1d0a-7c9f-47a3"',
        f'externalId eq "AzureAD_Test-{GUID}"',
        f'emails[type eq "work"].value eq "{GUID}"',
        f'emails eq "{GUID}"',
    ],
)
def test_recognises_a_test_connection(api: EndpointClient, text: str) -> None:
    for _ in range(3):
        found = api.get("/Users", filter=text)
        assert found["totalResults"] == 0
    event = ProvisioningEvent.objects.get()  # once a minute
    assert event.is_test_connection
    assert (event.action, event.result, event.status) == ("Query", "Success", 200)
    assert event.token == AccessToken.objects.get()
    assert event.response_document == found
    ProvisioningEvent.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    api.get("/Users", filter=text)
    assert ProvisioningEvent.objects.filter(is_test_connection=True).count() == 2


@pytest.mark.parametrize(
    "text",
    [
        f'externalId eq "{GUID}"',
        'userName eq "ada@x"',
        f'userName eq "{GUID}" and active eq true',
        f'userName ne "{GUID}" and userName eq "x"',
        f'displayName sw "{GUID}"',
        f'emails[value eq "x@{GUID}"]',
    ],
)
def test_other_look_ups_are_not_recorded(api: EndpointClient, text: str) -> None:
    api.get("/Users", filter=text)
    assert not ProvisioningEvent.objects.exists()


def test_a_guid_that_is_somebody_is_no_test(api: EndpointClient) -> None:
    name = GUID
    api.create_user(name)
    api.get("/Users", filter=f'userName eq "{name}"')
    assert not ProvisioningEvent.objects.filter(is_test_connection=True).exists()


def test_each_token_has_its_own_test(api: EndpointClient) -> None:
    other = EndpointClient(make_token()[1])
    for client in (api, other, api, other):
        client.get("/Users", filter=f'userName eq "{GUID}"')
    assert ProvisioningEvent.objects.filter(is_test_connection=True).count() == 2


def test_look_ups_write_nothing(api: EndpointClient) -> None:
    user = api.create_user("ada@x")["id"]
    make_group("Engineers")
    paths = (
        '/Users?filter=userName eq "ada@x"',
        '/Users?filter=userName eq "nobody@x"',
        f'/Users?filter=externalId eq "{GUID}"',
        f"/Users/{user}",
        "/Users/none",
        '/Groups?filter=displayName eq "engineers"&excludedAttributes=members',
    )
    for path in paths:
        with CaptureQueriesContext(connection) as captured:
            api.send("GET", path)
        asked = [query["sql"].lstrip("(") for query in captured]  # around those of a union
        assert [sql for sql in asked if not sql.startswith("SELECT")] == []


# Visits


def test_a_visit_begins_after_quiet_minutes(api: EndpointClient) -> None:
    api.get("/Users")
    api.get("/Users")
    token = AccessToken.objects.get()
    visit = Visit.objects.get()
    assert visit.token == token
    assert timezone.now() - visit.started_at < timedelta(minutes=2)
    assert (visit.started_at.second, visit.started_at.microsecond) == (0, 0)
    earlier = timezone.now() - timedelta(minutes=40)
    Visit.objects.update(started_at=earlier)
    AccessToken.objects.update(last_used_at=earlier)
    api.get("/Users")
    assert Visit.objects.count() == 2


def test_a_visit_goes_on(api: EndpointClient) -> None:
    moment = timezone.now()
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    just_now = max(moment - timedelta(minutes=3), midnight)
    AccessToken.objects.update(last_used_at=just_now)
    api.get("/Users")
    assert not Visit.objects.exists()
    # A client that never pauses is noted once a day.
    AccessToken.objects.update(last_used_at=midnight - timedelta(microseconds=1))
    api.get("/Users")
    assert Visit.objects.count() == 1


def test_who_is_not_let_in_makes_no_visit(secret: str) -> None:
    AccessToken.objects.revoke(by=None)
    EndpointClient(secret).expect(401, "GET", "/Users")
    assert not Visit.objects.exists()


# Rejected requests


class Clock:
    """Seconds that go by when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(recording, "_rejections", Rejections(clock))
    return clock


def counts() -> list[int]:
    rows = ProvisioningEvent.objects.order_by("pk")
    return list(rows.values_list("occurrences", flat=True))


def test_a_flood_of_one_kind_is_counted_on_one_row(clock: Clock) -> None:
    stranger = EndpointClient("")
    for _ in range(rejections.ROWS + 40):
        stranger.expect(401, "GET", "/Users")
    assert counts() == [1] * rejections.ROWS
    clock.seconds += rejections.WRITE_EVERY
    stranger.expect(401, "GET", "/Users")
    assert counts() == [1] * (rejections.ROWS - 1) + [42]
    stranger.expect(401, "GET", "/Users")
    clock.seconds += rejections.WINDOW
    stranger.expect(401, "GET", "/Users")
    assert counts() == [1] * (rejections.ROWS - 1) + [43, 1]


def test_a_flood_writes_once_a_second(clock: Clock) -> None:
    stranger = EndpointClient("")
    for _ in range(rejections.ROWS):
        stranger.expect(401, "GET", "/Users")
    for _ in range(20):
        with CaptureQueriesContext(connection) as captured:
            stranger.expect(401, "GET", "/Users")
        assert list(captured) == []


def test_another_reason_or_address_is_stored(clock: Clock) -> None:
    stranger = EndpointClient("")
    for _ in range(rejections.ROWS + 5):
        stranger.expect(401, "GET", "/Users")
    EndpointClient("nonsense").expect(401, "GET", "/Users")
    assert last().reason == "not_ours"
    stranger.http.defaults["REMOTE_ADDR"] = "203.0.113.9"
    stranger.expect(401, "GET", "/Users")
    assert (last().reason, last().address) == ("no_header", "203.0.113.9")
    assert len(counts()) == rejections.ROWS + 2


def test_many_addresses_have_a_bound_together(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejections, "ROWS_IN_ALL", 12)
    stranger = EndpointClient("")
    for number in range(100):
        stranger.http.defaults["REMOTE_ADDR"] = f"203.0.113.{number}"
        stranger.expect(401, "GET", "/Users")
    assert len(counts()) == 12 + rejections.ROWS
    clock.seconds += rejections.WRITE_EVERY
    stranger.expect(401, "GET", "/Users")
    assert sum(counts()) == 101


def test_a_client_that_sends_too_much_is_rejected_and_folded(
    api: EndpointClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def wait(self, _: Any) -> float:
            return 1.0

    monkeypatch.setattr("scim.endpoint.authentication._requests", Full())
    for method in ("GET", "POST") * rejections.ROWS:
        api.expect(429, method, "/Users")
    assert last().reason == "too_many_requests"
    assert last().result == "Rejected"
    assert last().token == AccessToken.objects.get()
    assert len(counts()) == rejections.ROWS


def test_a_refused_write_names_its_reason(api: EndpointClient, administrator: User) -> None:
    administrator.is_provisioned = administrator.rights_linked = True
    administrator.save()
    path = f"/Users/{administrator.scim_id}"
    off = {"op": "replace", "path": "active", "value": False}
    api.patch(path, off, status=409)
    assert (last().reason, last().result) == ("last_administrator", "Failure")
    assert json.loads(last().response_body)["detail"] == last().detail

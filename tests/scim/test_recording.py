"""What the log keeps of requests beyond the change itself, and what it does not write."""

import pytest
from django.test.utils import override_settings

from scim.models import ProvisioningEvent
from tests.scim.endpoint_client import ERROR, PATCH_OP, USER, EndpointClient

pytestmark = pytest.mark.django_db


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

"""The order of a request: who sent it, all that it says, and only then the database's locks."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessToken, User
from scim.models import ProvisioningEvent
from tests.factories import make_token, make_user
from tests.scim.endpoint_client import BASE, PATCH_OP, USER, EndpointClient


class Meanwhile(BytesIO):
    """A body that comes slowly: while it is read, something else happens."""

    def __init__(self, body: bytes, other: Callable[[], Any]) -> None:
        super().__init__(body)
        self.other, self.outcome = other, None

    def read(self, size: int | None = -1) -> bytes:
        """Return what was sent."""
        if self.outcome is None:
            with ThreadPoolExecutor(1) as pool:
                self.outcome = pool.submit(self._elsewhere).result()
        return super().read(size)

    def _elsewhere(self) -> Any:
        try:
            return self.other()
        finally:
            connections.close_all()


TITLE = {"op": "replace", "path": "title", "value": "Dr"}
OPERATION = {"method": "POST", "path": "/Users", "bulkId": "1", "data": {"userName": "cy"}}
SLOW = [
    ("POST", "/Users", {"schemas": [USER], "userName": "cy"}, 201),
    ("PUT", "/Users/ID", {"schemas": [USER], "userName": "ada"}, 200),
    ("PATCH", "/Users/ID", {"schemas": [PATCH_OP], "Operations": [TITLE]}, 200),
    ("PUT", "/Groups/none", {"displayName": "Engineers"}, 404),
    ("POST", "/Bulk", {"Operations": [OPERATION]}, 200),
    ("POST", "/.search", {"filter": "title pr"}, 200),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "path", "body", "status"), SLOW)
def test_a_body_that_comes_slowly_holds_up_nobody(
    method: str, path: str, body: Any, status: int
) -> None:
    _, secret = make_token()
    api = EndpointClient(secret)
    user = make_user("ada", is_provisioned=True)
    change = {"Operations": [{"op": "replace", "path": "nickName", "value": "a"}]}
    slow = Meanwhile(
        json.dumps(body).encode(),
        lambda: EndpointClient(secret).send("PATCH", f"/Users/{user.scim_id}", change),
    )
    answer = api.http.generic(
        method,
        BASE + path.replace("ID", user.scim_id),
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {secret}"},
        **{"wsgi.input": slow, "CONTENT_LENGTH": str(len(slow.getvalue()))},
    )
    assert slow.outcome.status_code == 200, slow.outcome.content
    assert answer.status_code == status, answer.content


REFUSED = [
    ("no token", "POST", "/Users", b'{"userName": "cy"}', {"Authorization": ""}, 401),
    ("a made-up token", "PATCH", "/Users/x", b"{}", {"Authorization": "Bearer x"}, 401),
    ("no token to delete", "DELETE", "/Users/x", b"", {"Authorization": ""}, 401),
    ("no token in bulk", "POST", "/Bulk", b"{}", {"Authorization": ""}, 401),
    ("no such method", "DELETE", "/Users", b"", {}, 405),
    ("no JSON", "POST", "/Users", b"{", {}, 400),
    ("no object", "PUT", "/Users/x", b"[]", {}, 400),
    ("another media type", "POST", "/Groups", b"{}", {"content_type": "text/csv"}, 415),
    ("too much", "PATCH", "/Groups/x", b" " * (1024 * 1024 + 1), {}, 413),
    ("a form of answer there is not", "POST", "/Me", b"{}", {"Accept": "text/html"}, 405),
    ("only HTML", "PATCH", "/Me", b"{}", {"Accept": "text/html"}, 406),
    ("no JSON for oneself", "PATCH", "/Me", b"{", {}, 400),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)
def test_what_is_refused_at_the_door_opens_no_transaction(
    api: EndpointClient, method: str, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    api.get("/Users")  # notes the token's use
    AccessToken.objects.get()
    with CaptureQueriesContext(connection) as captured:
        response = api.send(method, path, body, **headers)
    assert response.status_code == status, response.content
    statements = [query["sql"] for query in captured.captured_queries]
    assert [sql for sql in statements if sql.startswith(("SAVEPOINT", "BEGIN"))] == []
    assert ProvisioningEvent.objects.get().status == status


@pytest.mark.django_db
def test_a_write_has_one_transaction_for_itself_and_its_event(api: EndpointClient) -> None:
    api.get("/Users")
    with CaptureQueriesContext(connection) as captured:
        api.create_user("ada")
    statements = [query["sql"].partition(" ")[0] for query in captured.captured_queries]
    begin, end = statements.index("SAVEPOINT"), statements.index("RELEASE")
    events = [n for n, query in enumerate(captured) if "scim_provisioningevent" in query["sql"]]
    assert begin < min(events) <= max(events) < end
    assert statements.index("SELECT") < begin  # the token


@pytest.mark.django_db
def test_an_operation_is_not_parsed_again(api: EndpointClient) -> None:
    """What JSON could not hold reaches the operation as it was read."""
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": "1", "data": {"userName": "ada"}},
        {"method": "POST", "path": "/Users", "bulkId": "2", "data": []},
        {"method": "POST", "path": "/Users", "bulkId": "3"},
        {"method": "PATCH", "path": "/Users/bulkId:1", "data": {"Operations": [TITLE]}},
    ]
    answer = api.expect(200, "POST", "/Bulk", {"Operations": operations})
    assert [item["status"] for item in answer["Operations"]] == ["201", "400", "400", "200"]
    assert User.objects.get(username="ada").title == "Dr"
    assert sorted(ProvisioningEvent.objects.values_list("status", flat=True)) == [
        200,
        201,
        400,
        400,
    ]

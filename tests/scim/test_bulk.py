"""Bulk requests: RFC 7644 section 3.7."""

from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Group, User
from scim.endpoint import authentication, bulk, bulk_view
from scim.endpoint.bodies import MAX_BODY
from scim.endpoint.throttle import Throttle
from scim.models import ProvisioningEvent
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.endpoint_client import (
    BASE,
    ENTERPRISE,
    ERROR,
    GROUP,
    PATCH_OP,
    SITE,
    USER,
    EndpointClient,
)

pytestmark = pytest.mark.django_db
REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"


def send(api: EndpointClient, *operations: dict[str, Any], **fields: Any) -> list[dict[str, Any]]:
    """POST a bulk request, and return what became of its operations."""
    body = {"schemas": [REQUEST], "Operations": list(operations), **fields}
    answer = api.expect(200, "POST", "/Bulk", body)
    assert set(answer) == {"schemas", "Operations"}
    assert answer["schemas"] == [RESPONSE]
    return list(answer["Operations"])


def new_user(name: str, **more: Any) -> dict[str, Any]:
    data = {"schemas": [USER], "userName": name, **more}
    return {"method": "POST", "path": "/Users", "bulkId": name, "data": data}


def new_group(name: str, *members: str, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"schemas": [GROUP], "displayName": name, **more}
    data["members"] = [{"value": member} for member in members]
    return {"method": "POST", "path": "/Groups", "bulkId": name, "data": data}


def patch(path: str, *operations: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {"schemas": [PATCH_OP], "Operations": list(operations)}
    return {"method": "PATCH", "path": path, "data": data, **more}


def statuses(results: list[dict[str, Any]]) -> list[str]:
    return [result["status"] for result in results]


def members(name: str) -> set[str]:
    return set(Group.objects.get(display_name=name).user_set.values_list("username", flat=True))


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bulk request ends before all of it is done, however slow the machine."""
    monkeypatch.setattr(bulk, "MAX_CPU", 600)
    monkeypatch.setattr(bulk, "MAX_TIME", 600)


def test_all_methods(api: EndpointClient) -> None:
    """Section 3.7.3: method, bulkId, location, version and status of each, in order."""
    ada, bob = make_user("ada", is_provisioned=True), make_user("bob", is_provisioned=True)
    results = send(
        api,
        new_user("zoe", title="Dr"),
        {
            "method": "PUT",
            "path": f"/Users/{ada.scim_id}",
            "bulkId": "any",
            "data": {"schemas": [USER], "userName": "eve"},
        },
        patch(f"Users/{bob.scim_id}", {"op": "replace", "path": "title", "value": "Sir"}),
        {"method": "delete", "path": f"/v2/Users/{bob.scim_id}/"},
    )
    zoe = User.objects.get(username="zoe")
    base = f"{SITE}/api/scim/Users"
    assert results == [
        {
            "method": "POST",
            "bulkId": "zoe",
            "location": f"{base}/{zoe.scim_id}",
            "version": 'W/"1"',
            "status": "201",
        },
        {
            "method": "PUT",
            "bulkId": "any",
            "location": f"{base}/{ada.scim_id}",
            "version": 'W/"2"',
            "status": "200",
        },
        {
            "method": "PATCH",
            "location": f"{base}/{bob.scim_id}",
            "version": 'W/"2"',
            "status": "200",
        },
        {"method": "DELETE", "location": f"{base}/{bob.scim_id}", "status": "204"},
    ]
    assert api.get(f"/Users/{zoe.scim_id}")["title"] == "Dr"
    assert not User.objects.filter(username__in=["ada", "bob"]).exists()


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_reference_in_either_order(api: EndpointClient, is_reversed: bool) -> None:
    """Section 3.7.2: a bulkId may be used before the operation that declares it."""
    operations = [
        new_user("ada"),
        new_user("bob"),
        new_group("Engineers", "bulkId:ada", "bulkId:bob"),
    ]
    if is_reversed:
        operations.reverse()
    results = send(api, *operations)
    assert statuses(results) == ["201"] * 3
    assert [result["bulkId"] for result in results] == [item["bulkId"] for item in operations]
    assert members("Engineers") == {"ada", "bob"}


def test_references_wherever_they_stand(api: EndpointClient) -> None:
    """Section 3.7.2: in paths, in values however deep, in the filter of a patch path."""
    make_group("Old", make_user("leaver"), is_provisioned=True)
    old = Group.objects.get(display_name="Old")
    results = send(
        api,
        patch(
            "/Groups/bulkId:new",
            {"op": "add", "path": "members", "value": [{"value": "bulkId:eve"}]},
            {"op": "remove", "path": 'members[value eq "bulkId:bob"]'},
        ),
        patch(
            "/Users/bulkId:eve",
            {"op": "add", "path": f"{ENTERPRISE}:manager", "value": "bulkId:ada"},
        ),
        patch(
            f"/Groups/{old.scim_id}",
            {"op": "replace", "value": {"members": [{"value": "bulkId:ada"}]}},
        ),
        {"method": "DELETE", "path": "/Users/bulkId:gone"},
        {
            "method": "PUT",
            "path": "/Groups/bulkId:put",
            "data": {
                "displayName": "Put",
                "members": [
                    {"value": "bulkId:ada", "$ref": f"{SITE}/api/scim/Users/bulkId:ada"},
                ],
            },
        },
        new_group("new", "bulkId:bob"),
        new_group("put"),
        new_user("ada"),
        new_user("bob", **{ENTERPRISE: {"manager": {"value": "bulkId:ada"}}}),
        new_user("eve"),
        new_user("gone"),
    )
    assert statuses(results) == ["204", "200", "204", "204", "200", *["201"] * 6]
    assert members("new") == {"eve"}
    assert members("Old") == members("Put") == {"ada"}
    assert not User.objects.filter(username="gone").exists()
    ada = User.objects.get(username="ada")
    assert {user.username for user in ada.reports.all()} == {"bob", "eve"}
    assert results[0]["location"] == results[5]["location"]
    assert results[0]["version"] == 'W/"2"'


def test_a_name_that_begins_like_another(api: EndpointClient) -> None:
    """Section 3.7.2: a bulkId is compared as a whole, and may hold almost anything."""
    names = ["a", "ab", "a.b", "a b", "bulkId:a", "ä€", "(.*)", "a]b"]
    users = [new_user(f"user{number}") for number in range(len(names))]
    for user, name in zip(users, names, strict=True):
        user["bulkId"] = name
    groups = [new_group(f"group{name}", f"bulkId:{name}") for name in names]
    assert statuses(send(api, *groups, *users)) == ["201"] * 16
    for number, name in enumerate(names):
        assert members(f"group{name}") == {f"user{number}"}


def test_a_circle_is_refused_and_nothing_else(api: EndpointClient) -> None:
    """Section 3.7.1: 409 for references that go round."""
    manager = {"manager": {"value": "bulkId:bob"}}
    results = send(
        api,
        new_user("ada", **{ENTERPRISE: manager}),
        new_user("bob", **{ENTERPRISE: {"manager": {"value": "bulkId:ada"}}}),
        new_user("eve", **{ENTERPRISE: {"manager": {"value": "bulkId:eve"}}}),
        new_group("Around", "bulkId:ada"),
        new_user("zoe"),
        new_group("Engineers", "bulkId:zoe"),
    )
    assert statuses(results) == ["409", "409", "409", "409", "201", "201"]
    assert results[0]["response"] == {
        "schemas": [ERROR],
        "status": "409",
        "detail": "The operations refer to each other in a circle. Create the resources first, and "
        "set the references afterwards.",
    }
    assert "location" not in results[0]
    assert set(User.objects.filter(is_provisioned=True).values_list("username", flat=True)) == {
        "zoe"
    }


def test_a_circle_is_broken_by_a_patch(api: EndpointClient) -> None:
    """Section 3.7.1: what the refusal advises."""
    managers = [("ada", "bob"), ("bob", "ada")]
    results = send(
        api,
        *(
            patch(
                f"/Users/bulkId:{name}",
                {"op": "add", "path": f"{ENTERPRISE}:manager", "value": f"bulkId:{other}"},
            )
            for name, other in managers
        ),
        new_user("ada"),
        new_user("bob"),
    )
    assert statuses(results) == ["200", "200", "201", "201"]
    for name, other in managers:
        user = User.objects.get(username=name)
        assert user.manager == User.objects.get(username=other)


@pytest.mark.parametrize("text", ["bulkId:nobody", "bulkId:bad"])
def test_a_reference_to_nothing(api: EndpointClient, text: str) -> None:
    """Section 3.7.2: to a bulkId that no POST declares, or to one that failed."""
    user = make_user("ada", is_provisioned=True)
    path = f"/Users/{user.scim_id}"
    results = send(
        api,
        new_user("bad", active="perhaps"),
        new_group("Engineers", text),
        patch(path, {"op": "add", "path": "manager", "value": {"value": text}}),
        patch(f"/Users/{text}", {"op": "add", "path": "title", "value": "Dr"}),
    )
    assert statuses(results) == ["400"] * 4
    for result in results[1:]:
        assert result["response"]["scimType"] == "invalidValue"
        assert result["response"]["detail"] == (
            f"This operation refers to the bulkId '{text.removeprefix('bulkId:')}', but no POST of "
            "this request created a resource under it. Send the POST in the same request, or name "
            "the resource by its id."
        )
    # Section 3.7.3: the location is left out only where there is none.
    assert [result.get("location") for result in results] == [
        None,
        None,
        f"{SITE}/api/scim{path}",
        None,
    ]
    user.refresh_from_db()
    assert (user.version, user.manager_value) == (1, "")
    assert not Group.objects.exists()


def test_each_failure_stands_alone(api: EndpointClient) -> None:
    """Section 3.7.3: statuses and errors in order; a savepoint for each operation."""
    ada = make_user("ada", is_provisioned=True)
    group = make_group("Engineers", ada, is_provisioned=True)
    path = f"/Groups/{group.scim_id}"
    results = send(
        api,
        new_user("ADA"),
        patch(
            path,
            {"op": "remove", "path": "members"},
            {"op": "replace", "path": "colour", "value": "red"},
        ),
        patch(path, {"op": "replace", "path": "displayName", "value": "A"}, version='W/"7"'),
        patch(path, {"op": "replace", "path": "displayName", "value": "B"}, version='W/"1"'),
        {"method": "DELETE", "path": "/Users/no-such-id"},
        {"method": "PUT", "path": path},
        new_user("bob"),
    )
    errors = [(item["status"], item.get("response", {}).get("scimType")) for item in results]
    assert errors == [
        ("409", "uniqueness"),
        ("400", "invalidPath"),
        ("412", None),
        ("204", None),
        ("404", None),
        ("400", "invalidSyntax"),
        ("201", None),
    ]
    assert all(result["response"]["status"] == result["status"] for result in results[:3])
    location = f"{SITE}/api/scim{path}"
    assert [item.get("location") for item in results[:6]] == [
        None,
        location,
        location,
        location,
        f"{SITE}/api/scim/Users/no-such-id",
        location,
    ]
    assert members("B") == {"ada"}


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (None, ["409", "201", "404", "201"]),
        (0, ["409", "201", "404", "201"]),
        (1, ["409"]),
        (2, ["409", "201", "404"]),
        (3, ["409", "201", "404", "201"]),
    ],
)
def test_fail_on_errors(api: EndpointClient, limit: int | None, expected: list[str]) -> None:
    """Section 3.7: after that many errors the rest is left undone, what was done stays."""
    make_user("ada")
    operations = [
        new_user("ada"),
        new_user("bob"),
        {"method": "DELETE", "path": "/Groups/no-such-id"},
        new_user("eve"),
    ]
    results = send(api, *operations, failOnErrors=limit)
    assert statuses(results) == expected
    made = User.objects.filter(username__in=["bob", "eve"]).count()
    assert made == expected.count("201")


def test_every_operation_has_its_event(api: EndpointClient) -> None:
    """The log has the same rows as for single requests, and none for the request itself."""
    ada = make_user("ada", is_provisioned=True)
    path = f"/Users/{ada.scim_id}"
    send(
        api,
        new_user("bob"),
        new_user("BOB"),
        patch(path, {"op": "replace", "path": "title", "value": "Dr"}),
        patch(path, {"op": "replace", "path": "title", "value": "Dr"}),
        patch(path, {"op": "replace", "path": "active", "value": False}),
        {"method": "DELETE", "path": path},
        new_group("Engineers", "bulkId:nobody"),
    )
    events = ProvisioningEvent.objects.order_by("pk")
    rows = events.values_list("action", "result", "name", "method", "path", "status", "scim_type")
    whole = f"{BASE}{path}"
    assert list(rows) == [
        ("Create", "Success", "bob", "POST", f"{BASE}/Users", 201, ""),
        ("Create", "Failure", "BOB", "POST", f"{BASE}/Users", 409, "uniqueness"),
        ("Update", "Success", "ada", "PATCH", whole, 200, ""),
        ("Update", "Skipped", "ada", "PATCH", whole, 200, ""),
        ("Disable", "Success", "ada", "PATCH", whole, 200, ""),
        ("Delete", "Success", "ada", "DELETE", whole, 204, ""),
        ("Create", "Failure", "", "POST", f"{BASE}/Groups", 400, "invalidValue"),
    ]
    assert len(set(events.values_list("request_id", flat=True))) == 1
    assert events[2].changes == [{"attribute": "title", "old": None, "new": "Dr"}]


def test_too_many_operations(
    api: EndpointClient, unhurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Section 3.7.4: maxOperations, 413, and nothing is done."""
    assert api.get("/ServiceProviderConfig")["bulk"]["maxOperations"] == bulk.MAX_OPERATIONS == 1000
    limit = 40
    monkeypatch.setattr(bulk, "MAX_OPERATIONS", limit)
    operations = [{"method": "DELETE", "path": "/Users/x"}] * limit
    assert statuses(send(api, *operations)) == ["404"] * limit
    body = {"Operations": [new_user("ada"), *operations]}
    answer = api.expect(413, "POST", "/Bulk", body)
    assert answer["detail"] == (
        f"The request has {limit + 1} operations; at most {limit} are carried out. Send the rest "
        "in another request."
    )
    assert not User.objects.filter(username="ada").exists()


def test_too_large_a_payload(api: EndpointClient) -> None:
    """Section 3.7.4: maxPayloadSize, 413."""
    limit = api.get("/ServiceProviderConfig")["bulk"]["maxPayloadSize"]
    assert limit == MAX_BODY
    body = {"Operations": [new_user("ada", title="x" * limit)]}
    answer = api.expect(413, "POST", "/Bulk", body)
    assert answer["detail"].endswith(f"at most {limit} are read. Send less at once.")
    assert ProvisioningEvent.objects.get().status == 413


MALFORMED: list[tuple[Any, str]] = [
    ({}, "must be a JSON object"),
    ({"x": 1}, "needs 'Operations'"),
    ({"Operations": {}}, "needs 'Operations'"),
    ({"Operations": None}, "needs 'Operations'"),
    ({"Operations": ["x"]}, "Operation 1 must be an object"),
    ({"Operations": [{"method": "POST"}]}, "Operation 1 needs a 'method'"),
    ({"Operations": [{"method": "GET", "path": "/Users"}]}, "Operation 1 needs a 'method'"),
    ({"Operations": [{"method": 5, "path": "/Users"}]}, "'method' of operation 1"),
    ({"Operations": [{"method": "PUT", "path": ["x"]}]}, "'path' of operation 1"),
    ({"Operations": [], "failOnErrors": "1"}, "'failOnErrors' must be a whole number"),
    ({"Operations": [], "failOnErrors": True}, "'failOnErrors' must be a whole number"),
    ({"schemas": [PATCH_OP], "Operations": []}, f"'schemas' must contain '{REQUEST}'"),
]


@pytest.mark.parametrize(("body", "detail"), MALFORMED)
def test_a_malformed_request(api: EndpointClient, body: Any, detail: str) -> None:
    """Section 3.7: refused as a whole with invalidSyntax."""
    answer = api.expect(400, "POST", "/Bulk", body)
    assert answer["scimType"] == "invalidSyntax"
    assert detail in answer["detail"]


def test_no_operations(api: EndpointClient) -> None:
    assert send(api) == []


MISPLACED = [
    ("POST", "/Schemas", "400"),
    ("DELETE", "/ServiceProviderConfig", "400"),
    ("POST", "/Bulk", "400"),
    ("POST", "/.search", "400"),
    ("POST", "/Users/.search", "400"),
    ("POST", "/Colours", "404"),
    ("POST", "/Users/x/y", "404"),
    ("POST", "https://elsewhere.example/Users", "404"),
    ("DELETE", "/Users", "405"),
    ("PUT", "/Groups", "405"),
]


@pytest.mark.parametrize(("method", "path", "status"), MISPLACED)
def test_where_operations_are_not_possible(
    api: EndpointClient, method: str, path: str, status: str
) -> None:
    """Section 3.7: operations are on resources."""
    operation = {"method": method, "path": path, "bulkId": "b", "data": {"userName": "ada"}}
    [result] = send(api, operation)
    assert result["status"] == result["response"]["status"] == status
    assert result["response"]["detail"]


def test_bulk_ids(api: EndpointClient) -> None:
    """Section 3.7.2: needed to create, and given once."""
    without = {**new_user("ada"), "bulkId": None}
    results = send(api, without, new_user("bob"), {**new_user("eve"), "bulkId": "bob"})
    assert statuses(results) == ["400", "201", "400"]
    assert results[0]["response"]["detail"].startswith("A POST in a bulk request needs a 'bulkId'")
    assert results[2]["response"]["detail"].startswith("The bulkId 'bob' is used twice")


def test_me_in_a_bulk_request(api: EndpointClient, administrator: User) -> None:
    """Section 3.11: `/Me` is the token's owner there too."""
    User.objects.update(is_provisioned=True)
    [result] = send(api, patch("/Me", {"op": "add", "path": "title", "value": "Dr"}))
    assert result["status"] == "200"
    assert result["location"] == f"{SITE}/api/scim/Users/{administrator.scim_id}"
    administrator.refresh_from_db()
    assert administrator.title == "Dr"


@pytest.mark.long
@pytest.mark.parametrize(
    ("is_reversed", "number"),
    [
        (False, bulk.MAX_OPERATIONS // 10),
        (True, bulk.MAX_OPERATIONS // 10),
        pytest.param(True, bulk.MAX_OPERATIONS, marks=pytest.mark.once),
    ],
)
def test_a_thousand_operations_that_refer_to_each_other(
    api: EndpointClient,
    unhurried: None,
    is_reversed: bool,
    number: int,
    django_assert_max_num_queries: Any,
) -> None:
    """As many as are allowed, in both orders, at a constant number of queries for each."""
    half = number // 2
    operations = [
        *(new_user(f"user{number}") for number in range(half)),
        *(
            new_group(f"group{number}", f"bulkId:user{number}", f"bulkId:user{half - 1 - number}")
            for number in range(half)
        ),
    ]
    if is_reversed:
        operations.reverse()
    with django_assert_max_num_queries(12 * number):
        results = send(api, *operations)
    assert statuses(results) == ["201"] * 2 * half
    assert [item["bulkId"] for item in results] == [item["bulkId"] for item in operations]
    assert members("group3") == {"user3", f"user{half - 4}"}
    assert ProvisioningEvent.objects.filter(result="Success").count() == 2 * half


@pytest.mark.parametrize("bound", ["MAX_CPU", "MAX_TIME"])
def test_a_bulk_request_that_takes_long_ends(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """What is left has 503 and can be sent again; the first operation is always carried out."""
    monkeypatch.setattr(bulk, bound, 0)
    operations = [
        new_user("ada"),
        new_group("Engineers", "bulkId:ada", "bulkId:bob"),
        new_user("bob"),
        {"method": "DELETE", "path": "/Users/x"},
    ]
    results = send(api, *operations)
    assert statuses(results) == ["201", "503", "503", "503"]
    said = (
        "This operation was not carried out: the bulk request took as long as one may before its "
        "turn came. Send it and the others with this status again; what has another status needs "
        "no repetition."
    )
    assert results[1] == {
        "method": "POST",
        "bulkId": "Engineers",
        "status": "503",
        "response": {"schemas": [ERROR], "status": "503", "detail": said},
    }
    created, ended = ProvisioningEvent.objects.order_by("pk")
    assert (created.name, created.result, created.status) == ("ada", "Success", 201)
    assert (ended.path, ended.result, ended.status) == (f"{BASE}/Bulk", "Failure", 503)
    assert ended.detail == f"3 of 4 operations were not carried out. {said}"
    monkeypatch.undo()
    ids = [User.objects.get(username="ada").scim_id, "bulkId:bob"]
    again = [new_group("Engineers", *ids), *operations[2:]]
    assert statuses(send(api, *again)) == ["201", "201", "404"]
    assert members("Engineers") == {"ada", "bob"}


def test_what_is_left_counts_as_an_error(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """failOnErrors: the rest is unmentioned."""
    monkeypatch.setattr(bulk, "MAX_CPU", 0)
    results = send(api, *(new_user(name) for name in "abcd"), failOnErrors=2)
    assert statuses(results) == ["201", "503", "503"]


def test_each_operation_counts_as_a_request(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "_requests", Throttle(0.001, 3))
    results = send(api, *(new_user(name) for name in "abcde"))
    assert statuses(results) == ["201", "201", "201", "429", "429"]
    assert results[4]["response"]["detail"].startswith(
        "This operation was not carried out, as each counts as a request. This token sends more"
    )
    assert ProvisioningEvent.objects.get(status=429).detail.startswith("2 of 5 operations were not")
    assert api.expect(429, "GET", "/Users")["detail"].endswith("Wait a moment and go on.")


@pytest.mark.parametrize("act", ["disable", "delete", "me"])
def test_a_token_that_ends_meanwhile_carries_no_more_out(act: str) -> None:
    """Whoever is disabled is nobody from the next request on; each operation counts as one."""
    make_administrator()
    owner = make_administrator(is_provisioned=True, rights_linked=True, scim_may_delete=True)
    api = EndpointClient(make_token(owner)[1])
    path = "/Me" if act == "me" else f"/Users/{owner.scim_id}"
    patch = {
        "schemas": [PATCH_OP],
        "Operations": [{"op": "replace", "path": "active", "value": False}],
    }
    last = {"method": "PATCH", "path": path, "data": patch}
    if act == "delete":
        last = {"method": "DELETE", "path": path}
    results = send(api, new_user("ada"), last, new_user("bob"), new_user("cyd"))
    assert statuses(results)[0] == "201"
    assert statuses(results)[1] in {"200", "204"}
    assert statuses(results)[2:] == ["401", "401"]
    assert results[2]["response"]["detail"].startswith("This operation was not carried out, as ")
    assert not User.objects.filter(username__in=["bob", "cyd"]).exists()
    left = ProvisioningEvent.objects.get(status=401)
    assert left.detail.startswith("2 of 4 operations were not carried out.")


@pytest.mark.django_db(transaction=True)
def test_each_operation_is_committed(api: EndpointClient) -> None:
    """No lock is held from one operation to the next, nor while a password is hashed."""
    hasher = type(get_hasher())
    inside = []
    encode = hasher.encode

    def noted(self: Any, *args: Any, **options: Any) -> str:
        inside.append(connection.in_atomic_block)
        return encode(self, *args, **options)

    user = make_user("ada", is_provisioned=True)
    secret = "correct horse battery 7"
    operation = {"op": "replace", "path": "password", "value": secret}
    with pytest.MonkeyPatch.context() as patched, CaptureQueriesContext(connection) as queries:
        patched.setattr(hasher, "encode", noted)
        results = send(
            api,
            new_user("bob", password=secret),
            patch(f"/Users/{user.scim_id}", operation),
            new_user("ADA"),
            {"method": "DELETE", "path": "/Groups/none"},
        )
        path = f"/Users/{user.scim_id}"
        api.patch(path, {"op": "add", "value": {f"{USER}:PassWord": secret}})
        api.expect(200, "PUT", path, {USER: {"userName": "ada", "password": secret}})
    assert statuses(results) == ["201", "200", "409", "404"]
    assert inside == [False] * 4
    ends = [query["sql"] for query in queries if query["sql"] in {"COMMIT", "ROLLBACK"}]
    assert ends.count("COMMIT") >= 4
    assert ends.count("ROLLBACK") == 2
    for name in ("ada", "bob"):
        assert User.objects.get(username=name).check_password(secret)


@pytest.mark.django_db(transaction=True)
def test_what_was_done_before_a_kill_stays(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each operation is whole, with its event; the request can be sent again."""
    run = bulk_view.BulkView.perform

    def killed(self: Any, operation: Any, refusal: Any) -> Any:
        if operation.bulk_id == "eve":
            raise KeyboardInterrupt
        return run(self, operation, refusal)

    operations = [new_user("ada"), new_user("bob"), new_user("eve")]
    with monkeypatch.context() as patched:
        patched.setattr(bulk_view.BulkView, "perform", killed)
        with pytest.raises(KeyboardInterrupt):
            send(api, *operations)
    names = {"ada", "bob"}
    assert set(ProvisioningEvent.objects.values_list("name", flat=True)) == names
    assert set(User.objects.filter(is_provisioned=True).values_list("username", flat=True)) == names
    assert statuses(send(api, *operations)) == ["409", "409", "201"]

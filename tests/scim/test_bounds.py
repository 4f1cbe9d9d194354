"""What one request may hold: within the bounds it works, beyond them a 400 says what to do."""

import time
from typing import Any

import pytest

from accounts.models import AttributeValue, User
from scim import coercion, documents, elements, operations, patch
from scim.coercion import MAX_ELEMENTS
from scim.operations import MAX_KEYS, MAX_OPERATIONS
from scim.schemas import GROUP_TYPE, USER_TYPE
from tests.factories import make_user
from tests.scim.endpoint_client import BULK, ENTERPRISE, PATCH_OP, USER, EndpointClient


def many(count: int, part: str = "value") -> list[dict[str, Any]]:
    return [{part: f"x{number}"} for number in range(count)]


def patched(document: dict[str, Any], *sent: dict[str, Any]) -> dict[str, Any]:
    return patch.apply(document, operations.parse({"Operations": list(sent)}, USER_TYPE))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "part"), [("emails", "value"), ("roles", "value"), ("addresses", "locality")]
)
def test_a_thousand_elements_are_kept_and_no_more(
    api: EndpointClient, name: str, part: str
) -> None:
    made = api.create_user("ada", **{name: many(MAX_ELEMENTS, part)})
    assert len(made[name]) == MAX_ELEMENTS
    more = {"userName": "bob", name: many(MAX_ELEMENTS + 1, part)}
    said = (
        f"'{name}' would have 1,001 elements; at most 1,000 are kept. Send fewer, or let the "
        "mapping choose among them."
    )
    path = f"/Users/{made['id']}"
    one = {"op": "add", "path": name, "value": [{part: "one more"}]}
    described = {"op": "add", "path": f'{name}[type eq "new"].{part}', "value": "one more"}
    for method, where, body in (
        ("POST", "/Users", more),
        ("POST", "/Users", {"userName": "bob", USER: more}),
        ("PUT", path, more),
        ("PATCH", path, {"Operations": [{"op": "add", "value": {name: more[name]}}]}),
        ("PATCH", path, {"Operations": [{"op": "replace", "path": name, "value": more[name]}]}),
        ("PATCH", path, {"Operations": [one]}),
        ("PATCH", path, {"Operations": [described]}),
    ):
        answer = api.expect(400, method, where, body)
        assert (answer["scimType"], answer["detail"]) == ("invalidValue", said)
    operation = {"method": "PATCH", "path": path, "data": {"Operations": [one]}}
    answer = api.expect(200, "POST", "/Bulk", {"schemas": [BULK], "Operations": [operation]})
    assert answer["Operations"][0]["response"]["detail"] == said
    api.patch(path, {"op": "remove", "path": f'{name}[{part} eq "x7"]'}, one)
    assert len(api.get(path)[name]) == MAX_ELEMENTS


@pytest.mark.django_db
def test_elements_that_are_the_same_count_once(api: EndpointClient) -> None:
    made = api.create_user("ada", emails=many(MAX_ELEMENTS) * 3)
    assert made["emails"] == many(MAX_ELEMENTS)


@pytest.mark.django_db
def test_who_has_too_many_since_earlier_can_lose_some(api: EndpointClient) -> None:
    user = make_user("ada", is_provisioned=True)
    rows = [
        AttributeValue(user=user, attribute="emails", position=number, value=f"x{number}")
        for number in range(MAX_ELEMENTS + 10)
    ]
    AttributeValue.objects.bulk_create(rows)
    path = f"/Users/{user.scim_id}"
    api.patch(path, {"op": "replace", "path": "title", "value": "Dr"})
    answer = api.patch(path, {"op": "remove", "path": 'emails[value eq "x3"]'})
    assert len(answer["emails"]) == MAX_ELEMENTS + 9
    api.patch(path, {"op": "add", "path": "emails", "value": [{"value": "new"}]}, status=400)


@pytest.mark.django_db
def test_members_are_bounded_by_the_body_alone(api: EndpointClient) -> None:
    User.objects.bulk_create([User(username=f"u{number}") for number in range(3 * MAX_ELEMENTS)])
    ids = list(User.objects.filter(username__startswith="u").values_list("scim_id", flat=True))
    assert len(ids) >= 3 * MAX_ELEMENTS
    began = time.process_time()
    made = api.create_group("All", *ids)
    assert len(made["members"]) == len(ids)
    value = [{"value": identifier} for identifier in ids]
    api.patch(f"/Groups/{made['id']}", {"op": "add", "path": "members", "value": value})
    assert time.process_time() - began < 5  # seconds; minutes if each were compared with all


@pytest.mark.django_db
def test_a_thousand_operations_of_a_patch_and_no_more(api: EndpointClient) -> None:
    path = f"/Users/{api.create_user('ada')['id']}"
    adds = [{"op": "add", "path": "emails", "value": [item]} for item in many(MAX_OPERATIONS)]
    assert len(api.patch(path, *adds)["emails"]) == MAX_OPERATIONS
    answer = api.patch(path, *adds, adds[0], status=400)
    assert answer["detail"] == (
        "The PATCH has 1,001 operations; at most 1,000 are carried out. Send the rest in another "
        "request, or several values in one operation."
    )
    group = f"/Groups/{api.create_group('All')['id']}"
    rename = {"op": "replace", "path": "displayName", "value": "x"}
    api.patch(group, *[rename] * (MAX_OPERATIONS + 1), status=400)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "value": {f"unknown{number}": 1 for number in range(MAX_KEYS + 1)}},
        {"op": "add", "path": ENTERPRISE, "value": {f"x{n}": 1 for n in range(MAX_KEYS + 1)}},
    ],
)
def test_the_keys_of_values_are_bounded(operation: dict[str, Any]) -> None:
    with pytest.raises(operations.InvalidValue, match=r"have 10,001 keys; at most 10,000 are"):
        operations.parse({"schemas": [PATCH_OP], "Operations": [operation]}, USER_TYPE)


def test_what_a_patch_compares_is_bounded() -> None:
    document = {"userName": "ada", "emails": many(MAX_ELEMENTS)}
    times = elements.MAX_WORK // MAX_ELEMENTS
    one = {"op": "replace", "path": 'emails[value eq "x7"].type', "value": "work"}
    assert patched(document, *[one] * times)["emails"][7]["type"] == "work"
    terms = " or ".join(['value eq "nobody"'] * 150)
    wide = {"op": "remove", "path": f"emails[{terms}]"}
    add = {"op": "add", "path": "emails", "value": [{"value": "x3"}]}
    remove = {"op": "remove", "path": "emails", "value": [{"value": "nobody"}]}
    for sent in ([one] * (times + 1), [wide] * 2, [add, one] * (times // 2), [remove] * 500):
        with pytest.raises(patch.InvalidValue, match=r"compare elements more than 200,000 times"):
            patched(document, *sent)


def seconds(count: int) -> float:
    """CPU for all that compares elements with elements."""
    emails = many(count)
    members = [{"value": f"id{number}"} for number in range(10 * count)]
    began = time.process_time()
    document = coercion.coerce_resource({"userName": "ada", "emails": emails * 2}, USER_TYPE)
    coercion.coerce_resource({"displayName": "All", "members": members}, GROUP_TYPE)
    other = [{"value": item["value"], "type": "work"} for item in emails]
    half = {"op": "replace", "path": "emails", "value": other[::2]}
    document = patched(document, {"op": "add", "path": "emails", "value": other[:2]}, half)
    listed = {"op": "remove", "path": "emails", "value": emails[: count // 2]}
    matched = {"op": "remove", "path": 'emails[value sw "x"]'}
    documents.differences({}, patched(document, listed), USER_TYPE)
    patched(document, matched)
    return time.process_time() - began


def test_elements_are_not_compared_with_each_other() -> None:
    """Twice as many take twice as long; four times if each were compared with all."""
    few = min(seconds(200) for _ in range(5))
    assert min(seconds(800) for _ in range(5)) < 4 * few * 2

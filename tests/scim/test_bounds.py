"""What one request may hold: within the bounds it works, beyond them a 400 says what to do."""

import re
import time
from typing import Any

import pytest
from django.db import connection

from accounts.models import AttributeValue, User
from scim.endpoint import searching
from scim.language import coercion, elements, filters, membership, operations, patch
from scim.language.coercion import MAX_ELEMENTS
from scim.language.operations import MAX_KEYS, MAX_OPERATIONS
from scim.language.projection import MAX_NAMES
from scim.store import documents, lookups, queries
from scim.table.schemas import GROUP_TYPE, USER_TYPE
from tests.factories import make_group, make_user
from tests.scim.endpoint_client import BULK, ENTERPRISE, PATCH_OP, USER, EndpointClient

SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


def many(count: int, part: str = "value") -> list[dict[str, Any]]:
    return [{part: f"x{number}"} for number in range(count)]


def wide_filter(name: str, part: str, terms: int) -> dict[str, Any]:
    inside = " or ".join([f'{part} co "q"'] * terms)
    return {"op": "remove", "path": f"{name}[{inside}]"}


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
def test_the_elements_of_all_lists_are_bounded(api: EndpointClient) -> None:
    lists = {name: many(MAX_ELEMENTS) for name in ("emails", "roles", "ims")}
    assert sum(map(len, lists.values())) == coercion.MAX_IN_ALL
    path = f"/Users/{api.create_user('ada', **lists)['id']}"
    one = {"op": "add", "path": "photos", "value": [{"value": "https://x.example/1.png"}]}
    said = "The multi-valued attributes would have 3,001 elements in all; at most 3,000 are kept."
    for method, where, body in (
        ("POST", "/Users", {"userName": "bob", **lists, "photos": one["value"]}),
        ("PUT", path, {"userName": "ada", **lists, "photos": one["value"]}),
        ("PATCH", path, {"Operations": [one]}),
    ):
        assert api.expect(400, method, where, body)["detail"].startswith(said)
    api.patch(path, {"op": "remove", "path": 'roles[value eq "x7"]'}, one)


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
    people = [{"value": f"id{number}"} for number in range(10 * count)]
    began = time.process_time()
    document = coercion.coerce_resource({"userName": "ada", "emails": emails * 2}, USER_TYPE)
    coercion.coerce_resource({"displayName": "All", "members": people}, GROUP_TYPE)
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


def listed(op: str, *ids: str) -> dict[str, Any]:
    return {"op": op, "path": "members", "value": [{"value": item} for item in ids]}


@pytest.mark.django_db
def test_operations_on_members_in_a_row_are_one_step(
    api: EndpointClient, django_assert_max_num_queries: Any
) -> None:
    """Entra and Okta send one for each member."""
    ids = [make_user(f"u{number}").scim_id for number in range(150)]
    path = f"/Groups/{api.create_group('All', *ids[:2])['id']}"
    with django_assert_max_num_queries(40):
        api.patch(path, *(listed("add", item) for item in ids))
    assert len(api.get(path)["members"]) == 150
    gone = [{"op": "remove", "path": f'members[value eq "{item}"]'} for item in ids[:60]]
    more = [listed("Remove", item) for item in ids[60:120]]
    with django_assert_max_num_queries(40):
        api.patch(path, *gone, *more, listed("add", ids[0]), listed("remove", ids[120]))
    left = {item["value"] for item in api.get(path)["members"]}
    assert left == {ids[0], *ids[121:]}
    answer = api.patch(path, listed("add", ids[1]), listed("add", "nobody"), status=400)
    assert answer["detail"].startswith("'members' names 'nobody'")
    api.patch(path, listed("remove", ids[0]), listed("remove"), listed("remove", ids[121]))
    assert len(api.get(path)["members"]) == 28


@pytest.mark.django_db
def test_steps_on_members_are_bounded(api: EndpointClient) -> None:
    identifier = make_user("ada").scim_id
    path = f"/Groups/{api.create_group('All')['id']}"
    turns = [listed("add", identifier), listed("remove", identifier)]
    api.patch(path, *turns * (membership.MAX_STEPS // 2))
    wide = wide_filter("members", "display", 101)
    api.patch(path, wide)
    for sent in (turns * 51, [wide, wide], [listed("replace", identifier)] * 101):
        answer = api.patch(path, *sent, status=400)
        assert "changes the members in more than 100 steps" in answer["detail"]
        assert answer["detail"].endswith("in one operation, or send several requests.")


def test_the_filters_of_a_patch_are_bounded() -> None:
    wide = wide_filter("emails", "value", 190)
    operations.parse({"Operations": [wide] * 26}, USER_TYPE)
    with pytest.raises(operations.InvalidValue, match=r"more than 5,000 terms in all"):
        operations.parse({"Operations": [wide] * 27}, USER_TYPE)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["attributes", "excludedAttributes"])
def test_the_names_to_show_are_bounded(api: EndpointClient, name: str) -> None:
    names = ["userName", *(f"x{number}" for number in range(MAX_NAMES))]
    api.expect(200, "POST", "/.search", {name: names[:MAX_NAMES] * 3})
    for path in ("/.search", "/Users/.search"):
        answer = api.expect(400, "POST", path, {name: names})
        assert "has 1,001 names; at most 1,000 are read" in answer["detail"]


@pytest.fixture
def few_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scim.endpoint.searching.MAX_ELEMENTS", 10)


@pytest.fixture
def crowded(api: EndpointClient, few_elements: None) -> list[str]:
    """Six groups: of three members each, but for the third, which has twelve."""
    people = [make_user() for _ in range(12)]
    counts = [3, 3, 12, 3, 3, 3]
    return [
        make_group(f"Group {number}", *people[:count]).scim_id
        for number, count in enumerate(counts)
    ]


def shown(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["Resources"]]


@pytest.mark.django_db
def test_a_page_by_index_ends_where_it_would_hold_too_much(
    api: EndpointClient, crowded: list[str]
) -> None:
    """A thousand resources may have millions of elements; each page is some of them, one at least.

    Everything is met once by whoever goes on after `itemsPerPage`, and `totalResults` stays true.
    """
    met: list[str] = []
    sizes = []
    while len(met) < 6:
        page = api.get("/Groups", startIndex=len(met) + 1, count=1000)
        assert page["totalResults"] == 6
        assert page["itemsPerPage"] == len(page["Resources"])
        met += shown(page)
        sizes.append(page["itemsPerPage"])
    assert met == crowded
    assert sizes == [1, 1, 1, 3]
    assert shown(api.get("/Groups", excludedAttributes="members")) == crowded
    assert shown(api.get("/Groups", attributes="displayName")) == crowded


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/Groups", "/"])
def test_a_page_by_cursor_ends_there_too_and_leads_on(
    api: EndpointClient, crowded: list[str], path: str
) -> None:
    query = {"sortBy": "displayName", "filter": 'displayName sw "Group"'}
    page = api.get(path, cursor="", count=4, **query)
    met = shown(page)
    while "nextCursor" in page:
        page = api.get(path, cursor=page["nextCursor"], count=4, **query)
        met += shown(page)
    assert met == crowded
    back = shown(page)
    while "previousCursor" in page:
        page = api.get(path, cursor=page["previousCursor"], count=4, **query)
        back = shown(page) + back
    assert back == crowded


@pytest.mark.django_db
def test_every_way_to_list_people_with_much_has_the_bound(
    api: EndpointClient, few_elements: None
) -> None:
    """Values and memberships count alike, and so does a search."""
    groups = [make_group() for _ in range(4)]
    for name in ("ada", "bob", "cyd"):
        made = api.create_user(name, emails=many(4))
        for group in groups:
            group.user_set.add(User.objects.get(scim_id=made["id"]))
    asked = {"filter": 'emails.value eq "x1"'}
    assert api.get("/Users", **asked)["itemsPerPage"] == 1
    assert api.get("/Users", **asked, excludedAttributes="groups")["itemsPerPage"] == 1
    assert api.get("/Users", **asked, excludedAttributes="groups,emails")["itemsPerPage"] == 3
    found = api.expect(200, "POST", "/.search", {"schemas": [searching.URN], **asked})
    assert (found["itemsPerPage"], found["totalResults"]) == (1, 3)


SCANNED = [
    ("/Users", 'groups.value co "x{}"'),
    ("/Users", 'emails[type eq "work{}"]'),
    ("/Users", 'not (emails.value co "x{}")'),
    ("/Users", "roles pr"),
    ("/Users", "emails eq null"),
    ("/Users", 'manager.displayName gt "x{}"'),
    ("/Groups", 'members.display ew "x{}"'),
]
FOUND = [
    ("/Users", 'groups.value eq "x{}"'),
    ("/Users", 'emails[type eq "work" and value eq "x{}"]'),
    ("/Users", 'emails.value sw "x{}"'),
    ("/Users", 'not (groups.display eq "x{}")'),
    ("/Users", 'manager.displayName sw "x{}"'),
    ("/Groups", 'members eq "x{}"'),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "term"), SCANNED)
@pytest.mark.parametrize("glue", [" and ", " or "])
def test_a_filter_reads_all_elements_so_often_and_no_more(
    api: EndpointClient, path: str, term: str, glue: str
) -> None:
    most, more = (
        glue.join(term.format(number) for number in range(count))
        for count in (lookups.MAX_SCANS, lookups.MAX_SCANS + 1)
    )
    body = {"schemas": [SEARCH], "filter": most}
    assert api.expect(200, "POST", f"{path}/.search", body)["totalResults"] >= 0
    answer = api.expect(400, "POST", f"{path}/.search", {**body, "filter": more})
    assert answer["scimType"] == "invalidFilter"
    assert "more than 40 times other than by eq, ne or sw" in answer["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "term"), FOUND)
@pytest.mark.parametrize("glue", [" and ", " or "])
def test_planning_a_filter_takes_little(
    api: EndpointClient, path: str, term: str, glue: str
) -> None:
    """PostgreSQL plans what stands under `and` as joins, which took it all memory there was."""
    table = USER_TYPE if path == "/Users" else GROUP_TYPE
    text = glue.join(term.format(number) for number in range(66))
    found = api.expect(200, "POST", f"{path}/.search", {"schemas": [SEARCH], "filter": text})
    everybody = User.objects.count() if text.startswith("not") else 0
    assert found["totalResults"] == everybody
    if connection.vendor == "sqlite":  # it plans in no more memory than the statement takes
        return
    sql, parameters = queries.resources(table, filters.parse(text)).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (MEMORY) {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    used = re.search(r"Memory: used=(\d+)kB", plan)
    assert used
    assert int(used[1]) < 100 * 1024


@pytest.mark.django_db
def test_what_must_all_hold_holds_however_many_there_are(api: EndpointClient) -> None:
    emails = [{"value": f"a{number}@x"} for number in range(30)]
    api.create_user("ada", emails=emails)
    api.create_user("bob", emails=emails[:29])
    every = " and ".join(f'emails.value eq "{item["value"]}"' for item in emails)
    assert api.names("/Users", filter=every) == ["ada"]
    assert api.names("/Users", filter=f'({every}) and userName eq "bob"') == []
    nested = every.replace(" and ", " and (", 20) + ")" * 20
    assert api.names("/Users", filter=nested) == ["ada"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "term",
    [
        'manager.displayName eq "Boss"',
        'not (manager.displayName eq "Boss")',
        'groups.display eq "Crew"',
        'emails[type eq "work" and value eq "a@x"]',
        'not (emails.value eq "a@x")',
    ],
)
def test_a_term_said_twelve_times_says_what_it_says_once(api: EndpointClient, term: str) -> None:
    """Beyond the first eight look-ups PostgreSQL is asked in another way; missing managers too."""
    boss = api.create_user("boss", displayName="Boss")["id"]
    ada = api.create_user(
        "ada",
        emails=[{"type": "work", "value": "a@x"}],
        **{ENTERPRISE: {"manager": {"value": boss}}},
    )
    api.create_group("Crew", ada["id"])
    once = api.names("/Users", filter=term)
    assert ("ada" in once) is not term.startswith("not")
    assert api.names("/Users", filter=" and ".join([term] * 12)) == once

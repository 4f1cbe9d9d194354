"""Paging by cursor: RFC 9865."""

import os
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AttributeValue, Role, User
from scim.store import cursors
from tests.factories import make_group
from tests.scim.endpoint_client import LIST, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
# How many users the walks below pass; 20000 is what was asked for, and takes a few minutes.
WALKED = int(os.environ.get("WALKED_USERS", "700"))


@pytest.fixture(scope="module")
def groups(rows: None) -> list[str]:
    """Seven groups; the external id sorts them backwards, and three have none."""
    names = [f"Group {number}" for number in range(7)]
    for number, name in enumerate(names):
        make_group(name, external_id=f"{9 - number}" if number < 4 else "")
    return names


def page_names(page: dict[str, Any]) -> list[str]:
    fields = ("userName", "displayName", "value")
    return [next(item[name] for name in fields if name in item) for item in page["Resources"]]


def walk(api: EndpointClient, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Every page, by nextCursor."""
    cursor = ""
    while True:
        page = api.get(path, cursor=cursor, **query)
        yield page
        if "nextCursor" not in page:
            return
        cursor = page["nextCursor"]


def test_pages_forward_and_back(api: EndpointClient, groups: list[str]) -> None:
    """RFC 9865 section 2: nextCursor on all but the last page, previousCursor back again."""
    first = api.expect(200, "GET", "/Groups?cursor&count=3")
    assert {**first, "Resources": [], "nextCursor": ""} == {
        "schemas": [LIST],
        "totalResults": 7,
        "itemsPerPage": 3,
        "Resources": [],
        "nextCursor": "",
    }
    second = api.get("/Groups", cursor=first["nextCursor"], count=3)
    third = api.get("/Groups", cursor=second["nextCursor"], count=3)
    assert [page_names(page) for page in (first, second, third)] == [
        groups[:3],
        groups[3:6],
        groups[6:],
    ]
    assert "nextCursor" not in third
    assert third["itemsPerPage"] == 1
    back = api.get("/Groups", cursor=third["previousCursor"], count=3)
    assert page_names(back) == groups[3:6]
    assert page_names(api.get("/Groups", cursor=back["nextCursor"], count=3)) == groups[6:]
    back = api.get("/Groups", cursor=back["previousCursor"], count=3)
    assert page_names(back) == groups[:3]
    assert "previousCursor" not in back


def test_a_walk_is_counted_once(api: EndpointClient, groups: list[str]) -> None:
    """Among a million to count takes longer than the page; what comes meanwhile is met."""
    first = api.get("/Groups", cursor="", count=3)
    make_group("Zebras")
    with CaptureQueriesContext(connection) as captured:
        second = api.get("/Groups", cursor=first["nextCursor"], count=3)
    assert not [query for query in captured if "COUNT(" in query["sql"]]
    assert second["totalResults"] == first["totalResults"] == 7
    third = api.get("/Groups", cursor=second["nextCursor"], count=3)
    assert page_names(third)[-1] == "Zebras"
    assert api.get("/Groups", cursor=third["previousCursor"], count=3)["totalResults"] == 7
    assert api.get("/Groups", cursor="", count=3)["totalResults"] == 8


def test_a_cursor_of_the_release_before_is_gone_on_with(
    api: EndpointClient, groups: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had no total."""
    sign = cursors._SIGNER.sign_object
    with monkeypatch.context() as before:
        before.setattr(
            cursors._SIGNER, "sign_object", lambda held, **options: sign(held[:4], **options)
        )
        first = api.get("/Groups", cursor="", count=3)
    second = api.get("/Groups", cursor=first["nextCursor"], count=3)
    assert page_names(second) == groups[3:6]
    assert second["totalResults"] == 7


@pytest.mark.parametrize("count", [1, 2, 6, 7, 8])
def test_the_last_page_is_known_to_be_the_last(
    api: EndpointClient, groups: list[str], count: int
) -> None:
    """RFC 9865 section 2: nextCursor is left out only where nothing follows."""
    pages = list(walk(api, "/Groups", count=count))
    assert len(pages) == -(-7 // count)
    assert [name for page in pages for name in page_names(page)] == groups


def test_cursors_are_made_of_unreserved_characters(api: EndpointClient) -> None:
    """RFC 9865 section 2, RFC 3986 section 2.3; short, however long the filter is."""
    for number in range(3):
        api.create_user(f"grüße&{number}", title="ß?/+=" * 30)
    long = " or ".join(f'userName eq "{"x" * 100}{number}"' for number in range(60))
    for query in (
        {"sortBy": "title", "count": 1},
        {"sortBy": "meta.created", "count": 1},
        {"filter": f"title pr or {long}", "count": 1},
    ):
        page = api.get("/Users", cursor="", **query)
        page = api.get("/Users", cursor=page["nextCursor"], **query)
        for name in ("nextCursor", "previousCursor"):
            assert re.fullmatch(r"[A-Za-z0-9._~-]{1,500}", page[name])


def test_without_a_cursor_pages_go_by_index(api: EndpointClient, groups: list[str]) -> None:
    """RFC 9865 section 2.3: the default method, as ServiceProviderConfig says."""
    page = api.get("/Groups", count=2)
    assert (page["startIndex"], page.get("nextCursor")) == (1, None)
    assert api.get("/ServiceProviderConfig")["pagination"] == {
        "cursor": True,
        "index": True,
        "defaultPaginationMethod": "index",
        "defaultPageSize": 100,
        "maxPageSize": 1000,
        "cursorTimeout": 3600,
    }
    query: dict[str, str | int] = {"cursor": "", "startIndex": 1}
    answer = api.expect(400, "GET", "/Groups", query=query)
    assert answer["detail"] == "Send either 'startIndex' or 'cursor', not both."


def test_by_post(api: EndpointClient, groups: list[str]) -> None:
    """RFC 9865 section 3: a SearchRequest with `cursor`."""
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "attributes": ["displayName"],
        "filter": 'displayName sw "group"',
        "cursor": "",
        "count": 4,
    }
    first = api.expect(200, "POST", "/Groups/.search", body)
    assert set(first["Resources"][0]) == {"schemas", "id", "displayName"}
    body["cursor"] = first["nextCursor"]
    second = api.expect(200, "POST", "/Groups/.search", body)
    assert [*page_names(first), *page_names(second)] == groups
    # The search is what the cursor belongs to, not the method.
    query = {"filter": body["filter"], "cursor": first["nextCursor"], "count": 4}
    assert api.get("/Groups", **query)["Resources"] == api.get("/Groups", startIndex=5)["Resources"]


SORTED = [
    ({"sortBy": "displayName"}, "0123456"),
    ({"sortBy": "displayName", "sortOrder": "descending"}, "6543210"),
    ({"sortBy": "externalId"}, "3210456"),
    ({"sortBy": "externalId", "sortOrder": "descending"}, "6540123"),
    ({"sortBy": "meta.created"}, "0123456"),
    ({"sortBy": "meta.version"}, "0123456"),
    ({"sortBy": "meta.resourceType", "sortOrder": "descending"}, "6543210"),
    ({"sortBy": "members.value"}, "0123456"),
]


@pytest.mark.parametrize(("query", "order"), SORTED)
@pytest.mark.parametrize("count", [1, 3])
def test_pages_follow_the_sorting(
    api: EndpointClient, groups: list[str], query: dict[str, str], order: str, count: int
) -> None:
    """RFC 9865 section 2.2; unassigned values last or first, RFC 7644 section 3.4.2.3."""
    expected = [groups[int(digit)] for digit in order]
    pages = list(walk(api, "/Groups", count=count, **query))
    assert [name for page in pages for name in page_names(page)] == expected
    assert page_names(api.get("/Groups", **query)) == expected
    backwards = list(page_names(pages[-1]))
    page = pages[-1]
    while "previousCursor" in page:
        page = api.get("/Groups", cursor=page["previousCursor"], count=count, **query)
        backwards = [*page_names(page), *backwards]
    assert backwards == expected


@pytest.mark.parametrize("query", [{"sortBy": "emails"}, {"sortBy": "emails.primary"}])
def test_multi_valued_attributes_sort_pages_too(api: EndpointClient, query: dict[str, str]) -> None:
    """RFC 7644 section 3.4.2.3: by the primary value, or the first."""
    for name, emails in (
        ("u1", [{"value": "z@x"}, {"value": "a@x", "primary": True}]),
        ("u2", []),
        ("u3", [{"value": "b@x"}]),
        ("u4", [{"value": "B@x"}]),
    ):
        api.create_user(name, emails=emails)
    query["filter"] = 'userName sw "u"'
    whole = page_names(api.get("/Users", **query))
    found = [name for page in walk(api, "/Users", count=1, **query) for name in page_names(page)]
    assert found == whole
    assert sorted(found) == ["u1", "u2", "u3", "u4"]


BROKEN = ["x", "~", "a~b~c", "%00", "é", "x" * 5000, "0", ".eJw~1~2"]


@pytest.mark.parametrize("cursor", BROKEN)
def test_a_cursor_that_is_none(api: EndpointClient, groups: list[str], cursor: str) -> None:
    """RFC 9865 section 2.1: invalidCursor."""
    answer = api.expect(400, "GET", "/Groups", query={"cursor": cursor, "count": 2})
    assert answer["scimType"] == "invalidCursor"
    assert "is no cursor of this service" in answer["detail"]


def test_a_cursor_that_was_changed(api: EndpointClient, groups: list[str]) -> None:
    """RFC 9865 section 2.1: invalidCursor."""
    cursor = api.get("/Groups", cursor="", count=2)["nextCursor"]
    for place in (0, len(cursor) // 2, len(cursor) - 1):
        letter = "A" if cursor[place] != "A" else "B"
        changed = cursor[:place] + letter + cursor[place + 1 :]
        answer = api.expect(400, "GET", "/Groups", query={"cursor": changed, "count": 2})
        assert answer["scimType"] == "invalidCursor"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/Groups", {"filter": "displayName pr"}),
        ("/Groups", {"sortBy": "displayName"}),
        ("/Groups", {"sortOrder": "descending"}),
        ("/Users", {}),
        ("", {}),
    ],
)
def test_a_cursor_of_another_search(
    api: EndpointClient, groups: list[str], path: str, query: dict[str, str]
) -> None:
    """RFC 9865 section 2: all parameters stay the same but the cursor."""
    cursor = api.get("/Groups", cursor="", count=2)["nextCursor"]
    answer = api.expect(400, "GET", path, query={"cursor": cursor, "count": 2, **query})
    assert answer["scimType"] == "invalidCursor"
    assert "belongs to another search" in answer["detail"]


def test_an_old_cursor(
    api: EndpointClient, groups: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 9865 section 2.1: expiredCursor, after cursorTimeout."""
    cursor = api.get("/Groups", cursor="", count=2)["nextCursor"]
    moment = time.time()
    for seconds, status in ((3590, 200), (3610, 400)):
        monkeypatch.setattr(signing.time, "time", lambda later=seconds: moment + later)
        answer = api.expect(status, "GET", "/Groups", query={"cursor": cursor, "count": 2})
    assert answer["scimType"] == "expiredCursor"
    assert answer["detail"].startswith("This cursor is more than 60 minutes old.")


@pytest.mark.parametrize("count", ["x", "1.5", "1_0", " ", "\u0661"])
def test_a_count_that_is_none(api: EndpointClient, groups: list[str], count: str) -> None:
    """RFC 9865 section 2.1: invalidCount; with pages by index it is invalidValue."""
    answer = api.expect(400, "GET", "/Groups", query={"cursor": "", "count": count})
    assert answer["scimType"] == "invalidCount"
    assert answer["detail"] == f"'count' must be a whole number, not '{count}'."
    assert api.expect(400, "GET", "/Groups", query={"count": count})["scimType"] == "invalidValue"


def test_the_count_stays_the_same(api: EndpointClient, groups: list[str]) -> None:
    """RFC 9865 section 2.1: identical to the count of the initial query; left out it is kept."""
    cursor = api.get("/Groups", cursor="", count=2)["nextCursor"]
    for count in (1, 3, 0, 100):
        answer = api.expect(400, "GET", "/Groups", query={"cursor": cursor, "count": count})
        assert answer["scimType"] == "invalidCount"
        assert answer["detail"].startswith(f"'count' is {count}, but this walk began with 2")
    assert page_names(api.get("/Groups", cursor=cursor)) == groups[2:4]
    unspecified = api.get("/Groups", cursor="")
    assert page_names(unspecified) == groups


@pytest.mark.parametrize("count", [0, -1, -1000])
def test_a_count_of_nothing_shows_the_total(
    api: EndpointClient, groups: list[str], count: int
) -> None:
    """RFC 9865 section 2: a negative value counts as 0, and 0 returns totalResults alone."""
    assert api.get("/Groups", cursor="", count=count) == {
        "schemas": [LIST],
        "totalResults": 7,
        "itemsPerPage": 0,
        "Resources": [],
    }


def test_more_than_a_page_holds(
    api: EndpointClient, groups: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 9865 section 4: maxPageSize holds regardless of what is asked for."""
    monkeypatch.setattr("scim.store.paging.MAX_COUNT", 4)
    pages = list(walk(api, "/Groups", count=10_000))
    assert [page["itemsPerPage"] for page in pages] == [4, 3]


def test_the_place_itself_may_go(api: EndpointClient, groups: list[str]) -> None:
    """A cursor is a place, not a row: what stood there may be deleted or moved."""
    page = api.get("/Groups", cursor="", count=3, sortBy="displayName")
    api.expect(204, "DELETE", f"/Groups/{page['Resources'][2]['id']}")
    api.patch(
        f"/Groups/{page['Resources'][0]['id']}",
        {"op": "replace", "path": "displayName", "value": "Group 9"},
    )
    make_group("Group 2b")
    make_group("Group 1b")
    rest = api.get("/Groups", cursor=page["nextCursor"], sortBy="displayName", count=3)
    assert page_names(rest) == ["Group 2b", *groups[3:5]]
    back = api.get("/Groups", cursor=rest["previousCursor"], sortBy="displayName", count=3)
    assert page_names(back) == ["Group 1", "Group 1b"]
    assert "previousCursor" not in back


def test_when_everything_goes(api: EndpointClient, groups: list[str]) -> None:
    page = api.get("/Groups", cursor="", count=3)
    for item in api.get("/Groups")["Resources"]:
        api.expect(204, "DELETE", f"/Groups/{item['id']}")
    expected = {"schemas": [LIST], "totalResults": 0, "itemsPerPage": 0, "Resources": []}
    assert api.get("/Groups", cursor=page["nextCursor"], count=3) == expected
    assert api.get("/Groups", cursor="", count=3) == expected


MIXED = [
    {},
    {"sortBy": "displayName"},
    {"sortBy": "displayName", "sortOrder": "descending"},
    {"sortBy": "userName"},
    {"sortBy": "userName", "sortOrder": "descending"},
    {"sortBy": "meta.created", "sortOrder": "descending"},
    {"sortBy": "meta.resourceType"},
    {"sortBy": "meta.resourceType", "sortOrder": "descending"},
    {"sortBy": "active", "sortOrder": "descending"},
    {"sortBy": "supported"},
    {"sortBy": "emails.value"},
    {"filter": "displayName pr", "sortBy": "displayName"},
]


@pytest.mark.long
@pytest.mark.parametrize("query", MIXED)
@pytest.mark.parametrize("count", [1, 4])
def test_pages_over_all_types(
    api: EndpointClient, groups: list[str], query: dict[str, str], count: int
) -> None:
    """RFC 7644 section 3.4.2.1 with RFC 9865: one order, whatever types are in it."""
    for number, name in enumerate(["Group 3", "b", "", "z"]):
        emails = [{"value": f"{9 - number}@x"}] if number % 2 else []
        api.create_user(f"user{number}", displayName=name, active=number > 1, emails=emails)
    Role.objects.create(value="Admin")
    Role.objects.create(value="Viewer", supported=False)
    whole = [item["id"] for item in api.get("", **query)["Resources"]]
    pages = list(walk(api, "", count=count, **query))
    assert [item["id"] for page in pages for item in page["Resources"]] == whole
    assert len(set(whole)) == len(whole) == pages[0]["totalResults"]
    page = pages[-1]
    back = [item["id"] for item in page["Resources"]]
    while "previousCursor" in page:
        page = api.get("", cursor=page["previousCursor"], count=count, **query)
        back = [*(item["id"] for item in page["Resources"]), *back]
    assert back == whole


@pytest.mark.long
@pytest.mark.parametrize("sort", [{}, {"sortBy": "userName", "sortOrder": "descending"}])
def test_a_walk_while_another_client_writes(api: EndpointClient, sort: dict[str, str]) -> None:
    """Nobody is met twice, and nobody is missing who was there throughout."""
    names = [f"user{(number * 7919) % 100_003:06}" for number in range(WALKED)]
    for start in range(0, WALKED, 500):
        users = User.objects.bulk_create(
            User(username=name, is_provisioned=True) for name in names[start : start + 500]
        )
        AttributeValue.objects.bulk_create(
            AttributeValue(user=user, attribute="emails", value=user.username) for user in users
        )
    ids = dict(User.objects.values_list("username", "scim_id"))
    before = set(ids)
    met: list[str] = []
    deleted: set[str] = set()
    asked = {"count": 97, "attributes": "userName,emails", **sort}
    for number, page in enumerate(walk(api, "/Users", **asked)):
        met += page_names(page)
        # Another client: one far ahead, one right ahead and one behind of each go; new ones come.
        ahead = sorted(before - set(met) - deleted)
        for name in {*ahead[:1], *ahead[-1:], met[number % len(met)]}:
            if name.startswith("user") and name not in deleted:
                api.expect(204, "DELETE", f"/Users/{ids[name]}")
                deleted.add(name)
        for name in set(ahead[1:3]) - deleted:
            api.patch(f"/Users/{ids[name]}", {"op": "add", "path": "title", "value": "Dr"})
        ids[f"user{number}-new"] = api.create_user(f"user{number:06}-new")["id"]
        api.create_user(f"aaa{number}")
        api.create_user(f"zzz{number}")
    assert len(set(met)) == len(met)
    assert before - deleted <= set(met)
    assert len(deleted) > 2 * WALKED / 97

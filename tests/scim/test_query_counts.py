"""What requests cost: constant numbers of queries, however many rows there are."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessToken, AttributeValue, Group, User
from scim.store.storage import Membership
from tests.factories import make_group, make_user
from tests.scim.endpoint_client import ENTERPRISE, PATCH_OP, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]


def fill(number: int, group: Group) -> list[User]:
    """Add provisioned users with e-mail addresses, managers and a membership."""
    start = User.objects.count()
    names = [f"user{start + index}" for index in range(number)]
    users = User.objects.bulk_create(
        User(username=name, username_key=name, is_provisioned=True) for name in names
    )
    AttributeValue.objects.bulk_create(
        AttributeValue(user=user, attribute="emails", value=f"{user.username}@x", type=kind)
        for user in users
        for kind in ("work", "home")
    )
    Membership.objects.bulk_create(Membership(user=user, group=group) for user in users)
    boss = users[0]
    User.objects.filter(pk__in=[user.pk for user in users]).update(
        manager=boss, manager_value=boss.scim_id
    )
    return users


def cost(api: EndpointClient, method: str, path: str, body: Any = None) -> int:
    """The number of queries of one request that succeeds."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = api.send(method, path, body)
    assert response.status_code < 300, response.content
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


@pytest.fixture
def group(api: EndpointClient) -> Group:
    """A group; the token has been used, so that its use is noted already."""
    api.get("/Users")
    token = AccessToken.objects.get()
    return make_group("Engineers", is_provisioned=True, provisioned_by=token)


def test_requests_about_one_user(api: EndpointClient, group: Group) -> None:
    """The token's look-up is one; BEGIN and COMMIT, which the test's own transaction hides, not."""
    ada = api.create_user("ada", emails=[{"value": "ada@promapp.example", "type": "work"}])
    path = f"/Users/{ada['id']}"
    mail = 'emails[type eq "work"].value'
    new = {"schemas": [USER], "userName": "bob", "emails": [{"value": "bob@promapp.example"}]}

    def patch(path: str, value: Any) -> dict[str, Any]:
        operation = {"op": "replace", "path": path, "value": value}
        return {"schemas": [PATCH_OP], "Operations": [operation]}

    assert cost(api, "GET", path) == 3  # the row, what its lists hold
    assert cost(api, "GET", '/Users?filter=userName eq "ada"') == 3
    assert cost(api, "GET", '/Users?filter=userName eq "nobody"') == 2
    assert cost(api, "POST", "/Users", new) == 4  # the row, its lists, the event
    assert cost(api, "PATCH", path, patch("title", "Countess")) == 5  # to read, the row, the event
    assert cost(api, "PATCH", path, patch(mail, "a@promapp.example")) == 7  # and two for the list
    named = {**new, "userName": "eve", "name": {"givenName": "Eve", "familyName": "Moss"}}
    assert cost(api, "POST", "/Users", named) == 5  # and the words of her names
    assert cost(api, "PATCH", path, patch("name.familyName", "Byron")) == 6  # a word more
    assert cost(api, "PATCH", path, patch("name.familyName", "King")) == 7  # one more, one less
    member = {"op": "add", "path": "members", "value": [{"value": ada["id"]}]}
    body = {"schemas": [PATCH_OP], "Operations": [member]}
    assert cost(api, "PATCH", f"/Groups/{group.scim_id}", body) == 7  # and who it was, for the log
    assert cost(api, "PATCH", f"/Groups/{group.scim_id}", body) == 4  # a member already


LISTS = [
    ("/Users?count=1000", 5),
    ("/Users?count=1000&attributes=userName", 4),
    ("/Users?count=1000&excludedAttributes=groups", 4),
    ("/Users?count=1000&attributes=groups", 4),
    ("/Users?count=1000&sortBy=emails&sortOrder=descending", 5),
    ('/Users?count=1000&filter=emails[type eq "work"] and active eq true', 5),
    ("/Groups?count=1000", 4),
    ("/Groups?count=1000&excludedAttributes=members", 3),
]


@pytest.mark.parametrize(("path", "most"), LISTS)
def test_a_list_costs_the_same_for_ten_and_a_hundred(
    api: EndpointClient, group: Group, path: str, most: int
) -> None:
    fill(10, group)
    small = cost(api, "GET", path)
    fill(90, group)
    assert cost(api, "GET", path) == small
    assert small <= most


@pytest.mark.parametrize(
    "text",
    [
        'userName eq "USER5"',
        'externalId eq "none"',
        'emails[type eq "work"].value eq "user5@X"',
        'id eq "none"',
    ],
)
def test_a_match_costs_the_same(api: EndpointClient, group: Group, text: str) -> None:
    fill(10, group)
    few = cost(api, "GET", f"/Users?filter={text}")
    fill(200, group)
    assert cost(api, "GET", f"/Users?filter={text}") == few
    assert few <= 5


@pytest.mark.long
@pytest.mark.once
def test_one_member_costs_the_same_in_a_group_of_five_thousand(
    api: EndpointClient, group: Group
) -> None:
    path = f"/Groups/{group.scim_id}"
    costs = []
    for size in (10, 4990):
        one, another, *_ = (user.scim_id for user in fill(size, group))
        changes: list[dict[str, Any]] = [
            {"op": "Add", "path": "members", "value": [{"value": make_user().scim_id}]},
            {"op": "Remove", "path": "members", "value": [{"value": one}]},
            {"op": "remove", "path": f'members[value eq "{another}"]'},
        ]
        costs.append([cost(api, "PATCH", path, {"Operations": [sent]}) for sent in changes])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 9
    assert group.user_set.count() == 5000 - 2


@pytest.mark.long
def test_a_thousand_members_at_once_cost_the_same(api: EndpointClient, group: Group) -> None:
    users = fill(1010, make_group("Others"))
    path = f"/Groups/{group.scim_id}"
    costs = []
    for chosen in (users[:10], users[10:]):
        value = [{"value": user.scim_id} for user in chosen]
        operation = {"op": "Add", "path": "members", "value": value}
        costs.append(cost(api, "PATCH", path, {"Operations": [operation]}))
    assert group.user_set.count() == 1010
    most = 0 if connection.vendor == "postgresql" else 12  # SQLite inserts in batches
    assert costs[1] - costs[0] <= most


def test_what_is_excluded_is_not_queried(api: EndpointClient, group: Group) -> None:
    fill(5, group)
    membership = Membership._meta.db_table
    for path in (
        f"/Groups/{group.scim_id}?excludedAttributes=members",
        f"/Groups/{group.scim_id}?attributes=id",
        '/Groups?filter=displayName eq "engineers"&excludedAttributes=members',
        "/Users?attributes=userName",
    ):
        with CaptureQueriesContext(connection) as captured:
            assert api.send("GET", path).status_code == 200
        assert not [query for query in captured.captured_queries if membership in query["sql"]]


def test_writes_cost_what_they_must(api: EndpointClient, group: Group) -> None:
    user = fill(3, group)[1]
    path = f"/Users/{user.scim_id}"
    api.patch(path)  # links it
    emails = [{"value": f"{number}@x"} for number in range(50)]
    body = {"userName": "new", "emails": emails, ENTERPRISE: {"manager": user.scim_id}}
    assert cost(api, "POST", "/Users", body) <= 6
    change = {"Operations": [{"op": "Replace", "path": "title", "value": "Dr"}]}
    assert cost(api, "PATCH", path, change) <= 9
    assert cost(api, "PATCH", path, change) <= 7
    more = {"Operations": [{"op": "add", "path": "emails", "value": emails}]}
    assert cost(api, "PATCH", path, more) <= 12  # SQLite inserts in batches

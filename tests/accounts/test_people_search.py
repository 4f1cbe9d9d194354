"""A search term that many people share leads to no more of them than are soon read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import folding
from accounts.models import Group, User
from accounts.people import search
from promapp_console.lists import filters, people_filters
from scim.models import ProvisioningEvent
from tests.factories import make_group, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def adas() -> list[User]:
    """Five people who begin alike, by each of their names and addresses."""
    return [make_user(f"ada{number}@promapp.example", display_name="Ada") for number in range(5)]


def test_the_first_of_those_who_begin_alike_are_found(adas: list[User]) -> None:
    assert set(search.users("ada", 5)) == set(adas)
    assert not search.is_wide("ada", 5)
    assert search.is_wide("ada", 4)
    assert not search.is_wide("nobody", 0)
    assert not search.is_wide("", 0)
    found = search.users("ada", 2)
    assert set(adas[:2]) <= set(found)
    assert found.count() < 5
    assert search.users(adas[4].scim_id, 2).get() == adas[4]


def test_no_arm_reads_further(adas: list[User]) -> None:
    with CaptureQueriesContext(connection) as captured:
        list(search.users("ada", 2))
    assert captured.captured_queries[0]["sql"].count("LIMIT 2") == 4


def test_pages_say_that_there_are_more(
    client: Client, administrator: User, adas: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(administrator)
    assert b"Type more of it" not in client.get("/users/?q=ada").content
    assert b"Type more of it" not in client.get("/provisioning/log/?search=ada").content
    ProvisioningEvent.objects.create(
        user=adas[0], name=adas[0].username, action="Create", result="Success", status=201
    )
    monkeypatch.setattr(filters, "MOST_PEOPLE", 3)
    monkeypatch.setattr(search, "MOST", 3)
    for path in ("/users/?q=ada", "/provisioning/log/?search=ada"):
        page = client.get(path).content.decode()
        assert "Type more of it" in page, path
        assert "ada0@promapp.example" in page
        assert "the first 3 " in page


def test_the_events_of_the_first_groups_are_found(
    client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(administrator)
    for number in range(3):
        group = make_group(f"Engineers {number}")
        ProvisioningEvent.objects.create(
            group=group, name=group.display_name, action="Create", result="Success", status=201
        )
    assert "Type more of it" not in client.get("/provisioning/log/?search=eng").content.decode()
    monkeypatch.setattr(filters, "MOST_GROUPS", 2)
    page = client.get("/provisioning/log/?search=eng").content.decode()
    assert "Type more of it" in page
    assert ["Engineers 1" in page, "Engineers 2" in page] == [True, False]


@pytest.mark.parametrize(("small", "meant"), [(1000, 100_000), (0, 100_000), (0, 1)])
def test_all_members_of_a_group_are_found(
    client: Client,
    administrator: User,
    adas: list[User],
    monkeypatch: pytest.MonkeyPatch,
    small: int,
    meant: int,
) -> None:
    """Also those whom a search among everybody leaves out, whether the group is small or large."""
    monkeypatch.setattr(people_filters, "SMALL", small)
    monkeypatch.setattr(people_filters, "MOST_MEANT", meant)
    group: Group = make_group("Engineers", adas[4], make_user("bob"))
    monkeypatch.setattr(search, "MOST", 1)
    client.force_login(administrator)
    page = client.get(f"/groups/{group.scim_id}/?q=ADA").content.decode()
    assert "ada4@promapp.example" in page
    assert "bob" not in page


def test_a_prefix_ends_before_the_next_text() -> None:
    assert folding.after("ada") == "adb"
    assert folding.after("a\ud7ff") == "a\ue000"
    assert folding.after("a\U0010ffff\U0010ffff") == "b"
    assert folding.after("\U0010ffff") is None
    assert folding.after("") is None


def test_a_page_looks_each_of_the_found_up_once(
    client: Client, administrator: User, adas: list[User]
) -> None:
    client.force_login(administrator)
    reads = 'FROM "accounts_user"'
    for path in ("/users/?q=ada", "/admin/accounts/user/?q=ada", "/api/v1/users?search=ada"):
        with CaptureQueriesContext(connection) as captured:
            assert b"ada4@promapp.example" in client.get(path).content
        pages = [
            each["sql"] for each in captured.captured_queries if "provisioned_by" in each["sql"]
        ]
        [page] = [sql for sql in pages if '"word" >=' in sql and "last_modified" in sql]
        assert page.count(reads) == str(search.keys("ada").query).count(reads) + 1


def test_the_log_looks_each_of_the_found_up_once(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    reads = 'FROM "scim_provisioningevent"'
    found = str(filters.matching_events("ada").query).count(reads)
    for path in ("/provisioning/log/?search=ada", "/admin/scim/provisioningevent/?q=ada"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts = [
            each["sql"].count(reads)
            for each in captured.captured_queries
            if '"word" >=' in each["sql"] and reads in each["sql"]
        ]
        assert counts
        assert set(counts) == {found + 1}, path


@pytest.mark.parametrize("model", ["scim/provisioningevent", "accounts/auditentry"])
def test_an_address_sorts_django_admin_by_what_its_headings_offer_alone(
    client: Client, administrator: User, model: str
) -> None:
    """Ten million events sorted by a column without an index are nine seconds' work."""
    client.force_login(administrator)

    def orders(query: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/admin/{model}/{query}").status_code == 200
        table = f'FROM "{model.replace("/", "_")}"'
        asked = [each["sql"] for each in captured.captured_queries if table in each["sql"]]
        listed = [sql for sql in asked if not sql.endswith("LIMIT 1")]  # the first and the last day
        return [sql.rpartition("ORDER BY")[2] for sql in listed if "ORDER BY" in sql]

    by_key = [f' "{model.replace("/", "_")}"."id" DESC']
    assert orders("?o=3") == orders("?o=-4") == by_key
    assert orders("?o=1") != orders("?o=-1")

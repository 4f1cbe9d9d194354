"""What identity providers match by is found by an index, on both databases."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import prepared
from accounts.models import AttributeValue, Group, User
from scim.store.storage import Membership
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db

MATCHES = [
    ("/Users", 'userName eq "USER5"', "username_key"),
    ("/Users", 'externalId eq "x5"', "external_id"),
    ("/Users", 'id eq "no-such-id"', "scim_id"),
    ("/Users", 'emails[type eq "work"].value eq "USER5@x"', "value_key"),
    ("/Users", 'emails[type eq "work" and value eq "user5@x"]', "value_key"),
    ("/Users", 'emails.value eq "user5@x"', "value_key"),
    ("/Users", 'emails eq "user5@x"', "value_key"),
    ("/Users", 'displayName eq "User 5"', "display_name_key"),
    ("/Users", 'employeeNumber eq "5"', "employee_number_key"),
    ("/Users", 'manager eq "5"', "manager_value_key"),
    ("/Users", 'userName eq "user5" and active eq true', "username_key"),
    ("/Users", 'id eq "no-such-id" and manager eq "5"', "scim_id|manager_value_key"),
    ("/Groups", 'displayName eq "GROUP 5"', "display_name_key"),
    ("/Groups", 'externalId eq "g5"', "external_id"),
    ("/Groups", 'id eq "no-such-id" and members eq "no-such-user"', "scim_id|id|group_ptr_id"),
]


@pytest.fixture(scope="module")
def filled(rows: None) -> None:
    """A few hundred rows in each table, and what the database needs to know of them."""
    users = User.objects.bulk_create(
        User(
            username=f"user{number}",
            external_id=f"x{number}",
            display_name=f"User {number}",
            employee_number=str(number),
            manager_value=str(number),
        )
        for number in range(400)
    )
    AttributeValue.objects.bulk_create(
        AttributeValue(user=user, attribute="emails", value=f"{user.username}@x", type=kind)
        for user in users
        for kind in ("work", "home")
    )
    for number in range(100):
        Group(display_name=f"Group {number}", external_id=f"g{number}").save()
    groups = list(Group.objects.all())
    Membership.objects.bulk_create(
        Membership(user=user, group=groups[number % 100]) for number, user in enumerate(users)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(sql: str) -> str:
    """How the database would find the rows; PostgreSQL scans a table only where it must."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
            return "\n".join(str(row[-1]) for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")  # one for all operands
        cursor.execute("EXPLAIN " + sql.replace("%", "%%"))
        return "\n".join(row[0] for row in cursor.fetchall())


def searched_by(text: str) -> set[str]:
    """The columns whose index is searched for a value, of a plan of either database."""
    if connection.vendor == "sqlite":
        conditions = re.findall(r"SEARCH .* USING .*\((.*)\)", text)
    else:
        conditions = re.findall(r"Index Cond: (.*)", text)
    return set(re.findall(r"(\w+)\)?(?:::text)? ?(?:=|\bIN\b)", " ".join(conditions)))


def asked_of(table: str, captured: list[str]) -> list[str]:
    """What was asked of a table; prepared statements as they are run, for any operands."""
    found = [sql for sql in captured if f'FROM "{table}"' in sql and "WHERE" in sql]
    if connection.vendor == "sqlite":
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements"
        )
        kept = cursor.fetchall()
    return [
        f"EXECUTE {name}({', '.join(['NULL'] * number)})" if number else f"EXECUTE {name}"
        for name, sql, number in kept
        if f'FROM "{table}"' in sql and "WHERE" in sql
    ]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("path", "text", "columns"), MATCHES)
def test_a_match_searches_an_index(api: EndpointClient, path: str, text: str, columns: str) -> None:
    api.get("/Users", count=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        prepared.allow(connection)
        api.get(path, filter=text)
    with CaptureQueriesContext(connection) as captured:
        api.get(path, filter=text)
    table = "accounts_user" if path == "/Users" else "accounts_group"
    asked = asked_of(table, [query["sql"] for query in captured.captured_queries])
    assert searched_by(plan(asked[0])) & set(columns.split("|")), plan(asked[0])
    for sql in asked:  # what is found is loaded by primary key
        found = plan(sql)
        assert "Seq Scan" not in found
        assert not re.search(r"^SCAN (?!CONSTANT)", found, re.M), found


@pytest.mark.usefixtures("filled")
def test_a_search_without_an_index_is_seen() -> None:
    found = plan("SELECT id FROM accounts_user WHERE nick_name_key = 'x'")
    assert searched_by(found) == set()
    assert "SCAN accounts_user" in found or "Seq Scan" in found


@pytest.mark.usefixtures("filled")
def test_the_members_of_a_group_are_found_by_an_index() -> None:
    table = Membership._meta.db_table
    for column, other in (("group_id", "user_id"), ("user_id", "group_id")):
        found = plan(f"SELECT {other} FROM {table} WHERE {column} = 5")
        assert searched_by(found) == {column}, found


@pytest.mark.usefixtures("filled")
def test_a_prefix_is_a_range(api: EndpointClient) -> None:
    """Both ends of it: what comes behind, maybe everybody, is not read."""
    with CaptureQueriesContext(connection) as captured:
        found = api.get("/Users", filter='userName sw "USER39"')
    assert found["totalResults"] == 11
    [sql] = [query["sql"] for query in captured if "username_key" in query["sql"]][:1]
    assert "\"username_key\" >= 'user39'" in sql
    assert "\"username_key\" < 'user3:'" in sql


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("text", ["not (emails pr)", 'emails ne "user5@x"', "not (groups pr)"])
def test_those_who_lack_something_are_joined(api: EndpointClient, text: str) -> None:
    """A hash table of all who have it may not fit; then each user reads all of them."""
    with CaptureQueriesContext(connection) as captured:
        api.get("/Users", filter=text)
    [sql] = [query["sql"] for query in captured if "NOT" in query["sql"]][:1]
    is_postgresql = connection.vendor == "postgresql"
    assert bool(re.search(r"NOT \(?EXISTS", sql)) is is_postgresql
    assert ("Anti Join" in plan(sql[sql.index("SELECT") :])) is is_postgresql

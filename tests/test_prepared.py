"""Statements that PostgreSQL keeps: when they are prepared, and what becomes of them.

That they give what they give unprepared is shown by the whole suite, which prepares all of them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import prepared
from accounts.work.outages import Outage, outage_of
from promapp_console.server import waits
from tests.factories import make_token, make_user
from tests.outages import is_sqlite
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db(transaction=True)
SQL = "SELECT username, %s || '%%' FROM accounts_user WHERE username = %s"


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection as the server opens it."""
    monkeypatch.setattr(prepared, "AFTER", 5)
    connection.close()
    waits.bound()
    connection.ensure_connection()
    yield
    waits.connection_created.disconnect(dispatch_uid="waits")
    connection.execute_wrappers.clear()
    connection.close()


def run(text: str, name: str, sql: str = SQL) -> tuple[bool, list[Any]]:
    """Whether it is prepared by now, and what came of it; `text` is the same in every execution."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, sql, [text, name], {1: 0})
        rows = cursor.fetchall()
    kept = getattr(connection, "prepared", None)
    return bool(kept and kept.names.get((sql, text))), rows


def test_what_comes_again_is_prepared() -> None:
    make_user("ada")
    make_user("it's 100%")
    kept = []
    for number in range(8):
        name = ["ada", "it's 100%"][number % 2]
        is_kept, rows = run("%s", name)
        assert rows == [(name, "%s%")]
        kept.append(is_kept)
    assert kept == [False] * 5 + [not is_sqlite()] * 3
    assert run("other", "ada") == (False, [("ada", "other%")])  # another constant: another one


def test_whoever_listens_sees_it_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "AFTER", 0)
    make_user("ada")
    assert run("a", "ada")[0] is not is_sqlite()
    with CaptureQueriesContext(connection) as captured:
        run("a", "ada")
    assert [query["sql"].partition(" ")[0] for query in captured] == ["SELECT"]


def test_a_connection_keeps_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "AFTER", 0)
    monkeypatch.setattr(prepared, "MOST", 3)
    monkeypatch.setattr(prepared, "_COUNTED", 4)
    for number in range(9):
        run(str(number), "ada")
    if is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (3,)
    assert len(connection.prepared.counts) <= 4  # type: ignore[attr-defined]


def test_one_that_cannot_be_prepared_is_run_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL cannot tell what type an operand is of."""
    monkeypatch.setattr(prepared, "AFTER", 0)
    sql = "SELECT %s, json_build_array(%s)" if not is_sqlite() else "SELECT %s, %s"
    with transaction.atomic():
        for _ in range(2):
            is_kept, rows = run("a", "b", sql)
            assert not is_kept
            assert len(rows) == 1


def test_one_that_is_gone_is_run_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that gives each transaction another connection, without being seen to."""
    monkeypatch.setattr(prepared, "AFTER", 0)
    make_user("ada")
    run("a", "ada")
    if is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert run("a", "ada") == (False, [("ada", "a%")])
    assert not run("a", "ada")[0]  # this connection is not tried again
    prepared.allow(connection)
    run("a", "ada")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run("a", "ada")
    assert outage_of(caught.value) is Outage.BUSY


def test_a_column_that_is_widened_meanwhile_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a migration beside the running server may do."""
    monkeypatch.setattr(prepared, "AFTER", 0)
    api = EndpointClient(make_token()[1])
    ada = api.create_user("ada")["id"]
    api.get(f"/Users/{ada}")
    if is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user ALTER title TYPE varchar(300)")
    try:
        assert api.get(f"/Users/{ada}")["userName"] == "ada"
        prepared.allow(connection)
        operation = {"op": "replace", "path": "title", "value": "Dr"}
        path, body = f"/Users/{ada}", {"Operations": [operation]}
        api.send("PATCH", path, body)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_user ALTER title TYPE varchar(310)")
        statuses = [api.send("PATCH", path, body).status_code for _ in range(2)]
        assert statuses == [503, 200]  # the client tries again
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_user ALTER title TYPE varchar(256)")

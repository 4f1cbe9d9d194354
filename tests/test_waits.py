"""No request waits for the database without an end; the server bounds it, commands do not."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.utils import ConnectionHandler

from accounts.models import User
from accounts.work.outages import Outage, outage_of
from promapp_console.server import waits
from tests.factories import make_token, make_user
from tests.outages import busy, is_sqlite, read_only
from tests.scim.endpoint_client import USER, EndpointClient

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 3  # seconds, on a busy machine


@pytest.fixture(params=["direct", "pooled"])
def bounded(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[str]:
    """A connection as the server opens it: to PostgreSQL itself, or by way of a pool."""
    settings.DATABASE_LOCK_TIMEOUT = 0.1
    settings.DATABASE_STATEMENT_TIMEOUT = 0.2
    monkeypatch.setattr(waits, "CROWDED", 50)
    if request.param == "pooled":
        monkeypatch.setattr(waits, "is_pooled", lambda _: True)
    connection.close()
    waits.bound()
    yield request.param
    waits.connection_created.disconnect(dispatch_uid="waits")
    connection.execute_wrappers.clear()
    connection.close()


def shown(cursor: Any) -> dict[str, str]:
    """What PostgreSQL has for the bounds, in a transaction or out of it."""
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    found = {}
    for name in names:
        cursor.execute(f"SHOW {name}")
        (found[name],) = cursor.fetchone()
    return found


BOUNDS = {
    "lock_timeout": "100ms",
    "statement_timeout": "200ms",
    "idle_in_transaction_session_timeout": "30s",
}


def test_a_write_does_not_wait_for_ever(bounded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    api = EndpointClient(make_token()[1])
    api.get("/Users")
    before = time.monotonic()
    with busy(monkeypatch, "accounts_user"):
        response = api.send("POST", "/Users", {"schemas": [USER], "userName": "ada"})
    assert time.monotonic() - before < SOON
    assert response.status_code == 503
    assert response.json()["detail"] == "The database is busy. Try again in a moment."
    assert api.send("POST", "/Users", {"schemas": [USER], "userName": "ada"}).status_code == 201


def test_every_statement_is_bounded(bounded: str) -> None:
    """In a transaction and out of it; what the statement gives is not changed."""
    for _ in range(2):
        assert User.objects.count() == 0
        with transaction.atomic():
            user = make_user("ada")
            with connection.cursor() as cursor:
                found = BOUNDS if is_sqlite() else shown(cursor)
            assert User.objects.filter(pk=user.pk).update(title="Dr") == 1
            transaction.set_rollback(True)
        assert found == BOUNDS
    if is_sqlite():
        return
    with connection.cursor() as cursor:
        assert shown(cursor) == BOUNDS
        with pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_sleep(2)")
    assert outage_of(caught.value) is Outage.BUSY
    with connection.connection.cursor() as raw:  # a pool's other clients are left alone
        is_left = shown(raw)["statement_timeout"] == "0"
    assert is_left == (bounded == "pooled")


def test_commands_take_their_time() -> None:
    """Nothing is bounded where the server did not ask for it."""
    assert connection.execute_wrappers == []
    if not is_sqlite():
        with connection.cursor() as cursor:
            assert set(shown(cursor).values()) == {"0"}
            assert not waits.is_pooled(connection)


def test_one_thread_stays_free_while_the_others_wait_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite: with as many waiting as may, one more gives up soon; reads never wait."""
    monkeypatch.setattr(waits, "CROWDED", 50)
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "one.sqlite3"}
    first, second = (ConnectionHandler({"default": dict(settings)})["default"] for _ in range(2))
    writers = waits.Writers(most=1)
    second.execute_wrappers.append(writers)
    with first.cursor() as holder, second.cursor() as cursor:
        holder.execute("CREATE TABLE notes (text)")
        holder.execute("BEGIN IMMEDIATE")
        writers.waiting = 1
        for statement in ("BEGIN IMMEDIATE", "INSERT INTO notes VALUES (1)"):
            before = time.monotonic()
            with pytest.raises(OperationalError) as caught:
                cursor.execute(statement)
            assert outage_of(caught.value) is Outage.BUSY
            assert time.monotonic() - before < SOON
        cursor.execute("SELECT * FROM notes")
        holder.execute("COMMIT")
        cursor.execute("INSERT INTO notes VALUES (1)")
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone()[0] == 5000
    assert writers.waiting == 1
    first.close()
    second.close()


def test_one_thread_asks_for_all(tmp_path: Path) -> None:
    """Of those that want to write, one looks whether SQLite is free; all come to their turn."""
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "one.sqlite3"}
    writers = waits.Writers(most=3)
    asking: list[str] = []
    most = 0

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal most
        if sql != "BEGIN IMMEDIATE":
            return execute(sql, *rest)
        asking.append(sql)
        most = max(most, len(asking))
        try:
            return execute(sql, *rest)
        finally:
            asking.pop()

    def write(number: int) -> None:
        other = ConnectionHandler({"default": dict(settings)})["default"]
        other.execute_wrappers += [writers, count]
        with other.cursor() as cursor:
            for _ in range(20):
                cursor.execute("BEGIN IMMEDIATE")
                # Django says within a transaction that there is one; by hand it cannot know.
                other.connection.execute("INSERT INTO notes VALUES (?)", [number])
                other.connection.commit()
        other.close()

    own = ConnectionHandler({"default": dict(settings)})["default"]
    with own.cursor() as cursor:
        cursor.execute("CREATE TABLE notes (text)")
        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        cursor.execute("BEGIN IMMEDIATE")
        for thread in threads:
            thread.start()
        while writers.waiting < 4:
            time.sleep(0.01)
        assert len(asking) == 1
        cursor.execute("COMMIT")
        for thread in threads:
            thread.join()
        cursor.execute("SELECT count(*) FROM notes")
        assert cursor.fetchone()[0] == 4 * 20
    own.close()
    assert most == 1
    assert writers.waiting == 0


def test_sqlite_recovers_when_its_file_can_be_written_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A connection that was opened meanwhile would stay as it is; PostgreSQL opens another."""
    api = EndpointClient(make_token()[1])
    with read_only(monkeypatch):
        assert api.send("POST", "/Users", {"userName": "ada"}).status_code == 503
        if is_sqlite():
            assert connection.connection is None
    assert api.send("POST", "/Users", {"userName": "ada"}).status_code == 201


def test_scheduled_work_may_take_longer_for_a_statement(bounded: str) -> None:
    """What adds up a day of a large site would never end otherwise."""

    def found() -> dict[str, str]:
        waits.be_patient()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                return shown(cursor)
        finally:
            connection.close()

    if not is_sqlite():
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(found).result() == {**BOUNDS, "statement_timeout": "10min"}
        with transaction.atomic(), connection.cursor() as cursor:
            assert shown(cursor) == BOUNDS

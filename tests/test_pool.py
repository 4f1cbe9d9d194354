"""A site of several processes behind PgBouncer in transaction mode, as docs/deploy.md has it.

The pool is smaller than the number of threads, so what one transaction leaves on a connection of
PostgreSQL's would meet another.
"""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import psycopg2
import pytest
import requests

from tests import pool, postgres
from tests.faults import load
from tests.faults.site import ROOT, Postgres, Site
from tests.scim.endpoint_client import BULK, ENTERPRISE, USER

POOL = 4  # connections of PostgreSQL, for 8 threads, exports and scheduled work
CLIENTS, REQUESTS, EXPORTS = 6, 30, 5
LOCK_TIMEOUT = 4  # seconds; a busy machine must not come near it
PASSWORD = "tram geese 7 harbour"
BOUNDS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


@pytest.fixture(scope="module")
def base() -> Iterator[Postgres]:
    with postgres.server() as url:
        yield Postgres(url)


@pytest.fixture(scope="module")
def site(base: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("pooled")
    changes = {"default_pool_size": str(POOL), "query_wait_timeout": "8"}
    with pool.pool(base, **changes) as pooled:
        running = Site(
            directory,
            pooled,
            DATABASE_LOCK_TIMEOUT=str(LOCK_TIMEOUT),
            PROMAPP_ADMIN_PASSWORD=PASSWORD,
        )
        running.manage("migrate", "--no-input", DATABASE_URL=pooled.direct)
        running.start()
        yield running
        assert running.stop() == 0


@pytest.fixture(scope="module")
def secret(site: Site) -> str:
    arguments = ("admin", "--description", "Entra", "--scope", "scim")
    return site.manage("create_access_token", *arguments)


@pytest.fixture
def reader(site: Site, secret: str) -> Iterator[load.Client]:
    client = load.Client(99, site.port, secret, load.Account(), "")
    yield client
    client.close()
    assert client.account.problems == []


@contextmanager
def through(site: Site) -> Iterator[Any]:
    """A cursor in a transaction by way of the pool."""
    with closing(psycopg2.connect(site.database.url)) as raw, raw.cursor() as cursor:
        yield cursor


def check_nothing_is_left(site: Site, base: Postgres) -> None:
    """No lock, no open transaction; no time-out that was meant for one transaction."""
    assert base.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == "0"
    assert base.run("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in tr%'") == "0"
    with ExitStack() as stack:
        servers = set()
        for _ in range(POOL):  # each open transaction has a connection of its own
            cursor = stack.enter_context(through(site))
            cursor.execute("SELECT pg_backend_pid()")
            servers.add(cursor.fetchone()[0])
            for name in BOUNDS:
                cursor.execute(f"SHOW {name}")
                assert cursor.fetchone() == ("0",), name
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == (0,)
        assert len(servers) == POOL


def test_nothing_is_lost_or_left_behind(
    site: Site, base: Postgres, secret: str, reader: load.Client
) -> None:
    account, group = load.Account(), load.group(site.port, secret)
    clients = [load.Client(n, site.port, secret, account, group) for n in range(1, CLIENTS + 1)]
    exported: list[int] = []
    work = [threading.Thread(target=requests_of, args=(client,)) for client in clients]
    work += [threading.Thread(target=export, args=(site, exported)) for _ in range(2)]
    runs = [scheduled(site) for _ in range(2)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    for run in runs:
        assert run.communicate()[0] == ""
        assert run.returncode == 0
    assert account.problems == []
    assert account.unanswered == 0
    assert [status for status in account.statuses if status >= 300] == []
    for person in account.people:
        status, found = reader.send("GET", f"/Users/{person.id}")
        assert status == (200 if person.sure else 404)
        if person.sure:
            mark = person.sure
            marks = found["title"], found[ENTERPRISE]["department"], found["emails"][0]["value"]
            assert marks == (mark, mark, f"{mark}@x.example")
    assert direct(base, WITHOUT_EVENT) == "0"
    assert len(exported) == 2 * EXPORTS
    assert max(exported) > REQUESTS
    # Scheduled work's lock was not left to a connection of the pool.
    printed = site.manage("shell", "-v", "0", "-c", RUN_SCHEDULED)
    assert printed
    assert "under way" not in printed
    check_nothing_is_left(site, base)


# Users whose version is not one more for each change in the log.
WITHOUT_EVENT = """
SELECT count(*) FROM accounts_user WHERE username <> 'admin' AND version <> (
  SELECT count(*) FROM scim_provisioningevent AS event WHERE event.resource_type = 'User'
  AND event.name = username AND event.status < 300 AND event.changes <> '[]')
"""

# Once for each connection of the pool, each time by way of a new one to PgBouncer.
RUN_SCHEDULED = f"""
from django.core.management import call_command
from django.db import connections
for _ in range({POOL}):
    call_command("run_scheduled", verbosity=2)
    connections.close_all()
"""


def requests_of(client: load.Client) -> None:
    for number in range(REQUESTS):
        client.one()
        if number % 10 == 0:
            name = f"bulk-{client.number}-{number}"
            operations = [
                {"method": "POST", "path": "/Users", "bulkId": f"{n}", "data": user(f"{name}-{n}")}
                for n in range(3)
            ]
            _, answer = client.send("POST", "/Bulk", {"schemas": [BULK], "Operations": operations})
            assert [operation["status"] for operation in answer["Operations"]] == ["201"] * 3
    client.close()


def user(name: str) -> dict[str, Any]:
    return {"schemas": [USER], "userName": f"{name}@promapp.example"}


def scheduled(site: Site) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_scheduled", "-v", "0"],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def export(site: Site, exported: list[int]) -> None:
    """Take the log as CSV again and again, by way of the sign-in page."""
    address = f"http://127.0.0.1:{site.port}"
    with requests.Session() as browser:
        page = browser.get(f"{address}/sign-in/", timeout=60).text
        [csrf] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        form = {"csrfmiddlewaretoken": csrf, "login": "admin", "password": PASSWORD}
        browser.post(f"{address}/sign-in/", form, timeout=60, headers={"Referer": address})
        for _ in range(EXPORTS):
            answer = browser.get(f"{address}/provisioning/log.csv", timeout=60)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith("text/csv")
            exported.append(len(answer.text.splitlines()))


def direct(base: Postgres, sql: str) -> str:
    """Ask the site's database itself."""
    return Postgres(base.url.replace("/postgres?", "/promapp?")).run(sql)


def test_a_wait_for_a_lock_has_an_end(site: Site, base: Postgres, reader: load.Client) -> None:
    reader.create()
    [person] = reader.people
    title = {"Operations": [{"op": "replace", "path": "title", "value": "Dr"}]}
    with through(site) as cursor:
        cursor.execute("SELECT FROM accounts_user WHERE username = %s FOR UPDATE", [person.name])
        before = time.monotonic()
        status, answer = reader.send("PATCH", f"/Users/{person.id}", title)
        assert time.monotonic() - before < LOCK_TIMEOUT + 5
    assert (status, answer["detail"]) == (503, "The database is busy. Try again in a moment.")
    assert reader.send("PATCH", f"/Users/{person.id}", title)[0] == 200
    check_nothing_is_left(site, base)


ASK = """
from django.db import OperationalError, connection, transaction
from promapp_console.server import waits
waits.bound()
for autocommit in (True, False):
    transaction.set_autocommit(autocommit)
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT pg_sleep(30)")
        except OperationalError as error:
            print(error)
    transaction.rollback() if not autocommit else None
print(waits.is_pooled(connection))
"""


def test_a_statement_has_an_end(site: Site) -> None:
    printed = site.manage("shell", "-v", "0", "-c", ASK, DATABASE_STATEMENT_TIMEOUT="1")
    ended = "canceling statement due to statement timeout"
    assert [line for line in printed.splitlines() if line] == [ended, ended, "True"]


def test_a_pool_that_is_used_up_is_503_and_passes(site: Site, reader: load.Client) -> None:
    with ExitStack() as stack:
        for _ in range(POOL):
            stack.enter_context(through(site)).execute("SELECT 1")
        assert reader.send("GET", "/Users?count=1")[0] == 503
        assert site.health("/healthz") == 200
    assert reader.send("GET", "/Users?count=1")[0] == 200


def test_scheduled_work_is_done_behind_the_pool(site: Site) -> None:
    """Its lock is one of a transaction, which the pool gives a connection of its own."""
    with through(site) as cursor:
        for _ in range(600):
            cursor.execute(
                "SELECT is_failed FROM accounts_scheduledjob WHERE name = 'run_scheduled' "
                "UNION ALL SELECT NULL FROM pg_sleep(0.1)"
            )
            if (found := cursor.fetchone()) != (None,):
                break
        assert found == (False,)

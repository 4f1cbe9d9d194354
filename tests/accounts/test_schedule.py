"""Scheduled work: one run at a time, whatever fails in it, and when it last ran."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts.models import ScheduledJob, User
from accounts.work import outages, schedule
from accounts.work.run_lock import alone
from accounts.work.schedule import Job, JobOutcome
from tests import outages as outage
from tests.admin_pages import list_url, names
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def fail() -> None:
    raise RuntimeError("a secret of the job")


def test_a_job_that_fails_keeps_no_other_from_running() -> None:
    done: list[str] = []
    jobs = [Job("one", fail), Job("two", lambda: done.append("two") or 7)]  # type: ignore[func-returns-value]
    assert schedule.run(jobs) == [
        JobOutcome("one", "RuntimeError", is_failed=True),
        JobOutcome("two", "7", is_failed=False),
    ]
    assert done == ["two"]
    assert [job.name for job in schedule.failing_jobs()] == ["one"]
    schedule.run([Job("one", lambda: 1)])
    assert schedule.failing_jobs() == []
    rows = ScheduledJob.objects.values_list("name", "outcome", "is_failed")
    assert list(rows) == [("one", "1", False), ("run_scheduled", "", False), ("two", "7", False)]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_loses_its_database_keeps_no_other_from_running(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "_lines", outages.Lines())

    def lose() -> None:
        outage.fail()
        User.objects.update(title="")

    with caplog.at_level("ERROR"):
        outcomes = schedule.run([Job("one", lose), Job("two", lambda: User.objects.count())])
    assert outcomes is not None
    assert [outcome.is_failed for outcome in outcomes] == [True, False]
    # An outage of the test before may have a line that waits for the end of its second.
    [record] = [line for line in caplog.records if "Scheduled work" in line.getMessage()]
    assert record.exc_info is None
    assert "Scheduled work failed, one: " in record.getMessage()


@pytest.mark.django_db(transaction=True)
def test_a_second_run_at_the_same_time_does_nothing() -> None:
    def elsewhere() -> Any:
        try:
            return schedule.run([Job("inner", fail)])
        finally:
            connections.close_all()

    def meanwhile() -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(elsewhere).result(timeout=60)

    assert schedule.run([Job("outer", meanwhile)]) == [JobOutcome("outer", "None", is_failed=False)]
    assert not ScheduledJob.objects.filter(name="inner").exists()
    assert meanwhile() == [JobOutcome("inner", "RuntimeError", is_failed=True)]


HOLD = """
import sys, django
django.setup()
from accounts.work.run_lock import alone
with alone() as is_alone:
    print(is_alone, flush=True)
    sys.stdin.read()
"""


def holder() -> subprocess.Popen[str]:
    """Start a process that holds the lock of the database under test."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    return subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_lock_of_a_process_that_was_killed_is_free_at_once() -> None:
    with holder() as process:
        assert process.stdout
        assert process.stdout.readline() == "True\n"
        output = StringIO()
        call_command("run_scheduled", stdout=output, verbosity=0)
        call_command("run_scheduled", stdout=output)
        assert output.getvalue() == ""  # nothing for cron to mail
        call_command("run_scheduled", stdout=output, verbosity=2)
        assert output.getvalue() == "Another run is under way; nothing was done.\n"
        process.kill()
    outcomes = (schedule.run([Job("one", lambda: 1)]) for _ in range(1000))
    assert next(filter(None, outcomes)) == [JobOutcome("one", "1", is_failed=False)]


@pytest.mark.django_db(transaction=True)
def test_the_lock_stays_on_no_connection_that_others_use() -> None:
    if connection.vendor != "postgresql":
        with alone() as first, alone() as second:
            assert (first, second) == (True, False)
        return

    def held() -> list[tuple[bool]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid = pg_backend_pid() FROM pg_locks WHERE locktype = 'advisory' "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            return list(cursor.fetchall())

    locks: list[tuple[bool]] = []
    schedule.run([Job("one", lambda: locks.extend(held()))])
    assert locks == [(False,)]
    assert held() == []


def test_overdue_after_a_day(administrator: User) -> None:
    assert schedule.last_run() is None
    assert not schedule.scheduled_overdue()
    User.objects.update(created=timezone.now() - timedelta(hours=25))
    make_user()
    assert schedule.scheduled_overdue()
    schedule.run([])
    assert not schedule.scheduled_overdue()
    ScheduledJob.objects.update(finished_at=timezone.now() - timedelta(hours=25))
    assert schedule.scheduled_overdue()


def test_a_site_without_users_is_not_overdue() -> None:
    assert not schedule.scheduled_overdue()


def test_the_page_shows_what_failed(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    schedule.run([Job("one", fail), Job("two", lambda: 7)])
    assert names(client, ScheduledJob) == {"one", "two", "run_scheduled"}
    page = client.get(list_url(ScheduledJob)).content.decode()
    assert "RuntimeError" in page
    assert "a secret of the job" not in page

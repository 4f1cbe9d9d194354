"""Scheduled work: one run at a time, whatever fails in it, and when it last ran."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts import schedule
from accounts.models import ScheduledJob, User
from accounts.schedule import Job, Outcome
from tests.admin_pages import list_url, names
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def fail() -> None:
    raise RuntimeError("a secret of the job")


def test_a_job_that_fails_keeps_no_other_from_running() -> None:
    done: list[str] = []
    jobs = [Job("one", fail), Job("two", lambda: done.append("two") or 7)]  # type: ignore[func-returns-value]
    assert schedule.run(jobs) == [
        Outcome("one", "RuntimeError", is_failed=True),
        Outcome("two", "7", is_failed=False),
    ]
    assert done == ["two"]
    assert [job.name for job in schedule.failing_jobs()] == ["one"]
    schedule.run([Job("one", lambda: 1)])
    assert schedule.failing_jobs() == []
    rows = ScheduledJob.objects.values_list("name", "outcome", "is_failed")
    assert list(rows) == [("one", "1", False), ("run_scheduled", "", False), ("two", "7", False)]


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

    assert schedule.run([Job("outer", meanwhile)]) == [Outcome("outer", "None", is_failed=False)]
    assert not ScheduledJob.objects.filter(name="inner").exists()
    assert meanwhile() == [Outcome("inner", "RuntimeError", is_failed=True)]


def test_the_lock_of_a_process_that_died_becomes_free() -> None:
    with schedule._lock_row() as first, schedule._lock_row() as second:
        assert (first, second) == (True, False)
    row = ScheduledJob.objects.get(name="run_scheduled")
    assert row.locked_until is None
    row.locked_until = timezone.now() - timedelta(seconds=1)
    row.save()
    with schedule._lock_row() as again:
        assert again


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

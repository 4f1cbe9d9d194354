"""Scheduled work is done wherever the site is served: once, again after a crash, until it stops."""

import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

import pytest

from accounts.models import ScheduledJob
from accounts.work import schedule
from accounts.work.schedule import Job
from promapp_console.server.scheduled import Loop
from tests import migrated, smtp
from tests import outages as outage
from tests.test_serve import CREATE_TOKEN, ROOT, ask, free_port, manage, serving

KEY = "a-secret-of-this-module-alone-longer-than-fifty-characters"


@pytest.fixture
def directory(tmp_path: Path, django_db_setup: None) -> Path:
    migrated.copy(tmp_path / "promapp.sqlite3")
    return tmp_path


@contextmanager
def hasty(directory: Path, **variables: str) -> Iterator[tuple[dict[str, str], list[int]]]:
    """Serve with two workers that look often; gives the environment, and the workers' ids."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PROMAPP_DATA_DIR": str(directory),
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **variables,
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "tests/hasty.py", "promapp_console.wsgi"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        try:
            yield environment, [booted(process), booted(process)]
        finally:
            process.send_signal(signal.SIGTERM)
            process.stderr.read()
        assert process.wait(timeout=30) == 0


def booted(process: subprocess.Popen[str]) -> int:
    """Wait for the next worker; returns its id."""
    assert process.stderr
    found = (re.search(r"Booting worker with pid: (\d+)", line) for line in process.stderr)
    return next(int(match[1]) for match in found if match)


def test_a_mail_is_sent_once_by_whoever_is_left(directory: Path) -> None:
    with smtp.server() as server:
        mail = {"EMAIL_URL": server.url, "PROMAPP_ADMIN_EMAIL": "ada@promapp.example"}
        with hasty(directory, **mail) as (environment, workers):
            manage(directory, "ensure_administrator", **environment)
            manage(directory, *CREATE_TOKEN, **environment)
            assert "Entra" in server.next()["Subject"]
            os.kill(workers[0], signal.SIGKILL)
            manage(directory, *CREATE_TOKEN, "--description", "Okta", **environment)
            assert "Okta" in server.next()["Subject"]
        assert server.mails.empty()


def test_every_worker_killed_is_work_that_comes_back(directory: Path) -> None:
    with smtp.server() as server:
        mail = {"EMAIL_URL": server.url, "PROMAPP_ADMIN_EMAIL": "ada@promapp.example"}
        with hasty(directory, **mail) as (environment, workers):
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            manage(directory, "ensure_administrator", **environment)
            manage(directory, *CREATE_TOKEN, **environment)
            assert "Entra" in server.next()["Subject"]


def test_make_run_does_it_too_unless_it_is_off(directory: Path) -> None:
    """What the loop did is read after the stop, which waits for what has begun."""
    port = free_port()
    with smtp.server() as server:
        given = {"EMAIL_URL": server.url, "PROMAPP_ADMIN_EMAIL": "ada@promapp.example"}
        with serving(directory, port, **given):
            manage(directory, *CREATE_TOKEN)
            assert "Entra" in server.next()["Subject"]
            assert ask(port, "/healthz")[0] == 200
        with hasty(directory, SCHEDULED_WORK="off", **given) as (environment, _):
            manage(directory, *CREATE_TOKEN, **environment)
            with pytest.raises(Empty):
                server.mails.get(timeout=3)
            manage(directory, "run_scheduled", **environment)
            assert "Entra" in server.next()["Subject"]


def loop(*jobs: Job) -> Loop:
    return Loop(jobs, lambda: True)


@pytest.mark.django_db(transaction=True)
def test_runs_are_minutes_apart_and_what_is_urgent_is_not() -> None:
    done: list[str] = []
    works = loop(
        Job("slow", lambda: done.append("slow")),
        Job("soon", lambda: done.append("soon"), is_urgent=lambda: len(done) < 4),
    )
    for _ in range(4):
        works.turn()
    assert done == ["slow", "soon", "soon", "soon"]
    moment = ScheduledJob.objects.get(name=schedule.RUN).started_at
    assert moment is not None
    ScheduledJob.objects.update(started_at=moment - schedule.EVERY)
    works.turn()
    assert done[4:] == ["slow", "soon"]
    ScheduledJob.objects.update(started_at=moment + 2 * schedule.EVERY)  # a clock that was ahead
    works.turn()
    assert done[6:] == ["slow", "soon"]


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_broken_off_is_due_at_once() -> None:
    works = loop(Job("one", lambda: works.stopped.set()), Job("two", lambda: None))
    works.turn()
    assert not ScheduledJob.objects.filter(name__in=[schedule.RUN, "two"]).exists()
    assert schedule.is_due()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(3)])
def test_whatever_fails_is_told_once_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    works, asked = loop(), []

    def fail() -> bool:
        asked.append(1)
        raise error

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(schedule, "is_due", fail)
        for _ in range(3):
            works.turn()
    assert (len(asked), works.failures) == (3, 3)
    [record] = caplog.records
    assert record.getMessage().startswith("Scheduled work cannot run: ")
    assert record.exc_info
    works.turn()
    assert works.failures == 0


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    works = loop(Job("one", lambda: None))
    with outage.away(monkeypatch), caplog.at_level(logging.ERROR):
        for _ in range(3):
            works.turn()
    [record] = caplog.records
    assert record.getMessage().startswith("Scheduled work cannot run: The database is away: ")
    assert record.exc_info is None
    works.turn()
    assert not schedule.is_due()


def test_a_site_that_is_not_migrated_says_so_once(tmp_path: Path) -> None:
    """A start before `migrate` is common; the log is to stay readable."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PROMAPP_DATA_DIR": str(tmp_path),
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "DEBUG": "true",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "tests/hasty.py", "promapp_console.wsgi"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        line = next(line for line in process.stderr if "Scheduled work" in line)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert "The database is not migrated: no such table: accounts_scheduledjob" in line
    assert "Traceback" not in rest

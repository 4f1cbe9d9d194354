"""gunicorn.conf.py, as far as a start of the server does not show it."""

import runpy
from pathlib import Path

import pytest
from django.db import connection

CONFIGURATION = str(Path(__file__).resolve().parent.parent / "gunicorn.conf.py")


@pytest.mark.django_db(transaction=True)
def test_workers_share_no_connection_of_the_preloaded_application() -> None:
    connection.ensure_connection()
    runpy.run_path(CONFIGURATION)["pre_fork"](None, None)
    assert connection.connection is None


@pytest.mark.parametrize(("value", "target"), [("", None), ("true", "-")])
def test_requests_are_logged_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, value: str, target: str | None
) -> None:
    monkeypatch.setenv("GUNICORN_ACCESS_LOG", value)
    configuration = runpy.run_path(CONFIGURATION)
    assert configuration.get("accesslog") == target
    for secret in ("(r)s", "(q)s", "{", "(a)s", "(f)s"):
        assert secret not in configuration["access_log_format"]

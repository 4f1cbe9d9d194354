"""What is the site's own: health, error pages, headers."""

import logging

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory
from pytest_django import DjangoDbBlocker

from promapp_console import errors, health
from promapp_console.request_id import RequestIdFilter


def test_alive_needs_no_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_when_the_database_answers_and_is_migrated(client: Client, db: None) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_not_ready_before_the_migrations_ran(client: Client, db: None) -> None:
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("accounts")
    MigrationRecorder(connection).record_unapplied(*newest)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "migrations"}


def test_not_ready_without_database(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    def down(_connection: object) -> None:
        raise health.DatabaseError("password=secret")

    monkeypatch.setattr(health, "MigrationExecutor", down)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "reason": "database"}


def test_an_unknown_page_has_a_way_back_and_an_id(client: Client, db: None) -> None:
    response = client.get("/nowhere/", follow=True)
    assert response.status_code == 404 or response.redirect_chain
    page = errors.not_found(RequestFactory().get("/nowhere/"))
    assert "There is nothing here" in page.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_many_requests, 429),
        (errors.server_error, 500),
        (errors.expired_form, 403),
    ],
)
def test_each_error_page_names_the_request(view: object, status: int) -> None:
    request = RequestFactory().get("/")
    request.request_id = "6a1f"
    response = view(request)
    assert response.status_code == status
    assert "6a1f" in response.content.decode()


def test_every_page_carries_the_policy_and_an_id(client: Client, db: None) -> None:
    response = client.get("/sign-in/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Request-ID"] in str(response.headers.items())
    assert client.get("/sign-in/").headers["X-Request-ID"] != response.headers["X-Request-ID"]


def test_a_line_of_the_log_names_its_request() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "", None, None)
    RequestIdFilter().filter(record)
    assert record.request_id == "-"
    record.request = RequestFactory().get("/")
    record.request.request_id = "6a1f"
    RequestIdFilter().filter(record)
    assert record.request_id == "6a1f"

"""The database away, busy or read-only: 503 with Retry-After at every door, one line in the log."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import AccessToken, User
from accounts.tokens import use
from accounts.work import asides, outages
from promapp_console.server import health
from scim.models import ProvisioningEvent, Visit
from tests.factories import make_administrator, make_token, make_user
from tests.outages import another, away, busy, failing_at, is_sqlite, read_only
from tests.scim.endpoint_client import ERROR, USER, EndpointClient

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
CHANGE = {"Operations": [{"op": "replace", "path": "title", "value": "Dr"}]}


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test's lines, answers or networks are another's."""
    monkeypatch.setattr(outages, "_lines", outages.Lines())
    monkeypatch.setattr(health, "_migrated", health.Migrated())
    monkeypatch.setattr(use, "_seen", set())


@pytest.fixture
def boss() -> User:
    return make_administrator("boss")


@pytest.fixture
def api(boss: User) -> EndpointClient:
    return EndpointClient(make_token(boss)[1])


@pytest.fixture
def console(boss: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    return client


def check_unavailable(response: HttpResponse) -> str:
    """A 503 that says when to try again; returns its text."""
    text = response.content.decode()
    assert response.status_code == 503, (response.status_code, text[:500])
    assert int(response["Retry-After"]) > 0
    assert response["X-Request-ID"]
    for inner in ("Traceback", "psycopg", "sqlite", "nonexistent", "SELECT"):
        assert inner not in text
    return text


SCIM = [
    ("GET", "/Users", None),
    ("GET", "/Users/x", None),
    ("GET", "/Me", None),
    ("GET", "/ServiceProviderConfig", None),
    ("POST", "/.search", {"filter": "title pr"}),
    ("POST", "/Users", {"schemas": [USER], "userName": "ada"}),
    ("PUT", "/Groups/x", {"displayName": "Engineers"}),
    ("PATCH", "/Users/x", CHANGE),
    ("DELETE", "/Groups/x", None),
    ("POST", "/Bulk", {"Operations": [{"method": "DELETE", "path": "/Users/x"}]}),
]


@pytest.mark.parametrize(("method", "path", "body"), SCIM)
def test_the_endpoint_without_database(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: Any
) -> None:
    with away(monkeypatch):
        response = api.send(method, path, body)
    document = json.loads(check_unavailable(response))
    assert document["schemas"] == [ERROR]
    assert document["detail"] == "The database is away. Try again in a moment."
    assert api.send("GET", "/Users").status_code == 200


PAGES = [
    "/",
    "/provisioning/",
    "/provisioning/log/",
    "/users/",
    "/profile/",
    "/sign-in/",
    "/admin/",
    "/admin/accounts/user/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_without_database(
    console: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    with away(monkeypatch):
        response = console.get(path)
    text = check_unavailable(response)
    assert "The database is away." in text
    assert response["X-Request-ID"] in text
    assert response["Content-Security-Policy"]


def test_signing_in_without_database(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    for outage, said in (
        (away, "The database is away."),
        (read_only, "nothing can be stored in it at present."),
    ):
        with outage(monkeypatch):
            sent = client.post("/sign-in/", {"login": "boss", "password": PASSWORD})
        assert said in check_unavailable(sent)


def test_signing_in_waits_once_for_another_writer(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.work.cache._PATIENCE", 0)
    tried: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        tried.extend([sql] if "COUNT(*)" in sql and "promapp_cache" in sql else [])
        return execute(sql, *rest)

    client = Client(raise_request_exception=False)
    with busy(monkeypatch, "promapp_cache"), connection.execute_wrapper(watch):
        sent = client.post("/sign-in/", {"login": "boss", "password": PASSWORD})
    assert "The database is busy." in check_unavailable(sent)
    assert len(tried) == 1


def test_the_api_without_database(console: Client, boss: User, monkeypatch: Any) -> None:
    token = make_token(boss, scope=AccessToken.Scope.AUDIT)[1]
    with away(monkeypatch):
        by_token = Client().get("/api/v1/health", headers={"Authorization": f"Bearer {token}"})
        by_session = console.get("/api/v1/events")
    for response in (by_token, by_session):
        text = check_unavailable(response)
        assert json.loads(text) == {"detail": "The database is away. Try again in a moment."}
        assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("outage", [away, read_only])
def test_alive_in_any_case(console: Client, monkeypatch: pytest.MonkeyPatch, outage: Any) -> None:
    with outage(monkeypatch):
        answers = [client.get("/healthz") for client in (console, Client())]
        stranger = Client().get("/healthz", headers={"Host": "10.0.0.7"})
    for response in (*answers, stranger):
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
        assert response["X-Request-ID"]


@pytest.mark.parametrize("outage", [away, read_only])
def test_not_ready_for_writes(
    console: Client, monkeypatch: pytest.MonkeyPatch, outage: Any
) -> None:
    assert console.get("/readyz").status_code == 200
    with outage(monkeypatch):
        response = console.get("/readyz")
        text = check_unavailable(response)
    assert json.loads(text) == {"status": "unavailable", "reason": "database"}
    assert console.get("/readyz").status_code == 200


def test_ready_while_somebody_writes(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert console.get("/readyz").status_code == 200
    with busy(monkeypatch, "accounts_user"):
        assert console.get("/readyz").status_code == 200


def test_ready_is_cheap_once_it_was(
    client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client.get("/readyz")
    with django_assert_max_num_queries(7):
        assert client.get("/readyz").status_code == 200


# What a lost connection leaves


WRITES = [
    ("POST", "/Users", {"schemas": [USER], "userName": "cy"}, "INTO", 1),
    ("POST", "/Users", {"schemas": [USER], "userName": "cy"}, "scim_provisioningevent", 1),
    ("PATCH", "/Users/ID", CHANGE, "UPDATE", 1),
    ("PUT", "/Users/ID", {"schemas": [USER], "userName": "cy"}, "scim_provisioningevent", 1),
    ("DELETE", "/Users/ID", None, "DELETE", 1),
]


@pytest.mark.parametrize(("method", "path", "body", "at", "nth"), WRITES)
def test_a_write_that_loses_its_database_leaves_nothing(
    api: EndpointClient, method: str, path: str, body: Any, at: str, nth: int
) -> None:
    api.get("/Users")
    user = make_user("ada", is_provisioned=True)
    path = path.replace("ID", user.scim_id)
    with failing_at(at, nth):
        response = api.send(method, path, body)
    check_unavailable(response)
    assert json.loads(response.content)["schemas"] == [ERROR]
    assert sorted(User.objects.values_list("username", flat=True)) == ["ada", "boss"]
    assert User.objects.get(username="ada").title == ""
    assert not ProvisioningEvent.objects.exists()
    assert api.send(method, path, body).status_code < 300


def test_a_bulk_request_that_loses_its_database_keeps_what_it_did(api: EndpointClient) -> None:
    """Each operation is committed by itself; the first that fails ends the request."""
    api.get("/Users")
    names = ("cy", "di", "ed")
    body = {
        "Operations": [
            {"method": "POST", "path": "/Users", "bulkId": name, "data": {"userName": name}}
            for name in names
        ]
    }
    with failing_at('INSERT INTO "accounts_user"', 2):
        answer = api.expect(200, "POST", "/Bulk", body)
    results = answer["Operations"]
    assert [result["status"] for result in results] == ["201", "503", "503"]
    assert all(result["response"]["status"] == "503" for result in results[1:])
    assert ProvisioningEvent.objects.get().name == "cy"
    again = api.expect(200, "POST", "/Bulk", body)["Operations"]
    assert [result["status"] for result in again] == ["409", "201", "201"]


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("/Users", "accounts_accesstoken"),
        ("/Users", "accounts_user"),
        ("/Groups?filter=displayName pr", "accounts_group"),
        ("/Users/x", '"scim_id" = '),
    ],
)
def test_a_read_that_loses_its_connection(api: EndpointClient, path: str, at: str) -> None:
    """SQLite goes on reading; PostgreSQL's connection is gone."""
    api.get("/Users")
    with failing_at(at):
        response = api.send("GET", path)
    if is_sqlite():
        assert response.status_code in {200, 404}
    else:
        check_unavailable(response)
    assert api.send("GET", path).status_code in {200, 404}
    assert not ProvisioningEvent.objects.exists()


# A database that can only be read


def forget_use() -> None:
    """As if the tokens had not been used for a while."""
    before = timezone.now() - 10 * asides.RECORDED_EVERY
    AccessToken.objects.update(last_used_at=before)
    use._seen.clear()


@pytest.mark.parametrize("path", ["/Users", "/Groups?count=1", "/Me", "/Schemas"])
def test_reads_go_on_where_nothing_can_be_stored(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    forget_use()
    with read_only(monkeypatch):
        assert api.send("GET", path).status_code == 200
        assert api.send("POST", "/.search", {"filter": "title pr"}).status_code == 200
        refused = api.send("POST", "/Users", {"schemas": [USER], "userName": "ada"})
    document = json.loads(check_unavailable(refused))
    assert "nothing can be stored" in document["detail"]
    assert api.send("POST", "/Users", {"schemas": [USER], "userName": "ada"}).status_code == 201


def test_who_is_refused_stays_refused_where_nothing_can_be_stored(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with read_only(monkeypatch):
        assert EndpointClient("").send("GET", "/Users").status_code == 401
        assert EndpointClient("x").send("POST", "/Users", {"userName": "a"}).status_code == 401
        assert api.send("POST", "/Users", b"{").status_code == 400


def test_pages_and_the_api_where_nothing_can_be_stored(
    console: Client, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make_token(boss, scope=AccessToken.Scope.AUDIT)[1]
    forget_use()
    with read_only(monkeypatch):
        for path in ("/", "/users/", "/provisioning/log/", "/admin/accounts/user/"):
            assert console.get(path).status_code == 200, path
        read = Client().get("/api/v1/health", headers={"Authorization": f"Bearer {token}"})
        written = console.post("/profile/theme/", {"theme": "dark"})
    assert read.status_code == 200
    assert written.status_code in {302, 404, 405, 503}


# A note of the use


@pytest.mark.parametrize("table", ["accounts_accesstoken", "scim_visit", "accounts_knownnetwork"])
def test_a_note_that_cannot_be_made_changes_no_answer(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """The token's use and the visit; what was stored stays stored, and its answer says so."""
    user = make_user("ada", is_provisioned=True)
    forget_use()
    started = timezone.now()
    with busy(monkeypatch, table):
        assert api.send("GET", "/Users").status_code == 200
        assert api.send("GET", f"/Users/{user.scim_id}").status_code == 200
    assert (timezone.now() - started).total_seconds() < 3
    forget_use()
    Visit.objects.all().delete()
    verb = "UPDATE" if table == "accounts_accesstoken" else "INTO"
    with failing_at(f'{verb} "{table}"'):
        answer = api.send("PATCH", f"/Users/{user.scim_id}", CHANGE)
    assert answer.status_code == 200
    assert User.objects.get(username="ada").title == "Dr"
    assert ProvisioningEvent.objects.get().status == 200


def test_a_lock_on_the_token_holds_up_nobody(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user("ada", is_provisioned=True)
    forget_use()
    with another() as cursor:
        cursor.execute("BEGIN")
        if is_sqlite():
            cursor.execute("ROLLBACK")
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("SELECT * FROM accounts_accesstoken FOR UPDATE")
        for _ in range(3):
            assert api.send("GET", f"/Users/{user.scim_id}").status_code == 200
        cursor.execute("ROLLBACK")
    assert api.send("GET", "/Users").status_code == 200
    assert AccessToken.objects.get().last_used_at > timezone.now() - asides.RECORDED_EVERY


# The log


def test_an_outage_is_one_line_a_second(
    api: EndpointClient,
    console: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING), away(monkeypatch):
        for _ in range(4):
            api.send("GET", "/Users")
            api.send("POST", "/Users", {"userName": "a"})
            console.get("/")
            console.get("/readyz")
    lines = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert 1 <= len(lines) <= 3  # seconds
    assert [line.exc_info for line in lines if line.exc_info] == []
    assert lines[0].getMessage().startswith("The database is away. OperationalError: ")


def test_the_lines_of_a_second_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    lines = outages.Lines()
    for number in range(5):
        lines.add(f"failure {number}")
    lines._flush()
    lines.waiting = 0
    # An outage of the test before may have a line that waits for the end of its second.
    texts = [text for text in caplog.messages if text.startswith("failure")]
    assert texts == ["failure 0", "failure 4 (4 in the last second)"]


def test_what_is_no_outage_stays_a_fault(api: EndpointClient) -> None:
    for statement in ("SELECT nothing FROM nowhere", "SELECT 1 +"):
        with pytest.raises(Exception) as caught, connection.cursor() as cursor:  # noqa: PT011
            cursor.execute(statement)
        assert outages.outage_of(caught.value) is None
    assert outages.outage_of(ValueError("database is locked")) is None
    assert outages.outage_of(None) is None

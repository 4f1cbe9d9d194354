"""Two servers of the site behind nginx as docs/deploy.md has it: what nginx says itself is SCIM."""

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Any

import pytest

from tests import migrated, proxy
from tests.faults.site import Site, Sqlite
from tests.scim.endpoint_client import ERROR, USER
from tests.settings import SECRET_KEY

AWAY = "The site does not answer at present. Try again in a moment."
ID = "an-id-that-a-client-made-up"


@dataclass
class Behind:
    """The sites, the proxy before them, and a token."""

    sites: list[Site]
    nginx: proxy.Proxy
    secret: str

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any, Any]:
        """Send one request over TLS; returns status, headers and body."""
        context = ssl.create_default_context(cafile=str(self.nginx.certificate))
        connection = HTTPSConnection(proxy.NAME, self.nginx.https, timeout=30, context=context)
        raw = socket.create_connection(("127.0.0.1", self.nginx.https), timeout=30)
        connection.sock = context.wrap_socket(raw, server_hostname=proxy.NAME)
        headers = {
            "Host": proxy.NAME,
            "Authorization": f"Bearer {self.secret}",
            "Content-Type": "application/scim+json",
            "X-Request-ID": ID,
            "X-Forwarded-For": "192.0.2.7",
            "X-Forwarded-Proto": "http",
        }
        with closing(connection):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def check_error(self, status: int, answer: tuple[int, Any, bytes]) -> str:
        """An error as identity providers read it; returns its detail."""
        found, headers, body = answer
        document = json.loads(body)
        assert (found, document["status"], document["schemas"]) == (status, str(status), [ERROR])
        assert headers["Content-Type"].startswith("application/scim+json")
        assert headers["X-Request-ID"] not in {None, ID}
        if status == 503:
            assert int(headers["Retry-After"]) > 0
        return str(document["detail"])


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[list[Site]]:
    directory = tmp_path_factory.mktemp("proxied")
    variables = {
        "SECRET_KEY": SECRET_KEY,
        "PUBLIC_URL": f"https://{proxy.NAME}",
        "ALLOWED_HOSTS": proxy.NAME,
        "TRUSTED_PROXY_COUNT": "1",
        "WEB_CONCURRENCY": "1",
    }
    base = Sqlite(directory / "proxied.sqlite3")
    migrated.copy(base.path)
    found = [Site(directory, base, **variables) for _ in range(2)]
    for site in found:
        site.start()
    yield found
    for site in found:
        if site.process and site.process.poll() is None:
            site.stop()


@pytest.fixture(scope="module")
def behind(sites: list[Site]) -> Iterator[Behind]:
    arguments = ("admin", "--description", "Entra", "--scope", "scim")
    secret = sites[0].manage("create_access_token", *arguments)
    with proxy.proxy([site.port for site in sites]) as nginx:
        yield Behind(sites, nginx, secret)


def create(behind: Behind, name: str) -> tuple[int, Any, bytes]:
    body = json.dumps({"schemas": [USER], "userName": name}).encode()
    return behind.ask("POST", "/api/scim/Users", body)


def test_the_site_learns_whence_and_how_a_request_came(behind: Behind) -> None:
    status, headers, body = create(behind, "ada@promapp.example")
    assert status == 201
    assert json.loads(body)["meta"]["location"].startswith(f"https://{proxy.NAME}/api/scim/")
    assert headers["Strict-Transport-Security"]
    made = headers["X-Request-ID"]
    assert len(made) == 32
    behind.ask("GET", "/api/scim/Users?filter=userName+eq+%22ada@promapp.example%22")
    lines = behind.nginx.log.read_text().splitlines()
    assert any(line.endswith(made) and '"/api/scim/Users" 201' in line for line in lines)
    assert not any("ada@" in line or "ada%40" in line or behind.secret in line for line in lines)
    ask = (
        f"from scim.models import ProvisioningEvent as E; e = E.objects.get(request_id={made!r}); "
    )
    ask += "print(e.request_id, e.address)"
    assert behind.sites[0].manage("shell", "-v", "0", "-c", ask) == f"{made} 127.0.0.1"


def test_a_token_over_plain_http_is_refused_and_not_redirected(behind: Behind) -> None:
    with closing(HTTPConnection("127.0.0.1", behind.nginx.http, timeout=20)) as connection:
        headers = {"Host": proxy.NAME, "Authorization": f"Bearer {behind.secret}"}
        connection.request("GET", "/api/scim/Users", headers=headers)
        assert connection.getresponse().status == 403
    with closing(HTTPConnection("127.0.0.1", behind.nginx.http, timeout=20)) as connection:
        connection.request("GET", "/sign-in/", headers={"Host": proxy.NAME})
        response = connection.getresponse()
        assert response.status == 301
        assert response.headers["Location"] == f"https://{proxy.NAME}/sign-in/"


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 2 * 1024 * 1024 + 1])
def test_a_body_that_is_too_large_is_a_scim_error(behind: Behind, size: int) -> None:
    body = b'{"userName": "' + b"x" * (size - 16) + b'"}'
    answer = behind.ask("POST", "/api/scim/Users", body)
    assert "at most 1048576" in behind.check_error(413, answer)


def test_a_long_filter_reaches_the_site(behind: Behind) -> None:
    answer = behind.ask("GET", "/api/scim/Users?filter=" + "%20" * 9000 + "x")
    assert answer[0] == 400
    assert json.loads(answer[2])["scimType"] == "invalidFilter"


def test_a_site_that_takes_too_long_is_503(behind: Behind) -> None:
    sites = behind.sites
    assert isinstance(sites[0].database, Sqlite)
    ports = [site.port for site in sites]
    with proxy.proxy(ports, proxy_read_timeout="1s") as nginx, sites[0].database.locked():
        hurried = Behind(sites, nginx, behind.secret)
        answer = create(hurried, "grace@promapp.example")
    assert behind.check_error(503, answer) == AWAY


def test_one_server_is_enough_and_without_any_it_is_503(behind: Behind) -> None:
    one, other = behind.sites
    one.kill()
    answers = [create(behind, f"{number}@promapp.example")[0] for number in range(20)]
    assert answers == [201] * 20
    other.kill()
    answer = create(behind, "nobody@promapp.example")
    assert behind.check_error(503, answer) == AWAY
    status, headers, body = behind.ask("GET", "/sign-in/")
    assert (status, headers["Retry-After"]) == (503, "10")
    assert headers["Content-Type"] == "text/plain"
    assert body.decode() == f"{AWAY}\n"
    one.start()
    assert create(behind, "again@promapp.example")[0] == 201

"""The WSGI application answers whatever can be asked, also what Django cannot make a request of."""

from typing import Any

import pytest
from django.test import RequestFactory

from promapp_console.server.handler import Handler
from tests.scim.fuzz.wsgi import one_connection

pytestmark = pytest.mark.django_db
MANY = "&".join(f"a{number}=1" for number in range(1001))


@pytest.fixture(scope="module")
def application() -> Handler:
    return Handler()


def answer(application: Handler, path: str, **headers: Any) -> tuple[int, bytes]:
    """Ask as a server does; returns status and body."""
    environment = RequestFactory()._base_environ(PATH_INFO=path, QUERY_STRING=MANY, **headers)
    begun: list[str] = []
    with one_connection():
        response = application(environment, lambda status, _: begun.append(status))
        body = b"".join(response)
        response.close()
    return int(begun[0].split()[0]), body


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "nothing", ""])
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/api/v1/events", "/nowhere"])
def test_too_many_parameters_with_a_charset(application: Handler, path: str, charset: str) -> None:
    """Pages that look at no parameter answer as ever; others say that they are too many."""
    content_type = f"text/plain; charset={charset}" if charset else "text/plain"
    status, body = answer(application, path, CONTENT_TYPE=content_type)
    assert status in {302, 400, 401, 404}
    if path.startswith("/api/"):
        assert b"more than 1000 parameters" in body


@pytest.mark.parametrize("charset", ["utf-8", "nothing"])
def test_the_endpoint_says_what_is_wrong(application: Handler, secret: str, charset: str) -> None:
    status, body = answer(
        application,
        "/api/scim/Users",
        CONTENT_TYPE=f"application/scim+json; charset={charset}",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
    )
    assert status == 400
    assert b"more than 1000 parameters" in body

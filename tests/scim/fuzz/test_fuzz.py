"""The fuzz in small; `python -m tests.scim.fuzz` is the fuzz at large."""

import logging
import os
import re
import sys
from collections.abc import Iterator
from random import Random, SystemRandom

import pytest

from promapp_console.server.handler import Handler
from tests.scim.fuzz import campaign, invariants, requests, world, wsgi
from tests.scim.fuzz.requests import Request

pytestmark = pytest.mark.django_db
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "400"))


@pytest.fixture
def quiet() -> Iterator[None]:
    """Without warnings: pytest keeps each with its request, which would look like a leak."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("quiet")
def test_no_request_breaks_anything() -> None:
    """Each answer is SCIM, none is a 5xx, and what is refused changes nothing; memory is flat.

    FUZZ_SEED repeats a campaign that failed.
    """
    seed = int(os.environ.get("FUZZ_SEED") or SystemRandom().randrange(10**6))
    report = campaign.run(Handler(), REQUESTS, seed)
    sys.stdout.write(f"{report}\n")
    assert not report.failures, "\n".join(map(str, [report, *report.failures]))
    assert report.requests == REQUESTS
    # Most requests are good enough to be looked at closely, and many are good.
    done = sum(number for status, number in report.statuses.items() if status < 300)
    assert done > REQUESTS / 5
    first, last = report.blocks[0], report.blocks[-1]
    assert last < first * 1.1, report


def send(request: Request, site: world.World) -> wsgi.Answer:
    request.headers.setdefault("HTTP_AUTHORIZATION", f"Bearer {site.secret}")
    with wsgi.one_connection():
        return wsgi.send(Handler(), request)


def test_a_page_is_not_taken_for_an_answer() -> None:
    answer = send(Request("GET", b"/accounts/login/"), world.make_world())
    assert any("content type is text/html" in item for item in problems(answer))


def test_a_redirect_is_not_taken_for_an_answer() -> None:
    answer = send(Request("GET", b"/admin"), world.make_world())
    assert any(item.startswith("It redirects") for item in problems(answer))


def problems(answer: wsgi.Answer) -> list[str]:
    return invariants.problems(Request("GET", b""), answer)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (wsgi.Answer(500, {}, b"{}"), "The status is 500."),
        (wsgi.Answer(501, {}, b"{}"), "The status is 501."),
        (wsgi.Answer(200, {}, b""), "200 has no body."),
        (wsgi.Answer(204, {}, b"{}"), "204 has a body."),
        (wsgi.Answer(200, {}, b"[]"), "The body is no JSON object."),
        (wsgi.Answer(200, {}, b'{"schemas": [NaN]}'), "The body is no JSON object."),
        (wsgi.Answer(200, {"Set-Cookie": "x"}, b"{}"), "It sets a cookie."),
        (wsgi.Answer(400, {}, b'{"status": 400}'), "The error's status is 400."),
        (wsgi.Answer(400, {}, b'{"detail": ""}'), "The error's detail is ''."),
        (wsgi.Answer(400, {}, b'{"detail": "accounts_user"}'), "The detail says 'accounts_'."),
        (wsgi.Answer(200, {}, b"{}", ["a Traceback"]), "a Traceback"),
        (
            wsgi.Answer(200, {}, b'{"Operations": [{"status": "500", "response": {}}]}'),
            "An operation has the status 500.",
        ),
    ],
)
def test_a_wrong_answer_is_seen(answer: wsgi.Answer, problem: str) -> None:
    assert problem in problems(answer)


def test_a_change_is_seen() -> None:
    site = world.make_world()
    before = world.state()
    assert world.state() == before
    path = b"/api/scim/Users/" + site.users[1].encode()
    body = b'{"Operations": [{"op": "add", "path": "emails", "value": [{"value": "a@b"}]}]}'
    assert send(Request("PATCH", path, body=body), site).status == 200
    after = world.state()
    assert {name for name in before if before[name] != after[name]} == {
        '"accounts_user"',
        '"accounts_attributevalue"',
    }


def test_the_same_seed_makes_the_same_requests() -> None:
    site = world.make_world()
    drawn = [[requests.draw(rng, site) for _ in range(50)] for rng in (Random(5), Random(5))]
    assert drawn[0] == drawn[1]
    assert len({repr(request) for request in drawn[0]}) > 40


def test_every_kind_of_request_is_drawn() -> None:
    site, rng = world.make_world(), Random(1)
    drawn = [requests.draw(rng, site) for _ in range(4000)]
    sent = b"\n".join(request.path + b"?" + request.query + request.body for request in drawn)
    for found in (
        rb"\\u0000",  # NUL
        rb"\\ud800",  # half of a surrogate pair
        rb"%FF|\xff",  # no UTF-8
        rb"1e400",
        rb"9{6000}",
        rb"\[{1000}",
        rb'("\w+":)[^:]{1,40},\1',  # a key twice
        rb"x{10000}",
        rb"(\(|%28){50}",
        rb"9999-12-31T23:59:59-23:59",
        rb"bulkId:b1",
        rb"startIndex=-1",
        rb"cursor=.",
        rb"/Bulk",
        rb"/\.search",
        rb"aadOptscim062020",
    ):
        assert re.search(found, sent), found
    assert {"PUT", "PATCH", "POST", "DELETE", "HEAD", "BREW"} <= {item.method for item in drawn}
    assert any(item.length not in {None, str(len(item.body))} for item in drawn)
    assert any(item.is_chunked for item in drawn)
    assert any(item.breaks_off for item in drawn)
    headers = {name for item in drawn for name in item.headers}
    assert {"CONTENT_TYPE", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_HOST"} <= headers

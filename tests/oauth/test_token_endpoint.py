"""The token endpoint, and what its tokens open."""

import re
from base64 import b64encode
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessToken
from scim.models import ProvisioningEvent
from tests.factories import make_client

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def ask(path: str = "/oauth/token", *, basic: tuple[str, str] | None = None, **form: Any) -> Any:
    """Send a form; returns the response."""
    headers = {"Authorization": encoded(*basic)} if basic else {}
    return send(urlencode(form, doseq=True), path, **headers)


def send(body: str | bytes, path: str = "/oauth/token", **headers: str) -> HttpResponse:
    content_type = headers.pop("content_type", FORM)
    client = Client(raise_request_exception=False)
    return client.post(path, body, content_type=content_type, headers=headers)  # type: ignore[no-any-return]


def encoded(identifier: str, secret: str) -> str:
    halves = f"{quote(identifier, safe='')}:{quote(secret, safe='')}"
    return f"Basic {b64encode(halves.encode()).decode()}"


def token_of(client: AccessToken, secret: str) -> str:
    response = ask(grant_type="client_credentials", client_id=client.hint, client_secret=secret)
    assert response.status_code == 200, response.content
    return str(response.json()["access_token"])


def scim(token: str) -> HttpResponse:
    return Client().get(  # type: ignore[no-any-return]
        "/api/scim/Users?startIndex=1&count=1", headers={"Authorization": f"Bearer {token}"}
    )


@pytest.mark.parametrize("scope", [{}, {"scope": "scim"}])
@pytest.mark.parametrize("place", ["body", "basic"])
def test_the_validator_s_order(place: str, scope: dict[str, str]) -> None:
    client, secret = make_client()
    if place == "body":
        where: dict[str, Any] = {"client_id": client.hint, "client_secret": secret}
    else:
        where = {"basic": (client.hint, secret)}
    response = ask(grant_type="client_credentials", baseAddress="https://x", **where, **scope)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert (response["Cache-Control"], response["Pragma"]) == ("no-store", "no-cache")
    answer = response.json()
    token = answer.pop("access_token")
    assert answer == {"token_type": "Bearer", "expires_in": 3600, "scope": "scim"}
    assert scim(token).status_code == 200
    assert not ProvisioningEvent.objects.exists()
    client.refresh_from_db()
    assert client.last_used_at is not None
    assert client.secrets.get().last_used_at is not None


def test_a_wrong_secret_and_an_unknown_client_look_alike() -> None:
    client, secret = make_client()
    _, others = make_client()
    wrong = ask(grant_type="client_credentials", client_id=client.hint, client_secret=others)
    nobody = f"{client.hint[:-1]}{'x' if client.hint[-1] == 'y' else 'y'}"
    unknown = ask(grant_type="client_credentials", client_id=nobody, client_secret=secret)
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() == unknown.json()
    assert wrong.json()["error"] == "invalid_client"
    events = ProvisioningEvent.objects.order_by("pk")
    assert [(event.reason, event.token) for event in events] == [
        ("client_secret_wrong", client),
        ("client_unknown", None),
    ]


def test_a_wrong_secret_and_an_unknown_client_cost_the_same() -> None:
    """The same statements in the same order, so that time tells nothing either."""
    client, secret = make_client()
    asked = []
    for identifier, given in (
        (client.hint, "wrong"),
        (client.hint, make_client()[1]),
        ("pmp_client_ABCDEFGH", secret),
        ("pmp_client_ABCDEFGH", "wrong"),
        ("nobody", "wrong"),
    ):
        with CaptureQueriesContext(connection) as captured:
            ask(grant_type="client_credentials", client_id=identifier, client_secret=given)
        sent = [query["sql"] for query in captured.captured_queries if "SAVE" not in query["sql"]]
        asked.append([re.findall(r'^\w+|(?<=FROM )"\w+"|(?<=INTO )"\w+"', sql) for sql in sent])
    assert asked == [asked[0]] * len(asked)

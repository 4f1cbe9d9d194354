"""What the token endpoint answers to what is no good request: errors of RFC 6749, never 5xx."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccessToken, ClientSecret, IssuedToken
from accounts.tokens import client_acts, clients
from accounts.work import outages
from scim.log import recording
from scim.models import ProvisioningEvent
from scim.oauth import guesses
from tests.factories import make_client, make_token

from .test_token_endpoint import FORM, ask, encoded, scim, send, token_of

pytestmark = pytest.mark.django_db
GRANT = "grant_type=client_credentials"
ID, SECRET = "client_id={id}", "client_secret={secret}"
GOOD = f"{GRANT}&{ID}&{SECRET}"
BASIC = "{basic}"

NO_FORM = (400, "invalid_request", "oauth_no_form")
NO_BASIC = (400, "invalid_request", "oauth_basic")
NO_CLIENT = (401, "invalid_client", "oauth_no_client")
UNKNOWN = (401, "invalid_client", "client_unknown")
WRONG = (401, "invalid_client", "client_secret_wrong")

CASES: list[tuple[str, dict[str, str], tuple[int, str, str]]] = [
    (f"{GOOD}&client_secret=x", {}, (400, "invalid_request", "oauth_doubled")),
    (f"{GOOD}&scope=&scope=scim", {}, (400, "invalid_request", "oauth_doubled")),
    (f"{GOOD}&x=1&x=2", {}, (400, "invalid_request", "oauth_doubled")),
    (f"{GRANT}&{SECRET}", {"Authorization": BASIC}, (400, "invalid_request", "oauth_two_places")),
    (
        f"{GRANT}&client_id=x",
        {"Authorization": BASIC},
        (400, "invalid_request", "oauth_two_places"),
    ),
    (f"{ID}&{SECRET}", {}, (400, "invalid_request", "oauth_grant")),
    (f"grant_type=&{ID}&{SECRET}", {}, (400, "invalid_request", "oauth_grant")),
    (f"grant_type=password&{ID}&{SECRET}", {}, (400, "unsupported_grant_type", "oauth_grant")),
    (f"grant_type={'x' * 10_000}&{ID}", {}, (400, "unsupported_grant_type", "oauth_grant")),
    (f"{GOOD}&scope=audit", {}, (400, "invalid_scope", "oauth_scope")),
    (f"{GOOD}&scope={'x' * 10_000}", {}, (400, "invalid_scope", "oauth_scope")),
    (GRANT, {}, NO_CLIENT),
    (f"{GRANT}&{ID}", {}, NO_CLIENT),
    (f"{GRANT}&{ID}&client_secret=", {}, NO_CLIENT),
    (f"{GRANT}&client_id=&{SECRET}", {}, NO_CLIENT),
    (f"{GRANT}&{ID}&client_secret={'x' * 10_000}", {}, WRONG),
    (f"{GRANT}&{ID}&client_secret=%00%ff", {}, NO_FORM),
    (f"{GRANT}&{ID}&client_secret=%00", {}, WRONG),
    (f"{GRANT}&client_id={'x' * 10_000}&{SECRET}", {}, UNKNOWN),
    (f"{GRANT}&client_id=%00&{SECRET}", {}, UNKNOWN),
    (f"{GOOD}{'&a=b' * 100}", {}, NO_FORM),
    (f"{GOOD}&x={'x' * 70_000}", {}, (413, "invalid_request", "oauth_no_form")),
    ("", {}, NO_FORM),
    (GOOD, {"content_type": "application/json"}, NO_FORM),
    (GOOD, {"content_type": "multipart/form-data"}, NO_FORM),
    (GOOD, {"content_type": ""}, NO_FORM),
    (GRANT, {"Authorization": "Basic"}, NO_BASIC),
    (GRANT, {"Authorization": "Basic !!!"}, NO_BASIC),
    (GRANT, {"Authorization": "Basic YWJj"}, NO_BASIC),
    (GRANT, {"Authorization": "Basic /zr/"}, NO_BASIC),
    (GRANT, {"Authorization": "Basic JWZmOiVmZg=="}, NO_BASIC),
    (GRANT, {"Authorization": "Basic Og=="}, NO_CLIENT),
    (GRANT, {"Authorization": "Bearer x"}, NO_CLIENT),
]


@pytest.mark.parametrize(("body", "headers", "expected"), CASES)
def test_each_is_refused_and_recorded(
    body: str, headers: dict[str, str], expected: tuple[int, str, str]
) -> None:
    status, error, reason = expected
    client, secret = make_client()
    basic = encoded(client.hint, secret)
    body = body.replace("{id}", client.hint).replace("{secret}", secret)
    given = {name: value.replace("{basic}", basic) for name, value in headers.items()}
    response = send(body, **given)
    answer = response.json()
    assert (response.status_code, answer["error"]) == (status, error)
    assert set(answer) == {"error", "error_description"}
    assert answer["error_description"].isascii()
    assert answer["error_description"].endswith(".")
    assert ('"' in answer["error_description"], "\\" in answer["error_description"]) == (0, 0)
    assert ("WWW-Authenticate" in response.headers) == (status == 401)
    assert response["Cache-Control"] == "no-store"
    assert not IssuedToken.objects.exists()
    event = ProvisioningEvent.objects.get()
    assert (event.reason, event.status, event.result) == (reason, status, "Rejected")
    assert (event.method, event.path) == ("POST", "/oauth/token")
    assert event.detail == answer["error_description"]
    assert (event.request_body, event.response_body) == ("", "")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods(method: str) -> None:
    client, secret = make_client()
    query = f"grant_type=client_credentials&client_id={client.hint}&client_secret={secret}"
    response = Client().generic(method, f"/oauth/token?{query}")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    event = ProvisioningEvent.objects.get()
    assert (event.reason, event.path) == ("oauth_method", "/oauth/token")


def test_what_stands_in_the_query_is_not_read() -> None:
    client, secret = make_client()
    good = f"{GRANT}&client_id={client.hint}&client_secret={secret}"
    assert send(GRANT, f"/oauth/token?{good}").status_code == 401


def test_a_resource_may_be_named_more_than_once() -> None:
    client, secret = make_client()
    good = f"{GRANT}&client_id={client.hint}&client_secret={secret}"
    assert send(f"{good}&resource=a&resource=b&scope=&baseAddress=x").status_code == 200


def test_basic_halves_are_form_encoded_and_split_at_the_first_colon() -> None:
    client, secret = make_client()
    raw = b64encode(f"{client.hint.replace('_', '%5F')}:{secret}".encode()).decode()
    assert send(GRANT, Authorization=f"Basic {raw}").status_code == 200
    colons = b64encode(f"{client.hint}:{secret}:x".encode()).decode()
    assert send(GRANT, Authorization=f"basic {colons}").status_code == 401


def test_a_secret_token_is_no_client() -> None:
    token, secret = make_token()
    response = ask(grant_type="client_credentials", client_id=token.hint, client_secret=secret)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("path", ["/oauth/", "/oauth/x", "/oauth/token/x", "/oauth//token"])
def test_other_addresses(path: str) -> None:
    response = send(GRANT, path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


def test_plain_http_is_refused_and_told() -> None:
    client, secret = make_client()
    form = {"grant_type": "client_credentials", "client_id": client.hint, "client_secret": secret}
    plain = {"HTTP_X_FORWARDED_PROTO": "http"}
    response = Client().post("/oauth/token", urlencode(form), content_type=FORM, **plain)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert "was sent over plain http" in response.json()["error_description"]
    event = ProvisioningEvent.objects.get()
    assert (event.reason, event.token) == ("client_in_clear", client)


def test_who_guesses_often_waits_and_who_has_the_secret_does_not() -> None:
    client, secret = make_client()
    wrong = {"grant_type": "client_credentials", "client_id": client.hint, "client_secret": "wrong"}
    for _ in range(guesses.CLIENT_IN_NETWORK.free):
        assert ask(**wrong).status_code == 401
    waits = ask(**wrong)
    assert (waits.status_code, waits.json()["error"]) == (429, "temporarily_unavailable")
    assert int(waits["Retry-After"]) >= 1
    from_elsewhere = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "https"}
    elsewhere = Client().post("/oauth/token", urlencode(wrong), content_type=FORM, **from_elsewhere)
    assert elsewhere.status_code == 401
    # At the same address, which a whole organisation may have, and for the same client.
    assert scim(token_of(client, secret)).status_code == 200


def test_who_tries_many_identifiers_waits() -> None:
    wrong = {"grant_type": "client_credentials", "client_secret": "wrong"}
    for number in range(guesses.ADDRESS.free):
        assert ask(client_id=f"c{number}", **wrong).status_code == 401
    assert ask(client_id="another", **wrong).status_code == 429


def test_a_right_secret_that_ended_is_no_guess() -> None:
    client, secret = make_client()
    ClientSecret.objects.update(revoked_at=timezone.now())
    for _ in range(guesses.CLIENT_IN_NETWORK.free + 5):
        ended = ask(grant_type="client_credentials", client_id=client.hint, client_secret=secret)
        assert (ended.status_code, ended.json()["error"]) == (401, "invalid_client")
        assert "was revoked on" in ended.json()["error_description"]


def test_an_answer_repeats_no_secret() -> None:
    client, secret = make_client()
    for form in (f"grant_type={secret}", f"{GRANT}&{secret}=1&{secret}=2"):
        answer = send(f"{form}&client_id={client.hint}&client_secret={secret}")
        assert (answer.status_code, secret in answer.content.decode()) == (400, False)
        assert "pmp_secret_" in answer.json()["error_description"]


def test_refusals_are_counted_and_folded() -> None:
    for _ in range(30):
        send("x")
    assert ProvisioningEvent.objects.count() == 10


def test_a_deleted_client_s_token() -> None:
    client, secret = make_client()
    token = token_of(client, secret)
    AccessToken.objects.filter(pk=client.pk).delete()
    assert scim(token).status_code == 401


def test_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(*_: Any) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(clients, "usable_secret", away)
    client, secret = make_client()
    response = ask(grant_type="client_credentials", client_id=client.hint, client_secret=secret)
    assert (response.status_code, response.json()["error"]) == (503, "temporarily_unavailable")
    assert response["Retry-After"] == str(outages.Outage.AWAY.retry_after)


def test_a_fault_of_ours_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "record_refusal", lambda *_, **__: 1 / 0)
    response = send("x")
    assert (response.status_code, response.json()["error"]) == (500, "server_error")


def test_an_unknown_host() -> None:
    response = Client(SERVER_NAME="elsewhere.example").post("/oauth/token", GRANT, FORM)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


# Revocation, introspection, metadata


def test_a_client_revokes_its_own_tokens_alone() -> None:
    client, secret = make_client()
    other, others = make_client()
    own, strange = token_of(client, secret), token_of(other, others)
    for text in (own, own, strange, secret, "x" * 10_000, "pmp_access_x"):
        where = {"client_id": client.hint, "client_secret": secret, "token": text}
        response = ask("/oauth/revoke", token_type_hint="nonsense", **where)
        assert (response.status_code, response.json()) == (200, {})
    assert [scim(token).status_code for token in (own, strange)] == [401, 200]
    assert ProvisioningEvent.objects.get().reason == "issued_revoked"
    nameless = ask("/oauth/revoke", client_id=client.hint, client_secret=secret)
    assert (nameless.status_code, nameless.json()["error"]) == (400, "invalid_request")
    wrong = ask("/oauth/revoke", client_id=client.hint, client_secret="x", token=own)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_a_client_is_told_of_its_own_tokens_alone() -> None:
    client, secret = make_client()
    other, others = make_client()
    own, strange = token_of(client, secret), token_of(other, others)
    basic = (client.hint, secret)
    told = ask("/oauth/introspect", basic=basic, token=own).json()
    row = IssuedToken.objects.get(client=client)
    assert told == {
        "active": True,
        "client_id": client.hint,
        "scope": "scim",
        "token_type": "Bearer",
        "iat": int(row.created_at.timestamp()),
        "exp": int(row.expires_at.timestamp()),
        "iss": "https://promapp.example",
    }
    for text in (strange, secret, "x"):
        assert ask("/oauth/introspect", basic=basic, token=text).json() == {"active": False}
    ask("/oauth/revoke", basic=basic, token=own)
    assert ask("/oauth/introspect", basic=basic, token=own).json() == {"active": False}
    _, second = client_acts.add_secret("a test", client)
    of_second = token_of(client, second)
    assert ask("/oauth/introspect", basic=basic, token=of_second).json()["active"] is True
    client_acts.revoke_secret("a test", client.secrets.latest("pk"))
    assert ask("/oauth/introspect", basic=basic, token=of_second).json() == {"active": False}


def test_metadata() -> None:
    response = Client().get("/.well-known/oauth-authorization-server")
    methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
    algorithms = ["RS256", "ES256"]
    assert json.loads(response.content) == {
        "issuer": "https://promapp.example",
        "token_endpoint": "https://promapp.example/oauth/token",
        "revocation_endpoint": "https://promapp.example/oauth/revoke",
        "introspection_endpoint": "https://promapp.example/oauth/introspect",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": ["scim", "audit"],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
    }
    assert Client().post("/.well-known/oauth-authorization-server").status_code == 405

"""A client's token ends at once with itself, its secret, its client and its owner's rights."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import token_format
from accounts.lifecycle import activation
from accounts.models import AccessToken, ClientSecret, IssuedToken, Mail, User
from accounts.token_format import TokenText
from accounts.tokens import acts, client_acts, issued
from promapp_console.server.log_lines import LineFormatter
from scim.models import ProvisioningEvent, Visit
from tests.factories import make_administrator, make_client, make_token

from .test_token_endpoint import ask, scim, token_of

pytestmark = pytest.mark.django_db


def revoke_client(client: AccessToken) -> None:
    acts.revoke("a test", client)


def expire_secret(client: AccessToken) -> None:
    client_acts.add_secret("a test", client)
    first = client.secrets.earliest("pk")
    ClientSecret.objects.filter(pk=first.pk).update(expires_at=timezone.now())


def expire_last_secret(client: AccessToken) -> None:
    past = timezone.now() - timedelta(seconds=1)
    ClientSecret.objects.update(expires_at=past)
    AccessToken.objects.update(expires_at=past)


def revoke_secret(client: AccessToken) -> None:
    client_acts.add_secret("a test", client)
    client_acts.revoke_secret("a test", client.secrets.earliest("pk"))


def revoke_last_secret(client: AccessToken) -> None:
    client_acts.revoke_secret("a test", client.secrets.get())


def demote(client: AccessToken) -> None:
    User.objects.filter(pk=client.owner_id).update(is_staff=False)


def disable(client: AccessToken) -> None:
    User.objects.filter(pk=client.owner_id).update(is_active=False)


ENDS: list[tuple[Callable[[AccessToken], None], str, str]] = [
    (revoke_client, "client_revoked", "This OAuth client was revoked on"),
    (expire_secret, "client_secret_expired", "This client secret expired on"),
    (
        expire_last_secret,
        "client_expired",
        "The last secret or trust of this OAuth client ended on",
    ),
    (revoke_secret, "client_secret_revoked", "This client secret was revoked on"),
    (
        revoke_last_secret,
        "client_expired",
        "The last secret or trust of this OAuth client ended on",
    ),
    (demote, "owner_not_administrator", "The owner of this OAuth client"),
    (disable, "owner_disabled", "The owner of this OAuth client"),
]


@pytest.mark.parametrize(("end", "reason", "detail"), ENDS)
def test_what_ends_a_token_ends_the_client_s_way_to_a_new_one(
    end: Callable[[AccessToken], None], reason: str, detail: str
) -> None:
    client, secret = make_client()
    token = token_of(client, secret)
    assert scim(token).status_code == 200
    end(client)
    refused = scim(token)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (
        401,
        'Bearer realm="scim", error="invalid_token"',
    )
    assert refused.json()["detail"].startswith(detail)
    asked = ask(grant_type="client_credentials", client_id=client.hint, client_secret=secret)
    assert (asked.status_code, asked.json()["error"]) == (401, "invalid_client")
    assert asked.json()["error_description"].startswith(detail)
    events = ProvisioningEvent.objects.all()
    assert {(event.reason, event.token) for event in events} == {(reason, client)}


def test_an_expired_token() -> None:
    client, secret = make_client()
    token = token_of(client, secret)
    IssuedToken.objects.update(expires_at=timezone.now())
    assert scim(token).json()["detail"].startswith("This access token expired at ")
    assert ProvisioningEvent.objects.get().reason == "issued_expired"


def test_a_client_whose_last_secret_ended_works_again_with_a_new_one() -> None:
    client, _ = make_client()
    revoke_last_secret(client)
    client.refresh_from_db()
    assert client.state == AccessToken.State.EXPIRED
    _, secret = client_acts.add_secret("a test", client)
    assert scim(token_of(client, secret)).status_code == 200


def test_no_text_opens_a_door_as_the_client_itself() -> None:
    client, _ = make_client()
    assert client.digest == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.objects.filter(pk=client.pk).update(digest="0" * 64)
    forged = TokenText("scim", client.key_id, "0" * token_format.SECRET_LENGTH)
    assert scim(str(forged)).status_code == 401


def test_a_client_secret_is_no_token() -> None:
    _, secret = make_client()
    assert scim(secret).json()["detail"].startswith("This is the secret of an OAuth client")
    assert ProvisioningEvent.objects.get().reason == "client_secret_sent"


def test_a_token_of_a_client_costs_what_a_secret_token_costs() -> None:
    client, secret = make_client()
    costs = []
    for text in (make_token()[1], token_of(client, secret)):
        scim(text)  # notes that it is used
        with CaptureQueriesContext(connection) as captured:
            assert scim(text).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_oldest_makes_room_unless_it_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issued, "MOST", 3)
    client, secret = make_client()
    tokens = [token_of(client, secret) for _ in range(3)]
    refused = ask(grant_type="client_credentials", client_id=client.hint, client_secret=secret)
    assert (refused.status_code, refused.json()["error"]) == (429, "temporarily_unavailable")
    assert 1 <= int(refused["Retry-After"]) <= 60
    past = timezone.now() - timedelta(minutes=2)
    IssuedToken.objects.filter(pk=IssuedToken.objects.earliest("pk").pk).update(created_at=past)
    tokens.append(token_of(client, secret))
    assert [scim(token).status_code for token in tokens] == [401, 200, 200, 200]
    assert ProvisioningEvent.objects.latest("pk").reason == "unknown_issued"


def test_what_expired_some_time_ago_is_forgotten() -> None:
    client, secret = make_client()
    kept, gone = (token_of(client, secret) for _ in range(2))
    old = timezone.now() - timedelta(days=3)
    IssuedToken.objects.filter(pk=IssuedToken.objects.latest("pk").pk).update(expires_at=old)
    assert issued.prune() == 1
    assert [scim(token).status_code for token in (kept, gone)] == [200, 401]


def test_a_client_is_taken_over_with_its_secret_and_its_tokens() -> None:
    client, secret = make_client(make_administrator("boss"))
    token = token_of(client, secret)
    boss, colleague = User.objects.get(username="boss"), make_administrator("bob")
    activation.disable(boss, colleague, "was disabled in the console")
    assert scim(token).json()["detail"].startswith("This OAuth client was revoked on ")
    acts.take_over(colleague, client, owner=colleague)
    assert scim(token).status_code == 200
    assert scim(token_of(client, secret)).status_code == 200
    client.refresh_from_db()
    assert (client.owner, client.hint) == (colleague, client.hint)


def test_a_token_request_begins_a_visit_and_tells_of_a_network() -> None:
    client, secret = make_client()
    token_of(client, secret)
    assert Visit.objects.filter(token=client).count() == 1
    assert client.known_networks.get().network == "127.0.0.0/24"
    assert Mail.objects.filter(subject__contains="was used for the first time").exists()


def test_a_token_of_an_audit_client_opens_the_json_api_alone() -> None:
    client, secret = make_client(scope="audit")
    token = token_of(client, secret)
    assert scim(token).status_code == 403
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/health", headers=headers).status_code == 200
    assert not Visit.objects.exists()


def test_a_secret_key_may_be_replaced(settings: Any) -> None:
    client, secret = make_client()
    token = token_of(client, secret)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key, as long and as random as that"
    assert scim(token).status_code == 401
    settings.SECRET_KEY_FALLBACKS = [former]
    assert scim(token).status_code == 200
    assert scim(token_of(client, secret)).status_code == 200


def test_an_entry_shows_no_command_that_would_hold_a_secret(client: Client) -> None:
    row, _ = make_client()
    ask(grant_type="client_credentials", client_id=row.hint, client_secret="wrong")
    client.force_login(make_administrator())
    event = ProvisioningEvent.objects.get()
    page = client.get(f"/provisioning/log/{event.pk}/").content.decode()
    assert "The client secret is wrong" in page
    assert "The body of a request for a token is not kept." in page
    assert f"/profile/tokens/{row.pk}/" in page
    assert "curl" not in page


def test_a_token_over_plain_http() -> None:
    client, secret = make_client()
    headers = {"Authorization": f"Bearer {token_of(client, secret)}", "X-Forwarded-Proto": "http"}
    response = Client().get("/api/scim/Users", headers=headers)
    assert response.status_code == 403
    assert response.json()["detail"].startswith("A token of the OAuth client Entra (pmp_client_")
    event = ProvisioningEvent.objects.get()
    assert (event.reason, event.token) == ("plain_http", client)


@pytest.mark.parametrize("column", ["revoke_at", "expires_at", "revoked_at"])
def test_a_secret_that_ended_is_set_to_no_later_end(column: str) -> None:
    client, text = make_client()
    client_acts.add_secret("a test", client)
    secret = client.secrets.earliest("pk")
    past = timezone.now() - timedelta(seconds=1)  # and nothing has noted it yet
    ClientSecret.objects.filter(pk=secret.pk).update(**{column: past})
    assert not client_acts.revoke_secret("a test", secret, after=timedelta(hours=24))
    asked = ask(grant_type="client_credentials", client_id=client.hint, client_secret=text)
    assert asked.status_code == 401
    secret.refresh_from_db()
    assert getattr(secret, column) == past


def test_no_log_line_holds_what_opens_anything(caplog: pytest.LogCaptureFixture) -> None:
    client, secret = make_client()
    with caplog.at_level(logging.DEBUG):
        token = token_of(client, secret)
    assert any(record.name.startswith("authlib") for record in caplog.records)
    for record in caplog.records:
        record.request_id = "-"
        line = LineFormatter().format(record)
        assert not any(text in line for text in (secret, token))

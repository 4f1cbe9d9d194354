"""Workload identity federation: an assertion that Entra signed in the place of a secret."""

import base64
import json
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa as cryptography_rsa
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import (
    AccessToken,
    AuditEntry,
    FederatedTrust,
    GuessCount,
    IssuedToken,
    KeySource,
    Mail,
    User,
)
from accounts.tokens import acts, assertions, client_acts, signing_keys, trust_acts
from scim.models import ProvisioningEvent
from scim.oauth.forms import ASSERTION_TYPE
from tests.accounts.test_outbox import together
from tests.factories import make_administrator, make_client, make_token

from .tenant import (
    APP,
    ISSUER,
    SUBJECT,
    TENANT,
    Tenant,
    claims,
    elliptic,
    encoded,
    rsa,
    signed,
    signed_by_secret,
)
from .test_token_endpoint import ask, scim, token_of

pytestmark = pytest.mark.django_db
GENERIC = (
    "The client assertion was not accepted. The provisioning log of this site says what was "
    "expected and what came."
)


def make_federated(entra: Tenant, **changed: Any) -> AccessToken:
    """An OAuth client without a secret, that trusts the tenant's identity."""
    client = client_acts.create_without_secret(
        "a test", owner=make_administrator(), description="Entra", scope="scim"
    )
    trust_acts.trust("a test", client, entra.identity(**changed))
    return client


def present(client: AccessToken, assertion: str, **form: str) -> Any:
    """Ask for a token by an assertion; returns the response."""
    given = {
        "grant_type": "client_credentials",
        "client_id": client.hint,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
        **form,
    }
    return ask(**{name: value for name, value in given.items() if value})


def token_by(client: AccessToken, assertion: str) -> str:
    response = present(client, assertion)
    assert response.status_code == 200, (response.content, trace())
    return str(response.json()["access_token"])


def trace() -> list[str]:
    return ProvisioningEvent.objects.latest("pk").notes.splitlines()


def reason() -> str:
    return ProvisioningEvent.objects.latest("pk").reason


def rest() -> None:
    """Let keys be fetched again, as after a minute."""
    KeySource.objects.update(tried_at=timezone.now() - signing_keys.AGAIN_AFTER)


@pytest.mark.parametrize("audience", [APP, f"api://{APP}", f"api://{APP}/promapp.example"])
def test_the_validator_s_order(entra: Tenant, audience: str) -> None:
    client = make_federated(entra)
    response = present(client, signed(aud=audience), scope="scim", baseAddress="https://x")
    assert response.status_code == 200, trace()
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    token = answer.pop("access_token")
    assert answer == {"token_type": "Bearer", "expires_in": 3600, "scope": "scim"}
    assert scim(token).status_code == 200
    assert not ProvisioningEvent.objects.exists()
    trust = client.trusts.get()
    assert trust.last_used_at is not None
    assert (trust.tenant, trust.object_id) == (TENANT, SUBJECT)
    assert trust.party == "00000014-0000-0000-c000-000000000000"
    client.refresh_from_db()
    assert (client.expires_at, client.state) == (None, AccessToken.State.ACTIVE)
    assert entra.asked == 1
    issued = IssuedToken.objects.get()
    assert (issued.secret, issued.trust) == (None, trust)
    assert token_by(client, signed(aud=[audience, "x"])) != token  # no jti: it may come again


def test_es256(entra: Tenant) -> None:
    entra.keys = [rsa("first"), elliptic("curve")]
    client = make_federated(entra)
    assert scim(token_by(client, signed(key=elliptic("curve")))).status_code == 200


SKEW = 60
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("another audience", {"aud": f"api://{APP}x"}, "assertion_audience"),
    ("a longer audience", {"aud": f"{APP}/x"}, "assertion_audience"),
    ("audience as an object", {"aud": {"x": APP}}, "assertion_audience"),
    ("no audience", {"aud": None}, "assertion_audience"),
    ("another issuer", {"iss": ISSUER.replace("v2.0", "v2.0/")}, "assertion_issuer"),
    ("no issuer", {"iss": None}, "assertion_issuer"),
    ("issuer as a list", {"iss": [ISSUER]}, "assertion_issuer"),
    ("another subject", {"sub": SUBJECT.upper()}, "assertion_subject"),
    ("no subject", {"sub": None}, "assertion_subject"),
    # A key says which tenants it may sign for.
    ("another tenant", {"tid": APP}, "assertion_key"),
    ("no tenant", {"tid": None}, "assertion_key"),
    ("no end", {"exp": None}, "assertion_expired"),
    ("end as text", {"exp": "4102444800"}, "assertion_expired"),
    ("end as true", {"exp": True}, "assertion_expired"),
    ("end is infinite", {"exp": float("inf")}, "assertion_expired"),
    ("end beyond all numbers", {"exp": 10**400}, "assertion_expired"),
    ("no beginning", {"nbf": None}, "assertion_early"),
    ("no time of issue", {"iat": None}, "assertion_early"),
    ("signs that no database keeps", {"sub": "\0\ud800"}, "assertion_subject"),
]


@pytest.mark.parametrize(("what", "changed", "expected"), REFUSED)
def test_each_is_refused_and_explained(
    entra: Tenant, what: str, changed: dict[str, Any], expected: str
) -> None:
    client = make_federated(entra)
    assertion = signed(**changed)
    response = present(client, assertion)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    event = ProvisioningEvent.objects.get()
    assert (event.reason, event.token, event.result) == (expected, client, "Rejected")
    assert any("; received " in line for line in trace())
    assert assertion not in event.notes + event.detail
    assert event.request_body == ""
    assert not IssuedToken.objects.exists()


def test_a_trace_says_what_was_expected_and_what_came(entra: Tenant) -> None:
    client = make_federated(entra, audiences=(f"api://{APP}/.default",))
    answer = present(client, signed(sub="somebody")).json()
    assert answer["error_description"] == (
        "The client assertion was not accepted: its audience (aud) is not as this site expects. "
        "The provisioning log of this site says what was expected and what came."
    )
    lines = trace()
    assert f"audience (aud): expected api://{APP}/.default; received {APP}" in lines
    assert f"subject (sub): expected {SUBJECT}; received somebody" in lines
    assert f"issuer: as expected ({ISSUER})" in lines


@pytest.mark.parametrize(
    ("seconds", "names", "status"),
    [
        (-59, ["exp"], 200),
        (-61, ["exp"], 401),
        (59, ["nbf", "iat"], 200),
        (61, ["iat"], 401),
        (61, ["nbf"], 401),
    ],
)
def test_clocks_may_differ_by_a_minute(
    entra: Tenant, monkeypatch: pytest.MonkeyPatch, seconds: int, names: list[str], status: int
) -> None:
    client = make_federated(entra)
    moment = timezone.now().replace(microsecond=0)
    assertion = signed(**dict.fromkeys(names, int(moment.timestamp()) + seconds))
    monkeypatch.setattr("accounts.tokens.assertions.timezone.now", lambda: moment)
    assert present(client, assertion).status_code == status
    if status == 401:
        assert reason() == ("assertion_expired" if seconds < 0 else "assertion_early")


def cut(assertion: str) -> str:
    return assertion[:-20]


def test_signatures_that_are_none(entra: Tenant) -> None:
    client = make_federated(entra)
    good = signed()
    head, body, tail = good.split(".")
    nothing = base64.urlsafe_b64encode(b'{"alg":"none","kid":"first"}').decode().rstrip("=")
    other = signed(sub="x").split(".")[1]
    cases = [
        (signed_by_secret(rsa("first").as_pem(private=False)), "assertion_algorithm"),
        (signed(key=rsa("first"), header={"alg": "RS384"}), "assertion_algorithm"),
        (f"{nothing}.{body}.", "assertion_algorithm"),
        (signed(key=rsa("second"), header={"kid": "first"}), "assertion_signature"),
        (signed(key=elliptic("curve"), header={"kid": "first"}), "assertion_signature"),
        (f"{head}.{other}.{tail}", "assertion_signature"),
        (cut(good), "assertion_signature"),
        (f"{head}.{body}.", "assertion_signature"),
        (f"{head}.{body}.!!!", "assertion_signature"),
        (signed(key=rsa("second")), "assertion_key"),
        (signed(header={"kid": None}), "assertion_key"),
        (signed(header={"kid": ["first"]}), "assertion_key"),
        (signed(header={"kid": "x" * 1000}), "assertion_key"),
        (signed(header={"crit": ["x"], "x": 1}), "assertion_form"),
        (good[: len(head) + 10], "assertion_form"),
        (f"{head}.{body}", "assertion_form"),
        (f"{good}.x", "assertion_form"),
        ("x", "assertion_form"),
        ("é.é.é", "assertion_form"),
        (f"{'A' * 16_384}.{good}", "assertion_form"),
        (signed(content=b"[" * 8000), "assertion_form"),
        (signed(content=b"[]"), "assertion_form"),
        (f"{base64.urlsafe_b64encode(b'[1]').decode()}.{body}.{tail}", "assertion_form"),
    ]
    for assertion, expected in cases:
        response = present(client, assertion)
        assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
        assert response.json()["error_description"] == GENERIC
        assert (reason(), assertion[:40]) == (expected, assertion[:40])
        ProvisioningEvent.objects.all().delete()
        GuessCount.objects.all().delete()
        rest()
    assert not IssuedToken.objects.exists()
    assert present(client, good).status_code == 200


def test_nothing_is_nested_so_deep_that_it_cannot_be_told(entra: Tenant) -> None:
    trust = make_federated(entra).trusts.get()
    head = encoded('{"alg": "RS256", "kid": "first"}')
    for depth in (100, *range(600, 1000)):  # at one of these it can be read just so
        for claim in ("iss", "tid"):
            nested = encoded(f'{{"{claim}": {"[" * depth}{"]" * depth}}}')
            failed = assertions.judge(f"{head}.{nested}.x", trust).failed
            assert (failed and failed.reason, depth) == ("assertion_form", depth)


def test_keys_that_an_assertion_brings_are_not_used(entra: Tenant) -> None:
    client = make_federated(entra)
    evil = rsa("second")
    brought = {
        "jku": f"https://{entra.host}/evil",
        "x5u": f"https://{entra.host}/evil",
        "jwk": evil.as_dict(private=False),
        "x5c": ["x" * 2000],
        "kid": "first",
    }
    assert present(client, signed(key=evil, header=brought)).status_code == 401
    assert reason() == "assertion_signature"
    assert entra.asked == 1
    assert present(client, signed(header=brought)).status_code == 200


def test_forms(entra: Tenant) -> None:
    client = make_federated(entra)
    good = signed()
    for changed, expected in (
        ({"client_assertion_type": ""}, "assertion_type"),
        ({"client_assertion_type": "x"}, "assertion_type"),
        ({"client_assertion": ""}, "oauth_no_client"),
        ({"client_id": ""}, "oauth_no_client"),
        ({"client_secret": "x"}, "oauth_two_places"),
        ({"client_id": "pmp_client_nobody00"}, "client_unknown"),
        ({"scope": "audit"}, "oauth_scope"),
    ):
        assert present(client, good, **changed).status_code in {400, 401}
        assert (changed, reason()) == (changed, expected)
    given = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": good}
    ask(basic=("x", "y"), grant_type="client_credentials", **given)
    assert reason() == "oauth_two_places"


def test_a_client_without_a_trust_and_none_at_all_are_told_alike(entra: Tenant) -> None:
    client, _ = make_client()
    token, _ = make_token()
    for row, expected in ((client, "trust_none"), (token, "client_unknown")):
        answer = present(row, signed())
        assert answer.json() == {"error": "invalid_client", "error_description": GENERIC}
        assert reason() == expected


def test_plain_http(entra: Tenant) -> None:
    client = make_federated(entra)
    form = {
        "grant_type": "client_credentials",
        "client_id": client.hint,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed(),
    }
    kind = "application/x-www-form-urlencoded"
    plain = Client().post(
        "/oauth/token", urlencode(form), content_type=kind, HTTP_X_FORWARDED_PROTO="http"
    )
    assert (plain.status_code, reason()) == (400, "assertion_in_clear")


# What was seen once is exact from then on


def test_what_was_seen_is_exact(entra: Tenant) -> None:
    client = make_federated(entra)
    token_by(client, signed())
    for changed, expected in (
        ({"oid": "another"}, "assertion_object"),
        ({"oid": None}, "assertion_object"),
        ({"azp": "another"}, "assertion_party"),
        ({"azp": None}, "assertion_party"),
    ):
        assert present(client, signed(**changed)).status_code == 401
        assert reason() == expected
    same = claims()["azp"]
    assert present(client, signed(azp=None, appid=same)).status_code == 200


# Keys


def test_keys_are_fetched_once_and_new_ones_when_they_come(entra: Tenant) -> None:
    client = make_federated(entra)
    token_by(client, signed())
    token_by(client, signed())
    assert entra.asked == 1
    entra.keys = [rsa("second"), rsa("first")]
    rolled = signed(key=rsa("second"))
    assert present(client, rolled).status_code == 401  # within a minute
    assert (reason(), entra.asked) == ("assertion_key", 1)
    rest()
    assert scim(token_by(client, rolled)).status_code == 200
    entra.keys = [rsa("second")]
    assert signing_keys.refresh() == "0 fetched, 0 failed"  # they are fresh
    KeySource.objects.update(
        fetched_at=timezone.now() - signing_keys.FRESH_FOR,
        tried_at=timezone.now() - signing_keys.FRESH_FOR,
    )
    assert signing_keys.refresh() == "1 fetched, 0 failed"
    assert present(client, signed()).status_code == 401  # the first key was taken away


def test_scheduled_work_fetches_ahead_and_forgets(entra: Tenant) -> None:
    client = make_federated(entra)
    assert signing_keys.refresh() == "1 fetched, 0 failed"
    token_by(client, signed())
    assert entra.asked == 1
    trust_acts.revoke("a test", client.trusts.get())
    assert signing_keys.refresh() == "0 fetched, 0 failed"
    assert not KeySource.objects.exists()


def test_nothing_is_fetched_for_a_client_that_was_revoked(entra: Tenant) -> None:
    acts.revoke("a test", make_federated(entra))
    assert signing_keys.refresh() == "0 fetched, 0 failed"
    assert entra.asked == 0


def test_keys_serve_while_the_source_is_away_and_others_do_not(entra: Tenant) -> None:
    client = make_federated(entra)
    token_by(client, signed())
    entra.status = 503
    past = timezone.now() - timedelta(days=6)
    KeySource.objects.update(fetched_at=past, tried_at=past)
    assert signing_keys.refresh() == "0 fetched, 1 failed"
    token_by(client, signed())
    rest()
    assert present(client, signed(key=rsa("second"))).status_code == 401
    assert reason() == "assertion_keys_away"
    assert "The keys could not be fetched: ValueError: it answered 503" in trace()[-1]
    KeySource.objects.update(fetched_at=timezone.now() - signing_keys.SERVED_FOR)
    assert present(client, signed()).status_code == 401  # for so long no key is believed
    entra.status = 200
    rest()
    token_by(client, signed())


def many(count: int) -> bytes:
    keys = [{**rsa("first").as_dict(private=False), "kid": str(n)} for n in range(count)]
    return json.dumps({"keys": keys}).encode()


@pytest.mark.parametrize(
    ("body", "status", "location", "said"),
    [
        (b" " * (1024 * 1024 + 1), 200, "", "more than 1,048,576 bytes"),
        (many(101), 200, "", "more than 100 keys"),
        (b"[" * 100_000, 200, "", "no JWK Set"),
        (b"[]", 200, "", "no JWK Set"),
        (b'{"keys": {}}', 200, "", "no JWK Set"),
        (b"\xff", 200, "", "UnicodeDecodeError"),
        (
            b'{"keys": [1, {}, {"kid": 1}, {"kid": "first", "kty": "oct", "k": "eA"}]}',
            200,
            "",
            "no key that",
        ),
        (
            b'{"keys": [{"kid": "first", "kty": "RSA", "n": "!", "e": "AQAB"}]}',
            200,
            "",
            "no key that",
        ),
        (b"", 302, "https://10.0.0.1/keys", "answered 302"),
        (b"", 301, "http://169.254.169.254/", "answered 301"),
        (b"", 404, "", "answered 404"),
    ],
)
def test_sources_that_are_none(
    entra: Tenant, body: bytes, status: int, location: str, said: str
) -> None:
    client = make_federated(entra)
    entra.body, entra.status, entra.location = body, status, location
    assert present(client, signed()).status_code == 401
    assert reason() == "assertion_keys_away"
    assert said in trace()[-1]
    assert entra.asked == 1


def test_weak_keys_and_those_of_others_are_passed_over(entra: Tenant) -> None:
    numbers = cryptography_rsa.generate_private_key(65537, 1024).public_key().public_numbers()
    modulus = base64.urlsafe_b64encode(numbers.n.to_bytes(128, "big")).decode().rstrip("=")
    weak = {"kty": "RSA", "kid": "weak", "n": modulus, "e": "AQAB"}
    sealing = {**rsa("first").as_dict(private=False), "use": "enc"}
    foreign = {**rsa("first").as_dict(private=False), "issuer": "https://login.live.com"}
    client = make_federated(entra)
    for keys, expected in (
        ([weak], "assertion_keys_away"),
        ([sealing], "assertion_keys_away"),
        ([foreign], "assertion_key"),
    ):
        entra.body = json.dumps({"keys": keys}).encode()
        assert present(client, signed()).status_code == 401
        assert reason() == expected
        rest()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.com/keys", "FEDERATION_HOSTS"),
        ("http://login.microsoftonline.com/keys", "https"),
        ("https://login.microsoftonline.com.example.com/keys", "FEDERATION_HOSTS"),
        ("https://login.microsoftonline.com:8443/keys", "FEDERATION_HOSTS"),
        ("https://login.microsoftonline.com@10.0.0.1/keys", "user name"),
        ("https://LOGIN.microsoftonline.com/" + "x" * 600, "characters"),
        ("", "https"),
        ("file:///etc/passwd", "https"),
    ],
)
def test_where_keys_may_be_fetched(url: str, said: str) -> None:
    client, _ = make_client()
    identity = trust_acts.Identity(ISSUER, url, (APP,), SUBJECT)
    with pytest.raises(ValidationError, match=said):
        trust_acts.trust("a test", client, identity)


def test_a_host_that_is_taken_off_the_list_is_not_called(entra: Tenant, settings: Any) -> None:
    client = make_federated(entra)
    settings.FEDERATION_HOSTS = []
    assert present(client, signed()).status_code == 401
    assert entra.asked == 0


def test_nobody_waits_long_for_keys(entra: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "IN_REQUEST", 0.2)
    client = make_federated(entra)
    entra.goes_on.clear()
    begin = time.monotonic()
    assert present(client, signed()).status_code == 401
    assert time.monotonic() - begin < 5
    assert reason() == "assertion_keys_away"
    entra.goes_on.set()


# How it ends


def test_a_trust_that_is_revoked_ends_its_tokens_at_once(entra: Tenant) -> None:
    client = make_federated(entra)
    _, secret = client_acts.add_secret("a test", client)
    token, other = token_by(client, signed()), token_of(client, secret)
    trust_acts.revoke("a test", client.trusts.get())
    refused = scim(token)
    assert refused.status_code == 401
    assert refused.json()["detail"].startswith("The trust of this OAuth client was revoked on")
    assert reason() == "trust_revoked"
    assert scim(other).status_code == 200
    assert present(client, signed()).json()["error_description"] == GENERIC
    assert reason() == "trust_revoked"
    client.refresh_from_db()
    assert client.expires_at == client.secrets.get().expires_at
    trust_acts.trust("a test", client, entra.identity())
    assert scim(token_by(client, signed())).status_code == 200
    assert scim(token).status_code == 401


def test_a_client_ends_with_its_last_trust(entra: Tenant) -> None:
    client = make_federated(entra)
    token = token_by(client, signed())
    assert trust_acts.revoke("a test", client.trusts.get())
    assert not trust_acts.revoke("a test", client.trusts.get())
    client.refresh_from_db()
    assert client.state == AccessToken.State.EXPIRED
    assert scim(token).status_code == 401
    assert present(client, signed()).status_code == 401
    assert [mail.subject.partition(" (")[0] for mail in Mail.objects.order_by("pk")][-1] == (
        'The trust of OAuth client "Entra" was revoked'
    )


def test_what_ends_a_client_ends_a_trust_s_tokens(entra: Tenant) -> None:
    client = make_federated(entra)
    token = token_by(client, signed())
    User.objects.filter(pk=client.owner_id).update(is_staff=False)
    assert scim(token).status_code == 401
    assert reason() == "owner_not_administrator"
    assert present(client, signed()).status_code == 401
    User.objects.filter(pk=client.owner_id).update(is_staff=True)
    assert scim(token).status_code == 200
    acts.revoke("a test", client)
    assert scim(token).status_code == 401
    assert present(client, signed()).status_code == 401
    assert reason() == "client_revoked"


def test_a_token_by_a_trust_costs_what_a_secret_token_costs(entra: Tenant) -> None:
    client = make_federated(entra)
    costs = []
    for text in (make_token()[1], token_by(client, signed())):
        scim(text)  # notes that it is used
        with CaptureQueriesContext(connection) as captured:
            assert scim(text).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_a_client_revokes_and_looks_at_its_tokens_by_an_assertion(entra: Tenant) -> None:
    client = make_federated(entra)
    token = token_by(client, signed())
    given = {
        "client_id": client.hint,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed(),
        "token": token,
    }
    assert ask("/oauth/introspect", **given).json()["active"] is True
    assert ask("/oauth/revoke", **given).status_code == 200
    assert ask("/oauth/introspect", **given).json() == {"active": False}


# By observation


def make_pending(entra: Tenant) -> tuple[AccessToken, FederatedTrust]:
    client = client_acts.create_without_secret(
        "a test", owner=make_administrator(), description="Entra", scope="scim"
    )
    trust = trust_acts.wait_for_one("a test", client, tenant=TENANT.upper())
    # Its keys are served here.
    FederatedTrust.objects.filter(pk=trust.pk).update(jwks_url=entra.jwks_url)
    return client, trust


def test_the_first_assertion_is_held_and_pinned(entra: Tenant) -> None:
    client, trust = make_pending(entra)
    assert (trust.issuer, trust.jwks_url) == (
        ISSUER,
        f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys",
    )
    answer = present(client, signed()).json()
    assert answer["error"] == "invalid_client"
    assert answer["error_description"].startswith("The trust of this OAuth client is pending.")
    assert reason() == "trust_pending"
    assert f"sub: {SUBJECT}" in trace()
    present(client, signed(sub="an attacker of the same tenant", aud="x"))
    trust.refresh_from_db()
    azp = claims()["azp"]
    assert trust.held == {"aud": APP, "sub": SUBJECT, "oid": SUBJECT, "tid": TENANT, "azp": azp}
    trust_acts.pin("a test", trust, mark=trust_acts.mark_of(trust))
    trust.refresh_from_db()
    assert (trust.audiences, trust.subject, trust.held) == ([APP], SUBJECT, None)
    assert scim(token_by(client, signed())).status_code == 200
    assert present(client, signed(aud=f"api://{APP}")).status_code == 401
    actions = AuditEntry.objects.about(client).values_list("action", flat=True)
    assert list(actions) == ["client.trust_pinned", "client.trust_awaited", "client.created"]


@pytest.mark.parametrize(
    "assertion",
    [
        lambda: signed(key=rsa("second"), header={"kid": "first"}),
        lambda: signed(iss=ISSUER.replace("6f", "7f")),
        lambda: signed(tid=APP),
        lambda: signed(exp=1),
        lambda: signed(sub=None),
        lambda: signed(aud=None),
    ],
)
def test_what_is_not_good_is_not_held(entra: Tenant, assertion: Any) -> None:
    client, trust = make_pending(entra)
    assert present(client, assertion()).status_code == 401
    trust.refresh_from_db()
    assert trust.held is None


def test_what_is_held_may_be_discarded_and_only_what_was_shown_is_pinned(entra: Tenant) -> None:
    client, trust = make_pending(entra)
    present(client, signed(sub="another", oid="another"))
    trust.refresh_from_db()
    shown = trust_acts.mark_of(trust)
    assert trust_acts.discard("a test", trust)
    assert not trust_acts.discard("a test", trust)
    for mark in (shown, ""):
        with pytest.raises(ValidationError, match="no longer what was shown"):
            trust_acts.pin("a test", trust, mark=mark)
    present(client, signed())
    with pytest.raises(ValidationError, match="no longer what was shown"):
        trust_acts.pin("a test", trust, mark=shown)
    trust.refresh_from_db()
    trust_acts.pin("a test", trust, mark=trust_acts.mark_of(trust))
    with pytest.raises(ValidationError, match="no longer what was shown"):
        trust_acts.pin("a test", trust, mark=shown)
    assert present(client, signed()).status_code == 200


def test_waiting_for_a_pin_is_no_guess(entra: Tenant) -> None:
    client, trust = make_pending(entra)
    for _ in range(25):
        assert present(client, signed()).status_code == 401
    trust.refresh_from_db()
    trust_acts.pin("a test", trust, mark=trust_acts.mark_of(trust))
    assert present(client, signed()).status_code == 200


def test_guesses_are_counted(entra: Tenant) -> None:
    client = make_federated(entra)
    for _ in range(20):
        assert present(client, "x").status_code == 401
    assert present(client, "x").status_code == 429
    assert present(client, signed()).status_code == 200


def test_a_client_has_one_trust(entra: Tenant) -> None:
    client = make_federated(entra)
    with pytest.raises(ValidationError, match="Revoke it first"):
        trust_acts.wait_for_one("a test", client, tenant=TENANT)
    acts.revoke("a test", client)
    trust_acts.revoke("a test", client.trusts.get())
    with pytest.raises(ValidationError, match="was revoked"):
        trust_acts.trust("a test", client, entra.identity())


@pytest.mark.parametrize("tenant", ["", "contoso.example", "common", f"{TENANT}/../x"])
def test_a_tenant_is_named_by_its_id(tenant: str) -> None:
    client, _ = make_client()
    with pytest.raises(ValidationError, match="Tenant ID"):
        trust_acts.wait_for_one("a test", client, tenant=tenant)


def test_what_is_pasted_as_audience() -> None:
    pasted = [f" api://{APP}/.default ", "", "other", "other"]
    assert trust_acts.audiences_of(pasted) == (
        f"api://{APP}",
        APP,
        f"api://{APP}/promapp.example",
        "other",
    )


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_fetches_the_keys(entra: Tenant) -> None:
    client = make_federated(entra)
    assertion = signed()
    statuses = together(6, lambda: present(client, assertion).status_code)
    assert set(statuses) <= {200, 401}
    assert entra.asked == 1
    again = together(6, lambda: scim(token_by(client, assertion)).status_code)
    assert again == [200] * 6
    assert KeySource.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_held_and_trusted(entra: Tenant) -> None:
    client, trust = make_pending(entra)
    signing_keys.refresh()
    subjects = iter(range(6))
    together(6, lambda: present(client, signed(sub=str(next(subjects)))).status_code)
    trust.refresh_from_db()
    held = trust.held
    present(client, signed(sub="later"))
    trust.refresh_from_db()
    assert trust.held == held
    assert trust.held is not None

    def add() -> bool:
        try:
            trust_acts.trust("a test", other, entra.identity())
        except ValidationError:
            return False
        return True

    other, _ = make_client()
    assert sorted(together(4, add)) == [False, False, False, True]

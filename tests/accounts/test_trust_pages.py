"""The page of the trust of an OAuth client: add, look, pin, revoke, and to whom it is open."""

import pytest
from django.test import Client

from accounts.models import FederatedTrust, User
from accounts.tokens import trust_acts
from tests.accounts.test_token_pages import forget_the_proof, text
from tests.factories import make_administrator, make_client, make_token, make_user
from tests.oauth.tenant import APP, ISSUER, SUBJECT, TENANT

pytestmark = pytest.mark.django_db
KEYS = f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys"
VALUES = {
    "act": "identity",
    "issuer": ISSUER,
    "jwks_url": KEYS,
    "subject": SUBJECT,
    "audiences": f"api://{APP}/.default\r\nother",
}
HELD = {"aud": APP, "sub": "<b>x</b>", "oid": SUBJECT, "tid": TENANT}


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    client.force_login(administrator)
    return client


def url(pk: int) -> str:
    return f"/profile/tokens/{pk}/trust/"


def test_the_four_values_are_trusted_and_revoked(ada: Client, administrator: User) -> None:
    client, _ = make_client(administrator)
    assert "Add a trust" in text(ada.get(f"/profile/tokens/{client.pk}/"))
    page = text(ada.post(url(client.pk), VALUES, follow=True))
    trust = client.trusts.get()
    assert trust.audiences == [f"api://{APP}", APP, f"api://{APP}/promapp.example", "other"]
    assert (trust.state, trust.subject) == ("active", SUBJECT)
    for shown in (client.hint, "https://promapp.example/oauth/token", SUBJECT):
        assert shown in page
    assert SUBJECT in text(ada.get(f"/profile/tokens/{client.pk}/"))
    told = text(ada.post(url(client.pk), {"act": "revoke"}, follow=True))
    assert "The trust was revoked, and its tokens have ended." in told
    assert client.trusts.get().state == "revoked"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("issuer", "", "required"),
        ("issuer", "x", "Paste Issuer"),
        ("jwks_url", "https://x.example/keys", "FEDERATION_HOSTS"),
        ("subject", "a b", "Paste Subject"),
        ("audiences", "a b", "Paste Audience"),
        ("audiences", "\n".join(map(str, range(11))), "1 to 10 values"),
    ],
)
def test_what_is_no_value_is_explained(
    ada: Client, administrator: User, name: str, value: str, said: str
) -> None:
    client, _ = make_client(administrator)
    assert said in text(ada.post(url(client.pk), {**VALUES, name: value}))
    assert not client.trusts.exists()


def test_a_tenant_is_named_and_what_it_claims_is_pinned(ada: Client, administrator: User) -> None:
    client, _ = make_client(administrator)
    assert "Tenant ID" in text(ada.post(url(client.pk), {"act": "tenant", "tenant": "contoso"}))
    waiting = ada.post(url(client.pk), {"act": "tenant", "tenant": TENANT}, follow=True)
    assert "Waiting for the first assertion" in text(waiting)
    assert "Trust exactly this" not in text(waiting)
    FederatedTrust.objects.update(held=HELD, held_at=client.created_at)
    page = ada.get(url(client.pk))
    assert b"&lt;b&gt;x&lt;/b&gt;" in page.content
    wrong = ada.post(url(client.pk), {"act": "pin", "mark": "x"}, follow=True)
    assert "no longer what was shown" in text(wrong)
    ada.post(url(client.pk), {"act": "discard"})
    assert client.trusts.get().held is None
    FederatedTrust.objects.update(held=HELD, held_at=client.created_at)
    mark = trust_acts.mark_of(client.trusts.get())
    assert mark in ada.get(url(client.pk)).content.decode()
    told = text(ada.post(url(client.pk), {"act": "pin", "mark": mark}, follow=True))
    assert "The OAuth client trusts this identity from now on." in told
    assert client.trusts.get().audiences == [APP]
    for act in ("discard", "x"):  # what is pinned already is forgotten by nobody
        assert "Nothing was done" in text(ada.post(url(client.pk), {"act": act}, follow=True))


def test_a_colleague_s_client_is_taken_over_first(ada: Client) -> None:
    client, _ = make_client(make_administrator("bob"))
    assert "belongs to bob" in text(ada.get(url(client.pk)))
    for given in (VALUES, {"act": "tenant", "tenant": TENANT}):
        assert "belongs to bob" in text(ada.post(url(client.pk), given))
    assert not client.trusts.exists()
    trust_acts.wait_for_one("a test", client, tenant=TENANT)
    FederatedTrust.objects.update(held=HELD, held_at=client.created_at)
    mark = trust_acts.mark_of(client.trusts.get())
    assert "Trust exactly this" not in text(ada.get(url(client.pk)))
    refused = ada.post(url(client.pk), {"act": "pin", "mark": mark}, follow=True)
    assert "belongs to bob" in text(refused)
    assert client.trusts.get().state == "pending"
    ada.post(url(client.pk), {"act": "revoke"})
    assert client.trusts.get().state == "revoked"


def test_a_proof_and_a_client_are_needed(ada: Client, administrator: User) -> None:
    client, _ = make_client(administrator)
    token, _ = make_token(administrator)
    assert ada.get(url(token.pk)).status_code == 404
    forget_the_proof(ada)
    assert ada.post(url(client.pk), VALUES).headers["Location"].startswith("/confirm/")
    ada.force_login(make_user())
    assert ada.get(url(client.pk)).status_code in {403, 404}
    assert not client.trusts.exists()

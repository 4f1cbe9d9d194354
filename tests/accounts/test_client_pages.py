"""Pages of an OAuth client: make one, add secrets, revoke them, and to whom they are open."""

import re
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AccessToken, AuditEntry, ClientSecret, Mail, User
from accounts.tokens import acts, client_acts
from tests.accounts.test_token_pages import forget_the_proof, text
from tests.factories import make_administrator, make_client, make_token, make_user
from tests.oauth.test_token_endpoint import scim, token_of

pytestmark = pytest.mark.django_db
NEW = "/profile/tokens/new/"


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    client.force_login(administrator)
    return client


def url(client: AccessToken, page: str = "") -> str:
    return f"/profile/tokens/{client.pk}/{page}"


def form(**given: str) -> dict[str, str]:
    return {
        "description": "Entra",
        "scope": "scim",
        "kind": "client",
        "expires": "365",
        "nonce": str(uuid.uuid4()),
        **given,
    }


def shown(response: HttpResponse, name: str) -> str:
    found = re.search(rf'<textarea id="{name}"[^>]*>([^<]*)<', response.content.decode())
    assert found, text(response)
    return found[1]


def test_a_client_is_made_and_its_four_values_shown_once(ada: Client) -> None:
    response = ada.post(NEW, form(years="2"))
    row = AccessToken.objects.get()
    secret = shown(response, "secret")
    assert shown(response, "tenant-url") == "https://promapp.example/api/scim"
    assert shown(response, "token-endpoint") == "https://promapp.example/oauth/token"
    assert shown(response, "client-identifier") == row.hint
    assert scim(token_of(row, secret)).status_code == 200
    life = row.secrets.get().expires_at - row.created_at
    assert 729 <= life.days <= 730
    for page in (url(row), "/profile/", url(row, "secrets/")):
        assert secret not in ada.get(page).content.decode()
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_one_form_makes_one_client(ada: Client) -> None:
    given = form()
    ada.post(NEW, given)
    assert "already" in text(ada.post(NEW, given)).lower()
    assert (AccessToken.objects.count(), ClientSecret.objects.count()) == (1, 1)


def test_without_a_kind_it_is_a_secret_token(ada: Client) -> None:
    given = form()
    del given["kind"]
    assert shown(ada.post(NEW, given), "secret").startswith("pmp_scim_")
    assert AccessToken.objects.get().kind == "secret"


def test_a_secret_is_added_used_and_the_old_one_revoked(ada: Client, administrator: User) -> None:
    client, first = make_client(administrator)
    old = client.secrets.get()
    token = token_of(client, first)
    response = ada.post(url(client, "secrets/new/"), {"nonce": str(uuid.uuid4()), "years": "1"})
    second = shown(response, "secret")
    assert "Waiting for the first request" in text(response)
    assert "Waiting for the first request" in text(ada.get(url(client, "secrets/")))
    assert scim(token_of(client, second)).status_code == 200
    assert "The newest secret is used" in text(ada.get(url(client)))
    question = text(ada.get(url(client, f"secrets/{old.pk}/revoke/")))
    assert "Another secret of this client is used already." in question
    told = ada.post(url(client, f"secrets/{old.pk}/revoke/"), {"after": "24"}, follow=True)
    assert f"The secret {old.hint} ends on" in told.content.decode()
    assert scim(token).status_code == 200
    ada.post(url(client, f"secrets/{old.pk}/revoke/"), {"after": "0"})
    assert [scim(text_).status_code for text_ in (token, token_of(client, second))] == [401, 200]
    acts_ = AuditEntry.objects.about(client).values_list("action", flat=True)
    assert list(acts_) == [
        "client.secret_revoked",
        "client.secret_revocation_set",
        "client.secret_added",
        "client.created",
    ]


def test_a_time_that_is_not_offered(ada: Client, administrator: User) -> None:
    client, _ = make_client(administrator)
    page = url(client, f"secrets/{client.secrets.get().pk}/revoke/")
    assert "Choose a time that is offered" in text(ada.post(page, {"after": "9999"}))
    assert client.secrets.get().revoked_at is None


def test_a_sixth_secret_is_explained(ada: Client, administrator: User) -> None:
    client, _ = make_client(administrator)
    for _ in range(4):
        client_acts.add_secret("a test", client)
    response = ada.post(url(client, "secrets/new/"), {"nonce": str(uuid.uuid4())})
    assert "5 live secrets, which is the most" in text(response)


def test_the_secret_of_a_colleague_s_client_needs_a_take_over(ada: Client) -> None:
    client, _ = make_client(make_administrator("bob"))
    page = url(client, "secrets/new/")
    assert "belongs to bob" in text(ada.get(page))
    assert "belongs to bob" in text(ada.post(page, {"nonce": str(uuid.uuid4())}))
    assert client.secrets.count() == 1
    ada.post(url(client, "take-over/"))
    ada.post(page, {"nonce": str(uuid.uuid4())})
    assert client.secrets.count() == 2


def test_an_old_proof_is_renewed_first(ada: Client, administrator: User) -> None:
    own, _ = make_client(administrator)
    client, _ = make_client(make_administrator("bob"))
    forget_the_proof(ada)
    secret = client.secrets.get()
    for page in (url(own, "secrets/new/"), url(client, f"secrets/{secret.pk}/revoke/")):
        assert ada.post(page).headers["Location"].startswith("/confirm/")
    mine = own.secrets.get()
    assert ada.get(url(own, f"secrets/{mine.pk}/revoke/")).status_code == 200
    assert client.secrets.get().revoked_at is None


def test_a_secret_of_another_client_is_not_there(ada: Client, administrator: User) -> None:
    client, _ = make_client(administrator)
    other, _ = make_client(administrator)
    token, _ = make_token(administrator)
    assert ada.get(url(client, f"secrets/{other.secrets.get().pk}/revoke/")).status_code == 404
    assert ada.get(url(token, "secrets/new/")).status_code == 404


def test_strangers(client: Client) -> None:
    row, _ = make_client()
    client.force_login(make_user())
    for page in ("", "secrets/", "secrets/new/", f"secrets/{row.secrets.get().pk}/revoke/"):
        assert client.get(url(row, page)).status_code in {403, 404}


def test_a_client_is_not_rotated_but_gets_a_secret(ada: Client, administrator: User) -> None:
    client, _ = make_client(administrator)
    assert ada.get(url(client, "rotate/")).headers["Location"] == url(client, "secrets/new/")
    acts.revoke("a test", client)
    assert "This OAuth client was revoked" in text(ada.get(url(client, "secrets/new/")))


def test_administrators_are_told(ada: Client, administrator: User) -> None:
    ada.post(NEW, form())
    client = AccessToken.objects.get()
    _, second = client_acts.add_secret(administrator, client)
    client_acts.revoke_secret(administrator, client.secrets.earliest("pk"))
    mails = {mail.subject.partition(" (")[0]: mail.body for mail in Mail.objects.all()}
    assert set(mails) == {
        'OAuth client "Entra" was created',
        'OAuth client "Entra" has a new secret',
        'A secret of OAuth client "Entra" was revoked',
    }
    assert not any(second in body for body in mails.values())
    assert all(client.hint in body for body in mails.values())


def test_a_client_without_a_secret_leads_to_its_trust(ada: Client) -> None:
    response = ada.post(NEW, form(kind="federated"), follow=True)
    row = AccessToken.objects.get()
    assert response.redirect_chain == [(url(row, "trust/"), 302)]
    assert "created. Nothing lets it in yet: add a trust." in text(response)
    assert (row.kind, row.secrets.count()) == ("client", 0)
    assert row.is_ended
    assert AuditEntry.objects.about(row).get().action == "client.created"


def test_one_form_makes_one_client_without_a_secret(ada: Client) -> None:
    given = form(kind="federated")
    ada.post(NEW, given)
    response = ada.post(NEW, given, follow=True)
    assert response.redirect_chain == [(url(AccessToken.objects.get()), 302)]
    assert "This form has created its OAuth client before." in text(response)


def test_a_client_without_a_secret_needs_room_for_it(ada: Client, administrator: User) -> None:
    for _ in range(10):
        make_token(administrator)
    assert "which is the most one may have" in text(ada.post(NEW, form(kind="federated")))
    assert not AccessToken.objects.filter(kind="client").exists()

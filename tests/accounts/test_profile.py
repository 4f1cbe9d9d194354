"""My Profile and the life of an access token in the browser."""

import re
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AccessToken, User
from accounts.tokens import door, use
from tests.factories import PASSWORD, make_administrator, make_token, make_user

NEW = "/profile/tokens/new/"


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    client.force_login(administrator)
    return client


def fields(**changes: str) -> dict[str, str]:
    """What the browser sends for a new token."""
    filled = {"description": "Entra", "scope": "scim", "expires": "365", "nonce": str(uuid.uuid4())}
    return {**filled, **changes}


def shown_secret(response: HttpResponse) -> str:
    [secret] = set(re.findall(r"pmp_scim_\w+", response.content.decode()))
    return secret


def test_the_profile_says_who_is_signed_in(ada: Client, administrator: User) -> None:
    page = ada.get("/profile/").content.decode()
    assert administrator.username in page
    assert "Administrator" in page
    assert "Local" in page
    assert "No access tokens yet. A Scim token lets Microsoft Entra manage users here." in page


def test_an_ordinary_user_is_offered_no_tokens(client: Client, user: User) -> None:
    client.force_login(user)
    page = client.get("/profile/").content.decode()
    assert "only administrators can create them" in page
    assert NEW not in page
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, fields()).status_code == 403
    assert not AccessToken.objects.exists()


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    for address in ("/", "/profile/", NEW, "/profile/tokens/1/revoke/"):
        assert client.get(address).headers["Location"].startswith("/sign-in/?next=")
        assert client.post(address).headers["Location"].startswith("/sign-in/?next=")


def test_the_home_page_is_for_administrators(client: Client, ada: Client) -> None:
    assert "https://promapp.example/api/scim" in ada.get("/").content.decode()
    other = Client()
    other.force_login(make_user())
    assert other.get("/").headers["Location"] == "/profile/"


def test_a_token_is_shown_once_and_works(ada: Client, administrator: User) -> None:
    sent = fields()
    response = ada.post(NEW, sent)
    secret = shown_secret(response)
    assert "no-store" in response.headers["Cache-Control"]
    token = door.usable_token(secret)
    assert (token.owner, token.description, token.scope) == (administrator, "Entra", "scim")
    assert timezone.now() + timedelta(days=364) < token.expires_at
    for page in (ada.get("/profile/"), ada.post(NEW, sent), ada.get(NEW)):
        assert secret not in page.content.decode()
        assert secret[:30] not in page.content.decode()


def test_a_reload_makes_no_second_token(ada: Client) -> None:
    sent = fields()
    ada.post(NEW, sent)
    response = ada.post(NEW, sent)
    assert "This token was already created; its value cannot be shown again." in (
        response.content.decode()
    )
    assert AccessToken.objects.count() == 1


def test_an_eleventh_live_token_is_refused(ada: Client) -> None:
    for _ in range(10):
        ada.post(NEW, fields())
    response = ada.post(NEW, fields(description="One more"))
    [error] = response.context["form"].non_field_errors()
    assert "has 10 live access tokens" in error
    assert AccessToken.objects.count() == 10


@pytest.mark.parametrize(
    ("scope", "chosen", "kept"),
    [("scim", "okta", "okta"), ("scim", "", ""), ("audit", "okta", "")],
)
def test_a_scim_token_may_be_oktas(ada: Client, scope: str, chosen: str, kept: str) -> None:
    assert "Identity provider" in ada.get(NEW).content.decode()
    assert ada.get(f"{NEW}?client=okta").context["form"]["client"].value() == "okta"
    filled = {"description": "Okta", "expires": "365", "nonce": str(uuid.uuid4())}
    ada.post(NEW, {**filled, "scope": scope, "client": chosen})
    assert AccessToken.objects.get().client == kept


def test_each_form_has_a_nonce_of_its_own(ada: Client) -> None:
    nonces = {ada.get(NEW).context["form"]["nonce"].value() for _ in range(2)}
    assert len(nonces) == 2


def test_the_form_can_be_filled_in_by_a_link(ada: Client) -> None:
    form = ada.get(f"{NEW}?description=Entra+prod&scope=scim").context["form"]
    assert form["description"].value() == "Entra prod"
    assert form["scope"].value() == "scim"
    assert form["expires"].value() == "365"


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"description": "  "}, "description", "Say where the token will be used."),
        ({"description": "x" * 101}, "description", None),
        ({"description": "a\0b"}, "description", None),
        ({"description": "pmp_scim_x"}, "description", "A description must not hold a token."),
        ({"scope": ""}, "scope", "Choose what the token is for."),
        ({"scope": "root"}, "scope", None),
        ({"expires": "9999"}, "expires", None),
        ({"expires": "date"}, "expires_on", "Choose the last day on which the token works."),
        ({"expires": "date", "expires_on": "soon"}, "expires_on", None),
        (
            {"expires": "date", "expires_on": "2001-01-01"},
            "expires_on",
            "Choose a day after today.",
        ),
        (
            {"expires": "date", "expires_on": "2999-01-01"},
            "expires_on",
            "Choose a day within the next two years.",
        ),
        ({"nonce": "x"}, "nonce", None),
    ],
)
def test_a_wrong_field_is_explained_and_nothing_is_lost(
    ada: Client, changes: dict[str, str], field: str, error: str | None
) -> None:
    response = ada.post(NEW, fields(**changes))
    form = response.context["form"]
    assert form.errors[field] == [error] if error else field in form.errors
    assert not AccessToken.objects.exists()
    kept = "description" if field != "description" else "scope"
    assert form[kept].value() == fields()[kept]


def test_a_chosen_day_counts_to_its_end(ada: Client) -> None:
    day = timezone.now().date() + timedelta(days=30)
    ada.post(NEW, fields(expires="date", expires_on=day.isoformat()))
    expires_at = AccessToken.objects.get().expires_at
    assert expires_at == datetime(day.year, day.month, day.day, 23, 59, 59, 999999, UTC)


def test_an_old_proof_must_be_renewed(ada: Client, administrator: User, settings: Settings) -> None:
    cache.clear()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    response = ada.get(NEW)
    assert response.headers["Location"] == f"/confirm/?next={NEW.replace('/', '%2F')}"
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    session = ada.session
    session["signed_in_at"] = time.time() - 16 * 60
    session.save()
    assert ada.get(NEW).headers["Location"].startswith("/confirm/")
    ada.post("/confirm/", {"password": PASSWORD})
    assert ada.get(NEW).status_code == 200


def test_a_token_is_revoked_after_a_question(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator, description="Old <b>Entra</b>")
    address = f"/profile/tokens/{token.pk}/revoke/"
    page = ada.get(address).content.decode()
    assert "Revoke “<bdi>Old &lt;b&gt;Entra&lt;/b&gt;</bdi>”?" in page
    token.refresh_from_db()
    assert token.revoked_at is None
    response = ada.post(address, follow=True)
    assert "The token “Old &lt;b&gt;Entra&lt;/b&gt;” was revoked." in response.content.decode()
    token.refresh_from_db()
    assert token.revoked_by == administrator
    assert "Revoked" in response.content.decode()
    assert "This token has ended already" in ada.get(address).content.decode()


@pytest.mark.parametrize("page", ["", "revoke/", "rotation/"])
def test_a_foreign_token_is_not_there(client: Client, user: User, page: str) -> None:
    client.force_login(user)
    token, _ = make_token(make_administrator(), description="Other")
    address = f"/profile/tokens/{token.pk}/{page}"
    expected = 403 if page == "rotation/" else 404
    assert client.get(address).status_code == expected
    assert client.post(address).status_code in {expected, 405}
    token.refresh_from_db()
    assert token.revoked_at is None
    assert token.description not in client.get("/profile/").content.decode()


def test_the_list_shows_each_state(ada: Client, administrator: User) -> None:
    now = timezone.now()
    make_token(administrator, description="fresh")
    used, _ = make_token(administrator, description="used")
    use.record(used, "192.0.2.7")
    make_token(administrator, description="soon", expires_at=now + timedelta(days=12))
    make_token(administrator, description="past", expires_at=now - timedelta(days=1))
    page = ada.get("/profile/").content.decode()
    for words in ("Never used", "Active", "192.0.2.7", "Expires in 12 days", "Expired"):
        assert words in page
    assert "Ended tokens (1)" in page


def test_the_list_costs_the_same_for_many_tokens(ada: Client, administrator: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ada.get("/profile/")
        return len(captured)

    make_token(administrator)
    few = queries()
    for _ in range(5):
        make_token(administrator)
    assert queries() == few


def test_the_theme_is_kept_and_leads_back(client: Client, db: None) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": "/sign-in/"})
    assert response.headers["Location"] == "/sign-in/"
    cookie = response.cookies["__Host-theme"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert 'data-theme="dark"' in client.get("/sign-in/").content.decode()
    client.post("/theme/", {"theme": "<script>", "next": "/"})
    assert 'data-theme="dark"' in client.get("/sign-in/").content.decode()
    response = client.post("/theme/", {"theme": "light", "next": "//elsewhere.example/"})
    assert response.headers["Location"] == "/"

"""Access tokens over the API: metadata for administrators; create and revoke one's own."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AccessToken, User
from accounts.tokens import door
from accounts.tokens.rows import LIVE_TOKENS_AN_OWNER
from promapp_console.api import bodies
from tests.factories import make_administrator, make_token
from tests.scim.console.api_client import ApiClient

TOKENS = "/access-tokens"


def test_a_token_is_shown_without_what_opens_anything(
    session: ApiClient, administrator: User
) -> None:
    token, secret = make_token(administrator, description="Entra prod")
    shown = {
        "id": token.pk,
        "description": "Entra prod",
        "kind": "secret",
        "scope": "scim",
        "hint": token.hint,
        "state": "never-used",
        "owner": {"id": administrator.scim_id, "user_name": administrator.username},
        "owner_name": administrator.username,
        "created_at": token.created_at.isoformat().replace("+00:00", "Z"),
        "expires_at": None,
        "ends_at": None,
        "last_used_at": None,
        "last_used_address": None,
        "revoked_at": None,
        "revoked_by": None,
        "revoked_reason": "",
    }
    assert session.get(TOKENS) == {"next": None, "results": [shown]}
    assert session.get(f"{TOKENS}/{token.pk}") == shown
    for path in (TOKENS, f"{TOKENS}/{token.pk}"):
        text = session.send("GET", path).content.decode()
        assert token.digest not in text
        assert secret[:20] not in text


def test_whoever_sees_the_page_of_a_token_sees_it_here(
    session: ApiClient, administrator: User
) -> None:
    own, _ = make_token(administrator, scope="audit", description="own")
    make_token(make_administrator(), description="theirs")
    audit, _ = make_token(make_administrator(), scope="audit", description="their audit")
    names = ["their audit", "theirs", "own"]
    assert [row["description"] for row in session.all(TOKENS)] == names
    assert [row["id"] for row in session.all(TOKENS, scope="audit")] == [audit.pk, own.pk]
    for token in AccessToken.objects.all():
        assert session.http.get(f"/profile/tokens/{token.pk}/").status_code == 200
        session.get(f"{TOKENS}/{token.pk}")
    session.expect(403, "POST", f"{TOKENS}/{audit.pk}/revoke")


def test_ended_tokens_can_be_left_out(session: ApiClient, administrator: User) -> None:
    live, _ = make_token(administrator)
    expired, _ = make_token(administrator, expires_at=timezone.now() - timedelta(days=1))
    revoked, _ = make_token(administrator)
    AccessToken.objects.filter(pk=revoked.pk).revoke(by=administrator, reason="lost")
    assert [row["id"] for row in session.all(TOKENS, is_ended="false")] == [live.pk]
    ended = session.all(TOKENS, is_ended="true", limit=1)
    assert [(row["id"], row["state"]) for row in ended] == [
        (revoked.pk, "revoked"),
        (expired.pk, "expired"),
    ]
    assert ended[0]["revoked_by"]["user_name"] == administrator.username
    assert ended[0]["revoked_reason"] == "lost"


def test_a_token_is_created_and_its_secret_shown_once(
    session: ApiClient, administrator: User
) -> None:
    body = {"description": " Monitor ", "scope": "audit"}
    made = session.expect(201, "POST", TOKENS, body)
    secret = made.pop("secret")
    token = door.usable_token(secret)
    assert (token.owner, token.description, token.scope) == (administrator, "Monitor", "audit")
    life = token.expires_at - timezone.now()
    assert timedelta(days=364) < life <= timedelta(days=365)
    assert session.get(f"{TOKENS}/{token.pk}") == made
    assert ApiClient(secret).get("/health")
    assert secret[:20] not in session.send("GET", TOKENS).content.decode()


def test_the_life_of_a_token_is_chosen_in_days(session: ApiClient) -> None:
    body = {"description": "Entra", "scope": "scim", "expires_in_days": 90}
    session.expect(201, "POST", TOKENS, body)
    life = AccessToken.objects.get().expires_at - timezone.now()
    assert timedelta(days=89) < life <= timedelta(days=90)


@pytest.mark.parametrize(("sent", "kept"), [({"client": "okta"}, "okta"), ({"client": ""}, "")])
def test_a_token_is_marked_as_oktas_when_it_is_made(
    session: ApiClient, sent: dict[str, str], kept: str
) -> None:
    session.expect(201, "POST", TOKENS, {"description": "Okta", "scope": "scim", **sent})
    assert AccessToken.objects.get().client == kept


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"client": "nobody"}, "client", '"nobody" is not a valid choice.'),
        ({"description": None}, "description", "This field may not be null."),
        ({"description": "  "}, "description", "Say on one line where the token will be used."),
        ({"description": "a\nb"}, "description", "Say on one line where the token will be used."),
        ({"description": "a\0"}, "description", "Say on one line where the token will be used."),
        ({"description": "\ud800"}, "description", "Surrogate characters are not allowed: U+D800."),
        ({"description": "x" * 101}, "description", "Ensure this field has no more than 100"),
        ({"description": "pmp_scim_x"}, "description", "A description must not hold a token."),
        ({"description": ["x"]}, "description", "Not a valid string."),
        ({"scope": "root"}, "scope", '"root" is not a valid choice.'),
        ({"expires_in_days": 0}, "expires_in_days", "Ensure this value is greater than or equal"),
        ({"expires_in_days": 731}, "expires_in_days", "Ensure this value is less than or equal"),
        ({"expires_in_days": "soon"}, "expires_in_days", "A valid integer is required."),
    ],
)
def test_a_wrong_field_is_explained(
    session: ApiClient, changes: dict[str, Any], field: str, said: str
) -> None:
    body = {"description": "Entra", "scope": "scim", **changes}
    errors = session.expect(400, "POST", TOKENS, body)["errors"]
    assert list(errors) == [field]
    assert errors[field][0].startswith(said)
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b"NaN",
        b"[" * 50_000,
        b'{"description": "' + b"x" * bodies.LONGEST + b'", "scope": "scim"}',
    ],
)
def test_a_body_that_cannot_be_read(session: ApiClient, body: bytes) -> None:
    said = session.expect(400, "POST", TOKENS, body)["detail"]
    assert said in {"The body is not JSON in UTF-8.", "The body is longer than 64 KiB."}


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"1", b"null", b'"x"'])
def test_a_body_that_says_nothing(session: ApiClient, body: bytes) -> None:
    assert session.expect(400, "POST", TOKENS, body)["errors"]


def test_another_charset_is_read_as_utf_8(session: ApiClient) -> None:
    body = '{"description": "Žatec", "scope": "audit"}'.encode()
    for charset in ("utf-16", "zip", "base64", "nonsense"):
        content_type = f"application/json; charset={charset}"
        assert session.send("POST", TOKENS, body, content_type=content_type).status_code == 201
    assert set(AccessToken.objects.values_list("description", flat=True)) == {"Žatec"}


def test_a_form_is_no_json(session: ApiClient) -> None:
    form = "application/x-www-form-urlencoded"
    response = session.send("POST", TOKENS, b"description=x&scope=audit", content_type=form)
    assert (response.status_code, response.json()) == (
        415,
        {"detail": "Send the body as JSON, with 'Content-Type: application/json'."},
    )


def test_answers_are_json_alone(session: ApiClient) -> None:
    response = session.send("GET", TOKENS, Accept="application/xml")
    assert (response.status_code, response.json()) == (
        406,
        {"detail": "The API answers in JSON. Send 'Accept: application/json'."},
    )
    session.send("GET", TOKENS, Accept="text/html,*/*;q=0.8")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_is_not_possible(session: ApiClient, method: str) -> None:
    response = session.send(method, TOKENS)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
    assert response.json() == {
        "detail": f"{method} is not possible here; GET, HEAD, POST are.",
    }


def test_an_old_proof_must_be_renewed(session: ApiClient) -> None:
    browser = session.http.session
    browser["signed_in_at"] = time.time() - 16 * 60
    browser.save()
    body = {"description": "x", "scope": "audit"}
    said = session.expect(403, "POST", TOKENS, body)["detail"]
    assert said.startswith("Your last proof is older than 15 minutes. Confirm who you are")
    assert not AccessToken.objects.exists()


def test_no_more_tokens_than_one_may_have(session: ApiClient, administrator: User) -> None:
    for _ in range(LIVE_TOKENS_AN_OWNER):
        make_token(administrator)
    body = {"description": "one more", "scope": "audit"}
    said = session.expect(409, "POST", TOKENS, body)["detail"]
    assert "10 live access tokens, which is the most one may have" in said


def test_ones_own_token_is_revoked(session: ApiClient, administrator: User) -> None:
    token, _ = make_token(administrator)
    path = f"{TOKENS}/{token.pk}/revoke"
    shown = session.expect(200, "POST", path)
    assert (shown["state"], shown["revoked_by"]["user_name"]) == ("revoked", administrator.username)
    assert session.get(f"{TOKENS}/{token.pk}") == shown
    assert session.expect(200, "POST", path) == shown  # again: nothing changes


def test_somebody_elses_token_is_not_revoked(session: ApiClient) -> None:
    owner = make_administrator("boss")
    token, _ = make_token(owner)
    said = session.expect(403, "POST", f"{TOKENS}/{token.pk}/revoke")["detail"]
    assert said.startswith("This token belongs to boss. Revoke it in the console")
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_that_is_not_there(session: ApiClient) -> None:
    for path in (f"{TOKENS}/1", f"{TOKENS}/{10**30}"):
        assert session.expect(404, "GET", path) == {"detail": "There is nothing with this id."}
    session.expect(404, "POST", f"{TOKENS}/{10**30}/revoke")


def test_what_nobody_foresaw_is_told_with_an_id(
    session: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("password=secret")

    monkeypatch.setattr(AccessToken.objects, "visible_to", broken)
    response = session.http.get(f"/api/v1{TOKENS}")
    assert response.status_code == 500
    assert response.json() == {
        "detail": "Something went wrong here. The site's log has it under request id "
        f"{response['X-Request-ID']}."
    }

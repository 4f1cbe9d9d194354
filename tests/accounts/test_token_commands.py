"""`manage.py create_access_token` and `manage.py revoke_access_token`."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import token_format
from accounts.models import AccessToken, User
from accounts.tokens import client_acts
from accounts.tokens.rows import LIVE_TOKENS_AN_OWNER
from tests.factories import make_administrator, make_token, make_user
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db


def create(username: str, **options: Any) -> tuple[str, str]:
    """Run the command; returns what it printed, and what it said on standard error."""
    output, errors = StringIO(), StringIO()
    given = {"description": "Terraform", "scope": "scim", **options}
    call_command("create_access_token", username, **given, stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


def test_a_token_that_lets_no_identity_provider_in_is_nones(administrator: User) -> None:
    create(administrator.username, scope="audit", client="okta")
    create(administrator.username, description="Okta", client="okta")
    client_acts.create("a test", owner=administrator, description="A", scope="audit", client="okta")
    found = AccessToken.objects.order_by("pk").values_list("scope", "client")
    assert list(found) == [("audit", ""), ("scim", "okta"), ("audit", "")]


def revoke(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[str, str]:
    """Run the command with that on standard input; returns both outputs."""
    monkeypatch.setattr("sys.stdin", StringIO(text))
    output, errors = StringIO(), StringIO()
    call_command("revoke_access_token", "--stdin", stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


def test_the_secret_stands_alone_on_standard_output(administrator: User) -> None:
    output, errors = create(administrator.username)
    secret = output.removesuffix("\n")
    assert token_format.parse(secret).scope == "scim"
    assert EndpointClient(secret).send("GET", "/Users").status_code == 200
    token = AccessToken.objects.get()
    assert (token.owner, token.owner_name) == (administrator, administrator.username)
    assert (token.description, token.scope) == ("Terraform", "scim")
    assert errors == f"Created {token}. It expires on {token.expires_at:%d %b %Y}.\n"
    assert secret not in errors


@pytest.mark.parametrize(("given", "days"), [({}, 365), ({"expires_in_days": 30}, 30)])
def test_the_token_expires(administrator: User, given: Any, days: int) -> None:
    create(administrator.username, **given)
    token = AccessToken.objects.get()
    assert token.expires_at is not None
    assert abs(token.expires_at - token.created_at - timedelta(days=days)) < timedelta(minutes=1)


def test_the_token_is_marked_as_oktas(administrator: User) -> None:
    create(administrator.username, client="okta")
    assert AccessToken.objects.get().client == AccessToken.Client.OKTA


def test_the_user_name_is_found_without_regard_to_case() -> None:
    owner = make_administrator("Ada")
    create("aDA")
    assert AccessToken.objects.get().owner == owner


def test_a_token_that_reads_the_json_api_does_not_open_the_endpoint(administrator: User) -> None:
    secret = create(administrator.username, scope="audit")[0].strip()
    assert secret.startswith("pmp_audit_")
    response = EndpointClient(secret).send("GET", "/Users")
    assert response.status_code == 403
    assert "has the scope Audit, not Scim" in response.json()["detail"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"scope": "root"}, "invalid choice"),
        ({"description": "  "}, "Say where the token will be used"),
        ({"description": "x" * 101}, "at most 100 characters"),
        ({"description": "a\nb"}, "LINE FEED"),
        ({"expires_in_days": 0}, "must be a number from 1 to 730"),
        ({"expires_in_days": 731}, "must be a number from 1 to 730"),
    ],
)
def test_nonsense_is_refused(administrator: User, options: Any, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        create(administrator.username, **options)
    assert not AccessToken.objects.exists()


def test_only_administrators_may_have_tokens() -> None:
    make_user("bob")
    make_administrator("left", is_active=False)
    for name in ("bob", "left"):
        with pytest.raises(CommandError, match=f"{name} is no active administrator"):
            create(name)
    with pytest.raises(CommandError, match="There is no user 'nobody'"):
        create("nobody")
    assert not AccessToken.objects.exists()


def test_ten_live_tokens_are_the_most(administrator: User) -> None:
    ended, _ = make_token(administrator)
    AccessToken.objects.filter(pk=ended.pk).revoke(by=None)  # type: ignore[attr-defined]
    make_token(administrator, expires_at=timezone.now() - timedelta(days=1))
    make_token(make_administrator())
    for _ in range(LIVE_TOKENS_AN_OWNER):
        create(administrator.username)
    with pytest.raises(CommandError, match="has 10 live access tokens, which is the most"):
        create(administrator.username)
    live = AccessToken.objects.filter(owner=administrator).live()  # type: ignore[attr-defined]
    live.filter(pk=live.first().pk).revoke(by=None)
    create(administrator.username)


def test_a_leaked_token_is_revoked(
    administrator: User, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    make_token(administrator)
    token = AccessToken.objects.get(key_id=token_format.parse(secret).key_id)
    output, errors = revoke(monkeypatch, f"  {secret}\n")
    owner = administrator.username
    assert (output, errors) == ("", f"Revoked {token}, scope Scim, owner {owner}.\n")
    assert EndpointClient(secret).send("GET", "/Users").status_code == 401
    assert AccessToken.objects.filter(revoked_at=None).count() == 1
    token.refresh_from_db()
    assert (token.revoked_by, token.revoked_reason) == (None, "on the server")
    _, errors = revoke(monkeypatch, secret)
    assert errors.endswith(f" was revoked before, on {token.revoked_at:%d %b %Y}.\n")
    assert AccessToken.objects.get(pk=token.pk).revoked_at == token.revoked_at


def test_the_key_id_alone_revokes_nothing(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    key_id = token_format.parse(secret).key_id
    forged = token_format.TokenText("scim", key_id, "x" * token_format.SECRET_LENGTH)
    for text, said in (
        (str(forged), "This site does not know"),
        (secret[:-1], "was cut off"),
        ("hunter2", "not an access token of this site"),
        (f"{secret} {secret}", "was cut off"),
        (" \n", "Nothing came on standard input"),
    ):
        with pytest.raises(CommandError, match=said):
            revoke(monkeypatch, text)
    assert AccessToken.objects.get().revoked_at is None


def test_bytes_that_are_no_text_revoke_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Binary(StringIO):
        def read(self, size: int | None = None) -> str:
            return b"\xff".decode()

    monkeypatch.setattr("sys.stdin", Binary())
    with pytest.raises(CommandError, match="holds no text"):
        call_command("revoke_access_token", "--stdin")


def test_a_token_is_not_taken_from_the_command_line(secret: str) -> None:
    with pytest.raises(CommandError, match="Pass --stdin"):
        call_command("revoke_access_token")
    assert AccessToken.objects.get().revoked_at is None

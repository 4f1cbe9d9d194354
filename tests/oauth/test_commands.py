"""`manage.py` for OAuth clients and their secrets."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AccessToken, AuditEntry, ClientSecret, User
from accounts.tokens.client_rows import LIVE_SECRETS
from tests.factories import make_client, make_user

from .tenant import APP, ISSUER, SUBJECT, TENANT, Tenant, signed
from .test_federation import present, token_by
from .test_token_endpoint import scim, token_of

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str, **options: Any) -> tuple[str, str]:
    """Run a command; returns what it printed, and what it said on standard error."""
    output, errors = StringIO(), StringIO()
    call_command(command, *arguments, **options, stdout=output, stderr=errors)
    return output.getvalue().removesuffix("\n"), errors.getvalue()


def test_the_secret_of_a_new_client_stands_alone(administrator: User) -> None:
    secret, told = run("create_oauth_client", administrator.username, description="Terraform")
    client = AccessToken.objects.get()
    assert (client.kind, client.scope, client.description) == ("client", "scim", "Terraform")
    assert client.hint in told
    assert secret not in told
    assert scim(token_of(client, secret)).status_code == 200
    assert AuditEntry.objects.get().action == "client.created"


def test_nobody_but_an_administrator_may_have_one() -> None:
    make_user("ada")
    with pytest.raises(CommandError, match="ada is no active administrator"):
        run("create_oauth_client", "ada", description="Terraform")
    with pytest.raises(CommandError, match="There is no user"):
        run("create_oauth_client", "eve", description="Terraform")


@pytest.mark.parametrize("years", [0, 4])
def test_a_secret_lives_for_one_to_three_years(administrator: User, years: int) -> None:
    with pytest.raises(CommandError, match="1 to 3 years"):
        run("create_oauth_client", administrator.username, description="x", years=years)
    assert not AccessToken.objects.exists()


def test_a_secret_is_added_and_the_first_revoked() -> None:
    client, first = make_client()
    second, told = run("add_client_secret", client.hint, years=3)
    assert second not in told
    old, new = token_of(client, first), token_of(client, second)
    row = client.secrets.earliest("pk")
    _, told = run("revoke_client_secret", row.hint)
    assert told.startswith(f"Revoked the secret {row.hint} of Entra")
    assert [scim(token).status_code for token in (old, new)] == [401, 200]
    assert "revoked before" in run("revoke_client_secret", row.key_id)[1]


def test_five_secrets_live_at_most() -> None:
    client, _ = make_client()
    for _ in range(LIVE_SECRETS - 1):
        run("add_client_secret", client.hint)
    with pytest.raises(CommandError, match="5 live secrets"):
        run("add_client_secret", client.hint)
    assert ClientSecret.objects.count() == LIVE_SECRETS


@pytest.mark.parametrize("identifier", ["", "pmp_client_ABCDEFGH", "ABCDEFGH", "x" * 10_000])
def test_a_client_that_there_is_not(identifier: str) -> None:
    with pytest.raises(CommandError, match="There is no OAuth client"):
        run("add_client_secret", identifier)


def test_what_is_found_where_it_should_not_be_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    client, secret = make_client()
    kept, leaked = token_of(client, secret), token_of(client, secret)
    monkeypatch.setattr("sys.stdin", StringIO(leaked))
    assert "that was issued to Entra" in run("revoke_access_token", stdin=True)[1]
    assert [scim(token).status_code for token in (kept, leaked)] == [200, 401]
    monkeypatch.setattr("sys.stdin", StringIO(secret))
    assert "Revoked the secret pmp_secret_" in run("revoke_access_token", stdin=True)[1]
    assert scim(kept).status_code == 401


def test_a_whole_secret_is_not_taken_from_the_command_line() -> None:
    _, secret = make_client()
    with pytest.raises(CommandError, match="revoke_access_token --stdin"):
        run("revoke_client_secret", secret)


def trusted(client: AccessToken, *arguments: str) -> str:
    return run("trust_identity", client.hint, *arguments)[0]


def test_a_client_that_needs_no_secret(administrator: User, entra: Tenant) -> None:
    hint, _ = run("create_oauth_client", administrator.username, description="x", without_secret=1)
    client = AccessToken.objects.get()
    assert (hint, client.state) == (client.hint, AccessToken.State.EXPIRED)
    assert trusted(client) == "This OAuth client trusts no identity."
    identity = entra.identity()
    told = trusted(
        client,
        *("--issuer", identity.issuer, "--jwks-url", identity.jwks_url),
        *("--audience", f"api://{APP}/.default", "--subject", identity.subject),
    )
    assert f"State: Active\nIssuer: {identity.issuer}" in told
    assert f"Audience: api://{APP} {APP} api://{APP}/promapp.example" in told
    assert scim(token_by(client, signed())).status_code == 200
    assert "State: Revoked" in trusted(client, "--revoke")
    with pytest.raises(CommandError, match="trusts no identity"):
        trusted(client, "--revoke")


def test_a_tenant_is_waited_for_and_pinned(entra: Tenant) -> None:
    client, _ = make_client()
    host = ["--authority", entra.host]
    assert "State: Pending" in trusted(client, "--tenant", TENANT, *host)
    issuer = f"https://{entra.host}/{TENANT}/v2.0"
    entra.issuer = issuer
    assert present(client, signed(iss=issuer)).status_code == 401
    told = trusted(client)
    assert f"Held sub: {SUBJECT}" in told
    mark = told.partition("--pin ")[2].strip()
    with pytest.raises(CommandError, match="no longer what was shown"):
        trusted(client, "--pin", "x")
    assert "State: Active" in trusted(client, "--pin", mark)
    assert scim(token_by(client, signed(iss=issuer))).status_code == 200


def test_values_that_are_none(entra: Tenant) -> None:
    client, _ = make_client()
    good = {"--issuer": ISSUER, "--jwks-url": entra.jwks_url, "--audience": APP, "--subject": "x"}
    for name, value in (
        ("--issuer", "http://x"),
        ("--jwks-url", "https://x.example/keys"),
        ("--subject", "a b"),
        ("--audience", "a\nb"),
        ("--audience", " "),
        ("--subject", "x" * 513),
    ):
        given = [part for pair in {**good, name: value}.items() for part in pair]
        with pytest.raises(CommandError):
            trusted(client, *given)
    with pytest.raises(CommandError, match="Tenant ID"):
        trusted(client, "--tenant", "contoso")
    with pytest.raises(CommandError, match="no OAuth client"):
        run("trust_identity", "pmp_client_nobody00")
    assert not client.trusts.exists()

"""Who is let in, and what is said to those who are not: RFC 6750."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import token_format
from accounts.models import AccessToken, User
from scim.models import ProvisioningEvent
from tests.factories import make_administrator, make_token, make_user
from tests.scim.endpoint_client import USER, EndpointClient

pytestmark = pytest.mark.django_db
CHALLENGE = 'Bearer realm="scim"'
INVALID = 'Bearer realm="scim", error="invalid_token"'


def refused(headers: dict[str, str], reason: str, *, status: int = 401) -> tuple[str, str]:
    """Send a request that is not let in; returns its detail and its challenge."""
    response = EndpointClient("").send("GET", "/Users", **headers)
    assert response.status_code == status
    document = response.json()
    assert "scimType" not in document
    event = ProvisioningEvent.objects.latest("pk")
    assert (event.result, event.reason, event.status) == ("Rejected", reason, status)
    assert event.detail == document["detail"]
    return document["detail"], response["WWW-Authenticate"]


HEADERS = [
    ({}, "no_header", "no Authorization header", CHALLENGE),
    ({"Authorization": ""}, "no_header", "no Authorization header", CHALLENGE),
    ({"Authorization": "Bearer"}, "empty", "no token follows", INVALID),
    ({"Authorization": "Bearer   "}, "empty", "no token follows", INVALID),
    ({"Authorization": "Basic YTpi"}, "not_bearer", "must be 'Bearer'", CHALLENGE),
    ({"Authorization": "pmp_scim_x"}, "not_bearer", "must be 'Bearer'", CHALLENGE),
    ({"Authorization": "Bearer Bearer pmp_scim_x"}, "doubled", "adds itself", INVALID),
    ({"Authorization": "Bearer eyJhbGciOi.eyJhdWQi.c2ln"}, "entra_jwt", "Secret Token", INVALID),
    ({"Authorization": "Bearer secret"}, "not_ours", "begin with 'pmp_'", INVALID),
    ({"Authorization": "Bearer pmp_scim_short"}, "damaged", "was cut off", INVALID),
    ({"Authorization": f"Bearer {'x' * 8000}"}, "not_ours", "begin with 'pmp_'", INVALID),
    ({"Authorization": "Bearer pmp_scim_é\x00"}, "damaged", "was cut off", INVALID),
]


@pytest.mark.parametrize(("headers", "reason", "detail", "challenge"), HEADERS)
def test_says_what_is_wrong_with_the_header(
    headers: dict[str, str], reason: str, detail: str, challenge: str
) -> None:
    said, asked = refused(headers, reason)
    assert detail in said
    assert asked == challenge


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_cut_off_or_changed() -> None:
    _, secret = make_token()
    other = "y" if secret[20] == "x" else "x"
    for text in (secret[:-1], secret[:20] + other + secret[21:], f"{secret}x"):
        said, challenge = refused(bearer(text), "damaged")
        assert "Copy it again as a whole" in said
        assert challenge == INVALID


def test_a_token_of_another_site() -> None:
    said, challenge = refused(bearer(str(token_format.generate("scim"))), "unknown")
    assert said.startswith("This site does not know this access token.")
    assert challenge == INVALID


def test_a_token_with_a_right_checksum_over_anything() -> None:
    """The checksum is no secret, so what it covers can be anything."""
    for body in ("\x00" * 40, "é" * 40, "-" * 40):
        text = f"pmp_scim_{body}"
        said, _ = refused(bearer(text + token_format.checksum(text)), "damaged")
        assert "was cut off or changed" in said


def test_an_expired_token() -> None:
    yesterday = timezone.now() - timedelta(days=1)
    _, secret = make_token(expires_at=yesterday)
    said, challenge = refused(bearer(secret), "expired")
    assert said.startswith(f"This access token expired on {yesterday:%d %b %Y}. Create a new one")
    assert challenge == INVALID


def test_a_revoked_token() -> None:
    token, secret = make_token()
    AccessToken.objects.filter(pk=token.pk).revoke(by=None, reason="left the company")  # type: ignore[attr-defined]
    said, challenge = refused(bearer(secret), "revoked")
    assert said.startswith("This access token was revoked on ")
    assert "(left the company)" in said
    assert challenge == INVALID


def demote(owner: User) -> None:
    owner.is_staff = False
    owner.save()


def disable(owner: User) -> None:
    owner.is_active = False
    owner.save()


def delete(owner: User) -> None:
    owner.delete()


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        (demote, "owner_not_administrator", "boss, is no longer an administrator"),
        (disable, "owner_disabled", "boss, is disabled"),
        (delete, "owner_gone", "boss, was deleted"),
    ],
)
def test_a_token_whose_owner_lost_the_right(change: Any, reason: str, detail: str) -> None:
    owner = make_administrator("boss")
    _, secret = make_token(owner)
    assert EndpointClient(secret).send("GET", "/Users").status_code == 200
    change(owner)
    said, challenge = refused(bearer(secret), reason)
    assert f"The owner of this access token, {detail}" in said
    assert challenge == INVALID


def test_a_superuser_who_is_no_administrator_opens_nothing() -> None:
    _, secret = make_token(make_user("root", is_superuser=True))
    refused(bearer(secret), "owner_not_administrator")


def test_a_token_of_another_scope() -> None:
    token, secret = make_token(scope="console")
    said, challenge = refused(bearer(secret), "wrong_scope", status=403)
    assert said.startswith("This access token has the scope console, not Scim.")
    assert challenge == 'Bearer realm="scim", error="insufficient_scope", scope="scim"'
    assert ProvisioningEvent.objects.get().token == token
    token.refresh_from_db()
    assert token.last_used_at is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer  "])
def test_any_case_of_bearer(secret: str, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {secret} "}
    assert EndpointClient("").send("GET", "/Users", **headers).status_code == 200


def test_a_session_opens_nothing(administrator: User) -> None:
    browser = Client()
    browser.force_login(administrator)
    api = EndpointClient("")
    api.http = browser
    for method, path in (
        ("GET", "/Users"),
        ("POST", "/Users"),
        ("GET", "/Schemas"),
        ("GET", "/Me"),
    ):
        assert api.send(method, path).status_code == 401


ADDRESSES = [
    ("GET", "/Users"),
    ("GET", "/Users/x"),
    ("POST", "/Users"),
    ("PUT", "/Users/x"),
    ("PATCH", "/Users/x"),
    ("DELETE", "/Users/x"),
    ("GET", "/Groups"),
    ("GET", "/Groups/x"),
    ("POST", "/Groups"),
    ("PUT", "/Groups/x"),
    ("PATCH", "/Groups/x"),
    ("DELETE", "/Groups/x"),
    ("GET", "/ServiceProviderConfig"),
    ("GET", "/ResourceTypes"),
    ("GET", "/ResourceTypes/User"),
    ("GET", "/Schemas"),
    ("GET", f"/Schemas/{USER}"),
    ("POST", "/Users/.search"),
    ("POST", "/.search"),
    ("POST", "/Bulk"),
    ("GET", "/Me"),
    ("GET", ""),
    ("OPTIONS", "/Users"),
]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_every_address_is_closed(administrator: User, method: str, path: str) -> None:
    token, secret = make_token(administrator)
    assert EndpointClient("").send(method, path, {"a": 1}).status_code == 401
    assert EndpointClient(secret).send(method, path, {"a": 1}).status_code not in {401, 403}
    AccessToken.objects.filter(pk=token.pk).revoke(by=None)  # type: ignore[attr-defined]
    assert EndpointClient(secret).send(method, path, {"a": 1}).status_code == 401
    assert EndpointClient(make_token(scope="console")[1]).send(method, path).status_code == 403


def test_use_is_noted_once_a_minute(secret: str) -> None:
    api = EndpointClient(secret)
    api.get("/Users")
    token = AccessToken.objects.get()
    assert token.last_used_at
    assert token.last_used_address == "127.0.0.1"
    api.get("/Users")
    assert AccessToken.objects.get().last_used_at == token.last_used_at
    AccessToken.objects.update(last_used_at=token.last_used_at - timedelta(minutes=2))
    api.get("/Users")
    assert AccessToken.objects.get().last_used_at > token.last_used_at - timedelta(seconds=1)  # type: ignore[operator]


def test_looking_a_token_up_is_one_query(secret: str, django_assert_num_queries: Any) -> None:
    api = EndpointClient(secret)
    api.get("/Schemas")
    with django_assert_num_queries(1):
        api.get("/Schemas")

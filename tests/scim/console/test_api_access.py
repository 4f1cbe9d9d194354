"""Who may use the API, and what everybody else is told."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern

from accounts.models import AccessToken, AuditEntry, User
from promapp_console.api import authentication, urls
from scim.endpoint.throttle import Throttle
from scim.models import ProvisioningEvent
from tests.factories import PASSWORD, make_administrator, make_group, make_token, make_user
from tests.scim.console.api_client import ApiClient

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NOBODY = 'Bearer realm="api"'
INVALID = 'Bearer realm="api", error="invalid_token"'
NOT_SIGNED_IN = (
    "Send an access token with the scope Audit as 'Authorization: Bearer …', or sign in to the "
    "console. Tokens are made under My Profile, Access Tokens."
)


def addresses(known: dict[str, Any]) -> list[str]:
    """Return every address of the API but its page, with ids that exist."""
    fill = {"<int:pk>": known["pk"], "<uuid:id>": known["scim_id"]}
    found = []
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        path = str(pattern.pattern)
        for name, value in fill.items():
            path = path.replace(name, str(value))
        found.append(f"/{path}")
    assert len(found) == len(urls.urlpatterns) > 12
    assert found.pop(0) == found.pop() == "/"  # the page, and everything else
    return [*found, "/nowhere", "/users/", "/users/x", "/schema.json"]


@pytest.fixture
def everywhere(administrator: User) -> list[str]:
    token, _ = make_token(administrator)
    ProvisioningEvent.objects.create(pk=token.pk, method="GET", status=200)
    if not AuditEntry.objects.filter(pk=token.pk).exists():
        AuditEntry.objects.create(pk=token.pk, action="seen")
    # Of one id, so that every address leads somewhere.
    user = make_user()
    make_group(scim_id=user.scim_id)
    return addresses({"pk": token.pk, "scim_id": user.scim_id})


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_is_told_to_sign_in(everywhere: list[str], method: str) -> None:
    for path in everywhere:
        response = ApiClient().send(method, path, {"description": "x", "scope": "audit"})
        assert response.status_code == 401, path
        assert response["WWW-Authenticate"] == NOBODY
        assert method == "HEAD" or response.json() == {"detail": NOT_SIGNED_IN}
    assert AccessToken.objects.count() == 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rights", [{}, {"is_superuser": True}])
def test_who_is_no_administrator_gets_nothing(
    everywhere: list[str], method: str, rights: dict[str, bool]
) -> None:
    client = ApiClient()
    client.http.force_login(make_user(**rights))
    for path in everywhere:
        response = client.send(method, path, {"description": "x", "scope": "audit"})
        assert response.status_code == 403, path
        assert method == "HEAD" or response.json() == {
            "detail": "Only active administrators may use this API."
        }
    assert AccessToken.objects.count() == 1


@pytest.mark.parametrize("method", METHODS)
def test_a_scim_token_gets_nothing(everywhere: list[str], method: str) -> None:
    token, secret = make_token()
    for path in everywhere:
        response = ApiClient(secret).send(method, path, {"description": "x", "scope": "audit"})
        assert response.status_code == 403, path
        assert response["WWW-Authenticate"] == (
            'Bearer realm="api", error="insufficient_scope", scope="audit"'
        )
        assert method == "HEAD" or response.json() == {
            "detail": "This access token has the scope Scim, not Audit. Create a token with the "
            "scope Audit under My Profile, Access Tokens."
        }
    token.refresh_from_db()
    assert token.last_used_at is None


def test_an_administrator_reads_everything(everywhere: list[str], session: ApiClient) -> None:
    strange = {"/nowhere", "/users/", "/users/x", "/schema.json"}
    for path in everywhere:
        status = 404 if path in strange else 405 if path.endswith("/revoke") else 200
        session.expect(status, "GET", path)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_audit_token_only_reads(everywhere: list[str], audit: ApiClient, method: str) -> None:
    for path in everywhere:
        response = audit.send(method, path, {"description": "x", "scope": "audit"})
        assert response.status_code == 403
        assert response.json() == {
            "detail": "An access token only reads. Sign in to the console to change something."
        }
    assert AccessToken.objects.count() == 2
    assert not AccessToken.objects.exclude(revoked_at=None).exists()


def test_use_of_an_audit_token_is_noted(audit: ApiClient) -> None:
    audit.get("/users")
    token = AccessToken.objects.get()
    assert (token.last_used_at is None, token.last_used_address) == (False, "127.0.0.1")


def test_an_audit_token_opens_no_endpoint_and_no_page(audit_secret: str) -> None:
    headers = {"Authorization": f"Bearer {audit_secret}"}
    assert Client().get("/api/scim/Users", headers=headers).status_code == 403
    for page in ("/", "/profile/", "/admin/", "/api/v1/"):
        assert Client().get(page, headers=headers).status_code == 302


@pytest.mark.parametrize(
    ("header", "said", "challenge"),
    [
        ("", "The request has no Authorization header. Paste an access token", NOBODY),
        ("Basic eDp5", "The Authorization header must be 'Bearer'", NOBODY),
        ("Bearer", "no token follows.", INVALID),
        ("Bearer Bearer pmp_audit_x", "Paste the access token alone after 'Auth", INVALID),
        ("Bearer pmp_audit_x", "This access token was cut off", INVALID),
        ("Bearer x", "Create a token under My Profile, Access Tokens, and paste it as a", INVALID),
        ("Bearer eyJ.a.b", "Paste an access token with the scope Audit after", INVALID),
    ],
)
def test_a_header_that_opens_nothing_is_explained(
    session: ApiClient, header: str, said: str, challenge: str
) -> None:
    response = session.send("GET", "/users", Authorization=header)
    assert response.status_code == 401
    assert said in response.json()["detail"]
    assert response["WWW-Authenticate"] == challenge


def test_a_token_works_only_while_its_owner_is_an_administrator(
    audit: ApiClient, administrator: User
) -> None:
    audit.get("/users")
    User.objects.filter(pk=administrator.pk).update(is_staff=False)
    said = audit.expect(401, "GET", "/users")["detail"]
    assert "is no longer an administrator" in said
    User.objects.filter(pk=administrator.pk).update(is_staff=True, is_active=False)
    assert "is disabled" in audit.expect(401, "GET", "/users")["detail"]


def test_a_revoked_token_is_refused(audit: ApiClient) -> None:
    AccessToken.objects.all().revoke(by=None)
    said = audit.expect(401, "GET", "/users")["detail"]
    assert "was revoked on" in said
    assert said.endswith("under My Profile and paste it after 'Authorization: Bearer'.")


def test_a_write_from_another_site_is_refused(administrator: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(administrator)
    body = json.dumps({"description": "x", "scope": "audit"})
    address = "/api/v1/access-tokens"
    response = browser.post(address, body, content_type="application/json")
    assert response.status_code == 403
    assert response.json()["detail"].endswith("in the header X-CSRFToken as well.")
    browser.get("/profile/")
    headers = {"X-CSRFToken": browser.cookies[settings.CSRF_COOKIE_NAME].value}
    response = browser.post(address, body, content_type="application/json", headers=headers)
    assert response.status_code == 201


def test_signing_in_opens_the_api_and_signing_out_closes_it(administrator: User) -> None:
    client = ApiClient()
    client.http.post("/sign-in/", {"login": administrator.username, "password": PASSWORD})
    client.get("/users")
    client.http.post("/sign-out/")
    client.expect(401, "GET", "/users")


def test_too_many_requests_are_slowed_down(
    audit: ApiClient, session: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "_requests", Throttle(0.5, 1))
    audit.get("/users")
    response = audit.send("GET", "/users")
    assert response.status_code == 429
    assert response["Retry-After"] == "2"
    assert response.json() == {
        "detail": "Too many requests. Wait as many seconds as Retry-After says, and go on."
    }
    session.get("/users")  # a budget of its own
    ApiClient(make_token(make_administrator(), scope="audit")[1]).get("/users")

"""A site that is reached by https: what its endpoint says to browsers, and to tokens in clear."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from scim.models import ProvisioningEvent
from tests.factories import make_token
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"


def in_clear(proto: str | None, remote: str = "127.0.0.1") -> dict[str, str]:
    forwarded = {} if proto is None else {"HTTP_X_FORWARDED_PROTO": proto}
    return {"REMOTE_ADDR": remote, **forwarded}


@pytest.mark.parametrize(
    ("proxies", "way", "status"),
    [
        (0, in_clear(None), 200),  # on this machine, or a proxy on it that does not say
        (0, in_clear(None, ""), 200),  # a Unix socket
        (0, in_clear(None, "192.0.2.7"), 403),
        (0, in_clear("http"), 403),
        (0, in_clear("https", "192.0.2.7"), 200),
        (1, in_clear("http", "192.0.2.7"), 403),
        (1, in_clear("HTTP, https", "192.0.2.7"), 403),
        (1, in_clear("https"), 200),
        (1, in_clear(None, "192.0.2.7"), 200),
    ],
)
def test_a_token_in_clear_opens_nothing_and_is_named(
    secret: str, settings: Any, proxies: int, way: dict[str, str], status: int
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    settings.IS_HTTPS = True
    headers = {"authorization": f"Bearer {secret}"}
    response = Client().get("/api/scim/Users", headers=headers, **way)
    assert response.status_code == status
    if status == 403:
        assert response.json()["status"] == "403"
        assert response.json()["detail"].startswith("The access token ")
        assert "must be taken for exposed" in response.json()["detail"]
        event = ProvisioningEvent.objects.get()
        assert (event.reason, event.result) == ("plain_http", "Rejected")
        assert event.token is not None
    settings.IS_HTTPS = False
    assert Client().get("/api/scim/Users", headers=headers, **way).status_code == 200


def test_an_audit_token_in_clear_opens_nothing_either(administrator: User, settings: Any) -> None:
    settings.IS_HTTPS = True
    _, secret = make_token(administrator, scope="audit")
    headers = {"authorization": f"Bearer {secret}"}
    response = Client().get("/api/v1/events", headers=headers, **ELSEWHERE)
    assert response.status_code == 403
    assert "must be taken for exposed" in str(response.json())


@pytest.mark.parametrize("path", ["/Users", "/nothing", "/ServiceProviderConfig"])
def test_each_answer_of_the_endpoint_carries_the_headers(
    secret: str, settings: Any, path: str
) -> None:
    for client in (EndpointClient(secret), EndpointClient("")):
        headers = client.send("GET", path).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Strict-Transport-Security" not in headers  # plain http: RFC 6797 section 7.2
    settings.SECURE_HSTS_SECONDS = 60
    response = Client().get(f"/api/scim{path}", secure=True)
    assert response.headers["Strict-Transport-Security"] == "max-age=60"
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    response = Client().get(f"/api/scim{path}", secure=True, headers={"host": "elsewhere.example"})
    assert response.headers["Strict-Transport-Security"] == "max-age=60; includeSubDomains"


@pytest.mark.parametrize(
    ("after", "target"),
    [
        ("/profile/", "/profile/"),
        ("https://promapp.example/profile/", "https://promapp.example/profile/"),
        ("http://promapp.example/profile/", "/"),
        ("https://localhost/profile/", "/"),
        ("//127.0.0.1/profile/", "/"),
        ("https://testserver/", "/"),
    ],
)
def test_after_sign_in_only_this_sites_own_address_follows(
    administrator: User, after: str, target: str
) -> None:
    administrator.set_password("Correct-horse-9")
    administrator.save()
    form = {"login": administrator.username, "password": "Correct-horse-9", "next": after}
    assert Client().post("/sign-in/", form)["Location"] == target

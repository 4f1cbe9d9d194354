"""What tests of the console's pages and API may ask for."""

import pytest
from django.test import Client

from accounts.models import AccessToken, User
from promapp_console.api import authentication
from scim.endpoint.throttle import Throttle
from tests.factories import make_token
from tests.scim.console.api_client import ApiClient


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    client.force_login(administrator)
    return client


@pytest.fixture(autouse=True)
def unthrottled_api(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests send more requests a second than a client may."""
    monkeypatch.setattr(authentication, "_requests", Throttle(10**9, 10**9))


@pytest.fixture
def audit_secret(administrator: User) -> str:
    """The secret of the administrator's Audit token."""
    return make_token(administrator, description="Audit", scope=AccessToken.Scope.AUDIT)[1]


@pytest.fixture
def audit(audit_secret: str) -> ApiClient:
    """A client with an Audit token."""
    return ApiClient(audit_secret)


@pytest.fixture
def session(administrator: User) -> ApiClient:
    """A client with the session of the administrator, who has just signed in."""
    client = ApiClient()
    client.http.force_login(administrator)
    return client

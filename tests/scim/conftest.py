"""What tests of the endpoint may ask for."""

import pytest

from scim.endpoint import authentication
from scim.endpoint.throttle import Throttle
from tests.scim.endpoint_client import EndpointClient


@pytest.fixture(autouse=True)
def unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests send more requests a second than a client may."""
    monkeypatch.setattr(authentication, "_requests", Throttle(10**9, 10**9))


@pytest.fixture
def api(secret: str) -> EndpointClient:
    """A client with an administrator's Scim token."""
    return EndpointClient(secret)

"""What tests of the endpoint may ask for."""

import pytest

from scim import authentication
from tests.scim.endpoint_client import EndpointClient


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    """Tests reuse primary keys of tokens, so each starts with a full bucket."""
    authentication._requests.buckets.clear()


@pytest.fixture
def api(secret: str) -> EndpointClient:
    """A client with an administrator's Scim token."""
    return EndpointClient(secret)

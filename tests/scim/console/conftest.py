"""What tests of the console's pages may ask for."""

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    client.force_login(administrator)
    return client

"""What every test may ask for. Which database it runs on is DATABASE_URL's choice."""

import pytest
from django.test import Client

from accounts.models import User
from scim import events
from scim.rejections import Rejections
from tests.factories import make_administrator, make_token, make_user


@pytest.fixture(autouse=True)
def unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test's rejected requests are counted on the rows of another's."""
    monkeypatch.setattr(events, "_rejections", Rejections())


@pytest.fixture
def user(db: None) -> User:
    """An ordinary user."""
    return make_user()


@pytest.fixture
def administrator(db: None) -> User:
    """An administrator."""
    return make_administrator()


@pytest.fixture
def secret(administrator: User) -> str:
    """The secret of the administrator's Scim token."""
    return make_token(administrator)[1]


@pytest.fixture
def csrf_client() -> Client:
    """A client whose requests are checked for forgery, as a browser's are."""
    return Client(enforce_csrf_checks=True)

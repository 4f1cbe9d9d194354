"""The banner that tells of tokens before, and after, they stop."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.lifecycle import activation
from accounts.models import AccessToken, User
from accounts.pages.warnings import about_tokens
from accounts.tokens import acts, use
from tests.factories import make_administrator, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob() -> User:
    """Another administrator."""
    return make_administrator("bob@promapp.example")


def soon(days: float) -> Any:
    return timezone.now() + timedelta(days=days, minutes=1)


def told(user: User) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for item in about_tokens(user)]


@pytest.mark.parametrize(
    ("days", "when"), [(12, "in 12 days"), (1, "in 1 day"), (0.5, "in 12 hours")]
)
def test_a_token_that_expires_soon(administrator: User, bob: User, days: float, when: str) -> None:
    token, _ = make_token(bob, description="Entra", expires_at=soon(days))
    [item] = about_tokens(administrator)
    assert (item.kind, item.action) == ("warning", "Rotate token")
    assert item.address == f"/profile/tokens/{token.pk}/rotate/"
    assert item.text == (
        f"The token “Entra” of bob@promapp.example expires {when}. After that, whoever uses it is "
        "turned away."
    )


def demote(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=False)


def disable(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def disable_and_end(user: User) -> None:
    disable(user)
    activation.end_access(user, "was disabled")


def delete(user: User) -> None:
    user.delete()


@pytest.mark.parametrize(
    ("leave", "why"),
    [
        (demote, "is no administrator any more"),
        (disable, "is disabled"),
        (disable_and_end, "is disabled"),
        (delete, "was deleted"),
        (lambda user: activation.end_access(user, "left"), "had left"),
    ],
)
def test_a_token_whose_owner_left(administrator: User, bob: User, leave: Any, why: str) -> None:
    token, _ = make_token(bob, description="Entra")
    leave(bob)
    [item] = about_tokens(administrator)
    assert (item.kind, item.action) == ("error", "Take over token")
    assert item.address == f"/profile/tokens/{token.pk}/take-over/"
    assert item.text.startswith(
        f"The token “Entra” has stopped working: its owner, bob@promapp.example, {why}"
    )


def test_what_needs_no_attention(administrator: User, bob: User) -> None:
    make_token(bob)
    make_token(bob, expires_at=soon(40))
    make_token(bob, expires_at=timezone.now() - timedelta(days=1))
    revoked, _ = make_token(bob, expires_at=soon(3))
    acts.revoke(bob, revoked)
    ending, _ = make_token(bob, expires_at=soon(20))
    acts.revoke(bob, ending, after=timedelta(days=7))
    replaced, _ = make_token(bob, expires_at=soon(10))
    new, _ = acts.rotate(bob, replaced, owner=bob, expires_at=soon(100))
    assert len(told(administrator)) == 1
    use.record(new, "192.0.2.7")
    assert told(administrator) == []


def test_a_token_that_ended_long_ago_is_not_told_of(administrator: User, bob: User) -> None:
    make_token(bob)
    activation.end_access(bob, "left")
    assert len(told(administrator)) == 1
    AccessToken.objects.update(revoked_at=timezone.now() - timedelta(days=31))
    assert told(administrator) == []


def test_the_most_urgent_comes_first(
    administrator: User, bob: User, django_assert_num_queries: Any
) -> None:
    make_token(administrator, description="later", expires_at=soon(20))
    make_token(administrator, description="sooner", expires_at=soon(2))
    make_token(bob, description="stopped")
    demote(bob)
    with django_assert_num_queries(1):
        texts = [text for _, text in told(administrator)]
    assert [text.split("”")[0] for text in texts] == [
        "The token “stopped",
        "The token “sooner",
        "The token “later",
    ]


def test_others_are_not_told(user: User, bob: User) -> None:
    make_token(bob, expires_at=soon(2))
    demote(bob)
    bob.refresh_from_db()
    assert told(user) == []
    assert told(bob) == []


def test_the_profile_shows_it(client: Client, administrator: User, bob: User) -> None:
    token, _ = make_token(bob, description="Entra <b>", expires_at=soon(2))
    client.force_login(administrator)
    page = client.get("/profile/").content.decode()
    assert 'aria-label="Needs attention"' in page
    assert "The token “Entra &lt;b&gt;” of bob@promapp.example expires in 2 days." in page
    assert f"/profile/tokens/{token.pk}/rotate/" in page
